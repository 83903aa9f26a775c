"""Servers follow what the APIs are told: at every change of the cloud, and at what time alone brings."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial

from sandbox.cloud import Cloud


@asynccontextmanager
async def following(cloud: Cloud, settle: Callable[[], Awaitable[float | None]]) -> AsyncIterator[None]:
    """Call `settle` now and after each change of `cloud`, and again after the seconds that it returns."""
    changed = asyncio.Event()
    # The cloud may be changed in another thread than that of this loop.
    tell = partial(asyncio.get_running_loop().call_soon_threadsafe, changed.set)
    cloud.followers.append(tell)
    task = asyncio.create_task(_follow(settle, changed))
    try:
        yield
    finally:
        cloud.followers.remove(tell)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _follow(settle: Callable[[], Awaitable[float | None]], changed: asyncio.Event) -> None:
    while True:
        changed.clear()
        seconds = await settle()
        with suppress(TimeoutError):
            await asyncio.wait_for(changed.wait(), seconds)
