"""Run a command and hide every secret in what it prints: for `pulumi … -v=9`, which shows them in clear.

    python -m ops redacted --stack dev -- pulumi up --stack dev -v=9 --logtostderr

At that level the engine writes each value that it passes on, secrets included, and without --logtostderr into
files that nobody redacts. Hidden is what this process knows (its environment, `.env` files, with --stack the
stack's state) and what has a secret's form. Exit code: the command's; 2 when it cannot be run.

Everything that `ops` itself prints goes through the same stream, tracebacks too; but a process that it starts
writes to the terminal directly, so its output is captured and printed here.
"""

import argparse
import atexit
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from config.dotenv import every_value
from ops.commands import InputError
from ops.redact import Redactor, filed_values, secret_values
from ops.state import exported
from toolchain.command import silence

# How an exported state marks a secret that it shows.
_PLAINTEXT = "plaintext"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `redacted`."""
    parser.add_argument("--stack", help="hide also what the state of this stack holds")
    parser.add_argument("argv", nargs="+", metavar="CMD", help="the command and its arguments, after --")


def run(arguments: argparse.Namespace) -> int:
    """Run the command to its end, both of its streams into one."""
    redact = Redactor(_of_state(arguments.stack) if arguments.stack else ())
    # Behind this one is the stream that hides what the environment and `.env` files hold.
    out = RedactedStream(sys.stdout, redact)
    try:
        process = subprocess.Popen(
            arguments.argv,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        print(f"{arguments.argv[0]}: cannot be run: {error.strerror}; name a command", file=sys.stderr)
        return 2
    with process:
        assert process.stdout is not None
        for line in process.stdout:
            out.write(line)
            out.flush()
    out.finish()
    return process.returncode


def _of_state(stack: str) -> set[str]:
    try:
        state = exported(stack, "--show-secrets")
    except InputError as error:
        print(f"{error}; its secrets are hidden by their form only", file=sys.stderr)
        return set()
    return filed_values({str(place): text for place, text in enumerate(secret_texts(state))})


def secret_texts(state: Any) -> Iterator[str]:
    """Every text inside the secrets of an exported state."""
    if isinstance(state, dict):
        if isinstance(shown := state.get(_PLAINTEXT), str):
            yield from _texts(json.loads(shown))
        for key, item in state.items():
            if key != _PLAINTEXT:
                yield from secret_texts(item)
    elif isinstance(state, list):
        for item in state:
            yield from secret_texts(item)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


class RedactedStream(io.TextIOBase):
    """A text stream that passes on whole lines, each redacted: a secret may arrive in two writes.

    An unfinished line waits, also at a flush, until its end or `finish`. There is no `buffer` and no
    `fileno`: both would lead around the redaction.
    """

    def __init__(self, inner: TextIO, redact: Callable[[str], str]) -> None:
        self._inner, self._redact, self._held = inner, redact, ""

    def write(self, text: str) -> int:
        """Take text of any length; whole lines go on at once."""
        lines, newline, rest = text.rpartition("\n")
        if newline:
            self._pass_on(self._held + lines + newline)
            self._held = rest
        else:
            self._held += text
        return len(text)

    def finish(self) -> None:
        """Pass on a line without an end; nothing more will come."""
        held, self._held = self._held, ""
        with suppress(OSError):  # there is nobody left to tell
            self._pass_on(held)
            self.flush()

    def flush(self) -> None:
        """Flush what was passed on."""
        self._pass_on("", self._inner.flush)

    def _pass_on(self, text: str, then: Callable[[], object] = lambda: None) -> None:
        try:
            self._inner.write(self._redact(text))
            then()
        except BrokenPipeError:
            # Whoever read it (`| head`) has seen enough.
            silence(self._inner)
        except OSError:
            silence(self._inner)
            raise

    def writable(self) -> bool:
        """Always."""
        return True

    def isatty(self) -> bool:
        """Whether the stream behind this one is a terminal."""
        return self._inner.isatty()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of the stream behind this one."""
        return self._inner.encoding


def install() -> None:
    """Redact stdout and stderr until the process ends; tracebacks come after `main`, so nothing is undone."""
    redact = Redactor(known_secrets(Path(), os.environ))
    for name in ("stdout", "stderr"):
        stream = RedactedStream(getattr(sys, name), redact)
        setattr(sys, name, stream)
        atexit.register(stream.finish)


def known_secrets(folder: Path, environ: Mapping[str, str]) -> set[str]:
    """The values to hide: of the process environment, and of every `.env` file here that can be read."""
    values = secret_values(environ)
    for file in sorted([*folder.glob(".env"), *folder.glob(".env.*")]):
        try:
            text = file.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        # A file that is refused elsewhere holds secrets all the same.
        values |= filed_values(every_value(text))
    return values
