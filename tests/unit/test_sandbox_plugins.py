"""The provider plugins in a run: what the engine asks, the local cloud then holds, and the user reads."""

from collections.abc import Iterator
from pathlib import Path

import grpc  # type: ignore[import-untyped]
import pytest
from pulumi.runtime.rpc import UNKNOWN

from tests.unit.plugin_plans import (
    ACCESS,
    APP,
    DAILY,
    DEPLOYMENT,
    DOMAIN,
    GROUP,
    KINDS,
    PLAN,
    PROJECT,
    SCHEDULE,
    TEAM,
    USER,
    VARIABLE,
    WEB,
    plan_of,
    variable,
)
from tests.unit.plugin_process import Plugin, Served, Server
from tests.unit.sandbox_wire import KEYS, Wire


@pytest.fixture(scope="module")
def atlas(served: Served) -> Iterator[Plugin]:
    with served.run("mongodbatlas") as plugin:
        yield plugin.configure()


@pytest.fixture(autouse=True)
def empty_cloud(wire: Wire) -> None:
    wire.cloud.stage_seconds = 0
    cluster = {
        "backupEnabled": True,
        "connectionStrings": {"standardSrv": "mongodb+srv://shop.ab1cd.mongodb.net"},
    }
    wire.cloud.atlas["groups"] = {GROUP: {"id": GROUP, "name": "shop", "clusters": {"shop": cluster}}}
    wire.cloud.vercel.update(projects={}, deployments={})


@pytest.fixture(params=KINDS, ids=lambda kind: kind.rpartition(":")[2])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def plugin(kind: str, request: pytest.FixtureRequest) -> Plugin:
    found: Plugin = request.getfixturevalue("vercel" if kind.startswith("vercel") else "atlas")
    return found


def test_a_refresh_right_after_create_shows_the_same_inputs_and_outputs(plugin: Plugin, kind: str) -> None:
    _, inputs = plan_of(plugin, kind)
    assert plugin.check(kind, inputs) == {}
    made = plugin.create(kind, inputs)
    found = plugin.read(made)
    assert (found.identity, found.inputs, found.state) == (made.identity, inputs, made.state)


def test_an_object_that_somebody_deleted_is_gone_and_deleting_it_again_is_fine(
    plugin: Plugin, kind: str
) -> None:
    made = plugin.create(
        kind, {**plan_of(plugin, kind)[1], **({"deleteOnDestroy": True} if kind == DEPLOYMENT else {})}
    )
    plugin.delete(made)
    plugin.delete(made)
    # A schedule stays for as long as its cluster does.
    assert plugin.read(made).identity == (made.identity if kind == SCHEDULE else "")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != DEPLOYMENT])
def test_an_import_gives_inputs_that_need_no_change(plugin: Plugin, kind: str) -> None:
    identity, inputs = plan_of(plugin, kind)
    made = plugin.create(kind, inputs)
    found = plugin.adopt(kind, identity.format(id=made.identity))
    assert found.identity == made.identity
    assert plugin.diff(kind, {**found.inputs, "password": inputs.get("password")}, inputs, found.state) == {}


def test_a_preview_keeps_the_inputs_and_leaves_open_what_the_service_will_choose(
    plugin: Plugin, kind: str
) -> None:
    _, inputs = plan_of(plugin, kind)
    made = plugin.create(kind, inputs, preview=True)
    assert made.identity == ""
    assert {key: made.state[key] for key in inputs} == inputs
    assert {value for key, value in made.state.items() if key not in inputs} <= {UNKNOWN}


def test_a_changed_setting_of_a_project_is_sent_with_its_production_branch(
    vercel: Plugin, wire: Wire
) -> None:
    made = vercel.create(PROJECT, WEB)
    repository = {"type": "github", "repo": "shop/other", "productionBranch": "main"}
    vercel.update(made, {**WEB, "name": "shop-two", "framework": None, "gitRepository": repository})
    project = wire.cloud.vercel["projects"][made.identity]
    assert (project["name"], project["framework"], project["ssoProtection"]) == ("shop-two", None, None)
    assert (project["link"]["repo"], project["link"]["productionBranch"]) == ("other", "main")


def test_what_the_service_fills_in_shows_in_the_outputs_only(vercel: Plugin) -> None:
    made = vercel.create(
        PROJECT, {"name": "shop-web", "gitRepository": {"type": "github", "repo": "shop/web"}}
    )
    assert made.state["gitRepository"]["productionBranch"] == "main"
    assert (made.state["nodeVersion"], made.state["teamId"]) == ("22.x", TEAM)
    assert vercel.read(made).inputs == made.inputs


