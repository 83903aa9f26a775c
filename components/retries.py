"""Trying again what a failure would leave half done, which no later update would know of."""

import asyncio
from collections.abc import Callable

import pulumi

# For what is passing; an answer that stays the same is final after these.
TRIES = 5
PAUSE_SECONDS = 1.0


def persistent(
    name: str, operation: str, left: Callable[[], str], half_done: Callable[[], bool] = lambda: True
) -> pulumi.ErrorHook:
    """Tries a create or update again while its failure leaves something half done, then says what is `left`.

    `name`: unique in the stack.
    """

    async def again(args: pulumi.ErrorHookArgs) -> bool:
        if args.failed_operation != operation or not half_done():
            return False
        if len(args.errors) < TRIES:
            await asyncio.sleep(PAUSE_SECONDS)
            return True
        pulumi.log.error(left())
        return False

    return pulumi.ErrorHook(name, again)
