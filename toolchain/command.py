"""The frame of a command line: what the machine refuses is said in one line, with an exit code."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import TextIO

# 128 + SIGPIPE and SIGINT, as a shell counts.
_PIPE_CLOSED, _INTERRUPTED = 141, 130
_ROOM = "make room on its disk, then run this again"
_RIGHT = "make it writable for you, then run this again"
_NEXT_STEPS = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EFBIG: "allow larger files (`ulimit -f`), then run this again",
    errno.EROFS: "its disk is read-only: run this in a checkout that can be written",
    errno.EACCES: _RIGHT,
    errno.EPERM: _RIGHT,
}


def run(main: Callable[[], int], failed: int) -> int:
    """Run `main` and return its exit code, or `failed` after one line on stderr if the machine refuses.

    Before that, the streams are made fit for any text: what the locale's encoding lacks is shown escaped.
    """
    _prepare()
    try:
        try:
            return main()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read it (`| head`) has seen enough.
        silence(sys.stdout)
        return _PIPE_CLOSED
    except OSError as error:
        silence(sys.stdout)
        with contextlib.suppress(OSError):
            print(f"error: {said(error)}", file=sys.stderr, flush=True)
        return failed
    except KeyboardInterrupt:
        return _INTERRUPTED


@contextlib.contextmanager
def ended_as_by_ctrl_c() -> Iterator[None]:
    """Whoever ends it politely has it undone too: CI before it kills, a terminal that is closed."""
    before = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGHUP)}
    # `nohup` has it ignored, so that it goes on.
    heard = [one for one, handler in before.items() if handler is not signal.SIG_IGN]
    try:
        for one in heard:
            signal.signal(one, signal.default_int_handler)
        yield
    finally:
        for one in heard:
            signal.signal(one, before[one])


def said(error: OSError) -> str:
    """What the machine refused, in one line: where, what, and the next step where there is one."""
    what = error.strerror or str(error) or type(error).__name__
    where = (
        error.filename if isinstance(error.filename, str) else "what is printed" if _is_room(error) else ""
    )
    step = _NEXT_STEPS.get(error.errno or 0, "")
    return ": ".join(filter(None, (where, "; ".join(filter(None, (what, step))))))


def _is_room(error: OSError) -> bool:
    """Whether it can only be about a stream: our own files are named in their errors."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF)


def silence(stream: TextIO) -> None:
    """Let a stream that cannot be written lead nowhere: Python would complain about it again at its end."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _prepare() -> None:
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started this: `>&-`
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
