"""The servers of the tests are what they say: who may do what, what is seen of it, and how they end."""

import os
import pwd
import sys
from pathlib import Path

import psutil
import pytest
from pymongo import MongoClient
from pymongo.errors import AutoReconnect, OperationFailure

from sandbox.lease import hold
from tests.data.places import Place, Source
from tests.data.servers import Server, start

linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems tell less about a process")


def process(server: Server) -> psutil.Process:
    return psutil.Process(int((Path(server.folder) / "pid").read_text()))


# Users


def test_a_reader_reads_one_point_in_time_of_his_database(source: Source) -> None:
    source.database.users.insert_many([{"_id": number} for number in range(50)])
    with source.connect() as reader, reader.start_session(snapshot=True) as session:
        users = reader[source.name].users
        before = users.count_documents({}, session=session)
        source.database.users.insert_one({"_id": 50})
        assert (before, users.count_documents({}, session=session), users.count_documents({})) == (50, 50, 51)


def test_a_user_of_staging_fills_his_database_and_swaps_collections(target: Place) -> None:
    with target.connect() as client:
        database = client[target.name]
        database.create_collection("new", validator={"$jsonSchema": {"bsonType": "object"}})
        database.new.create_index("email", unique=True)
        database.new.insert_one({"_id": 1})
        database.old.insert_one({"_id": 2})
        database.new.rename("old", dropTarget=True)
        assert list(database.old.find()) == [{"_id": 1}]
        assert list(database["_environment"].find({}, {"_id": 0})) == [{"name": "staging"}]


def test_nobody_reads_another_database_and_without_a_password_none(target: Place, staging: Server) -> None:
    other = Place.make(staging, "company-other", ("read",))
    with other.connect() as client, pytest.raises(OperationFailure, match=f"not authorized on {target.name}"):
        client[target.name].users.find_one()
    other.remove()
    with (
        MongoClient[dict[str, object]]("127.0.0.1", staging.port, directConnection=True) as anybody,
        pytest.raises(OperationFailure, match="requires authentication"),
    ):
        anybody[target.name].users.find_one()


# What is seen of a reader


def test_reading_is_no_write_and_neither_is_what_root_prepares(source: Source) -> None:
    with source.connect() as client:
        source.database.users.insert_one({"_id": 1})
        list(client[source.name].list_collections())
        list(client[source.name].users.find_raw_batches())
        list(client[source.name].users.aggregate([{"$match": {"_id": 1}}]))
        assert source.database["system.profile"].count_documents({}) == 2
        assert source.writes() == []


def test_every_write_of_somebody_who_should_only_read_is_seen(production: Server) -> None:
    place = Source.make(production, "company-prod", ("readWrite",))
    with place.connect() as client:
        users = client[place.name].users
        users.insert_one({"_id": 1})
        users.update_one({}, {"$set": {"a": 1}})
        users.find_one_and_update({}, {"$set": {"a": 2}})
        users.aggregate([{"$match": {"_id": 2}}, {"$out": "copy"}])
        users.create_index("a")
        users.drop()
    with pytest.raises(AssertionError, match=r": insert, update, findAndModify, \$out, createIndexes, drop$"):
        place.remove()


def test_a_write_that_is_refused_is_seen_too(production: Server) -> None:
    place = Source.make(production, "company-prod", ("read",))
    with place.connect() as client, pytest.raises(OperationFailure, match="not authorized"):
        client[place.name].users.insert_one({})
    assert place.writes() == ["insert (refused)"]
    Place.remove(place)


# Processes


@linux
def test_a_server_listens_on_this_machine_only_knows_nothing_of_ours_and_is_never_root(
    production: Server,
) -> None:
    found = process(production)
    listening = {each.laddr for each in found.net_connections() if each.status == psutil.CONN_LISTEN}
    assert listening == {("127.0.0.1", production.port)}
    assert found.environ().keys() <= {"PATH", "LD_LIBRARY_PATH"}
    assert found.uids().real == (os.getuid() or pwd.getpwnam("nobody").pw_uid)
    assert {production.password} & set(found.cmdline()) == set()


def test_a_killed_server_is_gone_and_comes_back_with_what_it_had(own_staging: Server) -> None:
    own_staging.client.shop.users.insert_one({"_id": 1})
    own_staging.kill()
    with (
        MongoClient[dict[str, int]]("127.0.0.1", own_staging.port, serverSelectionTimeoutMS=1) as client,
        pytest.raises(AutoReconnect),
    ):
        client.admin.command("ping")
    own_staging.come_back()
    assert list(own_staging.client.shop.users.find()) == [{"_id": 1}]


@linux
def test_a_server_and_what_it_wrote_are_gone_when_its_run_is(mongod: Path, tmp_path: Path) -> None:
    with hold(tmp_path / "lease"):
        server = start("short", mongod, tmp_path / "lease")
        keeper = process(server).parent()
        assert keeper
        server.client.close()
    keeper.wait(30)
    assert not Path(server.folder).exists()


def test_a_program_that_does_not_come_up_is_told_with_what_it_printed(tmp_path: Path) -> None:
    broken = Path("/nowhere/mongod")
    with hold(tmp_path / "lease"), pytest.raises(RuntimeError, match=r"No such file .*'/nowhere/mongod'"):
        start("broken", broken, tmp_path / "lease")
