"""What has to be true before a launch."""

from collections.abc import Iterator

from ops.doctor.check import Check


def conditions(stack: str) -> Iterator[Check]:
    """Every condition, one after the other."""
    yield from ()
