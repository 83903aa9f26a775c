"""Before a rehearsed command: what a stack file asks for that cannot be moved, and what is not up yet."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox import rehearsal
from sandbox.home import Home, SandboxError
from sandbox.session import Session
from sandbox.standing import moved, remarks
from tests.conftest import ROOT

OWNER, OTHER = "tea-" + "0" * 20, "tea-" + "a1" * 10
HERE: dict[str, Any] = {
    "render": {"ownerId": OWNER, "region": "frankfurt"},
    "vercel": {"team": "team_one"},
    "atlas": {"projectId": "1" * 24},
}
ANEW = (
    ", and what exists cannot be moved there; `python -m sandbox reset` and then `python -m sandbox up` "
    "begin anew"
)
REMEDY = f"{ANEW}, or `allowReplacement: true` under api, worker, redis rehearses the replacement"
AWAY = f"dev: render.region was frankfurt and is oregon{REMEDY}"


def resource(kind: str, **inputs: object) -> dict[str, Any]:
    return {"type": kind, "inputs": inputs}


RENDERS = resource("pulumi-python:dynamic/render:WebService", owner_id=OWNER, region="frankfurt")
STANDING = [
    {"type": "pulumi:pulumi:Stack"},
    RENDERS,
    resource("vercel:index/project:Project", teamId="team_one"),
    resource("mongodbatlas:index/databaseUser:DatabaseUser", projectId="1" * 24, password={"secret": 1}),
]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / ".sandbox")


def keep(home: Home, stack: str, *resources: dict[str, Any]) -> Path:
    file = home.backend / ".pulumi" / "stacks" / "shop" / f"{stack}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    latest = {"resources": resources} if resources else None
    file.write_text(json.dumps({"version": 3, "checkpoint": {"stack": stack, "latest": latest}}))
    return file


def elsewhere(section: str, key: str, value: str, **more: Any) -> dict[str, Any]:
    return {**HERE, section: {**HERE[section], key: value}, **more}


@pytest.mark.parametrize(
    ("values", "line"),
    [
        (elsewhere("render", "ownerId", OTHER), f"render.ownerId was {OWNER} and is {OTHER}{REMEDY}"),
        (elsewhere("render", "region", "oregon"), f"render.region was frankfurt and is oregon{REMEDY}"),
        (elsewhere("vercel", "team", "team_two"), f"vercel.team was team_one and is team_two{ANEW}"),
        (
            elsewhere("atlas", "projectId", "2" * 24),
            f"atlas.projectId was {'1' * 24} and is {'2' * 24}{ANEW}",
        ),
    ],
)
def test_a_place_that_is_fixed_is_named_with_what_stands_and_what_is_written(
    home: Home, values: dict[str, Any], line: str
) -> None:
    keep(home, "dev", *STANDING)
    assert moved(home, "dev", HERE) is None
    assert moved(home, "dev", values) == f"dev: {line}"


def test_a_state_that_the_engine_has_written_is_understood(home: Home) -> None:
    landed = ROOT / "tests" / "engine" / "landed_state"
    shutil.copy(landed / "prod.json", keep(home, "prod"))
    values = yaml.load((landed / "Pulumi.prod.yaml").read_text(), yaml.BaseLoader)["config"]
    assert moved(home, "prod", values) is None
    away = {**values, "render": {**values["render"], "region": "ohio"}, "vercel": {"team": "team_two"}}
    line = moved(home, "prod", away)
    assert line == (
        "prod: render.region was frankfurt and is ohio, vercel.team was team_000000000000000000000000 and is "
        f"team_two{ANEW}"
    )


def test_a_project_of_another_name_has_nothing_standing(home: Home) -> None:
    keep(home, "dev", *STANDING)
    home.project.mkdir(parents=True)
    (home.project / "Pulumi.yaml").write_text("name: shop\n")
    assert moved(home, "dev", HERE) is None
    (home.project / "Pulumi.yaml").write_text("name: kiln\n")
    assert moved(home, "dev", HERE) == (
        "dev: the project was shop and is kiln, of which nothing stands; `python -m sandbox reset` and then "
        "`python -m sandbox up` begin anew"
    )
    assert moved(home, "prod", HERE) is None


def test_several_changes_of_one_stack_are_one_line(home: Home) -> None:
    keep(home, "dev", *STANDING)
    values = {**elsewhere("render", "region", "ohio"), "vercel": {"team": "team_two"}}
    line = moved(home, "dev", values)
    assert line is not None
    assert line.startswith(
        "dev: render.region was frankfurt and is ohio, vercel.team was team_one and is team_two, and what "
    )


def test_what_may_be_replaced_may_be_rehearsed(home: Home) -> None:
    keep(home, "dev", *STANDING)
    allowed = {"allowReplacement": "true"}
    for key in ("api", "worker", "redis"):
        assert moved(home, "dev", elsewhere("render", "region", "oregon", **{key: allowed})) is None
        moving = elsewhere("vercel", "team", "team_two", **{key: allowed})
        assert moved(home, "dev", moving) == f"dev: vercel.team was team_one and is team_two{ANEW}"
    refused = {"api": {"allowReplacement": "false"}}
    assert moved(home, "dev", elsewhere("render", "region", "oregon", **refused)) == AWAY


def test_a_stack_of_which_nothing_stands_can_be_brought_up_anywhere(home: Home) -> None:
    values = elsewhere("render", "region", "oregon")
    assert moved(home, "dev", values) is None
    file = keep(home, "dev")
    assert moved(home, "dev", values) is None
    guest = resource("pulumi-python:dynamic/render:KeyValueRef", owner_id=OWNER, region="frankfurt")
    keep(home, "dev", {"type": "pulumi:pulumi:Stack"}, guest)
    assert moved(home, "dev", values) is None
    file.write_text("{")
    assert moved(home, "dev", values) is None


def test_a_replacement_that_was_cut_off_stands_in_two_places(home: Home) -> None:
    keep(home, "dev", RENDERS, {**RENDERS, "inputs": {"region": "oregon"}})
    values = elsewhere("render", "region", "oregon")
    assert moved(home, "dev", values) == AWAY.replace("was frankfurt", "was frankfurt and oregon")


@pytest.fixture
def up(home: Home, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, dict[str, Any]]], None]:
    """`sandbox up` with stack files of these values, as far as to the first `pulumi`."""

    def stop(self: Session) -> list[str]:
        raise AssertionError("pulumi is asked")

    def run(stack_files: dict[str, dict[str, Any]]) -> None:
        monkeypatch.setattr(rehearsal, "prepare", lambda home: Session(home, {}, stack_files))
        monkeypatch.setattr(Session, "stacks", stop)
        rehearsal.up(home, [])

    return run


def test_up_refuses_at_once_with_a_line_for_each_stack(
    home: Home, up: Callable[[dict[str, dict[str, Any]]], None]
) -> None:
    for stack in ("prod", "staging", "dev"):
        keep(home, stack, *STANDING)
    values = elsewhere("render", "region", "oregon")
    with pytest.raises(SandboxError) as refused:
        up({"prod": HERE, "staging": values, "dev": values})
    assert str(refused.value).split("\nerror: ") == [AWAY.replace("dev", "staging", 1), AWAY]
    with pytest.raises(AssertionError, match="pulumi is asked"):
        up({"prod": HERE, "staging": HERE, "dev": HERE})


FILES = {"prod": HERE, "staging": HERE, "dev": elsewhere("render", "region", "oregon")}


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("pulumi preview --stack dev", [AWAY]),
        ("pulumi preview --stack=dev", [AWAY]),
        ("pulumi preview -s organization/shop/dev", [AWAY]),
        ("python -m ops doctor --stack dev", [AWAY]),
        ("pulumi preview --stack prod", []),
        ("pulumi stack ls", [AWAY]),
        ("pulumi version", []),
        ("pulumi about", []),
    ],
)
def test_run_says_of_the_stacks_that_a_command_is_about_that_they_have_moved(
    home: Home, command: str, said: list[str]
) -> None:
    for stack in FILES:
        keep(home, stack, *STANDING)
    assert list(remarks(home, command.split(), FILES)) == said


NOTHING = "nothing is up in the sandbox yet: `python -m sandbox up` comes first"
NOT_DEV = "dev is not up in the sandbox yet: `python -m sandbox up dev` comes first"


@pytest.mark.parametrize(
    ("command", "at_first", "beside_prod"),
    [
        ("pulumi preview --stack dev", [NOTHING], [NOT_DEV]),
        ("/usr/bin/pulumi up -s dev --yes", [NOTHING], [NOT_DEV]),
        ("pulumi up", [NOTHING], []),
        ("pulumi stack output --stack prod", [NOTHING], []),
        ("pulumi stack init dev", [], []),
        ("pulumi stack ls", [], []),
        ("pulumi version", [], []),
        ("pulumi preview --stack other", [NOTHING], []),
        ("python -m ops check --stack dev", [], []),
    ],
)
def test_a_stack_that_is_not_up_is_named_before_pulumi_is_asked_about_it(
    home: Home, command: str, at_first: list[str], beside_prod: list[str]
) -> None:
    assert list(remarks(home, command.split(), FILES)) == at_first
    keep(home, "prod")
    assert list(remarks(home, command.split(), FILES)) == beside_prod
