"""The server of one cluster, over the data that it had before; it ends with the process that started it."""

import fcntl
import secrets
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from pymongo import timeout
from pymongo.errors import PyMongoError

from sandbox.clusters import mongod
from sandbox.clusters.contents import databases
from sandbox.clusters.keeper import ENDED, LOG
from sandbox.clusters.mongod import Mongod
from sandbox.clusters.users import put_in_force
from sandbox.clusters.wanted import User
from sandbox.home import Home, write_private
from sandbox.http import Json

_STOP_SECONDS, _ANSWER_SECONDS, _CLOSE_SECONDS = 8, 5, 1
# The file that holds the password of root.
_LOGIN = "root"


@dataclass
class Running:
    """A server that was started; `admitted`: the users that it was told last, None for none yet."""

    server: Mongod
    keeper: "subprocess.Popen[bytes]"
    lease: TextIO
    admitted: Mapping[str, User] | None = None

    @property
    def ended(self) -> bool:
        """Whether it has ended by itself."""
        return (Path(self.server.folder) / ENDED).exists()

    def admit(self, wanted: Mapping[str, User]) -> None:
        """Let in whom the cluster lets in, and nobody else. Raises pymongo's errors."""
        if self.admitted != wanted:
            put_in_force(self.server.client, wanted, self.admitted or {})
            self.admitted = dict(wanted)

    def databases(self) -> list[Json]:
        """What it holds; nothing when it does not answer."""
        try:
            with timeout(_ANSWER_SECONDS):
                return databases(self.server.client)
        except PyMongoError:
            return []

    def stop(self) -> None:
        """End it; returns when its data is on disk and it is gone."""
        with timeout(_CLOSE_SECONDS):  # the driver says goodbye, also to one that has ended
            self.server.client.close()
        self.lease.close()
        with suppress(subprocess.TimeoutExpired):  # its keeper stays at it
            self.keeper.wait(_STOP_SECONDS)


def _was_begun(folder: Path) -> bool:
    """Whether there is data of an earlier start in a cluster's folder."""
    return (folder / _LOGIN).exists()


def mongod_of(home: Home, host: str, name: str) -> Mongod:
    """The server of a cluster that was begun, for speaking to it."""
    folder = home.clusters / host
    port = int((folder / "port").read_text(encoding="utf-8"))
    return _server(folder, name, port, Path(), (folder / _LOGIN).read_text(encoding="utf-8"))


def start(folder: Path, name: str, port: int, program: Path) -> Running:
    """Start the server of a cluster in `folder`; returns when it takes writes.

    Raises OSError, RuntimeError with what it printed last, and pymongo's errors.
    """
    lease = (folder / "lease").open("a", encoding="utf-8")
    try:
        # One that is still ending, of a sandbox that was killed, has the same files open.
        fcntl.flock(lease, fcntl.LOCK_EX)
        server, keeper = _again(folder, name, port, program) or _anew(folder, name, port, program)
    except BaseException:
        lease.close()
        raise
    return Running(server, keeper, lease)


def _again(
    folder: Path, name: str, port: int, program: Path
) -> "tuple[Mongod, subprocess.Popen[bytes]] | None":
    if not _was_begun(folder):
        return None
    inside = folder / "server"
    (inside / LOG).unlink(missing_ok=True)
    password = (folder / _LOGIN).read_text(encoding="utf-8")
    server = _server(folder, name, port, mongod.within_reach(program, inside), password)
    keeper = mongod.run(server)
    mongod.await_primary(server)
    return server, keeper


def _anew(folder: Path, name: str, port: int, program: Path) -> "tuple[Mongod, subprocess.Popen[bytes]]":
    inside = folder / "server"
    shutil.rmtree(inside, ignore_errors=True)
    inside.mkdir(mode=0o700)
    server = _server(folder, name, port, mongod.make_folder(inside, program), secrets.token_urlsafe(24))
    keeper = mongod.run(server)
    mongod.initiate(server)
    # Only now: without it, what was cut off on the way here begins anew.
    write_private(folder / _LOGIN, server.password)
    return server, keeper


def _server(folder: Path, name: str, port: int, program: Path, password: str) -> Mongod:
    return Mongod(
        name=name,
        mongod=str(program),
        folder=str(folder / "server"),
        lease=str(folder / "lease"),
        port=port,
        password=password,
        kept=True,
    )
