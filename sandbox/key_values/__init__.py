"""Key Values that hold data: each is a Valkey server of its own, all behind one address, as at Render."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sandbox.cloud import Cloud
from sandbox.following import following
from sandbox.key_values.gateway import admit
from sandbox.key_values.servers import Servers


@asynccontextmanager
async def serving(cloud: Cloud, servers: Servers, port: int) -> AsyncIterator[None]:
    """Answer on a loopback port for every Key Value of `cloud`, and end with all servers that run by then.

    A server starts when something connects, and follows what the Render API is told: see `Servers.settle`.
    """
    clients = set[asyncio.Task[None]]()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = asyncio.create_task(admit(servers, reader, writer))
        clients.add(client)
        client.add_done_callback(clients.discard)

    listener = await asyncio.start_server(accept, "127.0.0.1", port)
    try:
        async with following(cloud, servers.settle):
            yield
    finally:
        listener.close()
        ending = [*clients]
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        await servers.stop()
