"""Which clusters the sandbox has servers for and whom they let in; what runs them is tested in tests/data."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sandbox.clusters.wanted import Cluster, User, clusters_of, next_expiry
from sandbox.environment import command_environment
from sandbox.home import SOURCE, Home
from tests.unit.sandbox_wire import Wire

NOW = 1000.0
HOST = "shop.ab12c.mongodb.net"
READ = ({"roleName": "read", "databaseName": "shop"},)


def user(name: str, **changes: Any) -> dict[str, Any]:
    made = {"username": name, "databaseName": "admin", "_password": "a word", "roles": [*READ], "scopes": []}
    return {f"{(made | changes)['databaseName']}/{name}": made | changes}


def atlas(*users: dict[str, Any], name: str = "shop", host: str = HOST) -> dict[str, Any]:
    cluster = {"connectionStrings": {"standardSrv": f"mongodb+srv://{host}"}}
    known = {key: value for each in users for key, value in each.items()}
    return {"groups": {"1": {"clusters": {name: cluster}, "databaseUsers": known}}}


def scope(name: str, kind: str = "CLUSTER") -> list[dict[str, str]]:
    return [{"name": name, "type": kind}]


def test_a_cluster_lets_in_whom_it_is_a_scope_of_and_who_has_none() -> None:
    known = atlas(
        user("all"),
        user("own", scopes=[*scope("other"), *scope("shop")]),
        user("others", scopes=scope("other")),
        user("lake", scopes=scope("shop", "DATA_LAKE")),
    )
    reader = User("a word", (("read", "shop"),))
    assert clusters_of(known, NOW) == {HOST: Cluster("shop", HOST, {"all": reader, "own": reader})}


@pytest.mark.parametrize(
    "changes",
    [
        {"_password": None},
        {"databaseName": "$external"},
        {"_until": NOW},
        {"roles": [{**READ[0], "collectionName": "people"}]},
    ],
    ids=["made by hand", "by certificate", "over", "of a collection"],
)
def test_who_cannot_sign_in_with_a_password_is_left_out(changes: dict[str, Any]) -> None:
    assert clusters_of(atlas(user("odd", **changes)), NOW)[HOST].users == {}


def test_the_servers_own_user_is_nobodys_else() -> None:
    assert clusters_of(atlas(user("root")), NOW)[HOST].users == {}


def test_no_password_shows_where_a_user_is_printed() -> None:
    assert "a word" not in repr(clusters_of(atlas(user("all")), NOW))


@pytest.mark.parametrize(("name", "host"), [("shop", "../shop"), ("shop", "a/b"), ("a&b", HOST), ("", HOST)])
def test_what_is_no_name_of_a_cluster_makes_no_folder_and_no_address(name: str, host: str) -> None:
    assert clusters_of(atlas(name=name, host=host), NOW) == {}


def test_the_next_expiry_is_the_nearest_that_is_to_come() -> None:
    known = atlas(user("over", _until=NOW), user("soon", _until=NOW + 5), user("late", _until=NOW + 9))
    assert next_expiry(known, NOW) == 5
    assert next_expiry(atlas(user("stays")), NOW) is None


def test_until_data_is_asked_for_no_cluster_has_a_server(tmp_path: Path) -> None:
    wire = Wire(tmp_path)
    wire.cloud.atlas.update(atlas(user("all")))
    wire.cloud.atlas["groups"]["1"]["name"] = "rehearsal"
    told: dict[str, Any] = {"name": "shop", "host": HOST, "address": None, "databases": []}
    assert wire.send("GET", "/_sandbox/clusters").json() == [told]
    page = wire.send("GET", "/vendors").text
    assert f"<td>mongodb+srv://{HOST}</td><td>starts with `up --with-data`</td>" in page
    assert "Databases" not in page
    refused = wire.send("POST", "/_sandbox/clusters")
    assert (refused.status_code, "up --with-data" in refused.text) == (409, True)
    assert not (tmp_path / "clusters").exists()


def test_everybody_who_follows_the_cloud_hears_of_a_change_once(tmp_path: Path) -> None:
    wire, heard = Wire(tmp_path), list[str]()
    wire.cloud.followers += [lambda: heard.append("Key Values"), lambda: heard.append("clusters")]
    wire.cloud.save()
    wire.cloud.save()
    assert heard == ["Key Values", "clusters"]


def test_a_rehearsed_command_is_told_of_servers_when_there_are_some(tmp_path: Path) -> None:
    home = Home(tmp_path / ".sandbox")
    home.prepare()
    persons = {"SANDBOX_MONGODB_SERVERS": "the person's own"}
    assert "SANDBOX_MONGODB_SERVERS" not in command_environment(home, {}, ambient=persons)
    servers = {HOST: "shop/127.0.0.1:4711"}
    home.mongodb_file.write_text(json.dumps(servers))
    seen = command_environment(home, {}, ambient=persons)["SANDBOX_MONGODB_SERVERS"]
    assert json.loads(seen) == servers


def test_a_clusters_port_is_chosen_once(tmp_path: Path) -> None:
    home = Home(tmp_path / ".sandbox")
    home.prepare()
    port = home.cluster_port(HOST)
    assert (home.cluster_port(HOST), Home(home.path).cluster_port(HOST)) == (port, port)
    assert home.cluster_port("other.ab12c.mongodb.net") != port


def test_whoever_wants_no_data_waits_for_no_driver_of_databases() -> None:
    imports = "import sys, sandbox.serve, sandbox.__main__, sandbox.rehearsal"
    command = [sys.executable, "-c", f"{imports}; print({{*sys.modules}} & {{'pymongo', 'faker'}})"]
    done = subprocess.run(command, cwd=SOURCE, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
