"""`freeze: true` in a stack file and out of it again, without another character of it."""

from pathlib import Path

import pytest

from config.violations import SettingsError
from ops.adopt.edits import without
from ops.ci.preview import Change, Key
from ops.rollback.freeze import frozen, is_said, stops_pushes, thawed
from tests.companies import BONDIGOO, KILN

NAME = "Pulumi.prod.yaml"
RENDER = "pulumi-python:dynamic/render"
SERVICE = f"{RENDER}:WebService"


@pytest.mark.parametrize("company", [BONDIGOO, KILN])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_it_comes_and_goes_without_a_trace(company: Path, ends: str) -> None:
    text = (company / NAME).read_text().replace("\n", ends)
    there = frozen(NAME, text)
    assert is_said(there)
    assert len(there) == len(text) + len(f"  freeze: true{ends}")
    assert frozen(NAME, there) == there
    assert thawed(NAME, there, None) == text


def test_a_value_of_before_comes_back_and_one_that_a_person_took_out_stays_out() -> None:
    text = "config:\n  launched: true\n  freeze: false # not yet\n"
    there = frozen(NAME, text)
    assert there == text.replace("false", "true")
    assert thawed(NAME, there, False) == text
    gone = "config:\n  launched: true\n"
    assert thawed(NAME, gone, True) == gone
    assert thawed(NAME, gone, None) == gone


def test_a_key_with_the_name_of_the_project_is_the_same_one() -> None:
    text = "config:\n  shop:launched: true\n  shop:freeze: true\n  shop:branch: main\n"
    assert without(NAME, text, "freeze") == "config:\n  shop:launched: true\n  shop:branch: main\n"


@pytest.mark.parametrize(
    "text",
    [
        "config: { launched: true, freeze: true }\n",
        "config: { launched: true,\n  freeze: true, protect: true,\n  branch: main }\n",
    ],
)
def test_what_shares_its_line_is_left_to_a_person(text: str) -> None:
    with pytest.raises(SettingsError, match=r"freeze: is written in a form .* take it out by hand"):
        without(NAME, text, "freeze")


@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        (Change(SERVICE, "api", "update", (Key("auto_deploy_trigger"),)), True),
        (Change(f"{RENDER}:BackgroundWorker", "worker", "update", (Key("auto_deploy_trigger"),)), True),
        (Change(SERVICE, "api", "update", (Key("auto_deploy_trigger"), Key("plan"))), False),
        (Change(SERVICE, "api", "replace", (Key("auto_deploy_trigger"),)), False),
        (Change(f"{RENDER}:Deploy", "api", "update", ()), False),
    ],
)
def test_the_update_of_a_freeze_keeps_pushes_away_and_does_nothing_else(
    change: Change, allowed: bool
) -> None:
    assert stops_pushes(change) is allowed
