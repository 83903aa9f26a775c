"""An allow-list against the shared ranges of a region."""

from ipaddress import IPv4Network
from typing import get_args

import pytest

from config.regions import OUTBOUND, Region, reach
from sandbox.render_api.service_actions import RANGES

FRANKFURT, OREGON = OUTBOUND["frankfurt"], OUTBOUND["oregon"]
OFFICE = "203.0.113.0/24"


@pytest.mark.parametrize(
    ("allowed", "missing", "others"),
    [
        (FRANKFURT, (), ()),
        ((*OREGON, *FRANKFURT), (), ("oregon",)),
        (OREGON, FRANKFURT, ("oregon",)),
        ((OREGON[0], "74.220.49.7/32"), FRANKFURT, ("oregon", "virginia")),
        (FRANKFURT[:1], FRANKFURT[1:], ()),
        (("74.220.51.0/25", "74.220.51.128/26"), FRANKFURT, ()),
        (("74.220.51.0/25", "74.220.51.128/25", "74.220.59.0/24"), (), ()),
        (("74.220.48.0/20",), (), ("oregon", "ohio", "singapore", "virginia")),
        (("74.220.49.0/31", "74.220.56.0/23"), FRANKFURT, ("oregon", "virginia")),
        (("74.220.48.0/23", "74.220.56.0/23"), FRANKFURT, ("oregon", "virginia")),
        ((OFFICE,), FRANKFURT, ()),
        ((), FRANKFURT, ()),
    ],
)
def test_a_list_is_held_against_the_ranges_of_a_region(
    allowed: tuple[str, ...], missing: tuple[str, ...], others: tuple[str, ...]
) -> None:
    assert reach("frankfurt", allowed) == (missing, others)


def test_every_region_has_two_ranges_and_none_is_of_another() -> None:
    assert set(OUTBOUND) == set(get_args(Region))
    ranges = [IPv4Network(cidr) for each in OUTBOUND.values() for cidr in each]
    assert len(set(ranges)) == 2 * len(OUTBOUND)
    assert all(one.subnet_of(IPv4Network("74.220.48.0/20")) for one in ranges)


def test_the_sandbox_answers_with_the_same_ranges() -> None:
    answered = {region: tuple(f"74.220.{n}.0/24" for n in each) for region, each in RANGES.items()}
    assert answered == OUTBOUND
