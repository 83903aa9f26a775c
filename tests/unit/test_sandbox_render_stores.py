"""Custom domains and Key Value instances of the emulated Render."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.sandbox_wire import OWNER, Wire

KEY_VALUE = {"name": "shop-redis", "ownerId": OWNER, "plan": "starter", "region": "frankfurt"}


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return Wire(tmp_path)


def domains_of(wire: Wire, **changes: Any) -> str:
    return f"/services/{wire.new_service(**changes)['id']}/custom-domains"


def key_value(wire: Wire, **changes: Any) -> dict[str, Any]:
    reply = wire.render("POST", "/key-value", KEY_VALUE | changes)
    assert reply.status_code == 201, reply.text
    found: dict[str, Any] = reply.json()
    return found


def test_an_added_subdomain_comes_back_as_an_array_of_one(wire: Wire) -> None:
    path = domains_of(wire)
    reply = wire.render("POST", path, {"name": "API.shop.example"})
    assert reply.status_code == 201
    (domain,) = reply.json()
    assert domain["id"].startswith("cdm-")
    assert (domain["name"], domain["domainType"]) == ("api.shop.example", "subdomain")
    assert (domain["publicSuffix"], domain["redirectForName"]) == ("example", "")
    assert domain["verificationStatus"] == "unverified"
    assert path == f"/services/{domain['server']['id']}/custom-domains"
    assert not [key for key in domain if key.startswith("_")]


@pytest.mark.parametrize(
    ("name", "twin"), [("shop.example", "www.shop.example"), ("www.shop.example", "shop.example")]
)
def test_apex_and_www_bring_each_other_as_a_redirect_and_leave_together(
    wire: Wire, name: str, twin: str
) -> None:
    path = domains_of(wire)
    added = wire.render("POST", path, {"name": name}).json()
    assert [(entry["name"], entry["redirectForName"]) for entry in added] == [(name, ""), (twin, name)]
    wire.render("DELETE", f"{path}/{name}")
    assert wire.render("GET", path).json() == []


def test_a_domain_sits_on_one_service_only(wire: Wire) -> None:
    wire.render("POST", domains_of(wire), {"name": "api.shop.example"})
    again = wire.render("POST", domains_of(wire, name="other"), {"name": "api.shop.example"})
    assert again.status_code == 409


def test_a_worker_takes_no_domain(wire: Wire) -> None:
    path = domains_of(wire, type="background_worker")
    assert wire.render("POST", path, {"name": "api.shop.example"}).status_code == 400


@pytest.mark.parametrize(
    "body", [{}, {"name": "https://api.shop.example"}, {"name": "localhost"}, {"name": 1}]
)
def test_what_is_no_domain_name_is_refused(wire: Wire, body: dict[str, Any]) -> None:
    assert wire.render("POST", domains_of(wire), body).status_code == 400


def test_domains_are_listed_newest_first_and_read_and_deleted_by_id_or_name(wire: Wire) -> None:
    path = domains_of(wire)
    ids = [wire.render("POST", path, {"name": f"{n}.shop.example"}).json()[0]["id"] for n in "ab"]
    assert [entry["customDomain"]["id"] for entry in wire.render("GET", path).json()] == ids[::-1]
    assert len(wire.render("GET", path, name="a.shop.example").json()) == 1
    assert wire.render("GET", f"{path}/a.shop.example").json()["id"] == ids[0]
    assert wire.render("DELETE", f"{path}/{ids[0]}").status_code == 204
    assert wire.render("GET", f"{path}/{ids[0]}").status_code == 404


def test_verifying_answers_an_empty_202_and_takes_effect_later(wire: Wire) -> None:
    path = domains_of(wire)
    wire.render("POST", path, {"name": "api.shop.example"})
    reply = wire.render("POST", f"{path}/api.shop.example/verify", {})
    assert (reply.status_code, reply.content) == (202, b"")
    assert wire.render("GET", f"{path}/api.shop.example").json()["verificationStatus"] == "unverified"
    wire.stages(1)
    assert wire.render("GET", f"{path}/api.shop.example").json()["verificationStatus"] == "verified"


def test_a_created_key_value_has_the_documented_shape(wire: Wire) -> None:
    item = key_value(wire, maxmemoryPolicy="noeviction", ipAllowList=[])
    assert item["id"].startswith("red-")
    assert item["status"] == "unknown"
    assert item["owner"]["id"] == OWNER
    assert item["options"] == {"maxmemoryPolicy": "noeviction", "persistenceMode": "journal_snapshot"}
    assert item["ipAllowList"] is None
    assert not {"maxmemoryPolicy", "dashboardUrl", "_password"} & set(item)


def test_the_default_policy_is_the_one_that_loses_jobs(wire: Wire) -> None:
    assert key_value(wire)["options"]["maxmemoryPolicy"] == "allkeys_lru"


def test_a_key_value_becomes_available_by_the_clock(wire: Wire) -> None:
    path = f"/key-value/{key_value(wire)['id']}"
    seen = []
    for _ in range(3):
        seen.append(wire.render("GET", path).json()["status"])
        wire.stages(1)
    assert seen == ["unknown", "creating", "available"]


def test_the_password_stands_in_the_connection_info_and_nowhere_else(wire: Wire) -> None:
    item = key_value(wire)
    path = f"/key-value/{item['id']}"
    info = wire.render("GET", f"{path}/connection-info").json()
    assert info["internalConnectionString"] == f"redis://{item['id']}:6379"
    address = info["externalConnectionString"]
    password = address.removeprefix(f"rediss://{item['id']}:").partition("@")[0]
    assert address.endswith("@frankfurt-keyvalue.render.com:6379")
    assert len(password) >= 24
    assert password in info["cliCommand"]
    assert password not in wire.render("GET", path).text + wire.render("GET", "/key-value").text
    assert password not in wire.send("GET", "/vendors").text


def test_key_values_are_listed_with_their_dashboard_url_and_filtered(wire: Wire) -> None:
    key_value(wire)
    key_value(wire, region="ohio")  # names need not be unique
    (entry,) = wire.render("GET", "/key-value", name="shop", region="ohio", ownerId=OWNER).json()
    assert entry["keyValue"]["dashboardUrl"].endswith(entry["keyValue"]["id"])


def test_a_plan_can_rise_but_not_fall_and_the_spellings_of_one_size_are_equal(wire: Wire) -> None:
    path = f"/key-value/{key_value(wire, plan='standard')['id']}"
    wire.stages(3)
    assert wire.render("PATCH", path, {"plan": "256mb"}).status_code == 400
    same = wire.render("PATCH", path, {"plan": "1g"})
    assert (same.status_code, same.json()["status"]) == (200, "available")
    risen = wire.render("PATCH", path, {"plan": "pro"})
    assert (risen.json()["plan"], risen.json()["status"]) == ("pro", "updating_instance")
    wire.stages(1)
    assert wire.render("GET", path).json()["status"] == "available"


def test_a_workspace_has_one_free_key_value_without_persistence(wire: Wire) -> None:
    assert key_value(wire, plan="free")["options"]["persistenceMode"] == "off"
    assert wire.render("POST", "/key-value", KEY_VALUE | {"plan": "free"}).status_code == 400


def test_an_upgrade_from_free_begins_to_keep_data(wire: Wire) -> None:
    path = f"/key-value/{key_value(wire, plan='free')['id']}"
    risen = wire.render("PATCH", path, {"plan": "starter"}).json()
    assert risen["options"]["persistenceMode"] == "journal_snapshot"


def test_an_allow_list_is_kept_and_an_empty_one_reads_null(wire: Wire) -> None:
    ranges = [{"cidrBlock": "203.0.113.0/24", "description": "office"}]
    path = f"/key-value/{key_value(wire, ipAllowList=ranges)['id']}"
    assert wire.render("GET", path).json()["ipAllowList"] == ranges
    assert wire.render("PATCH", path, {"ipAllowList": []}).json()["ipAllowList"] is None


@pytest.mark.parametrize(
    "body",
    [
        {"region": "ohio"},
        {"ownerId": OWNER},
        {"plan": None},
        {"maxmemoryPolicy": "allkeys-lru"},
        {"plan": "big"},
    ],
)
def test_a_change_that_the_api_does_not_take_is_refused(wire: Wire, body: dict[str, Any]) -> None:
    path = f"/key-value/{key_value(wire)['id']}"
    assert wire.render("PATCH", path, body).status_code == 400


def test_what_render_has_of_a_key_value_and_the_sandbox_has_not_is_a_501(wire: Wire) -> None:
    for field in ({"persistenceMode": "off"}, {"environmentId": "evm-1"}):
        assert wire.render("POST", "/key-value", KEY_VALUE | field).status_code == 501
    assert wire.render("GET", "/key-value").json() == []


@pytest.mark.parametrize("missing", ["name", "ownerId", "plan"])
def test_a_create_without_a_required_field_is_refused(wire: Wire, missing: str) -> None:
    body = {key: value for key, value in KEY_VALUE.items() if key != missing}
    assert wire.render("POST", "/key-value", body).status_code == 400


def test_a_deleted_key_value_is_gone(wire: Wire) -> None:
    path = f"/key-value/{key_value(wire)['id']}"
    assert wire.render("DELETE", path).status_code == 204
    assert wire.render("GET", path).status_code == 404
    assert wire.render("DELETE", path).status_code == 404
