"""Which clusters have a server running; they follow what the Atlas API is told."""

import asyncio
import json
import logging
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.cloud import Cloud
from sandbox.clusters.wanted import Cluster, clusters_of, next_expiry
from sandbox.following import following
from sandbox.home import Home, write_private
from sandbox.http import Json

if TYPE_CHECKING:
    from sandbox.clusters.running import Running

log = logging.getLogger("sandbox")


@asynccontextmanager
async def serving(cloud: Cloud, clusters: "Clusters") -> AsyncIterator[None]:
    """Start what was asked for earlier, follow the cloud, and end with all servers that run by then."""
    try:
        async with following(cloud, clusters.settle):
            yield
    finally:
        await clusters.stop()


class Clusters:
    """The servers of the clusters of `cloud`, by the host of their SRV address."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._home = Home(cloud.home)
        self._running: dict[str, Running] = {}
        self._failed: set[str] = set()
        self._one_at_a_time = asyncio.Lock()

    @property
    def has_mongod(self) -> bool:
        """Whether it is known which program the servers are."""
        return self._home.mongod_file.exists()

    async def start(self) -> None:
        """Start the server of each cluster."""
        async with self._one_at_a_time:
            self._failed.clear()
            await self._settle(self._found())

    async def settle(self) -> float | None:
        """End what was deleted, and put users in force; returns the seconds until the next of them expires.

        A server that runs no more, or did in an earlier process, is started again; once, if that fails.
        """
        async with self._one_at_a_time:
            found = self._found()
            begun = {*self._running, *self._home.mongodb_servers} - self._failed
            await self._settle({host: each for host, each in found.items() if host in begun})
        return next_expiry(self._cloud.atlas, self._cloud.now())

    async def report(self) -> list[Json]:
        """For each cluster its name, host, where it answers (None: nowhere), and what its databases hold."""
        found = sorted(self._found().values(), key=lambda each: each.name)
        return list(await asyncio.gather(*map(self._shown, found)))

    async def stop(self) -> None:
        """End all of them; returns when they are gone."""
        async with self._one_at_a_time:
            await asyncio.gather(*map(self._end, [*self._running]))

    def _found(self) -> dict[str, Cluster]:
        return clusters_of(self._cloud.atlas, self._cloud.now())

    async def _settle(self, wanted: dict[str, Cluster]) -> None:
        there = self._found()
        await asyncio.gather(*(self._end(host) for host in [*self._running] if host not in there))
        await asyncio.gather(*map(self._up, wanted.values()))
        self._remove_left(there)

    async def _up(self, cluster: Cluster) -> None:
        """Have the server of a cluster run with its users; the log says why it does not."""
        running = self._running.get(cluster.host)
        try:
            if running is None or running.ended:
                running = await self._started(cluster)
            await asyncio.to_thread(running.admit, cluster.users)
        # The system's, the server's or the driver's: the others are to have theirs all the same.
        except Exception as error:
            log.error("the server of the cluster %s: %s", cluster.name, error)

    async def _started(self, cluster: Cluster) -> "Running":
        # Imported where it is used: the driver takes longer than the rest of a start of the sandbox.
        from sandbox.clusters.running import start

        self._failed.add(cluster.host)
        await self._end(cluster.host)
        program = Path(self._home.mongod_file.read_text(encoding="utf-8"))
        port = self._home.cluster_port(cluster.host)
        folder = self._home.clusters / cluster.host
        running = await asyncio.to_thread(start, folder, cluster.name, port, program)
        self._running[cluster.host] = running
        self._failed.discard(cluster.host)
        self._tell({**self._home.mongodb_servers, cluster.host: f"{cluster.name}/{running.server.address}"})
        return running

    async def _end(self, host: str) -> None:
        if running := self._running.pop(host, None):
            await asyncio.to_thread(running.stop)

    def _remove_left(self, there: dict[str, Cluster]) -> None:
        """Remove data of clusters that were deleted."""
        for folder in self._home.clusters.glob("*"):
            if folder.name not in there:
                shutil.rmtree(folder, ignore_errors=True)
        told = self._home.mongodb_servers
        left = {host: where for host, where in told.items() if host in there}
        if left != told:
            self._tell(left)

    def _tell(self, servers: dict[str, str]) -> None:
        write_private(self._home.mongodb_file, json.dumps(servers, indent=1, sort_keys=True))

    async def _shown(self, cluster: Cluster) -> Json:
        running = self._running.get(cluster.host)
        told: Json = {"name": cluster.name, "host": cluster.host, "address": None, "databases": []}
        if running is None or running.ended:
            return told
        held = await asyncio.to_thread(running.databases)
        return told | {"address": running.server.address, "databases": held}
