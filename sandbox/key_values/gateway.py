"""The one address of all Key Values: whom a client signs in as says with which instance it is connected.

So is Render's, one host for each region.
"""

import asyncio
from asyncio import IncompleteReadError, LimitOverrunError, StreamReader, StreamWriter
from contextlib import suppress

from sandbox.key_values.servers import Servers
from sandbox.key_values.sign_in import NoCommand, command, user

NOT_SIGNED_IN = b"-NOAUTH Authentication required.\r\n"
REFUSED = b"-WRONGPASS invalid username-password pair or user is disabled.\r\n"
# In Render's words, as its users quote them.
NOT_ALLOWED = b"-AUTH failed: Client IP address is not in the allowlist.\r\n"
CHUNK = 65536


async def admit(servers: Servers, reader: StreamReader, writer: StreamWriter) -> None:
    """Serve one connection: here until it signs in as an instance, from then on by that instance's server.

    The server is what checks the password. An instance that is not available, or lets nobody in from outside,
    cuts the connection.
    """
    with suppress(NoCommand, IncompleteReadError, LimitOverrunError, OSError):
        try:
            while True:
                words, said = await command(reader)
                name = user(words)
                if item := servers.instance(name) if name else None:
                    break
                writer.write(REFUSED if name else NOT_SIGNED_IN)
                await writer.drain()
            if not item["ipAllowList"]:
                writer.write(NOT_ALLOWED)
            elif server := await servers.connect(item["id"]):
                await _join(said, reader, writer, *server)
        finally:
            writer.close()


async def _join(
    said: bytes,
    reader: StreamReader,
    writer: StreamWriter,
    from_server: StreamReader,
    to_server: StreamWriter,
) -> None:
    """Hand on what the client has said, and what both say from now on."""
    to_server.write(said)
    asking = asyncio.create_task(_hand_on(reader, to_server))
    try:
        await _hand_on(from_server, writer)
    finally:
        asking.cancel()
        to_server.close()


async def _hand_on(source: StreamReader, target: StreamWriter) -> None:
    with suppress(OSError):
        while data := await source.read(CHUNK):
            target.write(data)
            await target.drain()
    with suppress(OSError):
        target.write_eof()
