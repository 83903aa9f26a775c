"""Where a database's address leads: to the cluster itself, and in a rehearsal to a server on this machine."""

import json
import re
from collections.abc import Mapping

from config.vendors import is_loopback, is_rehearsal
from ops.commands import InputError

_SERVERS = "SANDBOX_MONGODB_SERVERS"
_UP = "`python -m sandbox up --with-data`"
_START = f"{_UP} starts them"
# Groups: scheme, login, hosts, database.
_ADDRESS = re.compile(r"(mongodb(?:\+srv)?)://((?:[^/?#@]*@)?)([^/?#@]+)/([^/?#@]*)", re.IGNORECASE)
# As the sandbox writes them: replica set, and where it answers.
_SERVER = re.compile(r"([A-Za-z0-9-]+)/(([^/:@]+|\[[0-9a-fA-F:]+\]):[0-9]{1,5})")


def comes_first(environ: Mapping[str, str]) -> str:
    """The line below what a rehearsal has no stack or no user for; "" outside of one."""
    return f"\nIn a rehearsal, {_UP} comes first." if is_rehearsal(environ) else ""


def reachable(address: str, environ: Mapping[str, str]) -> str:
    """The address to use in place of `mongodb+srv://LOGIN@HOST/DATABASE`, with the same login and database.

    One of this machine itself stays as it is. Raises InputError in a rehearsal for a host that the sandbox
    has no server for: a rehearsal never reaches a real account.
    """
    if not is_rehearsal(environ):
        return address
    scheme, login, hosts, database = _parts(address)
    if scheme == "mongodb" and all(is_loopback(_host(each)) for each in hosts.split(",")):
        return address
    servers = _servers(environ.get(_SERVERS, ""))
    if hosts.lower() not in servers:
        raise InputError(
            f"{hosts}: the sandbox has no server for this cluster, and a rehearsal must never reach a real "
            f"one; {_START} for the clusters that the stack files name"
        )
    replica_set, place = servers[hosts.lower()]
    return f"mongodb://{login}{place}/{database}?authSource=admin&replicaSet={replica_set}"


def _parts(address: str) -> tuple[str, str, str, str]:
    match = _ADDRESS.match(address)
    if match is None:
        raise InputError("an address names no host; write mongodb+srv://LOGIN@HOST/DATABASE")
    scheme, login, hosts, database = match.groups()
    return scheme.lower(), login, hosts, database


def _servers(text: str) -> dict[str, tuple[str, str]]:
    """By host of the cluster: its replica set, and host and port on this machine. Raises InputError."""
    try:
        told = dict(json.loads(text or "{}"))
        return {str(host).lower(): _server(where) for host, where in told.items()}
    except (TypeError, ValueError):
        raise InputError(
            f"{_SERVERS}: holds what is no server on this machine, and a rehearsal must never reach a real "
            f"one; run the command through `python -m sandbox run --`, which sets it; {_START}"
        ) from None


def _server(where: object) -> tuple[str, str]:
    match = _SERVER.fullmatch(where) if isinstance(where, str) else None
    if match is None or not is_loopback(_host(match[2])):
        raise ValueError(where)
    return match[1], match[2]


def _host(place: str) -> str:
    return place.rpartition(":")[0].strip("[]") if ":" in place else place
