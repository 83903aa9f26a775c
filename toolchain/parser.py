"""Command lines alike everywhere: help ends with examples, a misspelt word is answered, shells complete.

A description is a docstring; its paragraphs that show commands (`python -m …`) are the examples.
"""

from __future__ import annotations

import argparse
import difflib
import re
import textwrap
from collections.abc import Collection, Mapping
from typing import Any

_COMMAND = re.compile(r"^ *python3? -m ", re.MULTILINE)
# Of a shell that wants completions, as argcomplete's own script asks for them.
_ASKED = "_ARGCOMPLETE"


class Parser(argparse.ArgumentParser):
    """A parser whose help ends with the examples of its description; so do those of its subcommands."""

    def __init__(self, *, description: str | None = None, **others: Any) -> None:
        prose, examples = _parted(description or "")
        others |= {"description": prose, "epilog": examples}
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, **others)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Refuse what is none of the choices. Raises argparse.ArgumentError, as the method it stands for."""
        if action.choices is None or value in action.choices:
            return
        if isinstance(action, argparse._SubParsersAction):
            raise argparse.ArgumentError(None, unknown("command", value, action.choices))
        raise argparse.ArgumentError(action, unknown("choice", str(value), [*map(str, action.choices)]))


def unknown(kind: str, word: str, known: Collection[str]) -> str:
    """One line about a word that is none of the known ones, with the nearest of them or else all."""
    near = difflib.get_close_matches(word, known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"choose from {', '.join(known)}"
    return f"unknown {kind} '{word}'; {hint}"


def _parted(description: str) -> tuple[str, str | None]:
    paragraphs = description.strip().split("\n\n")
    shown = [one for one in paragraphs if _COMMAND.search(one)]
    prose = "\n\n".join(one for one in paragraphs if one not in shown)
    lines = "\n".join(textwrap.dedent(one) for one in shown)
    return prose, f"examples:\n{textwrap.indent(lines, '  ')}" if shown else None


def completing(environ: Mapping[str, str]) -> list[str] | None:
    """The words behind `python -m MODULE` up to the cursor, the last one unfinished; None: nobody asks."""
    if _ASKED not in environ:
        return None
    line = environ.get("COMP_LINE", "")[: int(environ.get("COMP_POINT") or 0)]
    # As the shell splits it, but for quotes: a command's name has none.
    return re.split(r"\s+", line)[3:]


def complete(parser: argparse.ArgumentParser) -> None:
    """Answer the shell that asks for completions, and end."""
    # Here only: the standard library is enough for all else.
    from argcomplete import autocomplete

    autocomplete(parser)
