"""The sandbox's own folder: everything a rehearsal leaves behind is under it, readable by its owner only."""

import json
import secrets
import socket
import string
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from toolchain.files import write_whole

SOURCE = Path(__file__).resolve().parents[1]
# Within these a lock has been written that is being written.
LOCK_SECONDS = 5
# The host names of this machine: the sandbox answers on them and calls no other.
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SandboxError(Exception):
    """The sandbox cannot do what was asked. The text is one clear line for the person who asked."""


@dataclass(frozen=True)
class Home:
    """`path` is the sandbox's folder, `source` the folder of the program that is rehearsed."""

    path: Path
    source: Path = SOURCE

    @property
    def project(self) -> Path:
        """The working copy of the program, where `pulumi` runs."""
        return self.path / "project"

    @property
    def pulumi_home(self) -> Path:
        """PULUMI_HOME: the plugins of the rehearsal and nothing of the person's own."""
        return self.path / "pulumi-home"

    @property
    def backend(self) -> Path:
        """The folder of the state backend."""
        return self.path / "state"

    @property
    def passphrase_file(self) -> Path:
        """What encrypts the rehearsal's state."""
        return self.path / "passphrase"

    @property
    def pid_file(self) -> Path:
        """The number of the server's process."""
        return self.path / "server.pid"

    @property
    def logs(self) -> Path:
        """The folder of the logs."""
        return self.path / "logs"

    @property
    def url(self) -> str:
        """Where the server answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        """A free port, chosen once: addresses stay the same over a restart."""
        return self._port("port")

    @property
    def key_values_port(self) -> int:
        """Another one, where all Key Values answer; chosen once too."""
        return self._port("key-values-port")

    @property
    def key_values_url(self) -> str:
        """Where all Key Values answer, in place of Render's host: without user and password."""
        return f"redis://127.0.0.1:{self.key_values_port}"

    @property
    def clusters(self) -> Path:
        """The folder of the clusters that hold data, one folder in it for each host."""
        return self.path / "clusters"

    @property
    def mongod_file(self) -> Path:
        """Holds the path of the `mongod` that serves them, once data was asked for."""
        return self.path / "mongod"

    @property
    def mongodb_file(self) -> Path:
        """Where each cluster's server answers, see `mongodb_servers`."""
        return self.path / "mongodb.json"

    @property
    def mongodb_servers(self) -> dict[str, str]:
        """Host of a cluster's SRV address -> `replica set/127.0.0.1:port`; {} until data was asked for."""
        file = self.mongodb_file
        return mapping(file.read_text(encoding="utf-8", errors="replace")) if file.exists() else {}

    def cluster_port(self, host: str) -> int:
        """A port for a cluster's server, chosen once, and again where a stranger listens on it by now."""
        self.clusters.joinpath(host).mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._untaken(f"clusters/{host}/port")

    def _untaken(self, name: str) -> int:
        with socket.socket() as probe:
            # As the server does: the port of one that has just stopped is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self._port(name)))
            except OSError:
                (self.path / name).unlink()
        return self._port(name)

    def _port(self, name: str) -> int:
        return int(self._kept(name, lambda: str(free_port()), str.isdecimal))

    def give_up_taken_ports(self) -> None:
        """Choose another port where a stranger listens on one by now."""
        for name in ("port", "key-values-port"):
            self._untaken(name)

    @cached_property
    def credentials(self) -> dict[str, str]:
        """The tokens that the emulated services accept."""
        text = self._kept("credentials.json", lambda: json.dumps(_new_credentials(), indent=1), mapping)
        return mapping(text)

    def prepare(self) -> None:
        """Make the folders and the secrets of the sandbox itself; does nothing the second time."""
        for folder in (self.path, self.backend, self.pulumi_home, self.logs):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._kept("passphrase", lambda: secrets.token_urlsafe(24))
        _ = self.port, self.credentials
        self._remove_broken_locks()

    def _remove_broken_locks(self) -> None:
        """A lock that Pulumi could not write, on a full disk, is empty, and every command stops at it."""
        for lock in self.backend.glob(".pulumi/locks/**/*.tmp"):
            with suppress(FileNotFoundError):
                found = lock.stat()
                if not found.st_size and time.time() - found.st_mtime > LOCK_SECONDS:
                    lock.unlink()

    def _kept(self, name: str, make: Callable[[], str], is_whole: Callable[[str], object] = bool) -> str:
        """What was made once; anew if a full disk has left a part of it."""
        file = self.path / name
        text = file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
        if not is_whole(text):
            text = make()
            write_private(file, text)
        return text


def mapping(text: str) -> dict[str, str]:
    """The JSON object in a file of the sandbox, {} for what is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def write_private(file: Path, text: str) -> None:
    """Write a file that nobody else can read, not even for a moment."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(file, text, 0o600)


def free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def random_text(length: int) -> str:
    """Random letters and digits."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(length))


def _new_credentials() -> dict[str, str]:
    return {
        "renderApiKey": f"rnd_{random_text(32)}",
        "vercelToken": random_text(24),
        "atlasPublicKey": random_text(8).lower(),
        "atlasPrivateKey": secrets.token_hex(16),
    }