def test_a_variable_is_a_secret_to_the_engine_and_changes_in_one_request(vercel: Plugin, wire: Wire) -> None:
    project = vercel.create(PROJECT, WEB).identity
    made = vercel.create(VARIABLE, variable(project))
    before = len(wire.cloud.requests)
    changed = vercel.update(made, variable(project, value="other"))
    assert [entry["method"] for entry in wire.cloud.requests[before:]] == ["PATCH"]
    assert "value" in made.secrets() & changed.secrets() & vercel.read(changed).secrets()


def test_a_sensitive_value_that_the_service_hides_stays_as_the_program_wrote_it(vercel: Plugin) -> None:
    project = vercel.create(PROJECT, WEB).identity
    made = vercel.create(VARIABLE, variable(project, sensitive=True))
    assert vercel.read(made).inputs["value"] == "hush-hush"


def test_what_the_service_refuses_is_one_line_without_the_value(vercel: Plugin) -> None:
    project = vercel.create(PROJECT, WEB).identity
    vercel.create(VARIABLE, variable(project))
    with pytest.raises(grpc.RpcError) as failure:
        vercel.create(VARIABLE, variable(project))
    text = failure.value.details()
    assert text.startswith(f"vercel: POST /v10/projects/{project}/env answered 400: ENV_CONFLICT - ")
    assert "hush" not in text
    assert len(text.splitlines()) == 1


def test_a_domain_for_the_production_branch_is_refused_before_it_is_sent(vercel: Plugin) -> None:
    project = vercel.create(PROJECT, WEB).identity
    with pytest.raises(grpc.RpcError, match="is the production branch"):
        vercel.create(DOMAIN, {"projectId": project, "domain": "www.shop.example", "gitBranch": "trunk"})


def test_a_deployment_waits_until_its_domains_point_to_it_and_stays_when_it_is_replaced(
    vercel: Plugin, wire: Wire
) -> None:
    project = vercel.create(PROJECT, WEB).identity
    vercel.create(DOMAIN, {"projectId": project, "domain": "www.shop.example"})
    wire.cloud.stage_seconds = 0.05
    made = vercel.create(DEPLOYMENT, {"projectId": project, "ref": "trunk", "production": True})
    assert made.state["domains"] == ["www.shop.example"]
    vercel.delete(made)
    assert wire.cloud.vercel["deployments"][made.identity]["readyState"] == "READY"


def test_a_deployment_that_fails_says_why_in_vercels_words_and_is_not_served(
    vercel: Plugin, wire: Wire
) -> None:
    project = vercel.create(PROJECT, WEB).identity
    vercel.create(DOMAIN, {"projectId": project, "domain": "www.shop.example"})
    wire.cloud.stage_seconds = 0.05
    inputs = {"projectId": project, "ref": "trunk", "production": True}
    first = vercel.create(DEPLOYMENT, inputs).identity
    wire.send("POST", "/_sandbox/fail-deployment", json={"project": "shop-web", "errorMessage": "No space"})
    with pytest.raises(grpc.RpcError) as caught:
        vercel.create(DEPLOYMENT, inputs)
    (failed,) = wire.cloud.vercel["deployments"].keys() - {first}
    page = f"https://vercel.com/rehearsal/{project}/{failed.removeprefix('dpl_')}"
    text = f"vercel: BUILD_FAILED - No space. Visit {page} for more information"
    assert caught.value.details() == text
    served = wire.send("GET", "/", "www.shop.example").headers["x-sandbox-deployment"]
    assert served == first


def test_while_rolled_back_a_deployment_is_made_without_waiting_for_the_domains(
    vercel: Plugin, wire: Wire
) -> None:
    project = vercel.create(PROJECT, WEB).identity
    vercel.create(DOMAIN, {"projectId": project, "domain": "www.shop.example"})
    wire.cloud.stage_seconds = 0.05
    inputs = {"projectId": project, "ref": "trunk", "production": True}
    first, _ = vercel.create(DEPLOYMENT, inputs).identity, vercel.create(DEPLOYMENT, inputs)
    path = f"/vercel/v1/projects/{project}/rollback/{first}?teamId={TEAM}"
    headers = {"Authorization": f"Bearer {KEYS['vercelToken']}"}
    assert wire.send("POST", path, json={}, headers=headers).status_code == 201
    staged = vercel.create(DEPLOYMENT, inputs)
    assert staged.state["domains"] == []
    served = wire.send("GET", "/", "www.shop.example").headers["x-sandbox-deployment"]
    assert served == first


def test_a_deployment_cannot_be_imported(vercel: Plugin) -> None:
    with pytest.raises(grpc.RpcError, match="cannot be imported"):
        vercel.adopt(DEPLOYMENT, "dpl_x")


