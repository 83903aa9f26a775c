"""Every reason not to overwrite a database, looked for before anything is written there."""

from typing import Any

from data.errors import Failed, Refused
from data.target import marker
from data.target.address import Target, ask, connect, members
from data.target.faults import told
from data.target.identity import SourceIdentity, server_of
from data.target.journal import Journal
from data.target.names import DEVELOPMENT, MARKER, NOT_PRODUCTION, RECOVER, says_production
from data.target.rights import missing

# MongoDB 5.0, the first with snapshot reads outside of transactions, which the room relies on at both ends.
_WIRE_VERSION_5_0 = 13


def open_target(
    uri: str, environment: str | None, source: SourceIdentity | None, *, unfinished: bool = False
) -> Target:
    """The target, if it may be overwritten.

    `environment` is the policy's, None where no policy is at hand: the marker then says which it is.
    `unfinished` lets a target through whose last run did not end: for `recover`, which mends just that.
    Raises Refused, Failed where the server does not answer. Only reads.
    """
    target = connect(uri)
    try:
        marker.refuse_production(target)
        if environment is not None:
            _refuse_environment(environment)
        _refuse_server(target, source)
        _refuse_rights(target)
        _refuse_marker(target, environment)
        if not unfinished:
            _refuse_unfinished(target)
    except BaseException:
        target.close()
        raise
    return target


def _refuse_environment(name: str) -> None:
    if says_production(name):
        raise Refused(
            f"the policy is for {name}: production is where data comes from, never where it goes; "
            f"{NOT_PRODUCTION}"
        )
    if name == DEVELOPMENT:
        raise Refused(
            f"the policy is for {name}, whose data comes from the application's own seed alone: "
            "`python -m ops data seed` fills it"
        )


def _refuse_server(target: Target, source: SourceIdentity | None) -> None:
    hello = ask(target)
    refuse_kind(hello)
    marker.refuse_production(target, members(hello))
    # Names of databases differ by more than case on one server (NamespaceExists otherwise).
    if source is None or source.database.casefold() != target.database.name.casefold():
        return
    if source.server is not None and source.server.is_of(server_of(hello)):
        raise Refused(
            "the target is the source itself: a refresh would overwrite the very data that it reads"
        )
    raise Refused(
        f"the target's database is called {target.database.name}, as the source's is: one slip in an address "
        "and production is overwritten; give the database of another environment another name"
    )


def refuse_kind(hello: dict[str, Any]) -> None:
    """Raises Refused for a server that cannot take a refresh, by its answer to `hello`."""
    if "setName" not in hello:
        raise Refused(
            "the target is a single server or a router, not a replica set: writes that a majority confirms, "
            "which make a refresh recoverable, exist in replica sets only"
        )
    if hello["maxWireVersion"] < _WIRE_VERSION_5_0:
        raise Refused(
            "the target's MongoDB is older than 5.0, with which nothing here was ever tried: update it"
        )
    if not hello.get("isWritablePrimary"):
        raise Refused(
            "the target's address leads to a member that is not the primary: name all members, or none"
        )


def _refuse_rights(target: Target) -> None:
    with told("asking what its user may do"):
        status = target.database.command("connectionStatus", showPrivileges=True)["authInfo"]
    if not status["authenticatedUsers"]:
        raise Refused(
            "the target's address names no user: what it may do cannot be known; "
            "give one with `readWrite` on that database alone"
        )
    if lacking := missing(status["authenticatedUserPrivileges"], target.database.name):
        raise Refused(
            f"the target's user may not {', '.join(lacking)} in {target.database.name}: "
            "a refresh would stop half-way; give it `readWrite` on that database"
        )


def _refuse_marker(target: Target, environment: str | None) -> None:
    found = marker.read(target)
    if found is None:
        raise Refused(
            f"the target holds no marker ({MARKER}): nothing says that {target.database.name} may be "
            f"overwritten; if it is {environment or 'not production'}, run "
            f"`python -m ops data mark {environment or 'NAME'}` once"
        )
    if environment not in (found, None):
        raise Refused(
            f"the target is marked as {found} and the policy is for {environment}: one of the two is wrong"
        )
    if says_production(found):
        raise Refused(
            f"the target is marked as {found}: production is never overwritten, nor recovered; "
            f"{NOT_PRODUCTION}"
        )


def still_marked(target: Target, environment: str) -> None:
    """Raises Failed if it is not, though it was when the target was opened: somebody wants this stopped."""
    if (found := marker.read(target)) != environment:
        now = f"is marked as {found}" if found else "is not marked"
        raise Failed(
            f"the target {now} now, and was marked as {environment} when this began: nothing was swapped in"
        )


def _refuse_unfinished(target: Target) -> None:
    found = Journal(target.database).read()
    if found and found["state"] != "DONE":
        raise Refused(
            f"a run at the target is not finished (begun {found['started']:%Y-%m-%d %H:%M} UTC, now "
            f"{found['state']}): if nobody runs it any more, run {RECOVER}"
        )
