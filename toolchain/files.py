"""Writing a file so that nobody ever meets half of it: beside its place, as UTF-8, then renamed."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path


def write_whole(file: Path, text: str, mode: int | None = None) -> None:
    """Write a file, or leave the one that is there as it was; one that is linked to is written where it is.

    `mode`: its permissions; without it they stay as they are. Raises OSError, which names `file`.
    """
    target = file.resolve()
    fresh = target.with_name(f"{target.name}.{os.getpid()}.new")
    try:
        if mode is None:
            mode = _mode_of(target)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
            handle.write(text.encode())
        fresh.chmod(mode)
        fresh.replace(target)
    except OSError as error:
        # What there was no room for stands in no error, and the name beside it nobody knows.
        raise OSError(error.errno, error.strerror, str(file)) from None
    finally:
        # On a read-only disk even this is refused, and then there is nothing to remove.
        with contextlib.suppress(OSError):
            fresh.unlink()


def _mode_of(file: Path) -> int:
    """The permissions that a file has or will have. Raises PermissionError where it may not be written."""
    if not file.exists():
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask
    # Renaming asks the folder only: a file that was made read-only on purpose would be replaced.
    if not os.access(file, os.W_OK):
        raise PermissionError(13, "Permission denied", str(file))
    return stat.S_IMODE(file.stat().st_mode)
