"""Launch day: opened, brought back, and undone by itself where something fails; visitors never meet an error.

The tests of this module follow one rehearsal, in the order they stand here.
"""

import hashlib
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.engine import page_commands
from tests.engine.interruptions import killed
from tests.engine.loopback import until
from tests.engine.rehearsal import Done, Rehearsal
from tests.engine.visitor import Visitor

PROJECT, SITE = "bondigoo-platform-prod", "www.bondigoo.ch"
GO = (*page_commands.GO.split(), "--json")
ROLLBACK = (*page_commands.BACK.split(), "--json")
BUILD = {"service": "vercel", "method": "POST", "path": "/v12/now/deployments"}
ALIAS = {"service": "vercel", "method": "POST"}


@pytest.fixture(scope="module")
def prod(three_up: Rehearsal) -> Rehearsal:
    for stack in ("staging", "dev"):
        three_up.edit(stack, partial(dedicate, stack))
    # The smoke test is to give up while somebody waits for it.
    code = three_up.folder / "ops" / "smoke.py"
    code.write_text(code.read_text().replace("DEADLINE_SECONDS = 60.0", "DEADLINE_SECONDS = 0.0"))
    return three_up


def dedicate(stack: str, config: dict[str, Any]) -> None:
    allow = [{"cidr": f"74.220.{part}.0/24", "description": "Render"} for part in (51, 59)]
    config["redis"] = {"mode": "dedicated", "name": f"bondigoo-redis-{stack}", "plan": "starter"}
    config["redis"] |= {"connection": "external", "allow": allow}
    del config["acknowledge"]["sharedRedis"]


def watched(prod: Rehearsal, **at_page: Callable[[], object]) -> Visitor:
    named = {page.replace("_", "-"): do for page, do in at_page.items()}
    return Visitor(prod, SITE, named)


def account(done: Done) -> dict[str, Any]:
    """The account, which ends what a command prints."""
    return dict(json.loads(done.text[done.text.index("\n{\n") :]))


def launched(prod: Rehearsal) -> dict[str, Any]:
    """What file, state and Vercel say of the gate, and whether visitors get what the state holds."""
    file = (prod.home.project / "Pulumi.prod.yaml").read_text()
    state = json.loads(prod.pulumi("stack", "export", "--stack", "prod").ok().text)["deployment"]
    (held,) = [each["id"] for each in state["resources"] if each["type"].endswith("/deployment:Deployment")]
    (outputs,) = [each["outputs"] for each in state["resources"] if each["type"] == "pulumi:pulumi:Stack"]
    project = prod.project(PROJECT)
    gate = project.variable("REACT_APP_LAUNCHED")["id"]
    return {
        "file": "launched: true #" in file,
        "state": outputs["launched"],
        "Vercel": project.send("GET", f"/env/{gate}")["value"] == "true",
        "serves the state's": served(prod) == held
        and project.send("GET", "", version=9)["lastRollbackTarget"] is None,
    }


CLOSED = {"file": False, "state": False, "Vercel": False, "serves the state's": True}
OPEN = {"file": True, "state": True, "Vercel": True, "serves the state's": True}


def answered(prod: Rehearsal) -> None:
    """Leave what a launch leaves that is cut off when its question was answered: check and preview passed."""
    file, kept = prod.home.project / "Pulumi.prod.yaml", prod.home.path / "kept"
    file.write_text(file.read_text().replace("launched: false #", "launched: true #"))
    kept.mkdir(exist_ok=True)
    (kept / "prod").touch()
    done = {phase: [0.0, 0.0] for phase in ("check", "remember", "preview", "ask")}
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    facts = {"way": "go", "file": digest, "remembered": {"id": served(prod), "when": "before"}, "done": done}
    journal(prod).parent.mkdir(exist_ok=True)
    journal(prod).write_text(json.dumps(facts))


def journal(prod: Rehearsal) -> Path:
    """What launch and rollback go by."""
    return prod.home.path / ".operations" / "launch-prod.json"


def served(prod: Rehearsal) -> str:
    """The id of the deployment that visitors get."""
    return str(prod.vercel(f"/v13/deployments/{SITE}?teamId={prod.project(PROJECT).team}")["id"])


