"""What the guard makes of a server's answers, and of the rights that a user has."""

from typing import Any

import pytest

from data.errors import Refused
from data.target import guard
from data.target.address import members
from data.target.guard import refuse_kind
from data.target.identity import Server, server_of
from data.target.marker import mark
from data.target.rights import NEEDED, elsewhere, missing

HELLO = {"setName": "rs", "hosts": ["a.example:27017"], "maxWireVersion": 25, "isWritablePrimary": True}


def test_a_replica_sets_primary_is_taken() -> None:
    refuse_kind(HELLO)


@pytest.mark.parametrize(
    ("hello", "says"),
    [
        ({"maxWireVersion": 25, "isWritablePrimary": True}, "not a replica set"),
        ({**HELLO, "maxWireVersion": 9}, r"older than 5\.0"),
        ({**HELLO, "isWritablePrimary": False}, "not the primary"),
    ],
)
def test_a_server_that_cannot_take_a_refresh_is_refused(hello: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        refuse_kind(hello)


@pytest.mark.proves("R48")
def test_development_is_never_the_target_of_a_refresh() -> None:
    nobody = "mongodb://127.0.0.1:1/company-dev?serverSelectionTimeoutMS=1"
    with pytest.raises(Refused) as refused:
        guard.open_target(nobody, "development", None)
    assert str(refused.value) == (
        "the policy is for development, whose data comes from the application's own seed alone: "
        "`python -m ops data seed` fills it"
    )


def test_what_is_named_production_is_refused_before_anybody_is_asked() -> None:
    nobody = "mongodb://127.0.0.1:1/company-prod?serverSelectionTimeoutMS=1"
    with pytest.raises(Refused, match="database is called company-prod"):
        guard.open_target(nobody, "staging", None)
    with pytest.raises(Refused, match="database is called company-prod"):
        mark(nobody, "staging")


def test_an_alias_of_productions_cluster_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    hello = {**HELLO, "hosts": ["a.example:27017", "company-prod-01.example:27017"]}
    monkeypatch.setattr(guard, "ask", lambda _: hello)
    with pytest.raises(Refused, match=r"host is called company-prod-01\.example"):
        guard.open_target("mongodb://127.0.0.1:1/shop?serverSelectionTimeoutMS=1", "staging", None)


def test_members_are_named_without_ports() -> None:
    assert members({"hosts": ["a.example:27017", "b.example:27018"]}) == ("a.example", "b.example")
    assert members({}) == ()


def test_a_server_is_known_by_its_process_or_by_its_set_and_a_member() -> None:
    one = server_of({"topologyVersion": {"processId": 1}, "setName": "rs", "hosts": ["a:1", "b:1"]})
    assert one.is_of(Server("1", None, frozenset()))
    assert one.is_of(Server("2", "rs", frozenset({"b:1", "c:1"})))
    assert not one.is_of(Server("2", "rs", frozenset({"c:1"})))
    assert not one.is_of(Server("2", "other", frozenset({"a:1"})))
    assert server_of({}).is_of(server_of({}))


def granted(db: str, collection: str, *actions: str) -> dict[str, Any]:
    return {"resource": {"db": db, "collection": collection}, "actions": actions}


def test_rights_on_the_whole_database_are_counted_wherever_they_come_from() -> None:
    assert missing([granted("shop", "", *NEEDED)], "shop") == ()
    assert missing([granted("", "", *NEEDED[:3]), granted("shop", "", *NEEDED[3:])], "shop") == ()
    assert missing([{"resource": {"anyResource": True}, "actions": NEEDED}], "shop") == ()


def test_rights_elsewhere_or_on_one_collection_are_not() -> None:
    elsewhere = [granted("other", "", *NEEDED), granted("shop", "users", *NEEDED)]
    cluster = {"resource": {"cluster": True}, "actions": NEEDED}
    assert missing([*elsewhere, cluster], "shop") == NEEDED


def test_each_missing_right_is_named() -> None:
    held = granted("shop", "", *(action for action in NEEDED if action not in {"insert", "createIndex"}))
    assert missing([held], "shop") == ("insert", "createIndex")


def right(db: str, *actions: str) -> dict[str, Any]:
    return {"resource": {"db": db, "collection": ""}, "actions": list(actions)}


@pytest.mark.parametrize(
    ("privilege", "places"),
    [
        (right("company-dev", "insert", "dropDatabase"), ()),
        (right("admin", "find", "listCollections"), ()),
        (right("admin", "find", "insert"), ("admin",)),
        (right("company-prod", "find"), ("company-prod",)),
        (right("company-prod"), ()),
        (right("", "find"), ("every database",)),
        ({"resource": {"anyResource": True}, "actions": ["find"]}, ("every database",)),
        ({"resource": {"cluster": True}, "actions": ["hostInfo"]}, ("the cluster",)),
    ],
)
def test_a_right_beside_one_database_is_named_by_its_place(
    privilege: dict[str, Any], places: tuple[str, ...]
) -> None:
    assert elsewhere([right("company-dev", "find"), privilege], "company-dev") == places
