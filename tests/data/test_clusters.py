"""The sandbox's clusters hold data; their users are the emulated Atlas' ones, with exactly their roles."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from pymongo.errors import OperationFailure

from ops.data.rehearsed import reachable
from sandbox import process, rehearsal
from sandbox.home import Home
from sandbox.project import STACKS
from sandbox.session import Session, status
from tests.data.clusters import DEV, PASSWORD, PROD, STACK_FILES, Clusters, host, roles_of
from tests.secret_forms import forms

OTHER = "another one"
SIGNED_OUT = "Authentication failed"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, mongod: Path) -> Iterator[Clusters]:
    """One for all, with production's database filled."""
    made = Clusters(Home(tmp_path_factory.mktemp("clusters") / ".sandbox"), mongod)
    made.start()
    yield made
    process.stop(made.home)


# Users


def test_a_user_that_the_api_was_told_of_signs_in_with_exactly_his_roles(shop: Clusters) -> None:
    shop.make_user("reader", PROD, "read@users-a")
    with shop.root(PROD) as root, shop.client(PROD, "reader") as reader:
        root["users-a"].people.insert_one({"_id": 1})
        assert list(reader["users-a"].people.find()) == [{"_id": 1}]
        with pytest.raises(OperationFailure, match=r"not authorized on users-a to execute command \{ insert"):
            reader["users-a"].people.insert_one({"_id": 2})
        with pytest.raises(OperationFailure, match=r"not authorized on users-b to execute command \{ find"):
            reader["users-b"].people.find_one()
        told = reader.admin.command("connectionStatus", showPrivileges=False)["authInfo"]
        assert told["authenticatedUserRoles"] == [{"role": "read", "db": "users-a"}]
    with shop.client(DEV, "reader") as elsewhere, pytest.raises(OperationFailure, match=SIGNED_OUT):
        elsewhere["users-a"].people.find_one()


def test_a_changed_password_and_changed_roles_are_in_force(shop: Clusters) -> None:
    shop.make_user("changing", PROD, "read@users-a")
    with shop.client(PROD, "changing") as before:
        shop.change_user("changing", PROD, roles=roles_of("readWrite@users-a", "dbAdmin@users-a"))
        before["users-a"].changed.insert_one({"_id": 1})
    shop.change_user("changing", PROD, password=OTHER)
    with shop.client(PROD, "changing") as old, pytest.raises(OperationFailure, match=SIGNED_OUT):
        old["users-a"].changed.find_one()
    with shop.client(PROD, "changing", OTHER) as new:
        assert new["users-a"].changed.find_one() == {"_id": 1}


def test_a_deleted_user_is_out_also_where_he_was_in(shop: Clusters) -> None:
    shop.make_user("leaving", PROD, "read@users-a")
    with shop.client(PROD, "leaving") as client:
        client["users-a"].people.find_one()
        shop.delete_user("leaving", PROD)
        with pytest.raises(OperationFailure):
            client["users-a"].people.find_one()
    with shop.client(PROD, "leaving") as again, pytest.raises(OperationFailure, match=SIGNED_OUT):
        again["users-a"].people.find_one()


def test_a_user_whose_date_has_come_is_out(shop: Clusters) -> None:
    soon = datetime.fromtimestamp(process.ask(shop.home, "health")["now"] + 3600, UTC).isoformat()
    shop.make_user("passing", PROD, "read@users-a", deleteAfterDate=soon)
    with shop.client(PROD, "passing") as client:
        client["users-a"].people.find_one()
        process.ask(shop.home, "clock", {"advance": 3601})
        shop.told()
        with pytest.raises(OperationFailure):
            client["users-a"].people.find_one()


def test_a_user_without_scopes_is_one_of_every_cluster_of_the_project(shop: Clusters) -> None:
    shop.make_user("everywhere", DEV, "readWriteAnyDatabase@admin", scopes=[])
    with shop.client(DEV, "everywhere") as client:
        client["users-c"].people.insert_one({"_id": 1})
    with shop.client(PROD, "everywhere") as client, pytest.raises(OperationFailure, match=SIGNED_OUT):
        client["users-c"].people.find_one()


def test_the_applications_own_user_signs_in_with_the_password_of_the_environment(shop: Clusters) -> None:
    passwords = {"PROD_DATABASE_PASSWORD": OTHER, "STAGING_DATABASE_PASSWORD": PASSWORD}
    Session(shop.home, passwords, STACK_FILES).seed()
    shop.told()
    for cluster, password in ((PROD, OTHER), (DEV, PASSWORD)):
        with shop.client(cluster, "by-hand", password) as client:
            client["users-h"].people.insert_one({"_id": 1})
    with shop.client(PROD, "by-hand") as client, pytest.raises(OperationFailure, match=SIGNED_OUT):
        client["users-h"].people.find_one()


