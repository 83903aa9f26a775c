"""A finding as a block of lines that a person reads from top to bottom."""

import os
import sys

from config.faults import Fault

_RED, _YELLOW, _BOLD, _PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[0m"


def colours() -> bool:
    """Whether standard output is a terminal, and its owner has not said no (no-color.org)."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def block(fault: Fault, colour: bool) -> str:
    """Level and rules, then place, what is wrong, why it matters and what to write."""
    level = "warning" if fault.warning else "error"
    head = f"{level} {', '.join(fault.rules)}".rstrip()
    where = f"{fault.file}:{fault.line}" if fault.line else fault.file
    place = f"{where}: {fault.key}" if fault.key else where
    if colour:
        head = f"{_YELLOW if fault.warning else _RED}{head}{_PLAIN}"
        place = f"{_BOLD}{place}{_PLAIN}"
    rows = [("what", fault.what), ("why", fault.why), ("do", fault.write)]
    return "\n".join([head, f"  {'where':6} {place}", *(f"  {name:6} {text}" for name, text in rows if text)])
