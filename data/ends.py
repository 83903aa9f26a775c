"""The two ends of a run: where from and where to, opened with every guard that they have."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from data.errors import Refused
from data.policy.model import Policy
from data.source.archive import open_archive
from data.source.model import Source
from data.source.snapshot import open_snapshot
from data.target.address import Target
from data.target.guard import open_target
from data.target.identity import identity


@dataclass(frozen=True)
class Addresses:
    """A MongoDB URI or an archive to read, and a MongoDB URI to write; they show in no message."""

    source: str | None = field(repr=False, default=None)
    archive: Path | None = None
    target: str | None = field(repr=False, default=None)


def open_source(addresses: Addresses) -> Source:
    """The source. Raises Refused for an address or a user that will not do, Failed when the server does."""
    if addresses.archive is not None:
        return open_archive(addresses.archive)
    if addresses.source is None:
        raise Refused("There is no address of a source: nothing says what to read.")
    return open_snapshot(addresses.source)


def open_beside(addresses: Addresses, policy: Policy, source: Source) -> Target:
    """The target, if it may be overwritten with this source. Raises Refused."""
    if addresses.target is None:
        raise Refused("There is no address of a target: nothing says what to overwrite.")
    return open_target(addresses.target, policy.environment, identity(source.database, source.hello()))


@contextmanager
def both(addresses: Addresses, policy: Policy) -> Iterator[tuple[Source, Target]]:
    """Both ends, closed at the end of the block."""
    with ExitStack() as open_ends:
        source = open_ends.enter_context(closing(open_source(addresses)))
        yield source, open_ends.enter_context(closing(open_beside(addresses, policy, source)))
