"""Where a database's address leads: to the cluster itself, and in a rehearsal to a server on this machine."""

from collections.abc import Mapping

from config.vendors import is_rehearsal
from ops.commands import InputError


def reachable(address: str, environ: Mapping[str, str]) -> str:
    """The address to use. Raises InputError in a rehearsal, which must never reach a real account."""
    if is_rehearsal(environ):
        raise InputError(
            "the sandbox has no server for this database: run the command in the checkout, without "
            "`python -m sandbox run --`"
        )
    return address
