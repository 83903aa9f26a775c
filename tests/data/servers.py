"""Genuine MongoDB servers for tests: one-node replica sets with users, reachable from this machine only."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import quote

from pymongo import MongoClient

from tests.data.keeper import ENDED, LOG, nobody
from toolchain import cache, pins

_DEADLINE_SECONDS = 60
# Failpoints can be set; no diagnostics are gathered, which cost time and are read by nobody.
_PARAMETERS = ("enableTestCommands=1", "diagnosticDataCollectionEnabled=false")
_PID, _KEY, _DATA = "pid", "key", "data"


@dataclass(frozen=True)
class Server:
    """A server; `name` is also its replica set's. The processes of a run share it by its fields."""

    name: str
    mongod: str
    folder: str
    lease: str
    port: int
    password: str = field(repr=False)

    @cached_property
    def client(self) -> MongoClient[dict[str, Any]]:
        """Root's."""
        return MongoClient(self.uri("root", self.password))

    def uri(self, user: str, password: str, database: str = "") -> str:
        """As Atlas has it: users live in `admin`, whatever database they may use."""
        place = f"127.0.0.1:{self.port}/{database}?authSource=admin&replicaSet={self.name}"
        return f"mongodb://{quote(user, safe='')}:{quote(password, safe='')}@{place}"

    @property
    def log(self) -> str:
        """What it has printed, one JSON object in each line."""
        return (Path(self.folder) / LOG).read_text(errors="replace")

    def kill(self) -> None:
        """End it as a power cut does; for a server of one's own, never for one that others use too."""
        os.kill(int((Path(self.folder) / _PID).read_text()), signal.SIGKILL)
        _poll(self, lambda: (Path(self.folder) / ENDED).exists(), ends=True)

    def come_back(self) -> None:
        """Start it again after `kill`, with the data that it had."""
        _run(self)
        _poll(self, lambda: _is_primary(self.client))

    def as_json(self) -> str:
        return json.dumps(asdict(self))


def start(name: str, mongod: Path, lease: Path) -> Server:
    """Start a server that ends when nobody holds the file `lease` locked any more.

    Raises RuntimeError, with what it printed last, if it does not come up.
    """
    folder = _scratch_folder()
    program = _within_reach(mongod, folder)
    server = Server(name, str(program), str(folder), str(lease), _free_port(), secrets.token_urlsafe(24))
    _run(server)
    # Only from this machine, and only until there is a user, MongoDB lets anybody begin.
    with MongoClient[dict[str, Any]]("127.0.0.1", server.port, directConnection=True) as anybody:
        member = {"_id": 0, "host": f"127.0.0.1:{server.port}"}
        anybody.admin.command("replSetInitiate", {"_id": name, "members": [member]})
        _poll(server, lambda: _is_primary(anybody))
        anybody.admin.command("createUser", "root", pwd=server.password, roles=["root"])
    return server


def _scratch_folder() -> Path:
    # Not below pytest's own folder: that is closed to everybody but the user who runs the tests.
    folder = Path(mkdtemp(prefix="mongod-"))
    (folder / _DATA).mkdir()
    (folder / _KEY).write_text(secrets.token_hex(32))
    (folder / _KEY).chmod(0o400)
    if user := nobody():
        for path in (folder, *folder.iterdir()):
            os.chown(path, user.pw_uid, user.pw_gid)
    return folder


def _within_reach(mongod: Path, folder: Path) -> Path:
    """The fetched one may lie where only root looks: its folder is linked or copied into `folder`."""
    if nobody() is None or cache.root(os.environ) not in mongod.parents:
        return mongod
    home = mongod.parents[1]
    shutil.copytree(home, folder / "program", copy_function=_link)
    return folder / "program" / mongod.relative_to(home)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copy2(source, target)


def _run(server: Server) -> None:
    folder = Path(server.folder)
    (folder / ENDED).unlink(missing_ok=True)
    keeper = [sys.executable, "-m", "tests.data.keeper", server.lease, server.folder]
    command = [
        *(server.mongod, "--dbpath", str(folder / _DATA), "--pidfilepath", str(folder / _PID)),
        *("--replSet", server.name, "--keyFile", str(folder / _KEY)),
        *("--bind_ip", "127.0.0.1", "--port", str(server.port), "--nounixsocket"),
        *("--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "256"),
        *(word for each in _PARAMETERS for word in ("--setParameter", each)),
    ]
    subprocess.Popen([*keeper, *command], cwd=pins.PROJECT, start_new_session=True)
    _poll(server, lambda: _listens(server))


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _listens(server: Server) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", server.port)):
        return True
    return False


def _is_primary(client: MongoClient[dict[str, Any]]) -> bool:
    return bool(client.admin.command("hello")["isWritablePrimary"])


def _poll(server: Server, reached: Callable[[], bool], *, ends: bool = False) -> None:
    folder, deadline = Path(server.folder), time.monotonic() + _DEADLINE_SECONDS
    while not reached():
        if ((folder / ENDED).exists() and not ends) or time.monotonic() > deadline:
            what = f"the MongoDB server {server.name} is not what it was to become:"
            raise RuntimeError("\n".join([what, *server.log.splitlines()[-5:]]))
        time.sleep(0.02)
