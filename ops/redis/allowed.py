"""Whom a Key Value lets in besides the services of Render: the machine that moves its keys, for one."""

from ipaddress import IPv4Network

from config.regions import OUTBOUND
from config.settings import AllowedRange, DedicatedRedis
from ops.commands import InputError

_RENDERS = {cidr for ranges in OUTBOUND.values() for cidr in ranges}


def strangers(redis: DedicatedRedis) -> list[AllowedRange]:
    """The ranges of its allow-list from which no service of Render calls."""
    return [entry for entry in redis.allow if entry.cidr not in _RENDERS]


def refuse_closed(file: str, own: DedicatedRedis, theirs: DedicatedRedis | None) -> None:
    """Raise InputError where the new instance keeps out whom the old one lets in: this machine may be it.

    `theirs`: the old one, None where no stack owns it.
    """
    networks = [IPv4Network(entry.cidr) for entry in own.allow]
    closed = [
        entry
        for entry in (strangers(theirs) if theirs else [])
        if not any(IPv4Network(entry.cidr).subnet_of(network) for network in networks)
    ]
    if closed:
        named = ", ".join(f"{entry.cidr} ({entry.description})" for entry in closed)
        raise InputError(
            f"{file}: redis.allow: {named} may reach the old instance and not the new one, and this machine "
            "has to reach both until the move is over; list it here too, and take it off afterwards"
        )
    if not own.allow:
        raise InputError(
            f"{file}: redis.allow: is empty, so the new instance lets nobody in from outside, and this "
            "machine has to reach it until the move is over; list its address, and take it off afterwards"
        )
