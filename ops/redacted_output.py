"""Everything that `ops` prints goes through the redactor: what it writes itself, and tracebacks.

A process that it starts writes to the terminal directly; capture its output and print it.
"""

import atexit
import io
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO

from config.dotenv import parse_dotenv
from ops.redact import Redactor, filed_values, secret_values


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
            self._inner.write(self._redact(self._held + lines + newline))
            self._held = rest
        else:
            self._held += text
        return len(text)

    def finish(self) -> None:
        """Pass on a line without an end; nothing more will come."""
        held, self._held = self._held, ""
        self._inner.write(self._redact(held))
        self._inner.flush()

    def flush(self) -> None:
        """Flush what was passed on."""
        self._inner.flush()

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
        values |= filed_values(parse_dotenv(file.name, text)[0])
    return values
