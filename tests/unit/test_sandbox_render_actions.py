"""What is done to a service of the emulated Render besides changing it: scaling, suspending, restarting."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.sandbox_wire import OWNER, Wire, service_body

CPU = {"enabled": True, "percentage": 70}
SCALING = {"enabled": True, "min": 2, "max": 4, "criteria": {"cpu": CPU, "memory": CPU}}


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return Wire(tmp_path)


def created(wire: Wire, **changes: Any) -> str:
    return f"/services/{wire.new_service(**changes)['id']}"


def details(wire: Wire, path: str) -> dict[str, Any]:
    found: dict[str, Any] = wire.render("GET", path).json()["serviceDetails"]
    return found


def test_suspend_resume_and_scale_answer_202_without_a_body(wire: Wire) -> None:
    path = f"/services/{wire.new_service()['id']}"
    for action, body in (("suspend", {}), ("resume", {}), ("scale", {"numInstances": 3})):
        reply = wire.render("POST", f"{path}/{action}", body)
        assert (reply.status_code, reply.content) == (202, b"")
    assert wire.render("GET", path).json()["serviceDetails"]["numInstances"] == 3


def test_an_autoscaling_rule_is_answered_read_back_and_taken_away(wire: Wire) -> None:
    path = created(wire, details={"numInstances": 1})
    reply = wire.render("PUT", f"{path}/autoscaling", SCALING)
    assert (reply.status_code, reply.json()) == (200, SCALING)
    assert details(wire, path)["autoscaling"] == SCALING
    stopped = wire.render("DELETE", f"{path}/autoscaling")
    assert (stopped.status_code, stopped.content) == (204, b"")
    assert details(wire, path)["numInstances"] == 1
    assert "autoscaling" not in details(wire, path)


def test_a_service_can_be_created_with_autoscaling_and_switched_off_it_scales_nothing(wire: Wire) -> None:
    path = created(wire, details={"autoscaling": SCALING | {"enabled": False}})
    assert details(wire, path)["autoscaling"]["enabled"] is False
    assert details(wire, path)["numInstances"] == 1


@pytest.mark.parametrize(
    "rule",
    [
        None,
        {},
        SCALING | {"min": 0},
        SCALING | {"min": 5},
        SCALING | {"criteria": {"cpu": CPU}},
    ],
)
def test_an_autoscaling_that_makes_no_sense_is_refused(wire: Wire, rule: object) -> None:
    path = created(wire)
    assert wire.render("PUT", f"{path}/autoscaling", rule).status_code == 400
    assert "autoscaling" not in details(wire, path)


def test_a_free_service_has_one_instance_however_it_is_asked(wire: Wire) -> None:
    path = created(wire, details={"plan": "free"})
    assert wire.render("POST", f"{path}/scale", {"numInstances": 2}).status_code == 400
    assert wire.render("POST", f"{path}/scale", {"numInstances": 1}).status_code == 202
    assert wire.render("PUT", f"{path}/autoscaling", SCALING).status_code == 400
    scaled = created(wire, name="paid", details={"autoscaling": SCALING})
    assert wire.render("PATCH", scaled, {"serviceDetails": {"plan": "free"}}).status_code == 400


def test_what_billing_suspended_is_not_resumed_by_a_user(wire: Wire) -> None:
    path = created(wire)
    wire.render("POST", f"{path}/suspend", {})
    sent = {"service": "shop-api", "by": "billing"}
    assert wire.send("POST", "/_sandbox/suspend", json=sent).json() == sent
    assert wire.render("GET", path).json()["suspenders"] == ["user", "billing"]
    reply = wire.render("POST", f"{path}/resume", {})
    text = {"message": "only services suspended by a user can be resumed"}
    assert (reply.status_code, reply.json()) == (400, text)
    assert wire.render("GET", path).json()["suspended"] == "suspended"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"service": "none", "by": "billing"}, 404),
        ({"service": "shop-api", "by": "me"}, 400),
        ({"service": "shop-api"}, 400),
        (None, 400),
    ],
)
def test_a_suspension_that_makes_no_sense_is_refused(wire: Wire, body: object, status: int) -> None:
    created(wire)
    assert wire.send("POST", "/_sandbox/suspend", json=body).status_code == status


def test_the_outbound_addresses_are_the_ranges_of_the_region(wire: Wire) -> None:
    path = created(wire, details={"region": "frankfurt"})
    ranges = ["74.220.51.0/24", "74.220.59.0/24"]
    assert wire.render("GET", f"{path}/outbound-ips").json() == {"type": "shared", "ips": ranges}


def test_the_onrender_name_can_be_given_up_only_for_another_domain(wire: Wire) -> None:
    disabled = {"renderSubdomainPolicy": "disabled"}
    assert wire.render("POST", "/services", service_body("other", details=disabled)).status_code == 400
    path = created(wire)
    refused = wire.render("PATCH", path, {"serviceDetails": disabled})
    assert refused.status_code == 400
    assert "custom domain" in refused.json()["message"]
    wire.render("POST", f"{path}/custom-domains", {"name": "api.shop.example"})
    changed = wire.render("PATCH", path, {"serviceDetails": disabled}).json()
    assert changed["serviceDetails"]["renderSubdomainPolicy"] == "disabled"
    assert wire.send("GET", "/", "shop-api.onrender.com").status_code == 404
    assert wire.send("GET", "/", "api.shop.example").status_code == 200
    unset = wire.render("PATCH", path, {"serviceDetails": {"renderSubdomainPolicy": None}}).json()
    assert unset["serviceDetails"]["renderSubdomainPolicy"] == "enabled"
    assert wire.send("GET", "/", "shop-api.onrender.com").status_code == 200


def test_a_slug_is_a_label_of_a_host_name(wire: Wire) -> None:
    service = wire.new_service("Shop API_v2")
    assert (service["name"], service["slug"]) == ("Shop API_v2", "shop-api-v2")
    assert service["serviceDetails"]["url"] == "https://shop-api-v2.onrender.com"
    assert wire.new_service("shop-api-v2")["slug"].startswith("shop-api-v2-")


def test_a_name_is_taken_whatever_type_has_it(wire: Wire) -> None:
    wire.new_service("shop")
    reply = wire.render("POST", "/services", service_body("shop", type="background_worker"))
    assert (reply.status_code, reply.json()) == (400, {"message": "name already in use: shop"})
    wire.cloud.render["owners"]["tea-two"] = wire.cloud.render["owners"][OWNER] | {"id": "tea-two"}
    assert wire.render("POST", "/services", service_body("shop", ownerId="tea-two")).status_code == 201
