"""How a command of this room ends when it does not end well: one line for people, and a number of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.receipt import Receipt


class DataError(Exception):
    """What, where, why it matters, what to do, for people. Holds no value of a document and no address.

    `left`: what it has left at the target, told behind the rest; whoever mends that says it anew. `receipt`:
    what a refresh that ended so has written there, if it got that far.
    """

    exit_code = 3
    left: str = ""
    receipt: Receipt | None = None

    def __str__(self) -> str:
        return "; ".join(part for part in (super().__str__(), self.left) if part)


class Refused(DataError):
    """Nothing was begun: the addresses, the credential, the policy or what the source holds forbid it."""

    exit_code = 2


class NotLetIn(Refused):
    """A server does not accept the address' user and password, or does not know that user."""


class Failed(DataError):
    """It was begun and could not be finished; the target is as it was, unless the text says otherwise."""

    exit_code = 3


class Leaked(DataError):
    """The verifier found something of the source in what was loaded, or could not make one of its checks."""

    exit_code = 4


class Interrupted(DataError):
    """It was begun, and ended by Ctrl-C, SIGTERM or SIGHUP; `left` is what that has left, for people."""

    exit_code = 130  # as a shell counts: 128 + SIGINT

    def __init__(self, left: str) -> None:
        super().__init__("stopped")
        self.left = left
