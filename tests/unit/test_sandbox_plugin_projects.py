"""The stand-in for the plugin's Vercel project: what an update writes, what a diff shows, what is refused."""

from typing import Any

import pytest

from tests.unit.plugin_plans import PROJECT, TEAM, WEB
from tests.unit.plugin_process import Plugin
from tests.unit.sandbox_wire import Wire


@pytest.fixture(autouse=True)
def no_projects(wire: Wire) -> None:
    wire.cloud.vercel.update(projects={}, deployments={})


def test_drift_of_a_project_is_marked_only_where_the_program_states_something(
    vercel: Plugin, wire: Wire
) -> None:
    made = vercel.create(PROJECT, WEB)
    project = wire.cloud.vercel["projects"][made.identity]
    project.update(framework="vite", nodeVersion="22.x")
    found = vercel.read(made)
    assert vercel.diff(PROJECT, found.inputs, WEB, found.state) == {
        "framework": "UPDATE",
        "nodeVersion": "UPDATE",
    }
    project.update(framework=WEB["framework"], nodeVersion=WEB["nodeVersion"], buildCommand="make")
    found = vercel.read(made)
    assert vercel.diff(PROJECT, found.inputs, WEB, found.state) == {"": "UPDATE"}


def test_an_update_of_a_project_takes_away_what_its_program_does_not_state(
    vercel: Plugin, wire: Wire
) -> None:
    made = vercel.create(PROJECT, WEB)
    project = wire.cloud.vercel["projects"][made.identity]
    address = {
        "addresses": [{"value": "203.0.113.7"}],
        "deploymentType": "all",
        "protectionMode": "exclusive",
    }
    by_hand = {
        "passwordProtection": {"deploymentType": "all", "password": "by hand"},
        "trustedIps": address,
        "optionsAllowlist": {"paths": [{"value": "/api"}]},
        "gitComments": {"onPullRequest": False, "onCommit": True},
        **dict.fromkeys(("installCommand", "commandForIgnoringBuildStep", "devCommand"), "make"),
        "skewProtectionMaxAge": 86400,
        "gitForkProtection": False,
        "autoAssignCustomDomains": False,
        "enablePreviewFeedback": True,
    }
    project.update(by_hand)
    vercel.update(vercel.read(made), {**WEB, "buildCommand": "make"})
    assert {key: project[key] for key in by_hand} == {
        **dict.fromkeys(by_hand),
        "skewProtectionMaxAge": 0,
        "gitForkProtection": True,
        "autoAssignCustomDomains": True,
        "enablePreviewFeedback": True,
    }


def test_what_an_update_of_a_project_keeps_is_what_the_state_holds_not_what_is_there(
    vercel: Plugin, wire: Wire
) -> None:
    without = {key: value for key, value in WEB.items() if key != "nodeVersion"}
    made = vercel.create(PROJECT, without)
    project = wire.cloud.vercel["projects"][made.identity]
    project["nodeVersion"] = "20.x"
    vercel.update(made, {**without, "buildCommand": "make"})
    assert project["nodeVersion"] == "22.x"


@pytest.mark.parametrize(
    ("live", "refused"),
    [
        ({"enablePreviewFeedback": True}, "previewComments"),
        ({"passwordProtection": {"deploymentType": "all", "password": "x"}}, "passwordProtection.password"),
        ({"nodeVersion": "16.x"}, "nodeVersion"),
        ({"skewProtectionMaxAge": 7200}, "skewProtection"),
        (
            {"resourceConfig": {"fluid": True, "functionDefaultMemoryType": "standard_legacy"}},
            "resourceConfig",
        ),
        ({"name": "shop.web"}, "name"),
    ],
)
def test_an_imported_project_can_have_inputs_that_the_plugin_refuses(
    vercel: Plugin, wire: Wire, live: dict[str, Any], refused: str
) -> None:
    made = vercel.create(PROJECT, WEB)
    wire.cloud.vercel["projects"][made.identity].update(live)
    found = vercel.adopt(PROJECT, f"{TEAM}/{made.identity}")
    assert list(vercel.check(PROJECT, found.inputs)) == [refused]
