"""A push to the application's repository, as both hosts take it."""

from pathlib import Path
from typing import Any

import pytest

from sandbox import git
from sandbox.cloud import Cloud
from tests.unit.sandbox_vercel import call, domain, project, with_teams
from tests.unit.sandbox_wire import Wire

COMMIT = "c" * 40
SITE = "www.shop.example"


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return with_teams(tmp_path)


def push(wire: Wire, branch: str = "main", repo: str = "shop/web", **more: str) -> dict[str, Any]:
    reply = wire.send("POST", "/_sandbox/push", json={"repo": repo, "branch": branch, **more})
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


def service(wire: Wire, name: str, **changes: Any) -> str:
    made = wire.new_service(name, **{"repo": "https://github.com/shop/web", **changes})
    return f"/services/{made['id']}"


def newest(wire: Wire, path: str) -> dict[str, Any]:
    found: dict[str, Any] = wire.render("GET", f"{path}/deploys").json()[0]["deploy"]
    return found


def test_each_service_of_the_branch_that_deploys_by_itself_gets_a_deploy_of_the_commit(wire: Wire) -> None:
    api = service(wire, "api")
    others = [
        service(wire, "frozen", autoDeployTrigger="off"),
        service(wire, "elsewhere", branch="develop"),
        service(wire, "foreign", repo="https://github.com/shop/other"),
    ]
    before = newest(wire, api)["commit"]["id"]
    made = push(wire, message="Mend the checkout")
    begun = newest(wire, api)
    assert made["deploys"] == [{"service": "api", "id": begun["id"]}]
    assert (begun["trigger"], begun["commit"]) == ("new_commit", made["commit"])
    assert (begun["commit"]["message"], begun["commit"]["id"] == before) == ("Mend the checkout", False)
    assert [newest(wire, path)["trigger"] for path in others] == ["api", "api", "api"]


def test_the_commit_is_the_tip_that_a_later_deploy_builds(wire: Wire) -> None:
    api = service(wire, "api")
    push(wire)
    made = push(wire, commit=COMMIT)["commit"]
    assert (made["id"], made["message"]) == (COMMIT, "change of main")
    wire.stages(9)
    wire.render("POST", f"{api}/deploys", {})
    assert newest(wire, api)["commit"] == made
    again = {"repo": "https://github.com/shop/web.git/", "branch": "main", "commit": COMMIT}
    reply = wire.send("POST", "/_sandbox/push", json=again)
    text = "commit is the tip of the branch already: push another one"
    assert (reply.status_code, reply.json()["message"]) == (400, text)


def test_an_earlier_commit_is_deployed_by_its_id_with_its_message(wire: Wire) -> None:
    api = service(wire, "api")
    earlier = push(wire, message="Add the checkout")["commit"]
    push(wire, message="Break the checkout")
    wire.stages(9)
    wire.render("POST", f"{api}/deploys", {"commitId": earlier["id"]})
    assert newest(wire, api)["commit"] == earlier


def test_what_was_pushed_survives_a_restart_of_the_sandbox(wire: Wire) -> None:
    made = push(wire, message="Mend the checkout")["commit"]
    home = wire.cloud.home
    (home / "credentials.json").write_text("{}")
    kept = git.tip(Cloud.load(home), "shop/web", "main")
    assert (kept["id"], kept["message"]) == (made["id"], "Mend the checkout")


def test_a_project_builds_production_from_its_production_branch_and_a_preview_from_any_other(
    wire: Wire,
) -> None:
    owner = project(wire)
    domain(wire, owner)
    domain(wire, owner, "dev.shop.example", gitBranch="develop")
    project(wire, "other-web", gitRepository={"type": "github", "repo": "shop/other"})
    made = {branch: push(wire, branch)["deployments"] for branch in ("main", "develop")}
    wire.stages(2)
    (production,), (preview,) = made["main"], made["develop"]
    assert (production["project"], production["target"]) == ("shop-web", "production")
    assert preview["target"] is None
    served = [
        wire.send("GET", "/", host).headers["x-sandbox-deployment"] for host in (SITE, "dev.shop.example")
    ]
    assert served == [production["id"], preview["id"]]


def test_a_pushed_deployment_carries_its_commit_for_a_person_to_choose_by(wire: Wire) -> None:
    owner = project(wire)
    push(wire, commit=COMMIT, message="Mend the checkout")
    wire.stages(2)
    (entry,) = call(wire, "GET", "/v6/deployments", projectId=owner).json()["deployments"]
    assert entry["source"] == "git"
    assert entry["meta"] == {
        "githubCommitSha": COMMIT,
        "githubCommitMessage": "Mend the checkout",
        "githubCommitRef": "main",
        "githubOrg": "shop",
        "githubRepo": "web",
    }
    assert call(wire, "GET", f"/v13/deployments/{entry['uid']}").json()["gitSource"] == {
        "ref": "main",
        "sha": COMMIT,
    }


def test_a_push_during_a_rollback_is_not_served_and_after_the_promotion_the_next_one_is(wire: Wire) -> None:
    owner = project(wire)
    domain(wire, owner)

    def pushed() -> str:
        made = push(wire)["deployments"][0]["id"]
        wire.stages(2)
        return str(made)

    def visited() -> str:
        return wire.send("GET", "/", SITE).headers["x-sandbox-deployment"]

    first, _ = pushed(), pushed()
    call(wire, "POST", f"/v1/projects/{owner}/rollback/{first}", {})
    wire.stages(1)
    during = pushed()
    assert visited() == first
    call(wire, "POST", f"/v10/projects/{owner}/promote/{during}", {})
    wire.stages(1)
    assert visited() == during
    assert pushed() == visited()


def test_a_suspended_service_is_left_alone(wire: Wire) -> None:
    api = service(wire, "api")
    wire.render("POST", f"{api}/suspend", {})
    assert push(wire)["deploys"] == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"branch": "main"}, "repo is required"),
        ({"repo": "shop/web", "branch": ""}, "branch must not be empty"),
        ({"repo": "shop/web", "branch": "main", "commit": "abc"}, "commit must match pattern"),
        ({"repo": "shop/web", "branch": "main", "force": True}, "force is not a field of this request"),
    ],
)
def test_a_push_that_makes_no_sense_is_refused(wire: Wire, body: dict[str, Any], message: str) -> None:
    reply = wire.send("POST", "/_sandbox/push", json=body)
    assert reply.status_code == 400
    assert reply.json()["message"].startswith(message)
    assert wire.cloud.git == {}
