"""A genuine MongoDB server: a one-node replica set with users, reachable from this machine only."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pymongo import MongoClient
from pymongo.errors import OperationFailure

from sandbox.clusters.keeper import ENDED, KEPT, LOG, PROGRAM, REMOVED, nobody
from sandbox.home import SOURCE
from toolchain.mongod import is_fetched

DEADLINE_SECONDS = 60
# No diagnostics are gathered, which cost time and are read by nobody; there is no other member to wait for.
_PARAMETERS = ("diagnosticDataCollectionEnabled=false", "shutdownTimeoutMillisForSignaledShutdown=0")
PID, _KEY, _DATA = "pid", "key", "data"
_LINUX = sys.platform == "linux"
Client = MongoClient[dict[str, Any]]


@dataclass(frozen=True)
class Mongod:
    """A server in `folder`; `name` is also its replica set's. It ends when nobody holds `lease` locked.

    `kept`: whether its data is there for another start; `parameters`: further ones (`name=value`).
    """

    name: str
    mongod: str
    folder: str
    lease: str
    port: int
    password: str = field(repr=False)
    kept: bool = False
    parameters: Sequence[str] = ()

    @cached_property
    def client(self) -> Client:
        """Root's."""
        return MongoClient(self.uri("root", self.password))

    @property
    def address(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    def uri(self, user: str, password: str, database: str = "") -> str:
        """As Atlas has it: users live in `admin`, whatever database they may use."""
        place = f"{self.address}/{database}?authSource=admin&replicaSet={self.name}"
        return f"mongodb://{quote(user, safe='')}:{quote(password, safe='')}@{place}"

    @property
    def log(self) -> str:
        """What it has printed, one JSON object in each line."""
        return (Path(self.folder) / LOG).read_text(encoding="utf-8", errors="replace")


def make_folder(folder: Path, program: Path) -> Path:
    """Prepare an empty folder for a server; returns the program as the server is to be started."""
    (folder / _DATA).mkdir()
    (folder / _KEY).write_text(secrets.token_hex(32), encoding="utf-8")
    (folder / _KEY).chmod(0o400)
    if user := nobody():
        for path in (folder, *folder.iterdir()):
            os.chown(path, user.pw_uid, user.pw_gid)
    return within_reach(program, folder)


def within_reach(program: Path, folder: Path) -> Path:
    """The fetched one may lie where only root looks: its folder is linked or copied into `folder`."""
    if nobody() is None or not is_fetched(program):
        return program
    home = program.parents[1]
    shutil.rmtree(folder / PROGRAM, ignore_errors=True)
    shutil.copytree(home, folder / PROGRAM, copy_function=_link)
    return Path(PROGRAM) / program.relative_to(home)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copy2(source, target)


def run(server: Mongod) -> "subprocess.Popen[bytes]":
    """Start a server and return when it listens; what is returned is the process that keeps it.

    Raises RuntimeError, with what it printed last, if it does not come up.
    """
    folder = Path(server.folder)
    (folder / ENDED).unlink(missing_ok=True)
    after = KEPT if server.kept else REMOVED
    keeper = [sys.executable, "-m", "sandbox.clusters.keeper", server.lease, server.folder, after]
    # Relative to where it runs, for folders above may be closed to its user.
    here = Path("/proc/self/cwd") if _LINUX else folder
    command = [
        *(server.mongod, "--dbpath", str(here / _DATA), "--pidfilepath", str(here / PID)),
        *("--replSet", server.name, "--keyFile", str(here / _KEY)),
        *("--bind_ip", "127.0.0.1", "--port", str(server.port), "--nounixsocket"),
        *("--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "256"),
        *(word for each in (*_PARAMETERS, *server.parameters) for word in ("--setParameter", each)),
    ]
    # Knowing nothing of ours, it is none of the processes that end with a rehearsed command.
    process = subprocess.Popen(
        [*keeper, *command],
        cwd=SOURCE,
        env={"PATH": os.defpath},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    poll(server, lambda: _listens(server))
    return process


def initiate(server: Mongod) -> None:
    """Make of a server over an empty folder a replica set with a user root."""
    # Only from this machine, and only until there is a user, MongoDB lets anybody begin.
    with Client("127.0.0.1", server.port, directConnection=True) as anybody:
        member = {"_id": 0, "host": server.address}
        anybody.admin.command("replSetInitiate", {"_id": server.name, "members": [member]})
        poll(server, lambda: _is_primary(anybody))
        anybody.admin.command("createUser", "root", pwd=server.password, roles=["root"])


def await_primary(server: Mongod) -> None:
    """Return when a server that was started again takes writes, on whichever port it is now."""
    # Until it has found itself among its members it says of no set that it is in it.
    uri = f"mongodb://root:{quote(server.password, safe='')}@{server.address}/?authSource=admin"
    with Client(uri, directConnection=True) as root:
        poll(server, lambda: _is_primary(root) or _has_moved(root, server))
        poll(server, lambda: _is_primary(root))


def _has_moved(root: Client, server: Mongod) -> bool:
    """Whether the set is told of another port than before, as nobody is there who could be asked."""
    try:
        config = root.admin.command("replSetGetConfig")["config"]
    except OperationFailure:  # it has not looked at it yet
        return False
    if config["members"][0]["host"] == server.address:
        return False
    config["members"][0]["host"] = server.address
    config["version"] += 1
    root.admin.command("replSetReconfig", config, force=True)
    return True


def _listens(server: Mongod) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", server.port)):
        return True
    return False


def _is_primary(client: Client) -> bool:
    return bool(client.admin.command("hello")["isWritablePrimary"])


def poll(server: Mongod, reached: Callable[[], bool], *, ends: bool = False) -> None:
    """Return when something is reached. Raises RuntimeError when the server ends first, or after a minute."""
    folder, deadline = Path(server.folder), time.monotonic() + DEADLINE_SECONDS
    while not reached():
        if ((folder / ENDED).exists() and not ends) or time.monotonic() > deadline:
            what = f"the MongoDB server {server.name} is not what it was to become:"
            raise RuntimeError("\n".join([what, *server.log.splitlines()[-5:]]))
        time.sleep(0.02)
