"""What people read when setting up is not possible: one block, with what was tried and what to do."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

_TAIL_LINES = 8
# Registries may be configured with a user and password in their address; tools may echo it.
_ADDRESS_CREDENTIALS = re.compile(r"://[^/@\s]+@")


class SetupError(Exception):
    """Setting up is not possible; the text is the whole message for people."""


class CommandFailed(Exception):
    """A command could not be started or did not end well; the text says what it printed."""

    def __init__(self, command: Sequence[str], outcome: str, output: str) -> None:
        text = f"`{shlex.join(command)}` {outcome}"
        super().__init__("\n".join([text, *(f"    {line}" for line in tail(output))]))


def tail(output: str) -> list[str]:
    """Return the last lines of a command's output that are not blank, without credentials in addresses."""
    lines = [line.rstrip() for line in _ADDRESS_CREDENTIALS.sub("://***@", output).splitlines()]
    return [line for line in lines if line][-_TAIL_LINES:]


def block(title: str, tried: Sequence[str], advice: Sequence[str]) -> str:
    """Return one message: the title, each thing tried with what it said, and the ways out of it."""
    return "\n".join([title, "Tried:", *_items(tried), "What to do:", *_items(advice)])


def _items(texts: Sequence[str]) -> list[str]:
    return ["  - " + text.replace("\n", "\n    ") for text in texts]
