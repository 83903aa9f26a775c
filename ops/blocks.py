"""A finding as a block of lines that a person reads from top to bottom."""

import os
import sys

from config.violations import Violation

_RED, _YELLOW, _BOLD, _PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[0m"


def colours() -> bool:
    """Whether standard output is a terminal, and its owner has not said no (no-color.org)."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def block(violation: Violation, colour: bool) -> str:
    """Level and rules, then place, what is wrong, why it matters and what to write."""
    head = f"{violation.level} {', '.join(violation.rules)}".rstrip()
    where = f"{violation.file}:{violation.line}" if violation.line else violation.file
    place = f"{where}: {violation.key}" if violation.key else where
    if colour:
        head = f"{_RED if violation.level == 'error' else _YELLOW}{head}{_PLAIN}"
        place = f"{_BOLD}{place}{_PLAIN}"
    rows = [("what", violation.what), ("why", violation.why), ("do", violation.write)]
    return "\n".join([head, f"  {'where':6} {place}", *(f"  {name:6} {text}" for name, text in rows if text)])
