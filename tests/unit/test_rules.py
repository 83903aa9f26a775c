"""What a stack file may not say, alone or together with the others."""

import re
from copy import deepcopy
from typing import Any

import pytest

from config.parse import parse
from config.rules import RULES, concerns, errors, errors_alone, unfilled_ids, violations
from config.settings import Settings
from config.stacks import STACKS
from config.violations import Violation
from tests.conftest import StackFiles
from tests.unit.rule_cases import (
    between_names,
    between_shared,
    names,
    names_left,
    own_parties,
    own_places,
    own_refresh,
    own_services,
    own_stores,
    own_variables,
    values,
)
from tests.unit.rule_cases.case import CLUSTER, DEVS_REDIS, OWN_REDIS, REMOVED, STAGINGS_REDIS, Case

TABLES = (
    own_places,
    own_variables,
    own_parties,
    own_services,
    own_stores,
    own_refresh,
    between_names,
    between_shared,
    names,
    names_left,
    values,
)
CASES = [case for table in TABLES for case in table.CASES]
ROWS = {rule.name: rule.rows for rule in RULES}
DEDICATED = {**STAGINGS_REDIS, **DEVS_REDIS}


def changed(stack_files: StackFiles, change: dict[str, Any]) -> dict[str, Settings]:
    values = {stack: stack_files[stack] for stack in STACKS}
    for path, value in change.items():
        *parents, key = path.split(".")
        place: Any = values
        for parent in parents:
            place = place.setdefault(parent, {})
        if value is REMOVED:
            del place[key]
        else:
            place[key] = deepcopy(value)
    return {stack: parse(stack, values[stack]) for stack in STACKS}


def lines(found: list[Violation]) -> list[str]:
    return [f"{'' if one.level == 'error' else f'{one.level}: '}{one}" for one in found]


def said_anew(stack_files: StackFiles, case: Case) -> list[Violation]:
    before = violations(changed(stack_files, {}))
    after = violations(changed(stack_files, case.change), case.secrets)
    # A change may show in the words of what is acknowledged; only of this rule that is worth a line.
    return [v for v in after if v not in before and (v.level != "note" or v.rules == ROWS[case.rule])]


def parameter(case: Case) -> Any:
    rows = ROWS[case.rule]
    marks = [pytest.mark.proves(*rows)] if rows else []
    return pytest.param(case, id="-".join([*rows[:1], case.rule]), marks=marks)


@pytest.mark.parametrize("case", [parameter(case) for case in CASES])
def test_each_rule_says_what_the_smallest_violation_of_it_is(stack_files: StackFiles, case: Case) -> None:
    said = said_anew(stack_files, case)
    assert lines(said) == case.lines
    assert {violation.rules for violation in said} == {ROWS[case.rule]}


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_one_mistake_is_one_violation(stack_files: StackFiles, case: Case) -> None:
    levels = [violation.level for violation in said_anew(stack_files, case)]
    acknowledged = levels and set(levels) == {"note"}
    assert acknowledged or len(levels) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"prod.redis": {"mode": "shared", "name": "bondigoo-redis-prod"}}, ["Pulumi.prod.yaml redis.mode"]),
        ({"prod.redis.name": "another"}, ["Pulumi.staging.yaml redis.name"]),
        (
            {"prod.database.host": "coaching-platform-dev.nnaff.mongodb.net"},
            ["Pulumi.staging.yaml database.host"],
        ),
        ({"prod.cloudinary": "bondigoo-testing"}, ["Pulumi.staging.yaml cloudinary"]),
        ({"prod.redis.allow": REMOVED}, ["Pulumi.prod.yaml redis.allow"]),
        ({"prod.render.region": "oregon"}, ["Pulumi.staging.yaml render.region"]),
    ],
)
def test_a_mistake_that_two_other_stacks_feel_is_one_violation(
    stack_files: StackFiles, change: dict[str, Any], said: list[str]
) -> None:
    (found,) = errors(changed(stack_files, change))
    assert [f"{found.file} {found.key}"] == said
    assert found.file == "Pulumi.prod.yaml" or "Pulumi.dev.yaml" in found.files


