"""Whether a user can only read: decided from what the server says that he may do, before any data is read."""

from collections.abc import Mapping
from typing import Any

from data.errors import Refused
from data.privileges import READ_ACTIONS, SERVERS_OWN, place

_NEEDED = frozenset({"find", "listCollections", "listIndexes"})
_CHANGES_DOCUMENTS = frozenset({"insert", "remove", "update"})
_NAMED_AT_MOST = 5


def prove_read_only(status: Mapping[str, Any], database: str) -> None:
    """Raise Refused unless somebody is logged in who may read `database`, all of it, and do nothing else.

    `status` is the reply to `connectionStatus` with `showPrivileges`.
    """
    identity = status["authInfo"]
    privileges = identity["authenticatedUserPrivileges"]
    if not identity["authenticatedUsers"]:
        raise Refused(
            "The source's address logs nobody in, so nothing says that this run cannot write there; "
            + remedy(database)
        )
    if excess := _excess(privileges, database):
        raise Refused(
            f"The source's user may do more than read {database}: {_named(excess)}. A refresh must not be "
            f"able to change production, nor read more of it than it copies; {remedy(database)}"
        )
    whole = {"db": database, "collection": ""}
    granted = {action for one in privileges if one["resource"] == whole for action in one["actions"]}
    if not granted >= _NEEDED:
        raise Refused(
            f"The source's user may not read the whole of {database}: a collection that he does not see "
            f"would be missing without a word; {remedy(database)}"
        )


def remedy(database: str) -> str:
    """What to do instead."""
    return (
        f"give it a user of its own with the role read on {database} and no other "
        f"(Atlas: a database user with the specific privilege read@{database})."
    )


def _excess(privileges: list[Mapping[str, Any]], database: str) -> dict[str, set[str]]:
    """What he may do and should not: where -> actions."""
    found: dict[str, set[str]] = {}
    for privilege in privileges:
        resource, actions = privilege["resource"], set(privilege["actions"])
        if resource.get("db") in {database, *SERVERS_OWN}:
            actions -= READ_ACTIONS
        if actions:
            found.setdefault(place(resource), set()).update(actions)
    return found


def _named(excess: dict[str, set[str]]) -> str:
    return "; ".join(f"{_listed(actions)} on {place}" for place, actions in excess.items())


def _listed(actions: set[str]) -> str:
    ordered = sorted(actions, key=lambda action: (action not in _CHANGES_DOCUMENTS, action))
    more = len(ordered) - _NAMED_AT_MOST
    return ", ".join(ordered[:_NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")
