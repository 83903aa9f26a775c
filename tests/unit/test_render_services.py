from typing import Any

import httpx
import pytest

from render import adoption, services
from render.errors import RenderError, ServerError, UnexpectedReplyError
from render.service_settings import create_body, live_settings, patch_body
from render.wire import ConnectionInfo, EnvVar, Service, parse
from tests.unit.render_support import OWNER, REPO, WEB, WORKER, reply, script, service_reply, wrapped


def service(**changes: Any) -> Service:
    return parse(Service, service_reply(**changes))


def test_without_a_match_there_is_nothing_to_go_on_with() -> None:
    assert adoption.interrupted_create([], services.WEB, WEB) is None


@pytest.mark.parametrize("repo", [REPO, f"{REPO}.git", f"{REPO}/", REPO.upper()])
def test_a_service_that_deploys_the_same_branch_is_ours(repo: str) -> None:
    assert adoption.interrupted_create([service(repo=repo)], services.WEB, WEB) is not None


@pytest.mark.proves("T35")
@pytest.mark.parametrize("changes", [{"repo": "https://github.com/example/other"}, {"branch": "develop"}])
def test_a_service_that_deploys_something_else_is_refused_with_the_ways_out(changes: dict[str, str]) -> None:
    with pytest.raises(RenderError, match=r"choose another name, or, to .*`adopt: srv-1`") as caught:
        adoption.interrupted_create([service(**changes)], services.WEB, WEB)
    assert next(iter(changes.values())) in str(caught.value)


def test_a_service_in_another_region_is_refused() -> None:
    details = {**service_reply()["serviceDetails"], "region": "oregon"}
    with pytest.raises(RenderError, match=r"its region is oregon, not frankfurt"):
        adoption.interrupted_create([service(serviceDetails=details)], services.WEB, WEB)


@pytest.mark.proves("T35")
def test_two_matches_stop_everything() -> None:
    with pytest.raises(RenderError, match=r"2 services are named api \(srv-1, srv-2\)"):
        adoption.interrupted_create([service(), service(id="srv-2")], services.WEB, WEB)


@pytest.mark.proves("T35")
def test_only_the_exact_name_and_workspace_is_found_of_whatever_type() -> None:
    others = [
        service_reply(id="srv-2", name="api-staging"),
        service_reply(id="srv-3", ownerId="tea-other"),
        service_reply(id="srv-4", type="background_worker"),
    ]
    render = script(reply(200, wrapped("service", [*others, service_reply()])))
    found = adoption.find(render.client(), "api", OWNER)
    assert [match.id for match in found] == ["srv-4", "srv-1"]


def test_a_create_whose_reply_is_lost_goes_on_with_what_it_made() -> None:
    listed = reply(200, wrapped("service", [service_reply()]))
    deploys = reply(200, wrapped("deploy", [{"id": "dep-1", "status": "created"}]))
    render = script(reply(200, []), httpx.ReadTimeout("lost"), listed, deploys)
    service_id, outputs = services.create(render.client(), services.WEB, WEB)
    assert (service_id, outputs["revision"]) == ("srv-1", "dep-1")
    looks = ["GET /services", "GET /services/srv-1/deploys"]
    assert render.lines == ["GET /services", "POST /services", *looks]


def test_a_create_that_failed_and_left_nothing_is_an_error() -> None:
    nothing = reply(200, [])
    with pytest.raises(ServerError):
        services.create(script(nothing, *[reply(500), nothing] * 3).client(), services.WEB, WEB)


def test_a_create_sends_what_is_given_and_nothing_else() -> None:
    wanted = {**WORKER, "root_dir": "", "num_instances": 2.0, "pre_deploy_command": "npm run migrate"}
    assert create_body(services.WORKER, wanted) == {
        "type": "background_worker",
        "name": "worker",
        "ownerId": OWNER,
        "repo": REPO,
        "branch": "main",
        "serviceDetails": {
            "region": "frankfurt",
            "runtime": "node",
            "plan": "starter",
            "envSpecificDetails": {"buildCommand": "npm ci", "startCommand": "npm start"},
            "preDeployCommand": "npm run migrate",
            "numInstances": 2,
        },
        "envVars": [{"key": "A", "value": "one"}, {"key": "SECRET", "value": "s3cr3t-value"}],
    }


def test_a_patch_names_only_what_changed_and_unsets_what_is_gone() -> None:
    assert patch_body(["plan", "root_dir"], WEB) == {
        "rootDir": "",
        "serviceDetails": {"plan": "starter"},
    }


def test_what_has_its_own_endpoint_is_not_patched() -> None:
    assert patch_body(["num_instances", "region", "owner_id"], {**WEB, "num_instances": 2}) == {}


def test_another_runtime_takes_its_commands_along() -> None:
    commands = {"buildCommand": "npm ci", "startCommand": "npm start"}
    assert patch_body(["runtime"], WEB) == {
        "serviceDetails": {"runtime": "node", "envSpecificDetails": commands}
    }


def test_what_render_does_not_report_is_not_drift() -> None:
    mine = {**WEB, "num_instances": 2, "max_shutdown_delay_seconds": 60, "auto_deploy_trigger": "off"}
    live = live_settings(service(), mine)
    assert (live["num_instances"], live["max_shutdown_delay_seconds"]) == (2, 60)
    assert live["auto_deploy_trigger"] == "off"


@pytest.mark.parametrize(
    ("live", "trigger"),
    [
        ({"autoDeploy": "yes"}, "commit"),
        ({"autoDeploy": "no"}, "off"),
        ({"autoDeploy": "yes", "autoDeployTrigger": "checksPass"}, "checksPass"),
    ],
)
def test_the_auto_deploy_trigger_is_read_from_either_of_its_fields(
    live: dict[str, str], trigger: str
) -> None:
    assert live_settings(service(**live), {"auto_deploy_trigger": "off"}) == {"auto_deploy_trigger": trigger}


@pytest.mark.parametrize("fields", [{"runtime": "go"}, {"env": "go"}, {"runtime": "go", "env": "node"}])
def test_the_runtime_is_read_from_its_old_name_too(fields: dict[str, str]) -> None:
    assert live_settings(service(serviceDetails=fields), {"runtime": "node"}) == {"runtime": "go"}


def test_a_setting_that_somebody_cleared_is_drift() -> None:
    assert live_settings(service(), {"health_check_path": "/health"}) == {}
    assert live_settings(service(rootDir=""), {"root_dir": "api"}) == {"root_dir": ""}


@pytest.mark.proves("T50")
def test_fields_and_values_that_are_new_to_us_are_tolerated() -> None:
    details = {**service_reply()["serviceDetails"], "plan": "99c-1t", "novelty": {"a": 1}}
    found = service(serviceDetails=details, suspended="hibernating", novelty=[1])
    assert live_settings(found, WEB)["plan"] == "99c-1t"


def test_a_reply_that_cannot_be_read_names_the_field_and_no_value() -> None:
    with pytest.raises(UnexpectedReplyError, match=r"Service reply cannot be read \(at name\)") as caught:
        parse(Service, service_reply(name={"hunter2": 1}))
    assert "hunter2" not in str(caught.value)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def test_what_is_secret_in_a_reply_shows_in_no_representation() -> None:
    strings = {"internalConnectionString": "hunter2", "externalConnectionString": "hunter2"}
    shown = [parse(EnvVar, {"key": "A", "value": "hunter2"}), parse(ConnectionInfo, strings)]
    assert "hunter2" not in repr(shown)
