"""Every reason not to let a seed into a database, looked for before the application is started."""

from data.errors import Refused
from data.target import marker
from data.target.address import Target, ask, connect, members
from data.target.faults import told
from data.target.names import DEVELOPMENT, MARKER
from data.target.rights import elsewhere


def open_development(uri: str, database: str) -> Target:
    """Development's database, if it is the one called `database`, marked as such, and all its user may touch.

    Raises Refused, Failed where the server does not answer. Only reads.
    """
    target = connect(uri)
    try:
        if target.database.name != database:
            raise Refused(
                f"the address leads to {target.database.name}, and development's database is {database}: "
                "a seed empties what it is led to"
            )
        marker.refuse_production(target)
        marker.refuse_production(target, members(ask(target)))
        _refuse_rights(target)
        _refuse_marker(target)
    except BaseException:
        target.close()
        raise
    return target


def _refuse_rights(target: Target) -> None:
    with told("asking what its user may do"):
        status = target.database.command("connectionStatus", showPrivileges=True)["authInfo"]
    remedy = f"give it a user with `readWrite` on {target.database.name} alone"
    if not status["authenticatedUsers"]:
        raise Refused(f"the target's address names no user: what a seed may do cannot be known; {remedy}")
    if places := elsewhere(status["authenticatedUserPrivileges"], target.database.name):
        raise Refused(
            f"development's user has rights beside {target.database.name}, on {', '.join(places)}: "
            f"a seed that is led astray could empty more than development; {remedy}"
        )


def _refuse_marker(target: Target) -> None:
    found = marker.read(target)
    if found is None:
        raise Refused(
            f"the target holds no marker ({MARKER}): nothing says that {target.database.name} may be emptied;"
            f" if it is development's, run `python -m ops data mark {DEVELOPMENT}` once"
        )
    if found != DEVELOPMENT:
        raise Refused(
            f"the target is marked as {found}: a seed fills development alone, under no flag another"
        )