def test_what_concerns_another_stack_alone_hides_nothing(stack_files: StackFiles) -> None:
    key = "_".join(("sk", "live", "51Habc"))
    known = {stack: {"STRIPE_SECRET_KEY": key} for stack in ("prod", "staging")}
    stacks = changed(stack_files, {})
    assert [v.what for v in errors(stacks, known, concerns("staging"))] == ["is a live key"]
    (found,) = errors(stacks, known, concerns("prod"))
    assert found.what == "has the same value as STRIPE_SECRET_KEY of Pulumi.prod.yaml"
    assert errors(stacks, known, concerns("dev")) == []


def test_a_file_that_is_wrong_is_said_before_a_value(stack_files: StackFiles) -> None:
    known = {"dev": {"SENDGRID_API_KEY": "changeme"}}
    (found,) = errors(changed(stack_files, {"dev.secrets.SENDGRID_API_KEY": "env"}), known)
    assert found.what == "belongs to sendgrid, and `mail` says mailjet"


def test_every_rule_has_its_smallest_violation_in_the_tables() -> None:
    tried = {case.rule for case in CASES}
    assert [f"add a case to tests/unit/rule_cases for {name}" for name in ROWS if name not in tried] == []
    assert tried - set(ROWS) == set()
    assert len(ROWS) == len(RULES)


def test_every_rule_says_what_it_keeps() -> None:
    for rule in RULES:
        assert rule.summary.endswith("."), rule.name


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_everything_said_has_a_what_a_why_and_a_remedy(stack_files: StackFiles, case: Case) -> None:
    for violation in violations(changed(stack_files, case.change), case.secrets):
        assert all((violation.what, violation.why, violation.write)), violation
        assert ";" not in violation.what + violation.why + violation.write


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_nothing_said_holds_a_value(stack_files: StackFiles, case: Case) -> None:
    held = {value for values in case.secrets.values() for value in values.values()}
    for violation in violations(changed(stack_files, case.change), case.secrets):
        assert not [value for value in held if value in repr(violation)]


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_nothing_said_names_a_row_of_the_blueprint(stack_files: StackFiles, case: Case) -> None:
    for violation in violations(changed(stack_files, case.change), case.secrets):
        assert re.search(r"\b[RCT][0-9]+\b", violation.text) is None


def test_any_branch_may_be_a_stacks_own(stack_files: StackFiles) -> None:
    branches = {"prod.branch": "release/live", "staging.branch": "main", "dev.branch": "next"}
    assert errors(changed(stack_files, branches)) == []


def test_the_committed_stack_files_break_no_rule(stack_files: StackFiles) -> None:
    assert errors(changed(stack_files, {})) == []


@pytest.mark.proves("R26", "R34", "R68")
def test_production_can_launch_once_every_environment_has_its_own_redis(stack_files: StackFiles) -> None:
    stacks = changed(stack_files, {"prod.launched": True, **DEDICATED})
    assert errors(stacks) == []


@pytest.mark.proves("C13")
def test_an_acknowledgement_does_not_help_on_launch_day(stack_files: StackFiles) -> None:
    reason = {"testStripeBeforeLaunch": "not yet"}
    stacks = changed(
        stack_files, {"prod.launched": True, "prod.stripe": "test", "prod.acknowledge": reason, **DEDICATED}
    )
    assert [v.what for v in errors(stacks)] == ["is true while `stripe` is test"]


@pytest.mark.proves("C1")
def test_both_stacks_have_to_acknowledge_that_they_share_a_database(stack_files: StackFiles) -> None:
    reason = {"sharedDatabase": "as it is today"}
    change = {"staging.database.name": "coaching-platform-dev", "staging.acknowledge": reason}
    (found,) = errors(changed(stack_files, change))
    assert (found.file, found.key, found.also) == (
        "Pulumi.dev.yaml",
        "database.name",
        ("Pulumi.staging.yaml",),
    )


@pytest.mark.proves("C1")
def test_production_shares_its_database_with_nobody_acknowledged_or_not(stack_files: StackFiles) -> None:
    reason = {"sharedDatabase": "as it is today"}
    change = {f"{stack}.acknowledge": reason for stack in STACKS}
    prod = stack_files["prod"]["database"]
    stacks = changed(
        stack_files,
        {**change, "staging.database.host": prod["host"], "staging.database.name": prod["name"]},
    )
    assert {v.key for v in errors(stacks)} == {"database.host", "database.name"}


