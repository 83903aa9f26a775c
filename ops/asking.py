"""Asking before something is overwritten: the person at the terminal, or who wrote --yes into a script."""

import sys

from ops.commands import InputError

_NOTHING = "Nothing was done."


def confirm(what: str, answer: str, instead: str) -> None:
    """Go on when a person types `answer` under `what`; raise InputError otherwise, and where nobody is there.

    `instead`: the flag that says it in a script.
    """
    if not sys.stdin.isatty():
        raise InputError(f"{what} Nobody is there to ask; with {instead} a script says that it is meant.")
    # A whole line: what is printed is redacted line by line, and a prompt without an end would not show.
    print(f"{what}\nType `{answer}` to go on:", file=sys.stderr, flush=True)
    try:
        typed = sys.stdin.readline()
    except KeyboardInterrupt:
        print(_NOTHING, file=sys.stderr)
        raise
    if typed.strip() != answer:
        raise InputError(_NOTHING)
