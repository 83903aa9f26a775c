"""The gate's word in a stack file, what turning it may change, and which deployments were before."""

from typing import Any

import pytest

from config.parse import parse
from config.settings import Settings
from ops.ci.preview import Change, Key
from ops.launch.gate import faults, turned
from ops.launch.production import earlier
from tests.conftest import StackFiles
from tests.unit.launch_day import DEPLOYMENT, SMOKE, VARIABLE

ALL = (VARIABLE, DEPLOYMENT, SMOKE)


@pytest.fixture
def prod(stack_files: StackFiles) -> Settings:
    return parse("prod", stack_files["prod"])


def changed(change: Change, operation: str = "update", *paths: str) -> Change:
    return Change(change.token, change.name, operation, tuple(map(Key, paths)))


def test_the_word_is_turned_and_its_comment_and_all_else_stay() -> None:
    text = "config:\n  corsOrigins: [https://a.example]\n  launched: false # on launch day\n  protect: true\n"
    opened = turned("Pulumi.prod.yaml", text, True)
    assert opened == text.replace("launched: false", "launched: true")
    assert turned("Pulumi.prod.yaml", opened, False) == text


@pytest.mark.parametrize("operation", ["update", "replace"])
def test_a_launch_changes_the_gate_the_deployment_and_the_smoke_test(prod: Settings, operation: str) -> None:
    changes = (
        changed(VARIABLE, "update", "comment", "value"),
        changed(DEPLOYMENT, operation, "meta.digest", "meta.revision"),
        changed(SMOKE, "update", "environment.SMOKE_RELEASE"),
    )
    assert [*faults(prod, changes)] == []


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ((*ALL, changed(SMOKE, "create")), "it would also create Command smoke"),
        (
            (changed(VARIABLE, "replace"), DEPLOYMENT, SMOKE),
            "it would also replace Vercel ProjectEnvironmentVariable REACT_APP_LAUNCHED",
        ),
        (
            (changed(VARIABLE, "update", "targets", "value"), DEPLOYMENT, SMOKE),
            "it would change more of Vercel ProjectEnvironmentVariable REACT_APP_LAUNCHED: targets",
        ),
        (
            (VARIABLE, changed(DEPLOYMENT, "replace", "meta.digest", "ref"), SMOKE),
            "it would change more of Vercel Deployment frontend: ref",
        ),
        ((DEPLOYMENT, SMOKE), "it would not change REACT_APP_LAUNCHED"),
        ((VARIABLE, SMOKE), "it would not change frontend"),
        ((VARIABLE, DEPLOYMENT), "it would not change smoke"),
    ],
)
def test_anything_more_or_less_is_no_launch(prod: Settings, changes: tuple[Change, ...], line: str) -> None:
    assert [*faults(prod, changes)] == [line]


def test_a_site_without_the_variable_cannot_be_launched(stack_files: StackFiles) -> None:
    values = stack_files["prod"]
    values["frontend"]["names"] = {"LAUNCHED": "none"}
    assert [*faults(parse("prod", values), ALL)] == [
        "the site has no variable for the gate (`names`), so no update can open it"
    ]


def made(uid: str, at: int, **fields: Any) -> dict[str, Any]:
    return {"uid": uid, "createdAt": at, "readySubstate": "PROMOTED", **fields}


def test_before_the_current_deployment_are_those_that_were_served_newest_first() -> None:
    rows = [
        made("later", 5),
        made("current", 4),
        made("built", 3, readySubstate="STAGED"),
        made("first", 1),
        made("second", 2),
    ]
    assert [each["uid"] for each in earlier(rows, "current")] == ["second", "first"]
    assert earlier(rows, "unknown") == []
