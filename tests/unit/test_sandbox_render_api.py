"""Render's services as the emulator gives and refuses them, beginning with what every call shares."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.sandbox_wire import OWNER, Wire, service_body


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return Wire(tmp_path)


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer rnd_other"}, {"Authorization": "rnd_unit"}]
)
def test_a_call_without_the_right_key_is_a_401_with_a_message(wire: Wire, headers: dict[str, str]) -> None:
    reply = wire.send("GET", "/render/v1/services", headers=headers)
    assert reply.status_code == 401
    assert set(reply.json()) == {"message"}


def test_every_reply_carries_rate_limit_headers_and_a_request_id(wire: Wire) -> None:
    for reply in (wire.render("GET", "/services"), wire.render("GET", "/services/srv-none")):
        assert reply.headers["Ratelimit-Limit"] == "400"
        assert 0 < int(reply.headers["Ratelimit-Reset"]) <= 60  # seconds until the reset, not an epoch
        assert reply.headers["Render-Request-Id"]
    assert wire.render("POST", "/services", service_body()).headers["Ratelimit-Limit"] == "20"


def test_a_body_that_is_not_json_is_refused(wire: Wire) -> None:
    headers = {"Authorization": "Bearer rnd_unit"}
    reply = wire.send("POST", "/render/v1/services", headers=headers, content="{")
    assert (reply.status_code, reply.json()) == (400, {"message": "invalid JSON"})


def test_owners_are_listed_by_exact_name_and_read_by_id(wire: Wire) -> None:
    listed = wire.render("GET", "/owners", name="Shop").json()
    assert [set(entry) for entry in listed] == [{"cursor", "owner"}]
    assert wire.render("GET", "/owners", name="Sho").json() == []
    assert wire.render("GET", f"/owners/{OWNER}").json()["type"] == "team"


def test_a_create_answers_the_service_with_its_defaults_and_the_first_deploy(wire: Wire) -> None:
    reply = wire.render("POST", "/services", service_body())
    service = reply.json()["service"]
    assert reply.status_code == 201
    assert reply.json()["deployId"].startswith("dep-")
    assert len(service["id"]) == len("srv-") + 20
    assert service["dashboardUrl"] == f"https://dashboard.render.com/web/{service['id']}"
    assert (service["autoDeploy"], service["autoDeployTrigger"]) == ("yes", "commit")
    assert (service["suspended"], service["suspenders"]) == ("not_suspended", [])
    details = service["serviceDetails"]
    assert details["url"] == "https://shop-api.onrender.com"
    assert (details["plan"], details["region"], details["numInstances"]) == ("starter", "oregon", 1)
    assert details["ipAllowList"] == [{"cidrBlock": "0.0.0.0/0", "description": "everywhere"}]
    assert details["previews"] == {"generation": "off"}
    assert details["maintenanceMode"] == {"enabled": False, "uri": ""}
    assert (details["runtime"], details["env"]) == ("node", "node")


def test_a_created_service_reads_back_without_env_and_with_times_in_another_form(wire: Wire) -> None:
    body = service_body(envVars=[{"key": "A", "value": "hunter2"}])
    created = wire.render("POST", "/services", body)
    read = wire.render("GET", f"/services/{created.json()['service']['id']}")
    assert "hunter2" not in created.text + read.text
    assert not [key for key in read.json() if key.startswith("_")]
    assert created.json()["service"]["createdAt"] != read.json()["createdAt"]


def test_a_pre_deploy_command_comes_back_among_the_commands(wire: Wire) -> None:
    details = wire.new_service(details={"preDeployCommand": "npm run migrate"})["serviceDetails"]
    assert details["envSpecificDetails"]["preDeployCommand"] == "npm run migrate"
    assert "preDeployCommand" not in details


def test_a_worker_has_no_url_and_always_a_suffix_in_its_slug(wire: Wire) -> None:
    worker = wire.new_service("shop-worker", type="background_worker")
    assert worker["slug"].startswith("shop-worker-")
    assert len(worker["slug"]) == len("shop-worker-") + 4
    assert not {"url", "ipAllowList", "healthCheckPath", "maintenanceMode"} & set(worker["serviceDetails"])
    assert worker["dashboardUrl"].startswith("https://dashboard.render.com/worker/")


def test_switched_off_auto_deploy_shows_in_both_fields_and_the_trigger_wins(wire: Wire) -> None:
    one = wire.new_service("one", autoDeploy="no")
    assert (one["autoDeploy"], one["autoDeployTrigger"]) == ("no", "off")
    two = wire.new_service("two", autoDeploy="no", autoDeployTrigger="checksPass")
    assert (two["autoDeploy"], two["autoDeployTrigger"]) == ("yes", "checksPass")


def test_a_build_filter_comes_back_and_an_empty_one_disappears(wire: Wire) -> None:
    wanted = {"paths": ["server/**"], "ignoredPaths": ["**/*.md"]}
    service = wire.new_service(buildFilter=wanted)
    assert service["buildFilter"] == wanted
    empty: dict[str, Any] = {"buildFilter": {"paths": [], "ignoredPaths": []}}
    assert "buildFilter" not in wire.render("PATCH", f"/services/{service['id']}", empty).json()


ALLOW_ALL = [{"cidrBlock": "0.0.0.0/0", "description": "everywhere"}]
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no name": (service_body(name=...), "name is required"),
    "no owner": (service_body(ownerId=...), "ownerId is required"),
    "no runtime": (service_body(details={"runtime": ...}), "serviceDetails.runtime is required"),
    "details in a list": (service_body() | {"serviceDetails": []}, "serviceDetails must be an object"),
    "half the commands": (
        service_body(details={"envSpecificDetails": {"buildCommand": "x"}}),
        "startCommand is required",
    ),
    "an unknown owner": (service_body(ownerId="tea-other"), "invalid ownerId"),
    "an unknown plan": (service_body(details={"plan": "huge"}), "plan huge does not exist"),
    "an unknown region": (
        service_body(details={"region": "zurich"}),
        "serviceDetails.region must be one of",
    ),
    "a bare repo": (service_body(repo="shop/shop"), "invalid or unfetchable: shop/shop. Accepted"),
    "a free worker": (
        service_body(type="background_worker", details={"plan": "free"}),
        "free is not available",
    ),
    "a web field on a worker": (
        service_body(type="background_worker", details={"healthCheckPath": "/"}),
        "healthCheckPath is not a field",
    ),
    "pre-deploy on free": (service_body(details={"plan": "free", "preDeployCommand": "x"}), "plan free"),
    "maintenance on free": (
        service_body(details={"plan": "free", "maintenanceMode": {"enabled": True, "uri": ""}}),
        "plan free",
    ),
    "half a build filter": (service_body(buildFilter={"paths": []}), "buildFilter.ignoredPaths is required"),
    "two free instances": (service_body(details={"plan": "free", "numInstances": 2}), "one instance"),
    "an echoed allow list": (service_body(details={"ipAllowList": ALLOW_ALL}), "Enterprise"),
    "a long shutdown": (
        service_body(details={"maxShutdownDelaySeconds": 301}),
        "maxShutdownDelaySeconds must be less than or equal to 300",
    ),
    "a repeated key": (service_body(envVars=[{"key": "A", "value": "1"}] * 2), "duplicate env var key"),
    "a bad key": (service_body(envVars=[{"key": "1A", "value": "1"}]), "invalid env var key"),
    "an entry without a key": (service_body(envVars=[{"value": "1"}]), "envVars[0].key is required"),
    "a blank name": (service_body(name=" "), "name must not be empty"),
    "a flag for a word": (service_body(autoDeploy=True), "autoDeploy must be 'yes' or 'no'"),
    "no value": (service_body(envVars=[{"key": "A"}]), "value or generateValue"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_create_that_the_api_would_not_take_is_a_400_and_creates_nothing(wire: Wire, case: str) -> None:
    body, message = REFUSED[case]
    reply = wire.render("POST", "/services", body)
    assert reply.status_code == 400
    assert message in reply.json()["message"]
    assert wire.render("GET", "/services").json() == []


@pytest.mark.parametrize("body", [[], "text", 3])
def test_a_body_that_is_no_object_is_a_400_that_says_so(wire: Wire, body: object) -> None:
    reply = wire.render("POST", "/services", body)
    assert (reply.status_code, reply.json()) == (400, {"message": "the body must be an object"})


@pytest.mark.parametrize(
    "change",
    [
        {"type": "static_site"},
        {"details": {"runtime": "docker"}},
        {"image": {}},
        {"environmentId": "evm-1"},
        {"details": {"previews": {"generation": "off"}}},
        {"details": {"cache": {"profile": "no-cache"}}},
        {"details": {"internalRouting": "ipOnly"}},
        {"artifactSourceId": "art-1"},
    ],
)
def test_what_render_has_and_the_sandbox_has_not_is_a_501(wire: Wire, change: dict[str, Any]) -> None:
    assert wire.render("POST", "/services", service_body(**change)).status_code == 501


def test_a_refusal_never_repeats_a_value(wire: Wire) -> None:
    reply = wire.render("POST", "/services", service_body(envVars=[{"key": "A", "value": ["hunter2"]}]))
    assert reply.status_code == 400
    assert "hunter2" not in reply.text


def test_a_name_is_unique_within_the_workspace(wire: Wire) -> None:
    wire.new_service("one")
    two = wire.new_service("two")
    assert wire.render("POST", "/services", service_body("one")).status_code == 400
    assert wire.render("PATCH", f"/services/{two['id']}", {"name": "one"}).status_code == 400
    assert wire.render("PATCH", f"/services/{two['id']}", {"name": "two"}).status_code == 200


def test_a_list_filters_by_part_of_the_name_and_by_joined_types(wire: Wire) -> None:
    wire.new_service("shop-api")
    wire.new_service("shop-api-staging")
    wire.new_service("shop-worker", type="background_worker")
    named = wire.render("GET", "/services", name="shop-api").json()
    assert [entry["service"]["name"] for entry in named] == ["shop-api", "shop-api-staging"]
    both = wire.render("GET", "/services", type="web_service,background_worker", ownerId=OWNER).json()
    assert len(both) == 3
    assert len(wire.render("GET", "/services", type="background_worker").json()) == 1
    assert wire.render("GET", "/services", ownerId="tea-other").json() == []


def test_a_filter_that_is_not_emulated_is_never_ignored(wire: Wire) -> None:
    assert wire.render("GET", "/services", createdBefore="2026-01-01T00:00:00Z").status_code == 501


def test_pages_follow_the_cursor_of_the_last_item_to_an_empty_page(wire: Wire) -> None:
    for number in range(5):
        wire.new_service(f"shop-{number}")
    names: list[str] = []
    cursor: dict[str, str] = {}
    for size in (2, 2, 1):
        page = wire.render("GET", "/services", limit=2, **cursor).json()
        assert len(page) == size
        names += [entry["service"]["name"] for entry in page]
        cursor = {"cursor": page[-1]["cursor"]}
    assert wire.render("GET", "/services", limit=2, **cursor).json() == []
    assert names == [f"shop-{number}" for number in range(5)]
    assert wire.render("GET", "/services", cursor="nonsense").status_code == 400
    assert wire.render("GET", "/services", limit=0).status_code == 400


def test_a_patch_changes_what_it_names_and_leaves_the_rest(wire: Wire) -> None:
    service = wire.new_service(rootDir="server")
    commands = {"envSpecificDetails": {"startCommand": "node ."}}
    reply = wire.render("PATCH", f"/services/{service['id']}", {"branch": "next", "serviceDetails": commands})
    changed = reply.json()
    assert (changed["branch"], changed["rootDir"]) == ("next", "server")
    details = changed["serviceDetails"]["envSpecificDetails"]
    assert details == {"buildCommand": "npm ci", "startCommand": "node ."}


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_null_or_empty_field_of_a_patch_unsets(wire: Wire, nothing: str | None) -> None:
    details = {"preDeployCommand": "x", "healthCheckPath": "/health", "maxShutdownDelaySeconds": 60}
    service = wire.new_service(rootDir="server", details=details)
    unset = {"preDeployCommand": nothing, "healthCheckPath": nothing, "maxShutdownDelaySeconds": None}
    body = {"rootDir": nothing, "serviceDetails": unset}
    changed = wire.render("PATCH", f"/services/{service['id']}", body).json()
    assert changed["rootDir"] == ""
    assert changed["serviceDetails"]["envSpecificDetails"]["preDeployCommand"] == ""
    assert changed["serviceDetails"]["healthCheckPath"] == ""
    assert "maxShutdownDelaySeconds" not in changed["serviceDetails"]


@pytest.mark.parametrize(
    ("named", "body"),
    [
        ("type ", {"type": "background_worker"}),
        ("ownerId ", {"ownerId": OWNER}),
        ("environmentId ", {"environmentId": "evm-1"}),
        ("envVars ", {"envVars": []}),
        ("secretFiles ", {"secretFiles": []}),
        ("serviceDetails.region ", {"serviceDetails": {"region": "ohio"}}),
        ("serviceDetails.numInstances ", {"serviceDetails": {"numInstances": 2}}),
        ("serviceDetails.disk ", {"serviceDetails": {"disk": {}}}),
        ("serviceDetails.autoscaling ", {"serviceDetails": {"autoscaling": {}}}),
        ("IP allow list ", {"serviceDetails": {"ipAllowList": ALLOW_ALL}}),
        ("serviceDetails.plan ", {"serviceDetails": {"plan": None}}),
        ("name ", {"name": None}),
    ],
)
def test_a_patch_of_what_cannot_be_patched_is_a_400_that_names_it(
    wire: Wire, named: str, body: dict[str, Any]
) -> None:
    service = wire.new_service()
    reply = wire.render("PATCH", f"/services/{service['id']}", body)
    assert reply.status_code == 400
    assert reply.json()["message"].startswith(named)
    assert wire.render("GET", f"/services/{service['id']}").json() == service


def test_a_renamed_service_keeps_its_slug_and_url(wire: Wire) -> None:
    service = wire.new_service()
    renamed = wire.render("PATCH", f"/services/{service['id']}", {"name": "other"}).json()
    assert (renamed["name"], renamed["slug"]) == ("other", "shop-api")
    again = wire.new_service("shop-api")
    assert again["slug"].startswith("shop-api-")


def test_a_deleted_service_is_gone_with_its_domains_and_deploys(wire: Wire) -> None:
    path = f"/services/{wire.new_service()['id']}"
    wire.render("POST", f"{path}/custom-domains", {"name": "api.shop.example"})
    reply = wire.render("DELETE", path)
    assert (reply.status_code, reply.content) == (204, b"")
    assert wire.render("GET", path).json() == {"message": f"not found: {path.removeprefix('/services/')}"}
    assert wire.render("DELETE", path).status_code == 404
    other = f"/services/{wire.new_service()['id']}"
    assert wire.render("POST", f"{other}/custom-domains", {"name": "api.shop.example"}).status_code == 201