def test_an_acknowledgement_that_nothing_needs_is_a_warning(stack_files: StackFiles) -> None:
    stacks = changed(stack_files, {"dev.acknowledge": {"severalInstances": "perhaps one day"}})
    said = [v for v in violations(stacks) if v.key == "acknowledge.severalInstances"]
    assert lines(said) == [
        "warning: Pulumi.dev.yaml: acknowledge.severalInstances: acknowledges what this environment does not "
        "do; it would silence the rule on the day when somebody does it by mistake; remove it"
    ]


def test_what_is_acknowledged_is_a_note_with_its_reason(stack_files: StackFiles) -> None:
    change = {"prod.stripe": "test", "prod.acknowledge": {"testStripeBeforeLaunch": "no account yet"}}
    notes = [v for v in violations(changed(stack_files, change)) if v.level == "note"]
    assert (
        "Pulumi.prod.yaml: stripe: is test in prod; nobody could pay on the day of the launch; "
        "acknowledged: no account yet"
    ) in map(str, notes)


def test_the_zeros_that_the_repository_comes_with_are_named_as_placeholders(stack_files: StackFiles) -> None:
    found = unfilled_ids("dev", parse("dev", stack_files["dev"]))
    assert [v.key for v in found] == ["render.ownerId", "vercel.team", "atlas.projectId"]


@pytest.mark.parametrize(("own", "said"), [("tea-" + "0" * 20, []), ("tea-" + "a1" * 10, ["render.ownerId"])])
def test_a_workspace_that_is_not_filled_in_is_no_other_workspace(
    stack_files: StackFiles, own: str, said: list[str]
) -> None:
    ids = {
        "prod.render.ownerId": "tea-" + "b2" * 10,
        "staging.render.ownerId": own,
        "dev.render.ownerId": own,
    }
    assert [v.key for v in errors(changed(stack_files, ids))] == said


@pytest.mark.parametrize("place", ["redis.allow", "database.ipAccessList"])
def test_addresses_that_no_region_shares_may_be_the_companys_own(stack_files: StackFiles, place: str) -> None:
    own = [{"cidr": "198.51.100.8/30", "description": "our dedicated addresses"}]
    stacks = changed(stack_files, {f"prod.{place}": own})
    assert [v for v in violations(stacks) if v.key == place] == []


def test_things_of_different_kinds_may_have_one_name(stack_files: StackFiles) -> None:
    change = {
        "staging.frontend.project": "bondigoo-redis-prod",
        "staging.database.ownedCluster": CLUSTER,
        "dev.database.cluster": "other",
        "dev.database.user": "coaching-platform-dev",
        "dev.database.manageUser": True,
    }
    assert errors(changed(stack_files, change)) == []


@pytest.mark.proves("R55")
def test_staging_and_development_may_have_one_cloudinary_account(stack_files: StackFiles) -> None:
    assert stack_files["staging"]["cloudinary"] == stack_files["dev"]["cloudinary"]


def test_a_word_that_is_also_the_name_of_a_cloud_may_be_meant_otherwise(stack_files: StackFiles) -> None:
    change = {"prod.cloudinary": "shop", "dev.env": {"BRAND": "shop"}}
    assert errors(changed(stack_files, change)) == []


@pytest.mark.proves("R3", "C2")
def test_a_redis_that_staging_owns_may_not_be_developments_too(stack_files: StackFiles) -> None:
    guest = {"mode": "shared", "name": "bondigoo-redis-staging"}
    stacks = changed(stack_files, {"staging.redis": OWN_REDIS, "dev.redis": guest})
    assert [str(v) for v in errors(stacks)] == [
        "Pulumi.dev.yaml: redis.name: 'bondigoo-redis-staging' is also redis.name of Pulumi.staging.yaml; "
        "only production's may have guests; choose another"
    ]


def test_a_stack_file_is_judged_by_itself_when_the_others_cannot_be_read(stack_files: StackFiles) -> None:
    stacks = changed(stack_files, {"dev.stripe": "live", "dev.environmentName": "staging"})
    assert [v.key for v in errors_alone({"dev": stacks["dev"]})] == ["stripe"]


def test_a_message_about_a_secret_does_not_hold_it(stack_files: StackFiles) -> None:
    stacks = changed(stack_files, {"dev.env": {"PAY": "sk_test_do_not_show"}})
    assert "do_not_show" not in "".join(map(str, violations(stacks)))
