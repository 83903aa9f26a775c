"""Each setting has an effect: on a variable, on a resource's input, or in a rule."""

from typing import Any

import pytest

from config.contract import CONTRACT, SITE, plain_variables
from config.derived import redirected_host
from config.parse import parse
from config.stacks import STACKS
from tests.conftest import StackFiles

ADDRESSES = {"REDIS_URL", "MONGODB_URI", "DATABASE_URL"}
MAILS: list[dict[str, Any]] = [
    {"kind": "mailjet", "sender": "a@bondigoo.ch", "onlyTo": "b@bondigoo.ch"},
    {"kind": "smtp", "sender": "a@bondigoo.ch", "host": "mail.example.org"},
]


@pytest.mark.parametrize("stack", STACKS)
def test_what_counts_as_derived_is_exactly_what_the_program_derives(
    stack_files: StackFiles, stack: str
) -> None:
    names: set[str] = set()
    for mail in MAILS:
        settings = parse(stack, {**stack_files[stack], "cloudinary": "shop", "mail": mail})
        names |= {
            *plain_variables(settings, "api"),
            *plain_variables(settings, "worker"),
            *plain_variables(settings, "frontend"),
        }
    assert names | ADDRESSES == {
        f"REACT_APP_{variable.name}" if variable.readers == SITE else variable.name
        for variable in CONTRACT
        if variable.kind == "derived"
    }


@pytest.mark.proves("C8", "R61", "T17")
def test_more_origins_follow_the_blueprints_own(stack_files: StackFiles) -> None:
    alias = "https://bondigoo-git-develop-team.vercel.app"
    settings = parse("dev", {**stack_files["dev"], "extraCorsOrigins": [alias]})
    origins = f"https://dev.bondigoo.ch,http://localhost:3000,{alias}"
    variables = plain_variables(settings, "api")
    assert {variables[key] for key in ("CORS_ORIGIN", "ALLOWED_ORIGINS")} == {origins}


def test_an_environment_without_third_parties_gets_no_variable_of_theirs(stack_files: StackFiles) -> None:
    values = stack_files["dev"]
    for key in ("cloudinary", "mail", "stripe"):
        del values[key]
    assert set(plain_variables(parse("dev", values), "worker")) == {
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
        ("https://bondigoo.ch", True, "www.bondigoo.ch"),
        ("https://bondigoo.ch", False, None),
    ],
)
def test_the_bare_domain_is_what_follows_www(
    stack_files: StackFiles, url: str, redirect: bool, apex: str | None
) -> None:
    values = {**stack_files["prod"], "frontendUrl": url}
    values["frontend"]["apexRedirect"] = redirect
    assert redirected_host(parse("prod", values)) == apex


@pytest.mark.proves("T27")
def test_a_worker_has_two_minutes_to_end_its_jobs_unless_told_otherwise(stack_files: StackFiles) -> None:
    values = stack_files["dev"]
    del values["worker"]["maxShutdownDelaySeconds"]
    settings = parse("dev", values)
    assert settings.worker.max_shutdown_delay_seconds == 120
    assert settings.api.max_shutdown_delay_seconds == 30
