"""The emulated Vercel API answers, and refuses, as the genuine one does."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.sandbox_vercel import (
    GIT,
    OTHER_TEAM,
    SOURCE,
    TEAM,
    call,
    deploy,
    domain,
    project,
    refusal,
    variable,
    with_teams,
)
from tests.unit.sandbox_wire import Wire


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return with_teams(tmp_path)


def test_a_wrong_token_is_forbidden_whatever_is_asked(wire: Wire) -> None:
    reply = wire.send("GET", "/vercel/v2/teams/shop", headers={"Authorization": "Bearer wrong"})
    assert refusal(reply) == (403, "forbidden")


def test_a_team_is_found_by_its_slug_and_by_its_id_and_is_flat(wire: Wire) -> None:
    for wanted in ("shop", TEAM):
        reply = call(wire, "GET", f"/v2/teams/{wanted}", team=None)
        assert reply.json() == {
            "id": TEAM,
            "slug": "shop",
            "name": "Shop",
            "billing": {"plan": "pro"},
        }


def test_a_team_that_the_token_cannot_see_is_forbidden_as_is_a_request_without_a_team(wire: Wire) -> None:
    assert refusal(call(wire, "GET", "/v2/teams/nobody", team=None)) == (403, "forbidden")
    assert refusal(call(wire, "POST", "/v8/projects", {"name": "shop-web"}, team=None)) == (403, "forbidden")


def test_a_project_is_found_by_name_and_id_with_its_repository_split_into_owner_and_name(wire: Wire) -> None:
    identity = project(wire, framework="create-react-app")
    for wanted in (identity, "shop-web"):
        found = call(wire, "GET", f"/v10/projects/{wanted}").json()
        assert (found["id"], found["accountId"]) == (identity, TEAM)
        assert found["framework"] == "create-react-app"
        assert (found["link"]["org"], found["link"]["repo"]) == ("shop", "web")
        assert found["link"]["productionBranch"] == "main"
        assert not [key for key in found if key.startswith("_")]


def test_a_project_of_another_team_is_not_found(wire: Wire) -> None:
    identity = project(wire)
    reply = call(wire, "GET", f"/v10/projects/{identity}", team=OTHER_TEAM)
    assert refusal(reply) == (404, "not_found")


def test_a_project_name_that_is_taken_or_badly_formed_is_refused(wire: Wire) -> None:
    project(wire)
    assert refusal(call(wire, "POST", "/v8/projects", {"name": "shop-web"})) == (409, "conflict")
    assert refusal(call(wire, "POST", "/v8/projects", {"name": "Shop Web"})) == (400, "invalid_name")
    other = project(wire, "shop-two")
    assert refusal(call(wire, "PATCH", f"/v9/projects/{other}", {"name": "shop-web"})) == (409, "conflict")


def test_a_property_that_vercel_no_longer_knows_is_refused_by_name(wire: Wire) -> None:
    reply = call(wire, "PATCH", f"/v9/projects/{project(wire)}", {"publicSource": True})
    assert refusal(reply) == (400, "bad_request")
    assert "additional property `publicSource`" in reply.json()["error"]["message"]


def test_the_link_and_the_production_branch_change_by_requests_of_their_own(wire: Wire) -> None:
    path = f"/v9/projects/{project(wire)}"
    assert (
        call(wire, "PATCH", f"{path}/branch", {"branch": "trunk"}).json()["link"]["productionBranch"]
        == "trunk"
    )
    assert call(wire, "POST", f"{path}/link", GIT).status_code == 400
    assert call(wire, "DELETE", f"{path}/link").json()["link"] is None
    assert call(wire, "PATCH", f"{path}/branch", {"branch": "trunk"}).status_code == 400
    assert call(wire, "POST", f"{path}/link", GIT).json()["link"]["repo"] == "web"


def test_a_list_of_variables_has_their_values_only_where_they_are_asked_for(wire: Wire) -> None:
    owner = project(wire)
    variable(wire, owner)
    variable(wire, owner, "TOKEN", "hush-hush", type="sensitive")
    seen: dict[str, list[tuple[str | None, bool]]] = {}
    for decrypt in ("false", "true"):
        rows = call(wire, "GET", f"/v8/projects/{owner}/env", decrypt=decrypt).json()["envs"]
        seen[decrypt] = [(row.get("value"), row["decrypted"]) for row in rows]
    assert seen == {"false": [(None, False), (None, False)], "true": [("v", True), (None, False)]}


def test_a_variable_comes_back_with_its_value_and_a_sensitive_one_never_does(wire: Wire) -> None:
    owner = project(wire)
    plain = variable(wire, owner).json()
    hidden = variable(wire, owner, "TOKEN", "hush-hush", type="sensitive").json()
    assert plain["failed"] == []
    path = f"/v10/projects/{owner}/env"
    assert call(wire, "GET", f"{path}/{plain['created']['id']}").json()["value"] == "v"
    listed = call(wire, "GET", f"/v8/projects/{owner}/env", decrypt="true")
    one = call(wire, "GET", f"{path}/{hidden['created']['id']}")
    assert listed.json()["pagination"]["next"] is None
    assert "hush-hush" not in listed.text + one.text + str(hidden)


def test_the_same_key_for_the_same_target_and_branch_is_a_conflict(wire: Wire) -> None:
    owner = project(wire)
    variable(wire, owner, target=["preview", "production"])
    assert refusal(variable(wire, owner, target=["preview"])) == (400, "ENV_CONFLICT")
    assert variable(wire, owner, target=["preview"], gitBranch="develop").status_code == 201
    assert variable(wire, owner, target=["development"]).status_code == 201


def test_a_change_that_would_collide_with_another_variable_is_a_conflict(wire: Wire) -> None:
    owner = project(wire)
    variable(wire, owner, target=["preview"])
    other = variable(wire, owner, target=["production"]).json()["created"]["id"]
    reply = call(wire, "PATCH", f"/v10/projects/{owner}/env/{other}", {"target": ["preview"]})
    assert refusal(reply) == (400, "ENV_CONFLICT")


def test_a_variable_without_a_valid_key_target_or_branch_is_refused(wire: Wire) -> None:
    owner = project(wire)
    changes: list[dict[str, Any]] = [{"key": "1X"}, {"target": []}, {"target": ["live"]}, {"gitBranch": "b"}]
    for wrong in changes:
        assert refusal(variable(wire, owner, **wrong)) == (400, "bad_request"), wrong


def test_a_branch_that_a_change_leaves_out_stays(wire: Wire) -> None:
    owner = project(wire)
    made = variable(wire, owner, target=["preview"], gitBranch="develop").json()["created"]["id"]
    changed = call(wire, "PATCH", f"/v10/projects/{owner}/env/{made}", {"value": "w"}).json()
    assert (changed["value"], changed["gitBranch"]) == ("w", "develop")


def test_a_deleted_variable_is_gone_with_a_body_that_says_so(wire: Wire) -> None:
    owner = project(wire)
    made = variable(wire, owner).json()["created"]["id"]
    assert call(wire, "DELETE", f"/v8/projects/{owner}/env/{made}").status_code == 200
    assert refusal(call(wire, "GET", f"/v10/projects/{owner}/env/{made}")) == (404, "not_found")


def test_a_domain_belongs_to_one_project_only(wire: Wire) -> None:
    first, second = project(wire), project(wire, "shop-two")
    assert domain(wire, first).status_code == 200
    assert refusal(domain(wire, second)) == (409, "domain_already_in_use")
    assert refusal(domain(wire, first)) == (400, "domain_already_exists")
    assert call(wire, "DELETE", f"/v9/projects/{first}/domains/www.shop.example").status_code == 200
    assert domain(wire, second).status_code == 200


def test_the_production_branch_cannot_be_the_branch_of_a_domain(wire: Wire) -> None:
    owner = project(wire)
    reply = domain(wire, owner, gitBranch="main")
    assert refusal(reply) == (400, "bad_request")
    assert "production branch" in reply.json()["error"]["message"]
    assert domain(wire, owner, gitBranch="develop").json()["gitBranch"] == "develop"


def test_a_redirect_leads_to_a_domain_of_the_same_project(wire: Wire) -> None:
    owner = project(wire)
    apex: dict[str, Any] = {"name": "shop.example", "redirect": "www.shop.example", "redirectStatusCode": 308}
    assert domain(wire, owner, **apex).status_code == 400
    domain(wire, owner)
    assert domain(wire, owner, **apex).json()["redirect"] == "www.shop.example"
    path = f"/v9/projects/{owner}/domains/shop.example"
    assert call(wire, "PATCH", path, {"redirect": None}).json()["redirect"] is None


def test_what_is_no_domain_is_refused(wire: Wire) -> None:
    for name in ("shop", "https://shop.example", "Shop.example", "-.example"):
        assert refusal(domain(wire, project(wire, f"p{len(name)}"), name)) == (400, "invalid_domain")


def test_each_domain_gets_its_own_recommendation_for_dns(wire: Wire) -> None:
    found = [call(wire, "GET", f"/v6/domains/{name}/config").json() for name in ("a.example", "b.example")]
    targets = {reply["recommendedCNAME"][0]["value"] for reply in found}
    assert len(targets) == 2
    assert found[0]["recommendedIPv4"][0] == {"rank": 1, "value": ["216.150.1.1"]}


def test_a_build_takes_the_public_variables_of_its_target_as_they_are_then(wire: Wire) -> None:
    owner = project(wire)
    made = variable(wire, owner, value="then").json()["created"]["id"]
    variable(wire, owner, "SECRET", "server-only")
    variable(wire, owner, "REACT_APP_URL", "preview", target=["preview"])
    identity = deploy(wire, owner, target="production").json()["id"]
    call(wire, "PATCH", f"/v10/projects/{owner}/env/{made}", {"value": "later"})
    assert wire.cloud.vercel["deployments"][identity]["_env"] == {"REACT_APP_URL": "then"}


def test_in_a_preview_the_variable_of_the_branch_wins_over_the_plain_one(wire: Wire) -> None:
    owner = project(wire)
    variable(wire, owner, value="develop", target=["preview"], gitBranch="develop")
    variable(wire, owner, value="plain", target=["preview"])
    made = {ref: deploy(wire, owner, ref).json()["id"] for ref in ("develop", "other")}
    built = {ref: wire.cloud.vercel["deployments"][identity]["_env"] for ref, identity in made.items()}
    assert built == {"develop": {"REACT_APP_URL": "develop"}, "other": {"REACT_APP_URL": "plain"}}


def test_a_deployment_is_ready_after_its_stages_and_names_the_domains_it_serves(wire: Wire) -> None:
    owner = project(wire)
    domain(wire, owner)
    domain(wire, owner, "dev.shop.example", gitBranch="develop")
    path = f"/v13/deployments/{deploy(wire, owner, 'develop').json()['id']}"
    states = []
    for _ in range(3):
        states.append(call(wire, "GET", path).json()["readyState"])
        wire.stages(1)
    assert states == ["QUEUED", "BUILDING", "READY"]
    reply = call(wire, "GET", path).json()
    assert (reply["aliasAssigned"], reply["alias"], reply["ref"]) == (True, ["dev.shop.example"], "develop")


def test_a_deployment_is_found_by_the_host_that_it_serves(wire: Wire) -> None:
    owner = project(wire)
    domain(wire, owner)
    path = "/v13/deployments/www.shop.example"
    assert refusal(call(wire, "GET", path)) == (404, "not_found")
    made = deploy(wire, owner, target="production").json()["id"]
    wire.stages(2)
    call(wire, "GET", f"/v13/deployments/{made}")
    assert call(wire, "GET", path).json()["id"] == made
    assert refusal(call(wire, "GET", "/v13/deployments/other.example")) == (404, "not_found")


def test_only_the_linked_repository_is_built(wire: Wire) -> None:
    owner = project(wire)
    foreign = {**SOURCE, "repo": "other", "ref": "main"}
    assert refusal(deploy(wire, owner, gitSource=foreign)) == (400, "incorrect_git_source_info")
    call(wire, "DELETE", f"/v9/projects/{owner}/link")
    assert refusal(deploy(wire, owner)) == (400, "incorrect_git_source_info")


def test_a_deleted_project_takes_its_deployments_along(wire: Wire) -> None:
    owner = project(wire)
    made = deploy(wire, owner).json()["id"]
    assert call(wire, "DELETE", f"/v8/projects/{owner}").status_code == 204
    assert refusal(call(wire, "GET", f"/v13/deployments/{made}")) == (404, "not_found")
    assert wire.cloud.vercel["deployments"] == {}


def test_what_is_not_emulated_is_no_guess(wire: Wire) -> None:
    assert call(wire, "GET", "/v1/projects").status_code == 501
    assert call(wire, "PUT", f"/v9/projects/{project(wire)}").status_code == 501
