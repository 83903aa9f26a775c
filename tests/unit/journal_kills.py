"""A process that dies at a write of an operation's journal: nothing of it runs after that."""

from collections.abc import Callable
from typing import Any

import pytest

from ops.operation.journal import Journal


class KilledError(BaseException):
    """As `kill -9`."""


def killed(write: int, patch: pytest.MonkeyPatch, do: Callable[[], object], *, written: bool) -> bool:
    """Do something and die at this write of the journal, after or before it; whether it came so far."""
    left, note = [write], Journal._write

    def noted(journal: Journal, facts: dict[str, Any]) -> None:
        left[0] -= 1
        if left[0] < 0 or (left[0] == 0 and not written):
            raise KilledError  # also in what would tidy up
        note(journal, facts)
        if left[0] == 0:
            raise KilledError

    with patch.context() as patched:
        patched.setattr(Journal, "_write", noted)
        try:
            do()
        except KilledError:
            return True
    return False
