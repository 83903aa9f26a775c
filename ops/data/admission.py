"""Who runs a refresh is let in at Atlas while it runs, where DATA_RUNNER_ADDRESS names the address.

A runner has another address each day, and a range that is always open would be anybody's who rents one.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network

from config.settings import Settings
from ops.accounts import AccountError, atlas
from ops.accounts.atlas import Entry, Network
from ops.commands import InputError
from ops.data.waiting import Clock

VARIABLE = "DATA_RUNNER_ADDRESS"
LASTS = timedelta(hours=2)
_WIDEST = {4: 24, 6: 64}
_TRIES, _PAUSE = 3, 1.0
# Seconds until an entry has to be in force: Atlas brings it to the clusters, which takes a minute or so.
_PATIENCE = 300.0
_AGAIN = "run this again, and see Network Access in Atlas if it stays so"


def runner(environ: Mapping[str, str]) -> Network | None:
    """Whose entry is made, None where nobody is named. Raises InputError."""
    given = environ.get(VARIABLE, "").strip()
    if not given:
        return None
    write = f"write the address that this machine calls from, such as 203.0.113.7, or unset {VARIABLE}"
    try:
        network = ip_network(given)
    except ValueError as error:
        raise InputError(f"{VARIABLE}: is neither an address nor a range ({error}); {write}") from None
    if network.prefixlen < (widest := _WIDEST[network.version]):
        what = f"is wider than /{widest}, and would let in others than this machine"
        raise InputError(f"{VARIABLE}: {network} {what}; {write}")
    if network.network_address.is_unspecified or network.network_address.is_loopback:
        raise InputError(f"{VARIABLE}: Atlas sees nobody who calls from {network}; {write}")
    return network


def lets_in(entries: Iterable[Entry], network: Network, until: datetime, mark: str) -> bool:
    """Whether the list lets it in already: for long enough, or by an entry of the same addresses.

    One of an earlier refresh, by its `mark`, counts for nothing: it is renewed, and taken away in the end.
    """
    others = [entry for entry in entries if entry.network != network or not entry.comment.startswith(mark)]
    return any(
        entry.network == network
        or (_holds(entry.network, network) and (entry.until is None or entry.until >= until))
        for entry in others
    )


@contextmanager
def admitted(
    stacks: Mapping[str, Settings],
    run: str,
    environ: Mapping[str, str] = os.environ,
    clock: Clock | None = None,
) -> Iterator[None]:
    """Let the runner reach the Atlas projects of these stacks for the time of the block, and no longer.

    An entry goes by itself after two hours; one that cannot be taken away before is told. Without the
    variable nothing is made. Raises InputError, AccountError before the block is begun.
    """
    clock, network = clock or Clock(), runner(environ)
    # Two stacks of one project have one list.
    projects = {settings.atlas.project_id: stack for stack, settings in stacks.items()}
    with ExitStack() as doors:
        for project, stack in projects.items():
            if network:
                _let_in(doors, stack, project, network, run, clock)
        yield


def _let_in(doors: ExitStack, stack: str, project: str, network: Network, run: str, clock: Clock) -> None:
    account, mark = atlas.connect(project), f"{stack} refresh "
    until = datetime.fromtimestamp(clock.now(), UTC) + LASTS
    if lets_in(account.entries(), network, until, mark):
        return
    # Before it is made: a reply may be lost, and what may be there is taken away.
    where = f"the Atlas project {project} of {stack}"
    doors.callback(_keep_out, account, where, network, until, clock)
    account.let_in(network, f"{mark}{run}", until)
    _await_open(account, where, network, clock)
    clock.tell(f"{network} is let in at {where} until this ends")


def _await_open(account: atlas.Atlas, where: str, network: Network, clock: Clock) -> None:
    """Wait until the clusters know of the entry. Raises AccountError when they never will."""
    for _ in clock.looks(_PATIENCE):
        status = _status(account, network)
        if status == "ACTIVE":
            return
        if status != "PENDING":
            how = status or "its entry is gone"
            raise AccountError(f"{network} could not be let in at {where} ({how}); {_AGAIN}")
    raise AccountError(f"{network} is not let in at {where} after {_PATIENCE / 60:.0f} min; {_AGAIN}")


def _status(account: atlas.Atlas, network: Network) -> str | None:
    try:
        return account.entry_status(network)
    except AccountError as error:
        if not error.may_pass:
            raise
        return "PENDING"


def _keep_out(account: atlas.Atlas, where: str, network: Network, until: datetime, clock: Clock) -> None:
    for tries_left in reversed(range(_TRIES)):
        try:
            account.keep_out(network)
        except AccountError as error:
            if tries_left and error.may_pass:
                clock.sleep(_PAUSE)
                continue
            if not _may_be_there(account, network):
                return
            clock.tell(
                f"{network} is still let in at {where}: {error}; it goes by itself at {until:%Y-%m-%d %H:%M} "
                "UTC, and sooner by hand (Network Access)"
            )
        return


def _may_be_there(account: atlas.Atlas, network: Network) -> bool:
    try:
        return any(entry.network == network for entry in account.entries())
    except AccountError:
        return True


def _holds(wide: Network, narrow: Network) -> bool:
    if isinstance(narrow, IPv4Network):
        return isinstance(wide, IPv4Network) and narrow.subnet_of(wide)
    return isinstance(wide, IPv6Network) and narrow.subnet_of(wide)
