"""Each setting has an effect: on a variable, on a resource's input, or in a rule."""

from typing import Any

import pytest

from components.variables import api_variables, frontend_variables, shared_variables
from config.derived import DERIVED, apex_host
from config.parse import parse
from config.stacks import BRANCHES, STACKS, branch_of
from tests.conftest import StackFiles

EVERYTHING: dict[str, Any] = {
    "cloudinary": "shop",
    "mail": {"kind": "sendgrid", "sender": "a@bondigoo.ch", "onlyTo": "b@bondigoo.ch"},
}


@pytest.mark.parametrize("stack", STACKS)
def test_what_counts_as_derived_is_exactly_what_the_program_derives(
    stack_files: StackFiles, stack: str
) -> None:
    settings = parse(stack, {**stack_files[stack], **EVERYTHING})
    derived = {**shared_variables(settings), **api_variables(settings), **frontend_variables(settings)}
    assert {*derived, "REDIS_URL"} == set(DERIVED)


@pytest.mark.proves("C8", "R61", "T17")
def test_more_origins_follow_the_blueprints_own(stack_files: StackFiles) -> None:
    alias = "https://bondigoo-git-develop-team.vercel.app"
    settings = parse("dev", {**stack_files["dev"], "extraCorsOrigins": [alias]})
    assert api_variables(settings) == dict.fromkeys(
        ("CORS_ORIGIN", "ALLOWED_ORIGINS"), f"https://dev.bondigoo.ch,http://localhost:3000,{alias}"
    )


def test_an_environment_without_third_parties_gets_no_variable_of_theirs(stack_files: StackFiles) -> None:
    values = stack_files["dev"]
    for key in ("cloudinary", "mail", "stripe"):
        del values[key]
    assert set(shared_variables(parse("dev", values))) == {
        "NODE_ENV",
        "ENVIRONMENT_NAME",
        "BULLMQ_PREFIX",
        "FRONTEND_URL",
    }


@pytest.mark.parametrize(
    ("url", "redirect", "apex"),
    [
        ("https://www.bondigoo.ch", True, "bondigoo.ch"),
        ("https://www.bondigoo.ch", False, None),
        ("https://shop.bondigoo.ch", True, None),
    ],
)
def test_the_bare_domain_is_what_follows_www(
    stack_files: StackFiles, url: str, redirect: bool, apex: str | None
) -> None:
    values = {**stack_files["prod"], "frontendUrl": url}
    values["frontend"]["apexRedirect"] = redirect
    assert apex_host(parse("prod", values)) == apex


@pytest.mark.proves("T27")
def test_a_worker_has_two_minutes_to_end_its_jobs_unless_told_otherwise(stack_files: StackFiles) -> None:
    values = stack_files["dev"]
    del values["worker"]["maxShutdownDelaySeconds"]
    settings = parse("dev", values)
    assert settings.worker.max_shutdown_delay_seconds == 120
    assert settings.api.max_shutdown_delay_seconds == 30


@pytest.mark.proves("R6", "R23", "R31")
def test_each_stack_has_one_branch_and_each_branch_one_stack() -> None:
    assert {stack: branch_of(stack) for stack in STACKS} == {
        "prod": "main",
        "staging": "staging",
        "dev": "develop",
    }
    assert len(BRANCHES) == len(STACKS)
