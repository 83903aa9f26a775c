"""The Key Values of an in-process sandbox, spoken to over their one port as any client would."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Self

import psutil
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from sandbox import key_values
from sandbox.home import free_port
from tests.unit.sandbox_wire import OWNER, Wire

EVERYBODY = [{"cidrBlock": "0.0.0.0/0", "description": "everybody"}]
LONG = 20.0  # seconds after which a test is given up as hung; no test waits for them


class KeyValues(Wire):
    """A fresh sandbox whose Key Values answer on `port` inside `with served()`."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.port = free_port()
        self._open = ExitStack()

    @contextmanager
    def served(self) -> Iterator[Self]:
        """Answer for all Key Values in a thread of its own, as the sandbox's process does."""
        loop = self._loop = asyncio.new_event_loop()
        ready, over = threading.Event(), asyncio.Event()

        async def serve() -> None:
            async with key_values.serving(self.cloud, self.servers, self.port):
                ready.set()
                await over.wait()

        thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
        thread.start()
        assert ready.wait(LONG)
        try:
            with self._open:
                yield self
        finally:
            loop.call_soon_threadsafe(over.set)
            thread.join(LONG)
        assert not thread.is_alive()
        loop.close()

    def settle(self) -> None:
        """Return when what the last changes of instances have caused is done."""
        asyncio.run_coroutine_threadsafe(self.servers.settle(), self._loop).result(LONG)

    def create(self, **changes: Any) -> str:
        """An available instance that lets everybody in; returns its id."""
        body = {"name": "shop-redis", "ownerId": OWNER, "plan": "starter", "ipAllowList": EVERYBODY}
        reply = self.render("POST", "/key-value", body | changes)
        self.stages(3)
        return str(reply.json()["id"])

    def change(self, instance: str, **changes: Any) -> None:
        """PATCH an instance, and wait by the clock until it is available again."""
        assert self.render("PATCH", f"/key-value/{instance}", changes).status_code == 200
        self.stages(2)

    def password(self, name: str) -> str:
        """The password of an instance, as its connection string has it."""
        info = self.render("GET", f"/key-value/{name}/connection-info").json()
        return str(info["externalConnectionString"].split(":")[2].split("@")[0])

    def client(self, name: str, password: str | None = None) -> "redis.Redis":
        """The official client, signed in as this instance with its password or another."""
        made: redis.Redis = redis.Redis(
            port=self.port,
            username=name,
            password=self.password(name) if password is None else password,
            socket_timeout=LONG,
            retry=Retry(NoBackoff(), 0),  # a wrong password would be tried again
            decode_responses=True,
        )
        self._open.callback(made.close)
        return made

    def setting(self, name: str, key: str) -> str:
        """One setting of the server of this instance."""
        return str(self.client(name).config_get(key)[key])

    def talk(self) -> "Talk":
        """A connection on which nothing has been said."""
        return self._open.enter_context(Talk(self.port))

    def signed_in(self, name: str) -> "Talk":
        """A connection that has signed in, and nothing more."""
        talk = self.talk()
        assert talk.say(f"AUTH {name} {self.password(name)}") == "+OK"
        return talk

    def processes(self) -> list[psutil.Process]:
        """All processes that work in the folder of this sandbox's Key Values."""
        return working_in(self.cloud.home / "key-values")


class Talk:
    """A bare connection."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), LONG)
        self._answers = self._socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._answers.close()
        self._socket.close()

    def say(self, text: str) -> str:
        """Send a line; returns the next line of the answer, "" where the connection is cut."""
        self.send(text)
        return self.hear()

    def send(self, text: str) -> None:
        """Send a line."""
        self._socket.sendall(text.encode() + b"\r\n")

    def hear(self) -> str:
        """The next line, "" where the connection is cut."""
        try:
            return self._answers.readline().decode().rstrip("\r\n")
        except ConnectionResetError:
            return ""


def working_in(folder: Path) -> list[psutil.Process]:
    """The processes whose working directory is in this folder, which may be gone."""
    found = ((each, each.info["cwd"] or "") for each in psutil.process_iter(["cwd"]))
    return [each for each, cwd in found if cwd.startswith(f"{folder}/")]