def test_a_project_and_its_dns_are_looked_up_with_what_the_sdk_returns(vercel: Plugin) -> None:
    project = vercel.create(PROJECT, WEB).identity
    vercel.create(VARIABLE, variable(project))
    found = vercel.invoke("vercel:index/getProject:getProject", {"name": "shop-web"})
    assert (found["id"], found["teamId"]) == (project, TEAM)
    assert found["gitRepository"] == {**WEB["gitRepository"], "deployHooks": []}
    assert found["environments"][0]["targets"] == ["production"]
    arguments = {"domain": "www.shop.example", "projectIdOrName": project}
    dns = vercel.invoke("vercel:index/getDomainConfig:getDomainConfig", arguments)
    assert dns["recommendedCname"].endswith(".vercel-dns-017.com.")
    assert dns["recommendedIpv4s"] == ["216.150.1.1"]
    made = vercel.create(DEPLOYMENT, {"projectId": project, "ref": "main", "production": True}).identity
    deployment = vercel.invoke("vercel:index/getDeployment:getDeployment", {"id": made})
    assert (deployment["id"], deployment["projectId"]) == (made, project)


def test_a_password_is_a_secret_and_reaches_atlas(atlas: Plugin, wire: Wire) -> None:
    made = atlas.create(USER, APP)
    stored = wire.cloud.atlas["groups"][GROUP]["databaseUsers"]["admin/app"]
    assert stored["_password"] == APP["password"]
    assert made.secrets() == {"password"}


def test_a_cluster_is_looked_up_with_the_string_that_connects_to_it(atlas: Plugin) -> None:
    found = atlas.invoke(
        "mongodbatlas:index/getAdvancedCluster:getAdvancedCluster", {"projectId": GROUP, "name": "shop"}
    )
    assert found["connectionStrings"]["standardSrv"] == "mongodb+srv://shop.ab1cd.mongodb.net"
    assert found["replicationSpecs"][0]["regionConfigs"][0]["electableSpecs"]["diskSizeGb"] == 10


def test_what_others_have_made_is_looked_up_under_the_names_of_the_sdks_look_ups(atlas: Plugin) -> None:
    for kind, inputs in (
        (USER, APP),
        (ACCESS, {"projectId": GROUP, "cidrBlock": "203.0.113.0/24", "comment": "an office"}),
        (SCHEDULE, PLAN),
    ):
        atlas.create(kind, inputs)
    user = {"projectId": GROUP, "username": "app", "authDatabaseName": "admin"}
    found = atlas.invoke("mongodbatlas:index/getDatabaseUser:getDatabaseUser", user)
    assert (found["roles"], "password" in found) == (APP["roles"], False)
    look_up = "mongodbatlas:index/getProjectIpAccessList:getProjectIpAccessList"
    entry = atlas.invoke(look_up, {"projectId": GROUP, "cidrBlock": "203.0.113.0/24"})
    assert entry["comment"] == "an office"
    with pytest.raises(grpc.RpcError, match="answered 404"):
        atlas.invoke(look_up, {"projectId": GROUP, "ipAddress": "203.0.113.9"})
    cluster = {"projectId": GROUP, "clusterName": "shop"}
    schedule = atlas.invoke("mongodbatlas:index/getCloudBackupSchedule:getCloudBackupSchedule", cluster)
    assert [{key: item[key] for key in DAILY} for item in schedule["policyItemDailies"]] == [DAILY]
    assert schedule["policyItemHourlies"] == []


def test_a_schedule_that_is_to_be_kept_survives_being_destroyed(atlas: Plugin) -> None:
    made = atlas.create(SCHEDULE, {**PLAN, "skipDestroy": True})
    atlas.delete(made)
    assert atlas.read(made).inputs["policyItemDaily"] == DAILY


def test_only_loopback_is_ever_spoken_to(tmp_path: Path, server: Server) -> None:
    for package, variable_name in (("vercel", "VERCEL_API_URL"), ("mongodbatlas", "MONGODB_ATLAS_BASE_URL")):
        for url in ("", "https://api.example.com", "http://10.0.0.1/vercel"):
            environment = {**server.environment(), variable_name: url}
            with (
                Served(tmp_path, environment) as served,
                served.run(package) as plugin,
                pytest.raises(grpc.RpcError, match=variable_name),
            ):
                plugin.configure()


def test_atlas_keys_in_the_configuration_are_refused_for_they_would_reach_the_real_atlas(
    served: Served,
) -> None:
    with (
        served.run("mongodbatlas") as plugin,
        pytest.raises(grpc.RpcError, match="MONGODB_ATLAS_BASE_URL"),
    ):
        plugin.configure(publicKey="x")


def test_two_runs_at_once_do_not_see_each_others_configuration(served: Served, wire: Wire) -> None:
    other = "team_" + "b" * 24
    wire.cloud.vercel["teams"][other] = {"id": other, "slug": "studio", "name": "Studio"}
    with served.run("vercel") as ours, served.run("vercel") as theirs:
        ours.configure(team="shop")
        theirs.configure(team="studio")
        made = [plugin.create(PROJECT, WEB).identity for plugin in (ours, theirs)]
    assert [wire.cloud.vercel["projects"][identity]["accountId"] for identity in made] == [TEAM, other]
