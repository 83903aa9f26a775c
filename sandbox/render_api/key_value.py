"""Key Value instances (formerly Redis): https://render.com/docs/key-value."""

from sandbox.cloud import Cloud
from sandbox.http import Call, Json, Row
from sandbox.render_api import plans
from sandbox.render_api.key_value_instance import (
    KeyValueChange,
    NewKeyValue,
    apply_body,
    current,
    new_instance,
    restart,
    shown,
)
from sandbox.render_api.paging import contains, one_of, page, select
from sandbox.render_api.service_bodies import REGIONS
from sandbox.render_api.wire import Refused, checked, fresh_stamps, named_by, table
from sandbox.render_api.workspace import owner_of, refuse_without_card

FILTERS = {
    "name": contains("name"),
    "region": one_of("region", *REGIONS),
    "ownerId": lambda item, value: item["owner"]["id"] == value,
}


def _create(call: Call) -> Json:
    wish = checked(NewKeyValue, call.body)
    owner = owner_of(call.cloud, wish["ownerId"])
    if wish["plan"] == "free":
        _refuse_second_free(call.cloud, owner["id"])
    refuse_without_card(call.cloud, wish["plan"])
    return fresh_stamps(shown(call.cloud, new_instance(call.cloud, owner, wish)))


def _list(call: Call) -> list[Json]:
    present = [current(call.cloud, item) for item in table(call.cloud, "keyValues").values()]
    chosen = select(call, present, FILTERS, ignored=("includePreviews",))
    items = [
        shown(call.cloud, item) | {"dashboardUrl": f"https://dashboard.render.com/r/{item['id']}"}
        for item in chosen
    ]
    return page(call, [(item["id"], {"keyValue": item}) for item in items])


def _get(call: Call) -> Json:
    return shown(call.cloud, _instance_of(call))


def _change(call: Call) -> Json:
    wish, item = checked(KeyValueChange, call.body, others=NewKeyValue), _instance_of(call)
    plan = str(wish.get("plan", item["plan"]))
    before, after = plans.size_of(item["plan"]), plans.size_of(plan)
    if after < before:
        raise Refused(400, "a Key Value plan cannot be downgraded")
    if "plan" in wish:
        refuse_without_card(call.cloud, plan)
    policy = item["options"]["maxmemoryPolicy"]
    apply_body(item, wish, call.cloud.now())
    if after > before:
        restart(call.cloud, item, "updating_instance", wiped=before == plans.size_of("free"))
    elif item["options"]["maxmemoryPolicy"] != policy:
        restart(call.cloud, item, "config_restart")
    return shown(call.cloud, current(call.cloud, item))


def _delete(call: Call) -> None:
    del table(call.cloud, "keyValues")[_instance_of(call)["id"]]


def _connection(call: Call) -> Json:
    item = _instance_of(call)
    name, password, host = item["id"], item["_password"], f"{item['region']}-keyvalue.render.com"
    return {
        "internalConnectionString": f"redis://{name}:6379",
        "externalConnectionString": f"rediss://{name}:{password}@{host}:6379",
        "cliCommand": f" REDISCLI_AUTH={password} valkey-cli --user {name} -h {host} -p 6379 --tls",
    }


def _suspend(call: Call) -> None:
    _instance_of(call).update(_phases=["suspended"], _since=call.cloud.now())


def _resume(call: Call) -> None:
    item = _instance_of(call)
    if item["status"] == "suspended":
        item["status"] = "unavailable"
        restart(call.cloud, item, "unavailable")


def _refuse_second_free(cloud: Cloud, owner_id: str) -> None:
    for item in table(cloud, "keyValues").values():
        if item["owner"]["id"] == owner_id and item["plan"] == "free":
            raise Refused(400, "a workspace can have one free Key Value instance")


def _instance_of(call: Call) -> Json:
    return current(call.cloud, named_by(call, "keyValues"))


ROUTES: list[Row] = [
    ("GET", "/key-value", _list, 200),
    ("POST", "/key-value", _create, 201),
    ("GET", "/key-value/{id}", _get, 200),
    ("PATCH", "/key-value/{id}", _change, 200),
    ("DELETE", "/key-value/{id}", _delete, 204),
    ("GET", "/key-value/{id}/connection-info", _connection, 200),
    ("POST", "/key-value/{id}/suspend", _suspend, 202),
    ("POST", "/key-value/{id}/resume", _resume, 202),
]
