from typing import Any

import httpx
import pulumi
import pytest

from render import key_values
from render.errors import DeadlineError, RenderError
from render.key_value import KeyValueProvider
from render.key_value_ref import KeyValueRefProvider
from render.wire import KeyValue, parse
from tests.unit.render_support import KEY_VALUE, OWNER, Emulated, reply, script, wrapped

REF = {"name": "redis", "owner_id": OWNER, "region": "frankfurt"}
OFFICE = {"cidr_block": "192.0.2.1/32", "description": "office"}


def create(wanted: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    created = KeyValueProvider().create(wanted)
    return created.id, created.outs or {}


def instance(**changes: Any) -> dict[str, Any]:
    return {
        "id": "red-1",
        "name": "redis",
        "owner": {"id": OWNER},
        "status": "available",
        "plan": "256mb",
        "region": "frankfurt",
        "options": {"maxmemoryPolicy": "noeviction"},
        "ipAllowList": None,
        **changes,
    }


@pytest.mark.parametrize("blocks", [[], [OFFICE]])
def test_a_refresh_right_after_a_create_changes_nothing(render: Emulated, blocks: list[Any]) -> None:
    wanted = {**KEY_VALUE, "ip_allow_list": blocks}
    id_, outputs = create(wanted)
    read = KeyValueProvider().read(id_, outputs)
    assert (read.id, read.outs, read.inputs) == (id_, outputs, wanted)
    assert KeyValueProvider().diff(id_, outputs, wanted).changes is False
    assert outputs["internal_connection_string"] == f"redis://{id_}:6379"


def test_a_create_returns_when_the_instance_is_available(render: Emulated) -> None:
    id_, _ = create(KEY_VALUE)
    assert render.cloud.render["keyValues"][id_]["status"] == "available"


@pytest.mark.parametrize(
    "statuses", [["unknown", "creating", "available"], ["novelty", "maintenance_scheduled"]]
)
def test_a_status_that_means_nothing_is_waited_through(statuses: list[str]) -> None:
    first, *later = [instance(status=status) for status in statuses]
    render = script(*[reply(200, item) for item in later])
    key_values.wait_until_available(render.client(), parse(KeyValue, first), 60)
    assert render.replies == []


def test_an_instance_that_never_comes_is_an_error_with_the_next_step() -> None:
    render = script(*[reply(200, instance(status="creating"))] * 99)
    first = parse(KeyValue, instance(status="creating"))
    with pytest.raises(DeadlineError, match=r"redis is still creating after 60 s.*run again"):
        key_values.wait_until_available(render.client(), first, 60)
    assert max(render.slept) == 10


def test_a_create_that_was_cut_off_is_gone_on_with(
    render: Emulated, capsys: pytest.CaptureFixture[str]
) -> None:
    first, _ = create({**KEY_VALUE, "plan": "256mb"})
    assert "redis: unknown" in capsys.readouterr().out
    render.forget_requests()
    second, outputs = create({**KEY_VALUE, "ip_allow_list": [OFFICE]})
    assert second == first
    assert f"redis: exists as {first}, goes on with it" in capsys.readouterr().out
    assert render.writes() == [f"PATCH /key-value/{first}"]
    assert KeyValueProvider().read(first, outputs).outs == outputs


def test_a_create_whose_reply_is_lost_goes_on_with_what_it_made() -> None:
    listed = reply(200, wrapped("keyValue", [instance()]))
    info = reply(200, {"internalConnectionString": "redis://red-1:6379"})
    render = script(reply(200, []), httpx.ReadTimeout("lost"), listed, info)
    assert key_values.create(render.client(), KEY_VALUE)[0] == "red-1"


def test_an_instance_that_was_made_differently_is_refused(render: Emulated) -> None:
    create({**KEY_VALUE, "plan": "standard"})
    with pytest.raises(RenderError, match=r"differs in plan: choose another name"):
        create(KEY_VALUE)


def test_settings_change_in_place_and_a_larger_plan_is_waited_for(render: Emulated) -> None:
    id_, outputs = create(KEY_VALUE)
    wanted = {**KEY_VALUE, "plan": "standard", "ip_allow_list": [OFFICE]}
    updated = KeyValueProvider().update(id_, outputs, wanted)
    assert updated.outs == {**outputs, **wanted}
    assert KeyValueProvider().read(id_, updated.outs or {}).outs == updated.outs
    assert render.client.get(f"/key-value/{id_}")["status"] == "available"


def test_a_door_that_somebody_opened_is_drift_and_gets_closed(render: Emulated) -> None:
    id_, outputs = create(KEY_VALUE)
    live = render.cloud.render["keyValues"][id_]
    live["ipAllowList"] = [{"cidrBlock": "0.0.0.0/0", "description": "oops"}]
    read = KeyValueProvider().read(id_, outputs)
    assert KeyValueProvider().diff(id_, read.outs or {}, KEY_VALUE).changes is True
    KeyValueProvider().update(id_, read.outs or {}, KEY_VALUE)
    assert live["ipAllowList"] is None


@pytest.mark.proves("T5")
@pytest.mark.parametrize(
    ("olds", "changes", "properties"),
    [
        ({}, {}, []),
        ({}, {"maxmemory_policy": "allkeys_lru"}, ["maxmemory_policy"]),
        ({}, {"maxmemory_policy": ""}, ["maxmemory_policy"]),
        ({"plan": "standard"}, {}, ["plan"]),
        ({"plan": "256mb"}, {}, []),
        ({"plan": "standard"}, {"allow_replacement": True}, ["plan"]),
        ({"plan": "free"}, {}, ["plan"]),
        ({"plan": "free"}, {"allow_replacement": True}, []),
        ({"region": "oregon"}, {}, ["region"]),
        ({"region": "oregon"}, {"allow_replacement": True}, []),
        ({"owner_id": "tea-other"}, {}, ["owner_id"]),
        ({}, {"ip_allow_list": [{"description": "office"}]}, ["ip_allow_list"]),
        ({}, {"ip_allow_list": [{"cidr_block": pulumi.output.UNKNOWN}, pulumi.output.UNKNOWN]}, []),
        ({}, {"plan": None}, ["plan"]),
        ({}, dict.fromkeys(KEY_VALUE, pulumi.output.UNKNOWN), []),
    ],
)
def test_check_names_what_cannot_work(
    render: Emulated, olds: dict[str, Any], changes: dict[str, Any], properties: list[str]
) -> None:
    checked = KeyValueProvider().check(olds, {**KEY_VALUE, **changes})
    assert [failure.property for failure in checked.failures] == properties


@pytest.mark.parametrize("name", ["owner_id", "region"])
def test_workspace_and_region_replace_and_the_old_instance_goes_first(name: str) -> None:
    result = KeyValueProvider().diff("red-1", KEY_VALUE, {**KEY_VALUE, name: "other"})
    assert (result.replaces, result.delete_before_replace) == ([name], True)


def test_what_is_replaced_under_another_name_comes_before_the_old_instance_goes() -> None:
    result = KeyValueProvider().diff("id-1", KEY_VALUE, {**KEY_VALUE, "region": "other", "name": "other"})
    assert (result.replaces, result.delete_before_replace) == (["region"], False)


def test_an_unknown_inside_the_allow_list_is_a_change() -> None:
    news = {**KEY_VALUE, "ip_allow_list": [{"cidr_block": pulumi.output.UNKNOWN}]}
    assert KeyValueProvider().diff("red-1", KEY_VALUE, news).changes is True


def test_an_instance_that_is_gone_reads_as_gone_and_deletes_without_error(render: Emulated) -> None:
    id_, outputs = create(KEY_VALUE)
    KeyValueProvider().delete(id_, outputs)
    KeyValueProvider().delete(id_, outputs)
    assert KeyValueProvider().read(id_, outputs).id is None


@pytest.mark.proves("R25", "R33", "T13")
def test_a_reference_finds_the_instance_and_never_writes(render: Emulated) -> None:
    owned, outputs = create(KEY_VALUE)
    create({**KEY_VALUE, "name": "redis-other"})
    render.forget_requests()
    found = KeyValueRefProvider().create(REF)
    assert (found.id, found.outs) == (
        owned,
        {name: outputs[name] for name in (*REF, "internal_connection_string", "external_connection_string")},
    )
    read = KeyValueRefProvider().read(owned, found.outs or {})
    assert (read.outs, read.inputs) == (found.outs, REF)
    KeyValueRefProvider().delete(owned, found.outs or {})
    assert render.writes() == []


def test_a_reference_to_nothing_says_who_has_to_act_first(render: Emulated) -> None:
    with pytest.raises(RenderError, match=r"redis not found.*create it first \(the stack that owns it\)"):
        KeyValueRefProvider().create(REF)


def test_a_preview_of_a_reference_to_nothing_fails_its_check(render: Emulated) -> None:
    checked = KeyValueRefProvider().check({}, REF)
    assert [(fault.property, "create it first" in fault.reason) for fault in checked.failures] == [
        ("name", True)
    ]
    create(KEY_VALUE)
    assert KeyValueRefProvider().check({}, REF).failures == []


def test_one_command_looks_a_reference_up_once_and_the_next_looks_again(render: Emulated) -> None:
    owned, _ = create(KEY_VALUE)
    known = KeyValueRefProvider().create(REF).outs or {}
    render.forget_requests()
    for _ in range(2):
        KeyValueRefProvider().check(REF, REF)
        KeyValueRefProvider().diff(owned, known, REF)
    looked_up = ["/v1/key-value", f"/v1/key-value/{owned}/connection-info"]
    # A diff whose check was another command's looks for itself.
    KeyValueRefProvider().diff(owned, known, REF)
    assert [request["path"] for request in render.cloud.requests] == looked_up * 3


def test_nothing_is_asked_about_a_reference_that_is_not_known_yet(render: Emulated) -> None:
    render.forget_requests()
    unknown = {**REF, "name": pulumi.output.UNKNOWN}
    assert KeyValueRefProvider().check({}, unknown).failures == []
    assert KeyValueRefProvider().diff("red-1", REF, unknown).changes is True
    assert render.cloud.requests == []


def test_a_reference_follows_when_its_owner_makes_the_instance_anew(render: Emulated) -> None:
    first, outputs = create(KEY_VALUE)
    known = KeyValueRefProvider().create(REF).outs or {}
    assert KeyValueRefProvider().diff(first, known, REF).changes is False
    render.cloud.render["keyValues"][first]["_password"] = "rotated"
    assert KeyValueRefProvider().diff(first, known, REF).changes is True
    KeyValueProvider().delete(first, outputs)
    create(KEY_VALUE)
    followed = KeyValueRefProvider().diff(first, known, REF)
    assert (followed.changes, followed.replaces) == (True, ["name"])


@pytest.mark.proves("T24")
def test_a_reference_into_another_region_is_refused(render: Emulated) -> None:
    create({**KEY_VALUE, "region": "oregon"})
    with pytest.raises(RenderError, match="is in region oregon, not frankfurt"):
        KeyValueRefProvider().create(REF)


def test_a_reference_that_fits_two_instances_is_refused() -> None:
    twins = wrapped("keyValue", [instance(), instance(id="red-2")])
    with pytest.raises(RenderError, match=r"2 Key Value instances are named redis \(red-1, red-2\)"):
        key_values.look_up(script(reply(200, twins)).client(), REF)


@pytest.mark.parametrize("name", list(REF))
def test_another_reference_is_another_resource(name: str) -> None:
    result = KeyValueRefProvider().diff("red-1", REF, {**REF, name: "other"})
    assert (result.replaces, result.delete_before_replace) == ([name], False)
