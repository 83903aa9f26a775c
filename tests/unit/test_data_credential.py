"""Who may be the source's user: somebody who can read one database, all of it, and nothing else."""

from typing import Any, cast

import pytest
from pymongo import MongoClient

from data.documents import Document
from data.errors import Refused
from data.privileges import READ_ACTIONS
from data.source.credential import prove_read_only
from data.source.enforcement import prove_enforced

READS = sorted(READ_ACTIONS)
WHOLE = {"resource": {"db": "company", "collection": ""}, "actions": READS}
REMEDY = (
    "give it a user of its own with the role read on company and no other "
    "(Atlas: a database user with the specific privilege read@company)."
)


def status(*privileges: dict[str, Any], users: int = 1) -> dict[str, Any]:
    people = [{"user": "reader", "db": "admin"}] * users
    return {"authInfo": {"authenticatedUsers": people, "authenticatedUserPrivileges": list(privileges)}}


def granted(*actions: str, **resource: Any) -> dict[str, Any]:
    return {"resource": resource, "actions": list(actions)}


def refusal(*privileges: dict[str, Any], users: int = 1) -> str:
    with pytest.raises(Refused) as refused:
        prove_read_only(status(*privileges, users=users), "company")
    return str(refused.value)


def test_somebody_with_the_role_read_is_accepted() -> None:
    prove_read_only(status(WHOLE, granted(*READS, db="company", collection="system.js")), "company")


@pytest.mark.parametrize("database", ["admin", "config", "local"])
def test_who_may_also_look_at_the_servers_own_databases_is_accepted(database: str) -> None:
    prove_read_only(status(WHOLE, granted("find", db=database, collection="")), "company")


@pytest.mark.parametrize(
    ("privilege", "named"),
    [
        (granted("find", "update", "insert", db="company", collection=""), "insert, update on company"),
        (granted("insert", db="company", collection="logs"), "insert on company"),
        (granted("createIndex", db="company", collection=""), "createIndex on company"),
        (granted("remove", db="local", collection=""), "remove on local"),
        (granted("insert", db="other", collection=""), "insert on other"),
        (granted("find", db="other", collection=""), "find on other"),
        (granted("find", db="", collection=""), "find on every database"),
        (granted("find", db="", collection="users"), "find on every database"),
        (granted("find", system_buckets=""), "find on every database"),
        (granted("anyAction", anyResource=True), "anyAction on every database"),
        (granted("shutdown", cluster=True), "shutdown on the cluster"),
        (granted("somethingNew", db="company", collection=""), "somethingNew on company"),
    ],
)
def test_every_other_privilege_is_refused_and_named(privilege: dict[str, Any], named: str) -> None:
    assert refusal(WHOLE, privilege) == (
        f"The source's user may do more than read company: {named}. A refresh must not be able to change "
        f"production, nor read more of it than it copies; {REMEDY}"
    )


def test_of_many_privileges_the_worst_are_named_and_the_rest_counted() -> None:
    actions = ("createIndex", "dropCollection", "dropIndex", "insert", "remove", "update", "validate")
    assert "insert, remove, update, createIndex, dropCollection and 2 more on company." in refusal(
        granted(*actions, *READS, db="company", collection="")
    )


def test_an_address_that_logs_nobody_in_is_refused() -> None:
    assert refusal(users=0) == (
        f"The source's address logs nobody in, so nothing says that this run cannot write there; {REMEDY}"
    )


@pytest.mark.parametrize(
    "privileges",
    [
        (),
        (granted("find", "listCollections", db="company", collection=""),),
        (granted(*READS, db="company", collection="users"),),
        (granted(*READS, db="admin", collection=""),),
    ],
)
def test_who_does_not_see_the_whole_database_is_refused(privileges: tuple[dict[str, Any], ...]) -> None:
    assert refusal(*privileges) == (
        "The source's user may not read the whole of company: a collection that he does not see would be "
        f"missing without a word; {REMEDY}"
    )


class Unchecked:
    """A server without access control, as far as it is asked: it answers whatever it is asked."""

    @property
    def admin(self) -> "Unchecked":
        return self

    def command(self, *_: Any, **__: Any) -> dict[str, Any]:
        return {"ok": 1.0}


def test_a_server_that_does_not_check_its_users_is_refused() -> None:
    with pytest.raises(Refused, match="does not check what its users may do"):
        prove_enforced(cast("MongoClient[Document]", Unchecked()), "company")
