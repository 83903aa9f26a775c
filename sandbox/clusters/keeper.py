"""A process of its own around a `mongod`: it ends it when nobody holds a lease any more.

The system lets go of the lease however its holder ends, so whoever is killed leaves no server.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

LOG, ENDED, PROGRAM = "log", "ended", "program"
KEPT, REMOVED = "kept", "removed"
END_SECONDS = 5


def nobody() -> pwd.struct_passwd | None:
    """Whom a server runs as when we are root: a program that strangers built is never root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def main(lease: Path, folder: Path, after: str, command: list[str]) -> None:
    """Run `command` in `folder` until nobody holds `lease` locked; its output and its end are noted there.

    `after`: whether the folder is "kept" for the next start or "removed". It has the lease until it is over.
    """
    server = _started(folder, command)
    noting = threading.Thread(target=_note_end, args=(server, folder))
    noting.start()
    with _let_go(lease):
        _end(server, noting, after)
    if after == REMOVED:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _let_go(lease: Path) -> Iterator[None]:
    try:
        file = lease.open(encoding="utf-8")
    except FileNotFoundError:
        yield
        return
    with file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def _end(server: subprocess.Popen[bytes] | None, noting: threading.Thread, after: str) -> None:
    if server and after == KEPT:
        server.terminate()
        noting.join(END_SECONDS)
    if server:
        server.kill()
    noting.join()


def _started(folder: Path, command: list[str]) -> subprocess.Popen[bytes] | None:
    environment = {"PATH": os.defpath}
    if (folder / PROGRAM).exists():
        # A path that begins at the root may lead through folders that are closed to the server's user.
        environment["LD_LIBRARY_PATH"] = f"{PROGRAM}/lib"
    user = nobody()
    lowered: dict[str, Any] = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    with (folder / LOG).open("ab") as log:
        try:
            return subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **lowered,
            )
        except OSError as error:
            log.write(f"{error}\n".encode())
            return None


def _note_end(server: subprocess.Popen[bytes] | None, folder: Path) -> None:
    if server:
        server.wait()
    with suppress(FileNotFoundError):  # a reset of the sandbox
        (folder / ENDED).touch()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4:])