def test_a_user_with_a_role_that_no_server_has_is_left_out_and_the_log_says_so(shop: Clusters) -> None:
    shop.make_user("odd", PROD, "read@users-a", "ownRole@admin")
    shop.make_user("after", PROD, "read@users-a")
    with shop.client(PROD, "odd") as client, pytest.raises(OperationFailure, match=SIGNED_OUT):
        client["users-a"].people.find_one()
    with shop.client(PROD, "after") as client:
        client["users-a"].people.find_one()
    assert "the database user odd is not in force" in (shop.home.logs / "server.log").read_text()


# What is told of them


def up_with_data(shop: Clusters, patch: pytest.MonkeyPatch) -> None:
    """`python -m sandbox up --with-data` where all stacks are up."""
    patch.setattr(rehearsal, "prepare", lambda home: Session(home, {}, STACK_FILES))
    patch.setattr(Session, "stacks", lambda self: STACKS)
    patch.setattr(Session, "follow", lambda *_, hear: 0)
    patch.setattr(Session, "outputs", lambda *_: {})
    rehearsal.up(shop.home, [], with_data=True)


def test_with_data_fills_productions_database_once_and_says_where_each_cluster_answers(
    shop: Clusters, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with shop.root(PROD) as root:
        database = root["shop-prod"]
        # A filling that was cut off.
        database.create_collection("users")
        up_with_data(shop, monkeypatch)
        made = {name: database[name].count_documents({}) for name in database.list_collection_names()}
        assert (len(made), sum(made.values())) == (49, 400)
        database.users.delete_many({})
        up_with_data(shop, monkeypatch)
        assert database.users.count_documents({}) == 0
        assert database.messages.count_documents({}) == made["messages"]
    said, told = capsys.readouterr().out, shop.told()
    filled = "shop-prod (400 documents in 49 collections)"
    assert f"Cluster {PROD}: answers on {told[PROD]['address']}: {filled}" in said
    assert f"Cluster {DEV}: answers on {told[DEV]['address']}: " in said


def test_a_marker_is_told_and_counts_as_no_document(shop: Clusters) -> None:
    with shop.root(DEV) as root:
        root["told-a"].people.insert_many([{"_id": number} for number in range(3)])
        root["told-a"]["_environment"].insert_one({"name": "staging"})
        root["told-b"].create_collection("old", viewOn="people", pipeline=[])
        root["told-b"].people.insert_one({"_id": 1})
    told = [each for each in shop.told()[DEV]["databases"] if each["name"].startswith("told-")]
    assert told == [
        {"name": "told-a", "marker": "staging", "collections": {"people": 3}},
        {"name": "told-b", "marker": None, "collections": {"people": 1}},
    ]
    page = httpx.get(f"{shop.home.url}/vendors", trust_env=False).text
    assert "<td>told-a</td><td>staging</td><td>3 in 1 collections: people 3</td>" in page
    assert "<td>told-b</td><td>none</td><td>1 in 1 collections: people 1</td>" in page
    assert f"<td>mongodb+srv://{host(DEV)}</td><td>{shop.told()[DEV]['address']}</td>" in page


def test_a_rehearsed_command_finds_the_servers_and_no_password(
    shop: Clusters, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = shop.environment()
    addresses = {name: each["address"] for name, each in shop.told().items()}
    servers = {host(name): f"{name}/{where}" for name, where in addresses.items()}
    assert json.loads(seen["SANDBOX_MONGODB_SERVERS"]) == servers
    here = reachable(f"mongodb+srv://a:b@{host(PROD)}/shop-prod?retryWrites=true", seen)
    assert here == f"mongodb://a:b@{addresses[PROD]}/shop-prod?authSource=admin&replicaSet={PROD}"
    monkeypatch.setattr("sandbox.session.copy_project", lambda home: {})
    monkeypatch.setattr("sandbox.session.all_moved", lambda home, stacks: [])
    assert status(shop.home)["mongodb"] == servers


def test_no_password_stands_where_others_look(shop: Clusters) -> None:
    shop.make_user("hidden", PROD, "read@users-a")
    root = (shop.home.clusters / host(PROD) / "root").read_text()
    for found in shop.processes():
        shown = "\n".join([*found.cmdline(), *found.environ().values()])
        assert not any(form in shown for word in (root, PASSWORD) for form in forms(word))
    told = [
        json.dumps(shop.told()),
        httpx.get(f"{shop.home.url}/vendors", trust_env=False).text,
        str(shop.environment()),
    ]
    logs = [file.read_text() for file in shop.home.logs.iterdir()]
    servers = [file.read_text(errors="replace") for file in shop.home.clusters.glob("*/server/log")]
    assert len(servers) == 2
    assert not any(form in text for text in (*told, *logs, *servers) for form in (root, PASSWORD))
    assert (shop.home.clusters / host(PROD) / "root").stat().st_mode & 0o077 == 0
