"""The shared addresses from which the services of each Render region call out, for allow-lists.

Render shows them in its dashboard (Connect, Outbound; render.com/docs/outbound-ip-addresses names none):
what its users report there, of November 2026. Values to begin with, not constants: a workspace with
dedicated addresses (render.com/docs/dedicated-ips) has others.
"""

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Network, collapse_addresses
from typing import Final, Literal, NamedTuple

Region = Literal["frankfurt", "oregon", "ohio", "singapore", "virginia"]

OUTBOUND: Final[Mapping[Region, tuple[str, str]]] = {
    "frankfurt": ("74.220.51.0/24", "74.220.59.0/24"),
    "oregon": ("74.220.48.0/24", "74.220.56.0/24"),
    "ohio": ("74.220.50.0/24", "74.220.58.0/24"),
    "singapore": ("74.220.52.0/24", "74.220.60.0/24"),
    "virginia": ("74.220.49.0/24", "74.220.57.0/24"),
}


class Reach(NamedTuple):
    """What an allow-list makes of a region: its ranges that are kept out, other regions let in."""

    missing: tuple[str, ...]
    others: tuple[Region, ...]


def reach(region: Region, allowed: Iterable[str]) -> Reach:
    """Hold the ranges of a list, in CIDR form, against the shared ones of `region`."""
    networks = list(collapse_addresses(IPv4Network(cidr) for cidr in allowed))

    def lets_in(cidr: str) -> bool:
        return any(IPv4Network(cidr).subnet_of(network) for network in networks)

    def names(other: Region) -> bool:
        return any(network.overlaps(IPv4Network(cidr)) for network in networks for cidr in OUTBOUND[other])

    return Reach(
        tuple(cidr for cidr in OUTBOUND[region] if not lets_in(cidr)),
        tuple(other for other in OUTBOUND if other != region and names(other)),
    )
