"""Projects and environments of the emulated Render, and what is in them."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.sandbox_wire import OWNER, Wire, service_body

KEY_VALUE = {"name": "redis", "ownerId": OWNER, "plan": "starter"}


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return Wire(tmp_path)


def project(wire: Wire, *names: str) -> dict[str, Any]:
    body = {"name": "shop", "ownerId": OWNER, "environments": [{"name": name} for name in names]}
    reply = wire.render("POST", "/projects", body)
    assert reply.status_code == 201, reply.text
    found: dict[str, Any] = reply.json()
    return found


def environment(wire: Wire, environment_id: str) -> dict[str, Any]:
    found: dict[str, Any] = wire.render("GET", f"/environments/{environment_id}").json()
    return found


def test_a_project_is_created_with_its_environments(wire: Wire) -> None:
    made = project(wire, "production", "staging")
    assert made["id"].startswith("prj-")
    assert set(made) == {"id", "name", "owner", "environmentIds", "createdAt", "updatedAt"}
    assert made["owner"]["id"] == OWNER
    inside = wire.render("GET", "/environments", projectId=made["id"]).json()
    assert [entry["environment"]["id"] for entry in inside] == made["environmentIds"]
    assert inside[0]["environment"] == {
        "id": made["environmentIds"][0],
        "name": "production",
        "projectId": made["id"],
        "protectedStatus": "unprotected",
        "networkIsolationEnabled": False,
        "serviceIds": None,
        "databasesIds": None,
        "redisIds": None,
        "envGroupIds": None,
    }


def test_projects_are_listed_read_and_renamed(wire: Wire) -> None:
    made = project(wire, "production")
    assert wire.render("GET", f"/projects/{made['id']}").json() == made
    (entry,) = wire.render("GET", "/projects", name="shop", ownerId=OWNER).json()
    assert (set(entry), entry["project"]) == ({"cursor", "project"}, made)
    assert wire.render("GET", "/projects", ownerId="tea-other").json() == []
    assert wire.render("PATCH", f"/projects/{made['id']}", {"name": "other"}).json()["name"] == "other"
    assert wire.render("GET", "/projects/prj-none").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"name": "shop", "ownerId": OWNER},
        {"name": "shop", "ownerId": "tea-other", "environments": []},
        {"name": "shop", "ownerId": OWNER, "environments": [{}]},
        {"name": "shop", "ownerId": OWNER, "environments": [{"name": "a", "protectedStatus": "very"}]},
    ],
)
def test_a_project_that_makes_no_sense_is_refused(wire: Wire, body: dict[str, Any]) -> None:
    assert wire.render("POST", "/projects", body).status_code == 400
    assert wire.render("GET", "/projects").json() == []


def test_an_environment_is_added_changed_and_listed_by_its_project_only(wire: Wire) -> None:
    made = project(wire)
    body = {"name": "dev", "projectId": made["id"], "networkIsolationEnabled": True}
    reply = wire.render("POST", "/environments", body)
    assert (reply.status_code, reply.json()["networkIsolationEnabled"]) == (201, True)
    path = f"/environments/{reply.json()['id']}"
    changed = wire.render("PATCH", path, {"protectedStatus": "protected"}).json()
    assert (changed["name"], changed["protectedStatus"]) == ("dev", "protected")
    assert wire.render("GET", path).json() == changed
    assert wire.render("GET", "/environments").status_code == 400
    assert wire.render("GET", "/environments", projectId="prj-none").json() == []
    assert wire.render("POST", "/environments", body | {"projectId": "prj-none"}).status_code == 404


def test_a_service_and_a_key_value_can_be_created_in_an_environment(wire: Wire) -> None:
    (inside,) = project(wire, "production")["environmentIds"]
    service = wire.new_service(environmentId=inside)
    store = wire.render("POST", "/key-value", KEY_VALUE | {"environmentId": inside}).json()
    assert (service["environmentId"], store["environmentId"]) == (inside, inside)
    found = environment(wire, inside)
    assert (found["serviceIds"], found["redisIds"]) == ([service["id"]], [store["id"]])
    for path in ("/services", "/key-value"):
        assert len(wire.render("GET", path, environmentId=inside).json()) == 1
        assert wire.render("GET", path, environmentId="evm-none").json() == []


def test_outside_of_environments_the_field_is_absent(wire: Wire) -> None:
    assert "environmentId" not in wire.new_service()
    assert "environmentId" not in wire.render("POST", "/key-value", KEY_VALUE).json()


def test_an_environment_that_is_not_the_workspaces_own_is_refused(wire: Wire) -> None:
    (inside,) = project(wire, "production")["environmentIds"]
    wire.cloud.render["owners"]["tea-two"] = {"id": "tea-two", "name": "Two", "email": "", "type": "team"}
    for changes in ({"environmentId": "evm-none"}, {"environmentId": inside, "ownerId": "tea-two"}):
        assert wire.render("POST", "/services", service_body(**changes)).status_code == 400
        assert wire.render("POST", "/key-value", KEY_VALUE | changes).status_code == 400
    foreign = wire.new_service(ownerId="tea-two")["id"]
    moved = wire.render("POST", f"/environments/{inside}/resources", {"resourceIds": [foreign]})
    assert moved.status_code == 400
    assert environment(wire, inside)["serviceIds"] is None


def test_resources_move_in_and_between_environments_and_out(wire: Wire) -> None:
    one, two = project(wire, "one", "two")["environmentIds"]
    service = wire.new_service()["id"]
    store = wire.render("POST", "/key-value", KEY_VALUE).json()["id"]
    reply = wire.render("POST", f"/environments/{one}/resources", {"resourceIds": [service, store]})
    assert (reply.status_code, reply.json()["serviceIds"], reply.json()["redisIds"]) == (
        201,
        [service],
        [store],
    )
    wire.render("POST", f"/environments/{two}/resources", {"resourceIds": [service]})
    assert wire.render("GET", f"/services/{service}").json()["environmentId"] == two
    assert environment(wire, one)["serviceIds"] is None
    stays = wire.new_service("other", environmentId=two)["id"]
    gone = wire.render("DELETE", f"/environments/{two}/resources", resourceIds=f"{service},{store}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert "environmentId" not in wire.render("GET", f"/services/{service}").json()
    assert wire.render("GET", f"/key-value/{store}").json()["environmentId"] == one
    assert environment(wire, two)["serviceIds"] == [stays]


def test_taking_out_of_the_wrong_environment_answers_204_and_moves_nothing(wire: Wire) -> None:
    (inside,) = project(wire, "one")["environmentIds"]
    service = wire.new_service(environmentId=inside)["id"]
    for wrong in ("evm-none", service):
        reply = wire.render("DELETE", f"/environments/{wrong}/resources", resourceIds=service)
        assert reply.status_code == 204
    assert environment(wire, inside)["serviceIds"] == [service]
    assert wire.render("DELETE", f"/environments/{inside}/resources").status_code == 400


def test_one_unknown_resource_moves_none(wire: Wire) -> None:
    (inside,) = project(wire, "one")["environmentIds"]
    service = wire.new_service()["id"]
    body = {"resourceIds": [service, "srv-none"]}
    assert wire.render("POST", f"/environments/{inside}/resources", body).status_code == 404
    assert environment(wire, inside)["serviceIds"] is None
    assert wire.render("POST", "/environments/evm-none/resources", body).status_code == 404


def test_only_what_is_empty_can_be_deleted(wire: Wire) -> None:
    made = project(wire, "one", "two")
    one, two = made["environmentIds"]
    service = wire.new_service(environmentId=one)["id"]
    assert wire.render("DELETE", f"/environments/{one}").status_code == 409
    assert wire.render("DELETE", f"/projects/{made['id']}").status_code == 409
    assert wire.render("DELETE", f"/environments/{two}").status_code == 204
    assert wire.render("GET", f"/projects/{made['id']}").json()["environmentIds"] == [one]
    wire.render("DELETE", f"/services/{service}")
    assert wire.render("DELETE", f"/projects/{made['id']}").status_code == 204
    assert wire.render("GET", f"/environments/{one}").status_code == 404
    assert wire.render("GET", f"/projects/{made['id']}").status_code == 404
