"""A user who could write is refused by what a real server says of him, before any command for data."""

import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from data.errors import Refused
from data.privileges import READ_ACTIONS
from data.source.snapshot import open_snapshot
from tests.data.places import Source
from tests.data.servers import Server

HARMLESS = {"connectionStatus", "getCmdLineOpts"}


@pytest.fixture
def user(production: Server) -> Iterator[Any]:
    """Make a user of production's with these roles: his name, which is also his password."""
    made: list[str] = []

    def make(*roles: dict[str, str]) -> str:
        made.append(f"user-{secrets.token_hex(4)}")
        production.client.admin.command("createUser", made[-1], pwd=made[-1], roles=list(roles))
        return made[-1]

    yield make
    for name in made:
        production.client.admin.command("dropUser", name)


@pytest.mark.parametrize(
    ("role", "at", "named"),
    [
        ("readWrite", None, "insert, remove, update, "),
        ("dbAdmin", None, "bypassDocumentValidation, collMod, compact, "),
        ("readWrite", "elsewhere", "insert, remove, update, changeStream, cleanupStructuredEncryptionData"),
        ("read", "elsewhere", "changeStream, collStats, dbHash, dbStats, find"),
        ("readAnyDatabase", "admin", "find and 6 more on every database"),
        ("backup", "admin", "insert, update on config"),
        ("root", "admin", "insert, remove, update, "),
    ],
)
@pytest.mark.proves("R36")
def test_a_user_who_may_do_more_than_read_is_refused_before_anything_is_read(
    source: Source, user: Any, role: str, at: str | None, named: str
) -> None:
    source.database.users.insert_one({})
    source.watch()
    name = user({"role": "read", "db": source.name}, {"role": role, "db": at or source.name})
    with pytest.raises(Refused) as refused:
        open_snapshot(source.server.uri(name, name, source.name))
    assert f"may do more than read {source.name}: " in str(refused.value)
    assert named in str(refused.value)
    assert [one["op"] for one in source.database["system.profile"].find({"allUsers.user": name})] == []


def test_nobody_and_somebody_who_may_nothing_are_refused(source: Source, user: Any) -> None:
    place = f"127.0.0.1:{source.server.port}/{source.name}?replicaSet={source.server.name}"
    with pytest.raises(Refused, match="logs nobody in"):
        open_snapshot(f"mongodb://{place}")
    name = user()
    with pytest.raises(Refused, match=f"may not read the whole of {source.name}"):
        open_snapshot(source.server.uri(name, name, source.name))


def test_a_wrong_password_is_refused_without_it(source: Source) -> None:
    with pytest.raises(Refused) as refused:
        open_snapshot(source.server.uri(source.user, "wrong-s3cret", source.name))
    assert str(refused.value).startswith("The source does not let this user in")
    assert "s3cret" not in str(refused.value)


def test_what_the_servers_own_role_read_may_do_is_what_is_accepted(production: Server) -> None:
    asked = production.client["any"].command("rolesInfo", "read", showPrivileges=True, showBuiltinRoles=True)
    may = {action for one in asked["roles"][0]["privileges"] for action in one["actions"]}
    assert may <= READ_ACTIONS


@pytest.mark.proves("R36")
def test_a_reader_is_accepted_and_only_what_reads_was_sent(source: Source) -> None:
    source.database.users.insert_one({})
    opened = open_snapshot(source.uri)
    assert {*opened.commands()} - HARMLESS - {"saslStart", "saslContinue"} == {
        "aggregate",
        "find",
        "listCollections",
        "listIndexes",
    }
    opened.close()
