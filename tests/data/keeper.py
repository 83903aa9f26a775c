"""A process of its own around a `mongod`: it ends it and removes what it wrote when nobody holds a lease.

The system lets go of the lease however its holder ends, so a test run that is killed leaves no server.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

LOG, ENDED = "log", "ended"


def nobody() -> pwd.struct_passwd | None:
    """Whom a server runs as when the tests are root's: a program that strangers built is never root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def main(lease: Path, folder: Path, command: list[str]) -> None:
    """Run `command` until nobody holds `lease` locked; its output and its end are noted in `folder`."""
    server = _started(folder, command)
    noting = threading.Thread(target=_note_end, args=(server, folder))
    noting.start()
    with suppress(FileNotFoundError), lease.open(encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
    if server:
        server.kill()
    noting.join()
    shutil.rmtree(folder, ignore_errors=True)


def _started(folder: Path, command: list[str]) -> subprocess.Popen[bytes] | None:
    environment = {"PATH": os.defpath}
    user = nobody()
    lowered: dict[str, Any] = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    with (folder / LOG).open("ab") as log:
        try:
            return subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **lowered
            )
        except OSError as error:
            log.write(f"{error}\n".encode())
            return None


def _note_end(server: subprocess.Popen[bytes] | None, folder: Path) -> None:
    if server:
        server.wait()
    (folder / ENDED).touch()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