@pytest.mark.proves("R67", "R68", "C20")
def test_the_whole_day_is_rehearsed_and_no_visitor_meets_an_error(prod: Rehearsal) -> None:
    with watched(prod) as visitor:
        prod.ops(*page_commands.REHEARSE.split()).ok()
    assert visitor.pages == ["pre-launch", "app", "pre-launch"]
    assert launched(prod) == CLOSED
    assert (prod.home.path / "launch-rehearsal.json").exists()
    prod.ops(*page_commands.CHECK.split()).ok()


def test_a_launch_whose_build_fails_is_undone_and_nobody_saw_anything_of_it(prod: Rehearsal) -> None:
    answered(prod)
    prod.control("fail-deployment", project=PROJECT)
    with watched(prod) as visitor:
        done = prod.ops(*GO)
    assert done.code == 1, done.text
    assert visitor.pages == ["pre-launch"]
    assert launched(prod) == CLOSED
    assert [seen["page"] for seen in account(done)["facts"]["visitors"]] == ["pre-launch", "pre-launch"]


def test_a_launch_that_is_killed_in_the_middle_goes_on_and_no_visitor_meets_an_error(prod: Rehearsal) -> None:
    answered(prod)
    with watched(prod) as visitor:
        killed(prod, GO, BUILD)
        prod.ops(*GO).ok()
    assert visitor.pages == ["pre-launch", "app"]
    assert launched(prod) == OPEN


def test_a_rollback_is_seen_at_once_and_what_is_pushed_meanwhile_is_not(prod: Rehearsal) -> None:
    pushed: list[str] = []

    def push() -> None:
        pushed.extend(
            production(prod.control("push", repo="bondigoo-admin/bondigoo-platform", branch="main"))
        )

    lost = [
        {"kind": "cut_after", "times": 1, **ALIAS, "path": f"/v.*/{how}/.*"}
        for how in ("rollback", "promote")
    ]
    prod.faults(*lost)
    with watched(prod, pre_launch=push) as visitor:
        prod.ops(*ROLLBACK).ok()
    prod.faults()
    assert visitor.pages == ["app", "pre-launch"]
    # From Vercel's answer on, not only a second later; the first of these may have been asked before it.
    later = [page for at, page in visitor.looks if at > ended(prod, "switch")]
    assert {*later[1:]} == {"pre-launch"}
    assert launched(prod) == CLOSED
    assert len(pushed) == 1


def ended(prod: Rehearsal, phase: str) -> float:
    """When a phase of the operation had ended (epoch seconds)."""
    return float(json.loads(journal(prod).read_text())["done"][phase][1])


def production(push: dict[str, Any]) -> list[str]:
    return [
        each["id"]
        for each in push["deployments"]
        if (each["project"], each["target"]) == (PROJECT, "production")
    ]


def test_after_the_rollback_a_preview_shows_nothing_and_what_is_pushed_is_served(prod: Rehearsal) -> None:
    prod.pulumi("preview", "--stack", "prod", "--expect-no-changes").ok()
    (pushed,) = production(prod.control("push", repo="bondigoo-admin/bondigoo-platform", branch="main"))
    with watched(prod) as visitor:
        path = f"/v13/deployments/{pushed}?teamId={prod.project(PROJECT).team}"
        until(lambda: prod.vercel(path)["aliasAssigned"])
    assert served(prod) == pushed
    assert visitor.pages == ["pre-launch"]


def test_a_launch_whose_smoke_test_fails_is_undone_and_visitors_are_back_first(prod: Rehearsal) -> None:
    api = f"/services/{prod.service('bondigoo-api-prod')['id']}"

    def closed(enabled: bool) -> None:
        mode = {"maintenanceMode": {"enabled": enabled, "uri": ""}}
        prod.send("PATCH", "render", api, {"serviceDetails": mode})

    answered(prod)
    with watched(prod, app=lambda: closed(True), pre_launch=lambda: closed(False)) as visitor:
        done = prod.ops(*GO)
    assert done.code == 1, done.text
    assert visitor.pages == ["pre-launch", "app", "pre-launch"]
    assert launched(prod) == CLOSED
