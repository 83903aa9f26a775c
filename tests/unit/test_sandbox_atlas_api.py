"""The emulated Atlas API answers, and refuses, as the genuine one does."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.unit.sandbox_wire import KEYS, Wire

GROUP = "a" * 24
PREFIX = "/atlas/api/atlas/v2"
VERSION = "application/vnd.atlas.2024-08-05+json"
CLUSTER = f"/groups/{GROUP}/clusters/shop"
USERS = f"/groups/{GROUP}/databaseUsers"
ACCESS = f"/groups/{GROUP}/accessList"
SCHEDULE = f"{CLUSTER}/backup/schedule"
REGION = {"providerName": "AWS", "regionName": "EU_CENTRAL_1", "priority": 7}
ROLES = [{"roleName": "readWrite", "databaseName": "shop-prod"}]
USER = {"username": "app", "databaseName": "admin", "password": "hush-hush-hush", "roles": ROLES}


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    made = Wire(tmp_path)
    cluster = {
        "backupEnabled": True,
        "connectionStrings": {"standardSrv": "mongodb+srv://shop.ab1cd.mongodb.net"},
    }
    made.cloud.atlas["groups"] = {GROUP: {"id": GROUP, "name": "shop", "clusters": {"shop": cluster}}}
    return made


def call(
    wire: Wire,
    method: str,
    path: str,
    json: Any = None,
    private: str = KEYS["atlasPrivateKey"],
    accept: str = VERSION,
) -> httpx.Response:
    auth = httpx.DigestAuth(KEYS["atlasPublicKey"], private)
    return wire.send(method, PREFIX + path, auth=auth, json=json, headers={"Accept": accept})


def refusal(reply: httpx.Response) -> tuple[int, str]:
    assert set(reply.json()) == {"error", "errorCode", "detail", "reason", "parameters"}
    return reply.json()["error"], reply.json()["errorCode"]


def test_a_fault_waits_for_the_request_that_brings_the_keys(wire: Wire) -> None:
    wire.send("POST", "/_sandbox/faults", json=[{"kind": "cut_after", "service": "atlas", "times": 1}])
    with pytest.raises(httpx.RequestError):
        call(wire, "POST", USERS, USER)
    assert call(wire, "GET", f"{USERS}/admin/app").json()["username"] == "app"


def test_a_request_without_keys_is_challenged_as_the_providers_client_can_read_it(wire: Wire) -> None:
    reply = wire.send("GET", f"{PREFIX}/groups/{GROUP}", headers={"Accept": VERSION})
    assert refusal(reply) == (401, "NOT_ATLAS_USER")
    scheme, _, rest = reply.headers["www-authenticate"].partition(" ")
    assert scheme == "Digest"
    directives = dict(part.split("=", 1) for part in rest.split(", "))
    assert set(directives) == {"realm", "nonce", "qop", "algorithm"}
    assert (directives["qop"], directives["algorithm"]) == ('"auth"', "MD5")


def test_the_right_keys_pass_and_a_wrong_private_key_does_not(wire: Wire) -> None:
    assert call(wire, "GET", f"/groups/{GROUP}").status_code == 200
    assert call(wire, "GET", f"/groups/{GROUP}", private="wrong").status_code == 401


def test_an_answer_to_one_challenge_is_good_for_that_one_request(wire: Wire) -> None:
    class Spy(httpx.DigestAuth):
        used = ""

        def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
            yield from super().auth_flow(request)
            Spy.used = request.headers["Authorization"]

    path = f"{PREFIX}/groups/{GROUP}"
    spy = Spy(KEYS["atlasPublicKey"], KEYS["atlasPrivateKey"])
    assert wire.send("GET", path, auth=spy, headers={"Accept": VERSION}).status_code == 200
    for again in (path, f"{path}/clusters"):
        headers = {"Accept": VERSION, "Authorization": Spy.used}
        assert wire.send("GET", again, headers=headers).status_code == 401


def test_an_accept_header_without_a_version_is_refused_and_a_version_is_answered_in_kind(wire: Wire) -> None:
    assert refusal(call(wire, "GET", f"/groups/{GROUP}", accept="application/json")) == (
        406,
        "INVALID_VERSION_DATE",
    )
    assert call(wire, "GET", f"/groups/{GROUP}").headers["content-type"] == VERSION


def test_a_group_is_found_by_id_and_by_name_and_shows_nothing_of_what_is_in_it(wire: Wire) -> None:
    expected = {"id": GROUP, "name": "shop", "clusterCount": 1}
    assert call(wire, "GET", f"/groups/{GROUP}").json() == expected
    assert call(wire, "GET", "/groups/byName/shop").json() == expected
    assert refusal(call(wire, "GET", f"/groups/{'b' * 24}")) == (404, "GROUP_NOT_FOUND")
    assert refusal(call(wire, "GET", "/groups/byName/nobody")) == (404, "GROUP_NAME_NOT_FOUND")


def test_a_cluster_shows_all_that_the_provider_reads_and_keeps_its_ids(wire: Wire) -> None:
    first, second = call(wire, "GET", CLUSTER).json(), call(wire, "GET", CLUSTER).json()
    assert first == second
    assert (first["name"], first["groupId"], first["stateName"]) == ("shop", GROUP, "IDLE")
    assert first["connectionStrings"]["standardSrv"] == "mongodb+srv://shop.ab1cd.mongodb.net"
    region = first["replicationSpecs"][0]["regionConfigs"][0]
    assert region["electableSpecs"]["instanceSize"] == "M10"
    assert call(wire, "GET", f"/groups/{GROUP}/clusters").json()["results"] == [first]


def test_every_cluster_has_a_container_in_its_region(wire: Wire) -> None:
    call(wire, "GET", CLUSTER)
    containers = call(wire, "GET", f"/groups/{GROUP}/containers").json()["results"]
    assert [(item["providerName"], item["regionName"]) for item in containers] == [("AWS", "EU_CENTRAL_1")]


def test_a_new_cluster_gets_a_host_and_its_name_is_taken_from_then_on(wire: Wire) -> None:
    body = {"name": "two", "clusterType": "REPLICASET", "replicationSpecs": [{"regionConfigs": [REGION]}]}
    made = call(wire, "POST", f"/groups/{GROUP}/clusters", body)
    assert made.status_code == 201
    assert made.json()["connectionStrings"]["standardSrv"].startswith("mongodb+srv://two.")
    assert refusal(call(wire, "POST", f"/groups/{GROUP}/clusters", body)) == (409, "DUPLICATE_CLUSTER_NAME")


def test_a_change_of_a_cluster_keeps_the_ids_of_its_shards(wire: Wire) -> None:
    before = call(wire, "GET", CLUSTER).json()["replicationSpecs"][0]
    bigger = {**REGION, "electableSpecs": {"instanceSize": "M20", "nodeCount": 3}}
    after = call(wire, "PATCH", CLUSTER, {"replicationSpecs": [{"regionConfigs": [bigger]}]}).json()
    shard = after["replicationSpecs"][0]
    assert (shard["id"], shard["zoneId"]) == (before["id"], before["zoneId"])
    assert shard["regionConfigs"][0]["electableSpecs"]["instanceSize"] == "M20"


def test_a_protected_cluster_cannot_be_deleted_until_the_protection_is_off(wire: Wire) -> None:
    call(wire, "PATCH", CLUSTER, {"terminationProtectionEnabled": True})
    assert call(wire, "DELETE", CLUSTER).status_code == 400
    call(wire, "PATCH", CLUSTER, {"terminationProtectionEnabled": False})
    assert call(wire, "DELETE", CLUSTER).status_code == 202
    assert refusal(call(wire, "GET", CLUSTER)) == (404, "CLUSTER_NOT_FOUND")


def test_process_arguments_are_kept_apart_from_the_cluster(wire: Wire) -> None:
    assert call(wire, "PATCH", f"{CLUSTER}/processArgs", {"javascriptEnabled": False}).status_code == 200
    assert call(wire, "GET", f"{CLUSTER}/processArgs").json()["javascriptEnabled"] is False
    assert "javascriptEnabled" not in call(wire, "GET", CLUSTER).text


def test_a_user_comes_back_with_roles_and_scopes_and_never_with_the_password(wire: Wire) -> None:
    scopes = [{"name": "shop", "type": "CLUSTER"}]
    made = call(wire, "POST", USERS, {**USER, "scopes": scopes})
    assert made.status_code == 201
    found = call(wire, "GET", f"{USERS}/admin/app")
    changed = call(wire, "PATCH", f"{USERS}/admin/app", {"password": "another-hush-hush"})
    listed = call(wire, "GET", USERS)
    assert (found.json()["roles"], found.json()["scopes"]) == (ROLES, scopes)
    assert found.json()["x509Type"] == "NONE"
    assert "hush" not in made.text + found.text + changed.text + listed.text


def test_a_user_exists_once_and_is_gone_when_deleted(wire: Wire) -> None:
    call(wire, "POST", USERS, USER)
    assert refusal(call(wire, "POST", USERS, USER)) == (409, "USER_ALREADY_EXISTS")
    assert call(wire, "DELETE", f"{USERS}/admin/app").status_code == 204
    assert refusal(call(wire, "GET", f"{USERS}/admin/app")) == (404, "USERNAME_NOT_FOUND")


def test_a_user_that_atlas_would_refuse_is_refused(wire: Wire) -> None:
    wrong: dict[str, dict[str, Any]] = {
        "PASSWORD_TOO_SHORT": {"password": "short"},
        "INVALID_ATTRIBUTE": {"databaseName": "shop-prod"},
        "MISSING_ATTRIBUTE": {"roles": [{"roleName": "read"}]},
        "CLUSTER_NOT_FOUND": {"scopes": [{"name": "nobody", "type": "CLUSTER"}]},
    }
    for code, change in wrong.items():
        assert refusal(call(wire, "POST", USERS, {**USER, **change})) == (400, code)


def test_the_slash_of_a_block_arrives_escaped_and_finds_its_entry(wire: Wire) -> None:
    entry = {"cidrBlock": "203.0.113.0/24", "comment": "office"}
    assert call(wire, "POST", ACCESS, [entry]).status_code == 201
    path = f"{ACCESS}/203.0.113.0%2F24"
    assert call(wire, "GET", path).json()["comment"] == "office"
    assert call(wire, "DELETE", path).status_code == 204
    assert refusal(call(wire, "GET", path)) == (404, "ATLAS_NETWORK_PERMISSION_ENTRY_NOT_FOUND")


def test_an_entry_that_is_there_is_taken_over_and_nonsense_is_refused(wire: Wire) -> None:
    for comment in ("first", "second"):
        call(wire, "POST", ACCESS, [{"ipAddress": "203.0.113.9", "comment": comment}])
    entries = call(wire, "GET", ACCESS).json()["results"]
    assert [(item["comment"], item["cidrBlock"]) for item in entries] == [("second", "203.0.113.9/32")]
    assert call(wire, "POST", ACCESS, [{"cidrBlock": "nonsense"}]).status_code == 400
    assert call(wire, "POST", ACCESS, [{"comment": "nothing"}]).status_code == 400


def test_an_address_and_the_block_of_one_are_the_same_entry(wire: Wire) -> None:
    call(wire, "POST", ACCESS, [{"ipAddress": "203.0.113.9", "comment": "first"}])
    call(wire, "POST", ACCESS, [{"cidrBlock": "203.0.113.9/32", "comment": "second"}])
    assert [item["comment"] for item in call(wire, "GET", ACCESS).json()["results"]] == ["second"]
    for name in ("203.0.113.9", "203.0.113.9%2F32"):
        assert call(wire, "GET", f"{ACCESS}/{name}").json()["comment"] == "second"
    assert call(wire, "DELETE", f"{ACCESS}/203.0.113.9").status_code == 204
    assert call(wire, "GET", ACCESS).json()["results"] == []


def test_a_schedule_is_there_from_the_start_and_deleting_it_deletes_its_policies(wire: Wire) -> None:
    item = {"frequencyType": "daily", "frequencyInterval": 1, "retentionUnit": "days", "retentionValue": 3}
    assert call(wire, "GET", SCHEDULE).json()["policies"][0]["policyItems"]
    changed = call(
        wire, "PATCH", SCHEDULE, {"referenceHourOfDay": 3, "policies": [{"policyItems": [item]}]}
    ).json()
    assert changed["referenceHourOfDay"] == 3
    assert changed["policies"][0]["policyItems"][0]["id"]
    assert call(wire, "DELETE", SCHEDULE).json()["policies"][0]["policyItems"] == []


def test_a_cluster_without_backups_takes_no_schedule(wire: Wire) -> None:
    call(wire, "PATCH", CLUSTER, {"backupEnabled": False})
    assert refusal(call(wire, "PATCH", SCHEDULE, {"referenceHourOfDay": 3})) == (400, "BACKUPS_NOT_ENABLED")


def test_what_is_not_emulated_is_no_guess(wire: Wire) -> None:
    assert call(wire, "GET", f"/groups/{GROUP}/teams").status_code == 501
    assert call(wire, "PUT", CLUSTER).status_code == 501
