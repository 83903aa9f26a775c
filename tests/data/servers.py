"""MongoDB servers for tests, with failpoints and in folders that go with them."""

import json
import os
import secrets
import signal
from dataclasses import asdict
from pathlib import Path
from tempfile import mkdtemp

from sandbox.clusters import mongod as genuine
from sandbox.clusters.keeper import ENDED
from sandbox.clusters.mongod import Mongod
from sandbox.home import free_port


class Server(Mongod):
    """A server of a test; the processes of a run share it by its fields."""

    def kill(self) -> None:
        """End it as a power cut does; for a server of one's own, never for one that others use too."""
        os.kill(int((Path(self.folder) / genuine.PID).read_text()), signal.SIGKILL)
        genuine.poll(self, lambda: (Path(self.folder) / ENDED).exists(), ends=True)

    def come_back(self) -> None:
        """Start it again after `kill`, with the data that it had."""
        genuine.run(self)
        genuine.await_primary(self)

    def as_json(self) -> str:
        return json.dumps(asdict(self))


def start(name: str, mongod: Path, lease: Path) -> Server:
    """Start a server that ends when nobody holds the file `lease` locked any more.

    Raises RuntimeError, with what it printed last, if it does not come up.
    """
    # Not below pytest's own folder, which a server that comes from elsewhere might not reach.
    folder = Path(mkdtemp(prefix="mongod-"))
    program = genuine.make_folder(folder, mongod)
    server = Server(
        name=name,
        mongod=str(program),
        folder=str(folder),
        lease=str(lease),
        port=free_port(),
        password=secrets.token_urlsafe(24),
        parameters=("enableTestCommands=1",),
    )
    genuine.run(server)
    genuine.initiate(server)
    return server
