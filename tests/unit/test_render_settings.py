"""A setting is named once, in the annotation of its argument; everything else follows."""

from dataclasses import dataclass
from typing import Annotated, Any

import pytest

from render import key_value_settings, service_settings
from render.comparison import changed, compared
from render.errors import UnexpectedReplyError
from render.service_settings import ServiceArgs, live_settings
from render.settings import Setting, body_of, live_values
from render.web_service import WebServiceProvider
from render.wire import Service, parse
from tests.unit.render_support import WEB, Emulated, service_reply


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
    reply = parse(Service, service_reply(serviceDetails=details))
    assert live_values(MORE, reply, mine) == {"cache_profile": "no-cache"}


def test_what_is_not_compared_says_how_to_treat_the_object() -> None:
    assert service_settings.DIRECTIVES == ("external_env", "overwrite", "adopt", "allow_replacement")
    assert key_value_settings.DIRECTIVES == ("adopt", "allow_replacement")


def test_every_setting_of_a_service_is_written_and_read_back(render: Emulated) -> None:
    wanted: dict[str, Any] = {
        **WEB,
        "root_dir": "api",
        "health_check_path": "/health",
        "pre_deploy_command": "npm run migrate",
        "num_instances": 2,
        "max_shutdown_delay_seconds": 60,
        "auto_deploy_trigger": "checksPass",
        "build_filter": {"paths": ["api/**"], "ignored_paths": []},
        "maintenance_mode": {"enabled": True, "uri": "https://status.example.org"},
        "render_subdomain_policy": "disabled",
    }
    assert {setting.name for setting in service_settings.SETTINGS} == wanted.keys() - {"env"}
    created = WebServiceProvider().create(wanted)
    render.client.post(f"/services/{created.id}/custom-domains", {"name": "api.example.com"})
    outputs = WebServiceProvider().update(created.id, created.outs or {}, wanted).outs or {}
    read = WebServiceProvider().read(created.id, outputs)
    assert (read.outs, read.inputs) == (outputs, wanted)


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
