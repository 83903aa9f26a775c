"""A setting is named once, in the annotation of its argument; everything else follows."""

from dataclasses import dataclass
from typing import Annotated, Any

import pytest

from render import key_value_settings, service_settings, services
from render.comparison import changed, compared
from render.errors import UnexpectedReplyError
from render.service_settings import ServiceArgs, live_settings
from render.settings import Setting, body_of, live_values
from render.web_service import WebServiceProvider
from render.wire import Service, parse
from tests.unit.render_support import REPO, WEB, Emulated, reply, script, service_reply, wrapped


@dataclass(frozen=True, kw_only=True)
class More(ServiceArgs):
    """The arguments with a setting that Render may bring one day."""

    cache_profile: Annotated[
        str | None, Setting("serviceDetails.cache.profile", default="no-cache", choices=("no-cache", "all"))
    ] = None


MORE = compared(More, Setting)


def test_a_setting_that_is_named_once_is_sent_read_and_compared() -> None:
    mine = {"cache_profile": "all"}
    assert body_of(MORE, mine, mine) == {"serviceDetails": {"cache": {"profile": "all"}}}
    assert body_of(MORE, mine, {}) == {"serviceDetails": {"cache": {"profile": "no-cache"}}}
    assert changed(MORE, WEB, {**WEB, **mine}) == changed(MORE, {**WEB, **mine}, WEB) == ["cache_profile"]
    details = {**service_reply()["serviceDetails"], "cache": {"profile": "no-cache"}}
    said = parse(Service, service_reply(serviceDetails=details))
    assert live_values(MORE, said, mine) == {"cache_profile": "no-cache"}


def test_what_is_not_compared_says_how_to_treat_the_object() -> None:
    assert service_settings.DIRECTIVES == ("external_env", "overwrite", "adopt", "allow_replacement")
    assert key_value_settings.DIRECTIVES == ("adopt", "allow_replacement")


ALL: dict[str, Any] = {
    **WEB,
    "root_dir": "api",
    "health_check_path": "/health",
    "pre_deploy_command": "npm run migrate",
    "num_instances": 2,
    "max_shutdown_delay_seconds": 60,
    "auto_deploy_trigger": "checksPass",
    "build_filter": {"paths": ["api/**", "lib/**"], "ignored_paths": []},
    "maintenance_mode": {"enabled": True, "uri": ""},
    "render_subdomain_policy": "disabled",
}


def test_every_setting_of_a_service_is_written_and_read_back(render: Emulated) -> None:
    assert {setting.name for setting in service_settings.SETTINGS} == ALL.keys() - {"env"}
    created = WebServiceProvider().create(ALL)
    render.client.post(f"/services/{created.id}/custom-domains", {"name": "api.example.com"})
    outputs = WebServiceProvider().update(created.id, created.outs or {}, ALL).outs or {}
    read = WebServiceProvider().read(created.id, outputs)
    assert (read.outs, read.inputs) == (outputs, ALL)


NOT_SAID = {"maxShutdownDelaySeconds": None, "numInstances": None}
BY_ITSELF = {"numInstances": 5, "autoscaling": {"enabled": True, "min": 3, "max": 5}}
COMMANDS = {"buildCommand": " npm ci", "startCommand": "npm start\n", "preDeployCommand": "npm run migrate\n"}


@pytest.mark.parametrize(
    ("service", "details"),
    [
        ({"repo": f"{REPO.upper()}.git"}, {"plan": "0.5c-512mb"}),
        ({"buildFilter": {"paths": ["lib/**", "api/**"], "ignoredPaths": None}}, {}),
        ({"autoDeployTrigger": None, "autoDeploy": None}, NOT_SAID),
        ({}, {"maintenanceMode": {"enabled": True, "uri": None}}),
        ({}, {"runtime": None, "env": "node", "envSpecificDetails": COMMANDS}),
        (
            {"newField": {"a": 1}, "environmentId": "evm-1"},
            {**BY_ITSELF, "previews": {"generation": "manual"}},
        ),
    ],
)
def test_a_refresh_of_what_render_says_in_another_way_changes_nothing(
    service: dict[str, Any], details: dict[str, Any]
) -> None:
    env = [{"key": "OTHER", "value": "by hand"}] + [{"key": k, "value": v} for k, v in WEB["env"].items()]
    said = service_reply(
        autoDeployTrigger="checksPass", rootDir="api", buildFilter=ALL["build_filter"] | {"ignoredPaths": []}
    )
    said["serviceDetails"] |= {
        "envSpecificDetails": {name: text.strip() for name, text in COMMANDS.items()},
        "healthCheckPath": "/health",
        "maintenanceMode": {"enabled": True, "uri": ""},
        "numInstances": 2,
        "maxShutdownDelaySeconds": 60,
        "renderSubdomainPolicy": "disabled",
    }
    wanted = {**ALL, "external_env": ["OTHER"]}
    outputs = services.outputs(parse(Service, said), wanted, "dep-1+2")
    now = {**said, **service, "serviceDetails": {**said["serviceDetails"], **details}}
    render = script(reply(200, now), reply(200, wrapped("envVar", reversed(env))))
    assert services.read(render.client(), "srv-1", outputs) == (wanted, outputs)


@pytest.mark.parametrize("said", [{}, {"maintenanceMode": {"enabled": False, "uri": ""}, "previews": None}])
def test_a_refresh_looks_at_no_setting_that_the_state_does_not_hold(said: dict[str, Any]) -> None:
    found = service_reply(buildFilter={"paths": ["by-hand"], "ignoredPaths": []})
    found["serviceDetails"] |= {"healthCheckPath": "/by-hand", "renderSubdomainPolicy": "disabled", **said}
    outputs = services.outputs(parse(Service, found), WEB, "dep-1")
    env = [{"key": key, "value": value} for key, value in WEB["env"].items()]
    render = script(reply(200, found), reply(200, wrapped("envVar", env)))
    assert services.read(render.client(), "srv-1", outputs) == (WEB, outputs)


@pytest.mark.parametrize(
    ("name", "wanted", "live"),
    [
        ("plan", "starter", {"plan": ["hunter2"]}),
        ("num_instances", 2, {"numInstances": "hunter2"}),
        ("maintenance_mode", {"enabled": True}, {"maintenanceMode": {"enabled": "hunter2"}}),
    ],
)
def test_a_setting_that_cannot_be_read_is_named_and_not_shown(
    name: str, wanted: Any, live: dict[str, Any]
) -> None:
    service = parse(Service, service_reply(serviceDetails=live))
    with pytest.raises(
        UnexpectedReplyError, match=rf"Render's serviceDetails\.{next(iter(live))} "
    ) as caught:
        live_settings(service, {name: wanted})
    assert "hunter2" not in str(caught.value)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)
