"""What happens to a request that meets a fault, as ASGI: a cut connection, a reply that is held back."""

import asyncio
import re
from collections.abc import Sequence
from datetime import datetime

import httpx
from starlette.types import Message, Receive, Send

from sandbox.cloud import Cloud
from sandbox.faults import Faults

ERRORS = ("status", "missing")  # kinds that are answered with an error
UNHANDLED = ("cut_before", "outage")  # kinds that reach no handler and get no reply
NO_REPLY = 0  # the status in the request log of a request that got none
ONE_OBJECT = re.compile(r"/v1/(services|key-value)/([^/]+)")
TABLES = {"services": "services", "key-value": "keyValues"}


class Cut(httpx.RemoteProtocolError):
    """Ends the connection in the middle of a reply.

    A server closes the socket for any exception there; an in-process client sees what httpx raises over one.
    """

    def __init__(self) -> None:
        super().__init__("the sandbox cut this connection: a fault that was asked for")


async def cut(send: Send) -> None:
    """Begin a reply that promises a body and never brings it. Raises Cut, always."""
    # Without a beginning the server would answer 500; a status of success would mislead who reads no further.
    await send({"type": "http.response.start", "status": 502, "headers": [(b"content-length", b"1")]})
    raise Cut


async def hold(faults: Faults, reply: Sequence[Message], receive: Receive, send: Send) -> None:
    """Send `reply` when the rules are replaced; never, when the client leaves first."""
    loop, released = asyncio.get_running_loop(), asyncio.Event()

    def release() -> None:
        # Rules can be replaced from another thread than the one that serves.
        loop.call_soon_threadsafe(released.set)

    faults.on_release(release)
    gone = asyncio.ensure_future(_until_gone(receive))
    free = asyncio.ensure_future(released.wait())
    try:
        await asyncio.wait((gone, free), return_when=asyncio.FIRST_COMPLETED)
        if gone.done():
            return
    finally:
        faults.forget(release)
        gone.cancel()
        free.cancel()
    for message in reply:
        await send(message)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def age_of(cloud: Cloud, service: str, path: str) -> float | None:
    """Return the age in seconds of the service or Key Value instance that `path` names, else None."""
    found = ONE_OBJECT.fullmatch(path) if service == "render" else None
    if not found:
        return None
    item = cloud.render.get(TABLES[found[1]], {}).get(found[2])
    return cloud.now() - datetime.fromisoformat(item["createdAt"]).timestamp() if item else None
