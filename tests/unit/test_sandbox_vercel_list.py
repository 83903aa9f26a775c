"""The list of deployments at the emulated Vercel, from which a person chooses what to return to."""

from pathlib import Path
from typing import Any

import pytest

from sandbox.cloud import Cloud
from tests.unit.sandbox_vercel import OTHER_TEAM, call, deploy, domain, project, refusal, with_teams
from tests.unit.sandbox_wire import Wire


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return with_teams(tmp_path)


@pytest.fixture
def owner(wire: Wire) -> str:
    made = project(wire)
    domain(wire, made)
    return made


def built(wire: Wire, owner: str, number: int, **body: Any) -> list[str]:
    """So many deployments whose builds have ended, newest first."""
    made = [deploy(wire, owner, **{"target": "production", **body}).json()["id"] for _ in range(number)]
    wire.stages(2)
    return made[::-1]


def listed(wire: Wire, **query: str) -> list[str]:
    reply = call(wire, "GET", "/v6/deployments", **query)
    assert reply.status_code == 200, reply.text
    return [entry["uid"] for entry in reply.json()["deployments"]]


def test_an_entry_has_the_lists_names_beside_those_of_a_single_reply(wire: Wire, owner: str) -> None:
    (made,) = built(wire, owner, 1, meta={"env-hash": "abc"})
    (entry,) = call(wire, "GET", "/v6/deployments", projectId=owner).json()["deployments"]
    single = call(wire, "GET", f"/v13/deployments/{made}").json()
    tip = single["gitSource"]["sha"]
    assert entry == {
        "uid": made,
        "name": "shop-web",
        "url": f"shop-web-{made[-9:]}.vercel.app",
        "projectId": owner,
        "target": "production",
        "created": single["createdAt"],
        "createdAt": single["createdAt"],
        "ready": single["ready"],
        "state": "READY",
        "readyState": "READY",
        "readySubstate": "PROMOTED",
        "aliasAssigned": True,
        "aliasError": None,
        "source": "api-trigger-git-deploy",
        "creator": {"uid": "sandbox", "username": "rehearsal"},
        "inspectorUrl": f"https://vercel.com/rehearsal/shop-web/{made.removeprefix('dpl_')}",
        "isRollbackCandidate": False,
        "meta": {
            "githubCommitSha": tip,
            "githubCommitMessage": "tip of main",
            "githubCommitRef": "main",
            "githubOrg": "shop",
            "githubRepo": "web",
            "env-hash": "abc",
        },
    }


def test_it_is_newest_first_and_filtered_by_project_target_and_state(wire: Wire, owner: str) -> None:
    other = project(wire, "other-web")
    (elsewhere,) = built(wire, other, 1)
    production = built(wire, owner, 2)
    (preview,) = built(wire, owner, 1, target=None)
    wire.send("POST", "/_sandbox/fail-deployment", json={"project": "shop-web"})
    (failed,) = built(wire, owner, 1)
    assert listed(wire) == [failed, preview, *production, elsewhere]
    assert listed(wire, projectId=owner) == [failed, preview, *production]
    assert listed(wire, projectId="shop-web", target="production", state="READY") == production
    assert listed(wire, projectId=owner, target="preview") == [preview]
    assert listed(wire, projectId=owner, state="ERROR,CANCELED") == [failed]
    assert listed(wire, projectId=owner, rollbackCandidate="true") == production[1:]
    assert call(wire, "GET", "/v6/deployments", team=OTHER_TEAM).json()["deployments"] == []


def test_a_page_ends_with_the_time_from_which_the_next_one_goes_on_also_among_what_was_made_at_once(
    wire: Wire, owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Cloud, "now", lambda cloud: 1_800_000_000 + cloud.clock_offset)
    made = built(wire, owner, 5)
    pages: list[list[str]] = []
    until: dict[str, str] = {}
    while True:
        reply = call(wire, "GET", "/v6/deployments", projectId=owner, limit="2", **until).json()
        pages.append([entry["uid"] for entry in reply["deployments"]])
        assert reply["pagination"]["count"] == len(pages[-1])
        if reply["pagination"]["next"] is None:
            break
        until = {"until": str(reply["pagination"]["next"])}
    assert pages == [made[:2], made[2:4], made[4:]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"limit": "0"}, (400, "bad_request")),
        ({"limit": "101"}, (400, "bad_request")),
        ({"until": "yesterday"}, (400, "bad_request")),
        ({"state": "READY,DONE"}, (400, "bad_request")),
        ({"branch": "main"}, (501, "SANDBOX_NOT_EMULATED")),
    ],
)
def test_what_it_does_not_know_is_no_guess(
    wire: Wire, owner: str, query: dict[str, str], expected: tuple[int, str]
) -> None:
    built(wire, owner, 1)
    assert refusal(call(wire, "GET", "/v6/deployments", **query)) == expected
