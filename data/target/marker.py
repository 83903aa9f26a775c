"""The document by which a database says which environment it is, as Rails' `ar_internal_metadata` does."""

import re
from contextlib import closing

from pymongo.errors import DuplicateKeyError

from data.errors import Refused
from data.target.address import Target, ask, connect, hosts_in, members
from data.target.faults import told
from data.target.names import MARKER, NOT_PRODUCTION, says_production


def refuse_production(target: Target, hosts: tuple[str, ...] = ()) -> None:
    """Raises Refused if the database, a host of the address or one of `hosts` is named as production's."""
    every = (*hosts_in(target.uri), *hosts)
    named = [("database", target.database.name), *(("host", host) for host in every)]
    for what, name in named:
        if says_production(name):
            raise Refused(
                f"the target's {what} is called {name}, which says production: no tool writes there; "
                f"give the address of the environment that is to be overwritten; {NOT_PRODUCTION}"
            )


def read(target: Target) -> str | None:
    """The environment that the database says it is; None without a marker. Raises Refused for several."""
    with told("reading its marker"):
        found = list(target.database[MARKER].find().limit(2))
    if len(found) > 1:
        raise Refused(f"the target has several documents in {MARKER}: a database is one environment, or none")
    return str(found[0].get("name")) if found else None


def is_marked(uri: str, name: str) -> bool:
    """Whether the very same marker is there already. Raises Refused as `mark` does. Only reads."""
    with closing(_markable(uri, name)) as target:
        return read(target) is not None


def mark(uri: str, name: str) -> bool:
    """Writes the marker; False if the very same one is there already.

    Raises Refused for production, wherever it is named, and for a database that is marked otherwise.
    """
    with closing(_markable(uri, name)) as target:
        written = write(target, name)
        _refuse_other(target, name)
        return written


def _markable(uri: str, name: str) -> Target:
    if not re.fullmatch(r"[\w-]+", name):
        raise Refused("a database is marked with the name of an environment: letters, digits, `-` and `_`")
    if says_production(name):
        raise Refused(
            f"a database is not marked as {name}: what is marked may be overwritten; {NOT_PRODUCTION}"
        )
    target = connect(uri)
    try:
        refuse_production(target)
        refuse_production(target, members(ask(target)))
        _refuse_other(target, name)
    except BaseException:
        target.close()
        raise
    return target


def _refuse_other(target: Target, name: str) -> None:
    if (present := read(target)) not in (None, name):
        raise Refused(
            f"the target is marked as {present}, not as {name}: a marker is never changed by a command; "
            f'if it is wrong, correct it by hand: `db.{MARKER}.updateOne({{}}, {{$set: {{name: "{name}"}}}})`'
        )


def write(target: Target, name: str) -> bool:
    """Writes the marker where there is none; whether it did. What may be marked, `mark` asks."""
    if read(target) is not None:
        return False
    with told("writing its marker"):
        try:
            target.database[MARKER].insert_one({"_id": "environment", "name": name})
        except DuplicateKeyError:  # another was faster
            return False
    return True
