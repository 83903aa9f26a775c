from typing import Any

import pulumi
import pytest

from render.background_worker import BackgroundWorkerProvider
from render.errors import RenderError
from render.service_provider import ServiceProvider
from render.web_service import WebServiceProvider
from tests.unit.render_support import WEB, WORKER, Emulated

KEY = {"__provider": "pickled"}
BOTH = pytest.mark.parametrize(
    ("provider", "wanted"), [(WebServiceProvider(), WEB), (BackgroundWorkerProvider(), WORKER)]
)


def create(provider: ServiceProvider, wanted: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    created = provider.create({**wanted, **KEY})
    return created.id, created.outs or {}


@BOTH
def test_a_refresh_right_after_a_create_changes_nothing(
    render: Emulated, provider: ServiceProvider, wanted: dict[str, Any]
) -> None:
    full = {
        **wanted,
        "root_dir": "api",
        "pre_deploy_command": "npm run migrate",
        "num_instances": 2,
        "max_shutdown_delay_seconds": 60,
        "auto_deploy_trigger": "checksPass",
    }
    service_id, outputs = create(provider, full)
    read = provider.read(service_id, {**outputs, **KEY})
    assert (read.id, read.outs, read.inputs) == (service_id, outputs, full)
    assert provider.diff(service_id, {**outputs, **KEY}, {**full, **KEY}).changes is False
    assert outputs["revision"].startswith("dep-")
    assert outputs["dashboard_url"].endswith(service_id)


def test_only_a_web_service_has_an_address(render: Emulated) -> None:
    assert create(WebServiceProvider(), WEB)[1]["url"] == "https://api.onrender.com"
    assert "url" not in create(BackgroundWorkerProvider(), WORKER)[1]


@pytest.mark.proves("T34", "T35")
@BOTH
def test_a_create_that_was_cut_off_is_gone_on_with(
    render: Emulated,
    provider: ServiceProvider,
    wanted: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    first, before = create(provider, wanted)
    render.service(first)["_env"]["BY_HAND"] = "kept"
    render.forget_requests()
    changed = {**wanted, "plan": "standard", "env": {**wanted["env"], "B": "new"}}
    second, outputs = create(provider, changed)
    assert (second, outputs["revision"]) == (first, f"{before['revision']}+1@{before['revision']}")
    assert capsys.readouterr().out == f"{wanted['name']}: exists as {first}, goes on with it\n"
    prefix = f"/services/{first}"
    assert render.writes() == [f"PATCH {prefix}", f"PUT {prefix}/env-vars/B"]
    assert render.service(first)["_env"]["BY_HAND"] == "kept"
    assert provider.read(first, outputs).outs == outputs


@BOTH
def test_a_create_that_was_cut_off_without_a_change_waits_for_the_deploy_it_started(
    render: Emulated, provider: ServiceProvider, wanted: dict[str, Any]
) -> None:
    first, outputs = create(provider, wanted)
    render.forget_requests()
    assert create(provider, wanted) == (first, outputs)
    assert render.writes() == []


@pytest.mark.proves("T35")
def test_a_service_of_somebody_else_is_left_alone(render: Emulated) -> None:
    create(WebServiceProvider(), {**WEB, "branch": "other"})
    render.forget_requests()
    with pytest.raises(RenderError, match="its branch is other, not main"):
        create(WebServiceProvider(), WEB)
    assert render.writes() == []


def test_drift_is_read_as_inputs_and_repaired_by_the_next_update(render: Emulated) -> None:
    provider = WebServiceProvider()
    service_id, outputs = create(provider, {**WEB, "health_check_path": "/health"})
    live = render.service(service_id)
    live["_env"].update(A="drifted", BY_HAND="kept")
    live["serviceDetails"].update(plan="1c-2g", healthCheckPath="")
    read = provider.read(service_id, outputs)
    assert read.inputs is not None
    assert read.inputs["env"] == {"A": "drifted", "SECRET": "s3cr3t-value"}
    assert read.inputs["plan"] == "1c-2g"
    wanted = {**WEB, "health_check_path": "/health"}
    assert provider.diff(service_id, read.outs or {}, wanted).changes is True
    repaired = provider.update(service_id, read.outs or {}, wanted)
    assert live["_env"] == {"A": "one", "SECRET": "s3cr3t-value", "BY_HAND": "kept"}
    assert live["serviceDetails"]["healthCheckPath"] == "/health"
    # One step for what was found, and one for its repair.
    first = outputs["revision"]
    assert (read.outs or {})["revision"] == f"{first}+1@{first}"
    assert repaired.outs == {**outputs, "revision": f"{first}+2@{first}"}


def test_an_update_writes_each_changed_key_once_and_only_changed_settings(render: Emulated) -> None:
    provider = WebServiceProvider()
    service_id, outputs = create(provider, WEB)
    render.forget_requests()
    wanted = {**WEB, "branch": "develop", "num_instances": 2, "env": {"A": "two", "B": "new"}}
    updated = provider.update(service_id, {**outputs, **KEY}, {**wanted, **KEY})
    prefix = f"/services/{service_id}"
    assert render.writes() == [
        f"PATCH {prefix}",
        f"PUT {prefix}/env-vars/A",
        f"PUT {prefix}/env-vars/B",
        f"DELETE {prefix}/env-vars/SECRET",
        f"POST {prefix}/scale",
    ]
    assert provider.read(service_id, updated.outs or {}).outs == updated.outs
    first = outputs["revision"]
    assert updated.outs == {**outputs, **wanted, "revision": f"{first}+1@{first}"}


def test_an_update_can_run_again_after_it_broke_off(render: Emulated) -> None:
    provider = WebServiceProvider()
    service_id, outputs = create(provider, WEB)
    wanted = {**WEB, "plan": "standard", "env": {"B": "new"}}
    assert (
        provider.update(service_id, outputs, wanted).outs == provider.update(service_id, outputs, wanted).outs
    )


@pytest.mark.parametrize("change", [{"env": {"A": "two"}}, {"branch": "other"}])
def test_every_write_that_needs_a_deploy_makes_a_new_revision(
    render: Emulated, change: dict[str, Any]
) -> None:
    service_id, outputs = create(WebServiceProvider(), WEB)
    first = WebServiceProvider().update(service_id, outputs, {**WEB, **change}).outs or {}
    second = WebServiceProvider().update(service_id, first, WEB).outs or {}
    deploy = outputs["revision"]
    assert [first["revision"], second["revision"]] == [f"{deploy}+1@{deploy}", f"{deploy}+2@{deploy}"]


@pytest.mark.parametrize("change", [{"num_instances": 2}, {"auto_deploy_trigger": "off"}, {"name": "other"}])
def test_a_write_that_applies_at_once_keeps_the_revision(render: Emulated, change: dict[str, Any]) -> None:
    service_id, outputs = create(WebServiceProvider(), WEB)
    updated = WebServiceProvider().update(service_id, outputs, {**WEB, **change})
    assert (updated.outs or {})["revision"] == outputs["revision"]


def test_a_variable_that_becomes_a_persons_is_neither_written_nor_deployed(render: Emulated) -> None:
    service_id, outputs = create(WebServiceProvider(), WEB)
    render.forget_requests()
    wanted = {**WEB, "env": {"A": "one"}, "external_env": ["SECRET"]}
    released = WebServiceProvider().update(service_id, outputs, wanted).outs or {}
    assert released["revision"] == outputs["revision"]
    assert render.writes() == []
    read = WebServiceProvider().read(service_id, released)
    assert (read.outs, read.inputs) == (released, wanted)


FULL = {**WEB, "health_check_path": "/health", "num_instances": 2}


@pytest.mark.parametrize(
    ("wanted", "deployed"),
    [
        ({**FULL, "env": {**WEB["env"], "A": "two"}}, True),
        ({**FULL, "env": {"A": "one"}}, True),
        ({**FULL, "branch": "other"}, True),
        ({**FULL, "plan": "standard"}, True),
        ({**WEB, "num_instances": 2}, True),
        ({**FULL, "plan": "0.5c-512mb"}, False),
        ({**FULL, "num_instances": 3}, False),
    ],
)
def test_an_update_that_was_cut_off_and_then_refreshed_is_deployed_all_the_same(
    render: Emulated, wanted: dict[str, Any], deployed: bool
) -> None:
    service_id, outputs = create(WebServiceProvider(), FULL)
    WebServiceProvider().update(service_id, outputs, wanted)
    known = WebServiceProvider().read(service_id, outputs).outs or {}
    assert WebServiceProvider().diff(service_id, known, wanted).changes is False
    assert (known["revision"] != outputs["revision"]) is deployed
    again = WebServiceProvider().read(service_id, known).outs or {}
    assert again["revision"] == known["revision"]


def test_an_update_of_nothing_keeps_the_initial_deploy(render: Emulated) -> None:
    service_id, outputs = create(WebServiceProvider(), WEB)
    assert WebServiceProvider().update(service_id, outputs, WEB).outs == outputs


@BOTH
def test_a_service_that_is_gone_reads_as_gone_and_deletes_without_error(
    render: Emulated, provider: ServiceProvider, wanted: dict[str, Any]
) -> None:
    service_id, outputs = create(provider, wanted)
    provider.delete(service_id, outputs)
    provider.delete(service_id, outputs)
    read = provider.read(service_id, outputs)
    assert (read.id, read.outs) == (None, {})


@pytest.mark.parametrize("name", ["owner_id", "region"])
def test_workspace_and_region_replace_and_the_old_service_goes_first(name: str) -> None:
    result = WebServiceProvider().diff("srv-1", WEB, {**WEB, name: "other"})
    assert (result.changes, result.replaces, result.delete_before_replace) == (True, [name], True)


def test_what_is_replaced_under_another_name_comes_before_the_old_service_goes() -> None:
    result = WebServiceProvider().diff("id-1", WEB, {**WEB, "region": "other", "name": "other"})
    assert (result.replaces, result.delete_before_replace) == (["region"], False)


@pytest.mark.parametrize("name", ["repo", "branch", "name", "plan", "runtime"])
def test_everything_else_changes_in_place(name: str) -> None:
    result = WebServiceProvider().diff("srv-1", WEB, {**WEB, name: "other"})
    assert (result.changes, result.replaces, result.delete_before_replace) == (True, [], False)


@pytest.mark.parametrize("env", [{"A": "two", "SECRET": "s3cr3t-value"}, {"A": "one"}, {}, None])
def test_another_set_of_variables_is_a_change(env: dict[str, str] | None) -> None:
    assert WebServiceProvider().diff("srv-1", WEB, {**WEB, "env": env}).changes is True


@pytest.mark.parametrize("env", [pulumi.output.UNKNOWN, {"A": pulumi.output.UNKNOWN}])
def test_an_unknown_passes_check_and_is_a_change_in_diff(render: Emulated, env: Any) -> None:
    news = {**WEB, "env": env, **KEY}
    checked = WebServiceProvider().check({}, news)
    assert (checked.inputs, checked.failures) == (news, [])
    assert WebServiceProvider().diff("srv-1", WEB, news).changes is True


def test_a_fault_reaches_pulumi_as_a_check_failure() -> None:
    (failure,) = BackgroundWorkerProvider().check({}, {**WORKER, "plan": "free"}).failures
    assert failure.property == "plan"


def test_a_rename_keeps_slug_and_address(render: Emulated) -> None:
    service_id, outputs = create(WebServiceProvider(), WEB)
    updated = WebServiceProvider().update(service_id, outputs, {**WEB, "name": "api2"})
    assert updated.outs is not None
    assert (updated.outs["slug"], updated.outs["url"]) == ("api", "https://api.onrender.com")
