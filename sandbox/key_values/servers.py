"""Which Key Value instances have a server running, and with which settings."""

import asyncio
import logging
import shutil
from collections import defaultdict

from sandbox.cloud import Cloud
from sandbox.http import Json
from sandbox.key_values import valkey
from sandbox.key_values.settings import Settings, settings_of
from sandbox.key_values.valkey import NotStarted, Streams, Valkey
from sandbox.render_api.key_value_instance import current

log = logging.getLogger("sandbox")


class Servers:
    """The servers of the Key Value instances of `cloud`, by id; data is in `key-values/` of its folder."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._folder = cloud.home / "key-values"
        self._running: dict[str, Valkey] = {}
        self._one_at_a_time: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def instance(self, name: str) -> Json | None:
        """The instance of this id with its status as of now; None for one that there is not."""
        found = self._instances().get(name)
        return current(self._cloud, found) if found else None

    def report(self) -> list[Json]:
        """For each instance its id, name and status, and whether its server runs."""
        return [
            {**{key: item[key] for key in ("id", "name", "status")}, "running": self._runs(item)}
            for item in map(self.instance, self._instances())
            if item
        ]

    async def start(self) -> None:
        """Start the server of each instance that is available."""
        for name in list(self._instances()):
            if found := await self.connect(name):
                found[1].close()

    async def connect(self, name: str) -> Streams | None:
        """Open a connection with the server of an instance, which is started if it does not run.

        None where the instance is not available, or its server does not come up; the log says why.
        """
        async with self._one_at_a_time[name]:
            await self._settle(name)
            item = self.instance(name)
            if item is None or item["status"] != "available":
                return None
            server = self._running.get(name)
            return (server and await server.connect()) or await self._restarted(settings_of(item))

    async def _restarted(self, settings: Settings) -> Streams | None:
        await self._end(settings.id)
        try:
            server = await valkey.start(self._folder / settings.folder, settings)
        except (NotStarted, OSError) as error:
            log.error("the Key Value %s cannot be started: %s", settings.id, error)
            return None
        self._running[settings.id] = server
        return await server.connect()

    async def settle(self) -> None:
        """End what was suspended, deleted or changed, and remove data that nothing holds any more.

        What was changed starts again at the next connection: Render restarts it.
        """
        for name in list(self._one_at_a_time):
            async with self._one_at_a_time[name]:
                await self._settle(name)
        if self._folder.exists():
            kept = {settings_of(item).folder for item in self._instances().values()}
            for folder in self._folder.iterdir():
                if folder.name not in kept:
                    shutil.rmtree(folder, ignore_errors=True)

    async def stop(self) -> None:
        """End all of them; returns when they are gone."""
        await asyncio.gather(*(server.stop() for server in self._running.values()))
        self._running.clear()

    async def _settle(self, name: str) -> None:
        server, item = self._running.get(name), self.instance(name)
        if server and _wanted(item) != server.settings:
            await self._end(name)

    async def _end(self, name: str) -> None:
        if server := self._running.pop(name, None):
            await server.stop()

    def _runs(self, item: Json) -> bool:
        server = self._running.get(item["id"])
        return server is not None and not server.ended

    def _instances(self) -> dict[str, Json]:
        found: dict[str, Json] = self._cloud.render.get("keyValues", {})
        return found


def _wanted(item: Json | None) -> Settings | None:
    return settings_of(item) if item and item["status"] != "suspended" else None
