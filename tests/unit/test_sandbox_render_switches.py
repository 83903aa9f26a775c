"""What differs between workspaces of the emulated Render: card, plan names, number of domains."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.cloud import Cloud
from sandbox.render_api.workspace import DEFAULTS, setting
from tests.unit.sandbox_wire import KEYS, OWNER, Wire, service_body

KEY_VALUE = {"name": "redis", "ownerId": OWNER, "plan": "starter"}
NO_CARD = (
    "Payment information is required to complete this request. "
    "To add a card, visit https://dashboard.render.com/billing"
)


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return Wire(tmp_path)


def switched(wire: Wire, **switches: Any) -> dict[str, Any]:
    reply = wire.send("POST", "/_sandbox/render", json=switches)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


def test_switches_keep_what_is_not_sent_and_survive_a_restart(wire: Wire, tmp_path: Path) -> None:
    assert wire.send("GET", "/_sandbox/render").json() == DEFAULTS
    switched(wire, card=False)
    assert switched(wire, domainQuota=2) == DEFAULTS | {"card": False, "domainQuota": 2}
    (tmp_path / "credentials.json").write_text(json.dumps(KEYS))
    assert setting(Cloud.load(tmp_path), "card") is False
    assert switched(wire, domainQuota=None)["domainQuota"] is None


@pytest.mark.parametrize(
    "body",
    [
        None,
        {"colour": "red"},
        {"card": 1},
        {"card": None},
        {"overlap": "queue"},
        {"planEcho": None},
        {"domainQuota": -1},
    ],
)
def test_a_switch_that_makes_no_sense_is_refused(wire: Wire, body: object) -> None:
    assert wire.send("POST", "/_sandbox/render", json=body).status_code == 400
    assert wire.send("GET", "/_sandbox/render").json() == DEFAULTS


def test_without_a_card_every_paid_plan_is_a_402_and_a_free_one_is_not(wire: Wire) -> None:
    switched(wire, card=False)
    free = f"/services/{wire.new_service('free', details={'plan': 'free'})['id']}"
    store = wire.render("POST", "/key-value", KEY_VALUE | {"plan": "free"}).json()
    worker = service_body("worker", type="background_worker")
    for method, path, body in (
        ("POST", "/services", service_body()),  # the default plan is paid
        ("POST", "/services", worker),
        ("PATCH", free, {"serviceDetails": {"plan": "starter"}}),
        ("POST", "/key-value", KEY_VALUE),
        ("PATCH", f"/key-value/{store['id']}", {"plan": "starter"}),
    ):
        reply = wire.render(method, path, body)
        assert (reply.status_code, reply.json()) == (402, {"message": NO_CARD})
    assert [entry["service"]["name"] for entry in wire.render("GET", "/services").json()] == ["free"]
    assert wire.render("PATCH", free, {"rootDir": "server"}).json()["serviceDetails"]["plan"] == "free"
    assert wire.render("GET", f"/key-value/{store['id']}").json()["plan"] == "free"


@pytest.mark.parametrize(
    ("echo", "sent", "service", "store"),
    [
        ("as_sent", "starter", "starter", "starter"),
        ("new", "starter", "0.5c-512mb", "256mb"),
    ],
)
def test_replies_spell_a_plan_as_the_workspace_does(
    wire: Wire, echo: str, sent: str, service: str, store: str
) -> None:
    switched(wire, planEcho=echo)
    made = wire.render("POST", "/services", service_body(details={"plan": sent})).json()["service"]
    path = f"/services/{made['id']}"
    (listed,) = wire.render("GET", "/services").json()
    changed = wire.render("PATCH", path, {"rootDir": "server"}).json()
    for reply in (made, wire.render("GET", path).json(), listed["service"], changed):
        assert reply["serviceDetails"]["plan"] == service
    instance = wire.render("POST", "/key-value", KEY_VALUE | {"plan": sent}).json()
    path = f"/key-value/{instance['id']}"
    (entry,) = wire.render("GET", "/key-value").json()
    renamed = wire.render("PATCH", path, {"name": "other"}).json()
    for reply in (instance, wire.render("GET", path).json(), entry["keyValue"], renamed):
        assert reply["plan"] == store


def test_old_names_come_back_for_new_ids_and_what_has_one_name_keeps_it(wire: Wire) -> None:
    switched(wire, planEcho="old")
    for sent, told in (("1c-2g", "standard"), ("12c-96g", "12c-96g"), ("free", "free")):
        service = wire.new_service(f"a{sent.replace('.', '')}", details={"plan": sent})
        assert service["serviceDetails"]["plan"] == told
    stored = wire.render("POST", "/key-value", KEY_VALUE | {"plan": "1g"}).json()
    assert stored["plan"] == "standard"


def test_a_workspace_has_as_many_domains_as_its_quota_over_all_services(wire: Wire) -> None:
    switched(wire, domainQuota=2)
    one, two = (f"/services/{wire.new_service(name)['id']}/custom-domains" for name in ("one", "two"))
    assert wire.render("POST", one, {"name": "shop.example"}).status_code == 201  # its twin is no second one
    assert wire.render("POST", two, {"name": "api.shop.example"}).status_code == 201
    assert wire.render("POST", two, {"name": "dev.shop.example"}).status_code == 402
    assert wire.render("POST", one, {"name": "api.shop.example"}).status_code == 409
    wire.cloud.render["owners"]["tea-two"] = {"id": "tea-two", "name": "Two", "email": "", "type": "team"}
    other = f"/services/{wire.new_service('three', ownerId='tea-two')['id']}/custom-domains"
    assert wire.render("POST", other, {"name": "dev.other.example"}).status_code == 201
    wire.render("DELETE", f"{one}/shop.example")
    assert wire.render("POST", two, {"name": "dev.shop.example"}).status_code == 201
