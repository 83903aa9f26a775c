"""A workflow in a form that a change would damage is told in one line, and nothing of it is written."""

import pytest

from config.violations import SettingsError
from ops.workflows import brought_up_to_date
from ops.workflows.document import Document
from ops.workflows.places import places
from ops.workflows.proof import is_proven
from tests.unit.test_workflow_forms import STACKS, workflow

LIST = "on.push.branches: "
SHARED = (
    "is shared by an anchor and its aliases (& and *), so a change of it would change others; "
    "write it out in each place"
)
LONG = "is written with | or >, where blanks and line ends are part of the text; write it in one line"
NESTED = "holds a list or a mapping where one text belongs; write one text there"
BRACKETS = (
    "is a list in brackets over several lines; write it in one line, or each item in its own after a dash"
)
DASHES = "is a list whose items do not stand each behind a dash of its own line; write them so"


def refused(text: str) -> str:
    with pytest.raises(SettingsError) as raised:
        brought_up_to_date("deploy.yml", text, STACKS)
    return str(raised.value)


@pytest.mark.parametrize(
    ("place", "form", "said"),
    [
        ("branches", " &b [old]", LIST + SHARED),
        ("branches", " [&m old, staging]", LIST + SHARED),
        ("branches", " &b\n      - old", LIST + SHARED),
        ("branches", " >-\n      old", LIST + LONG),
        ("branches", "\n      - |\n        old", LIST + LONG),
        ("branches", " [[old]]", LIST + NESTED),
        ("branches", " {old: x}", LIST + NESTED),
        ("branches", "\n      - old: 1", LIST + NESTED),
        ("branches", " [old, # c\n      staging]", LIST + BRACKETS),
        ("branches", "\n    -\n      old\n    - staging", LIST + DASHES),
        ("table", " &t old", "BRANCHES: " + SHARED),
        ("table", " >-\n            old\n            stale\n", "BRANCHES: " + LONG),
        ("table", " |\n            old", "BRANCHES: " + LONG),
        ("table", " [old]", "BRANCHES: " + NESTED),
        ("ref", " &r old", "jobs.prod: " + SHARED),
        ("ref", " >\n            old", "jobs.prod: " + LONG),
        ("ref", " {old: x}", "jobs.prod: " + NESTED),
    ],
)
def test_a_branch_in_a_form_that_a_change_would_damage_is_one_line(place: str, form: str, said: str) -> None:
    assert refused(workflow(["A: b"], **{place: form})) == f"deploy.yml: {said}"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("PROD_OLD_KEY: |\n            x", LONG),
        ("PROD_MAIL_KEY: >-\n            x", LONG),
        ("PROD_OLD_KEY: [x]", NESTED),
        ("PROD_MAIL_KEY: {x: y}", NESTED),
        ("PROD_MAIL_KEY: &m x", SHARED),
        ("OTHER: &o x", SHARED),
        ("OTHER: [x]", "ends an `env` with a list or a mapping; write one text there"),
    ],
)
def test_variables_in_a_form_that_a_change_would_damage_are_one_line(line: str, said: str) -> None:
    assert refused(workflow(["PULUMI_BACKEND_URL: x", line])) == f"deploy.yml: jobs.prod: {said}"


@pytest.mark.parametrize("other", ["prod", "dev"])
def test_variables_that_two_steps_share_by_an_alias_are_not_written(other: str) -> None:
    first = "  {}:\n    steps:\n      - env: &e\n          PULUMI_BACKEND_URL: x\n"
    again = "      - env: *e\n"
    jobs = first.format("prod") + (again if other == "prod" else f"  dev:\n    steps:\n{again}")
    assert refused(f"jobs:\n{jobs}") == f"deploy.yml: jobs.prod: {SHARED}"


def test_what_a_longer_text_would_damage_is_not_written() -> None:
    # The text of OTHER ends with the file, and would end with a line end.
    text = workflow(["PULUMI_BACKEND_URL: x", "OTHER: |\n            one"]).rstrip("\n")
    assert refused(text) == (
        "deploy.yml: has a form that would be damaged by what follows from the stack files; write by hand "
        "what `python -m ops check` names, then run this again"
    )


@pytest.mark.parametrize(
    ("more", "proven"),
    [
        ("# c\n", True),
        ("a: [\n", False),
        ("name: x\n", False),
        ("on: {push: {branches: [old]}}\n", False),
    ],
)
def test_an_edit_is_let_through_only_if_it_does_nothing_else(more: str, proven: bool) -> None:
    document = Document("deploy.yml", workflow(["A: b"], branches=" &b [main, staging, develop]"))
    found = places(document, STACKS)
    assert is_proven(document, found, more + document.text, STACKS) == proven
    assert not is_proven(document, found, more + document.text.replace("A: b", "A: c"), STACKS)
    assert not is_proven(document, found, more + document.text.replace("ref: main", "ref: old"), STACKS)
