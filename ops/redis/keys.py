"""Which keys of a Redis are an environment's: those of its queues, and those under its own prefix.

The application names its queues `<environmentName>-<name>` under BullMQ's default prefix; one that reads
BULLMQ_PREFIX keeps all of them under that. A key without the environment's name is nobody's.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import redis

from config.settings import Settings
from ops.commands import InputError

QUEUE_PREFIX = "bull"
# After the environment's name, the queue in which a job of ours looks whether an instance works.
CHECK = "ops-move-check"
# Two milliseconds of the server's, and from 50 ms away ten seconds for a million keys.
_SCANNED_AT_ONCE = 5000
# The characters with a meaning in a pattern of SCAN: https://valkey.io/commands/keys/.
_GLOB = {ord(character): f"\\{character}" for character in "\\*?[]"}


@dataclass(frozen=True)
class Scope:
    """The keys of one environment.

    `queues`: what the names of its queues' keys begin with; `own`: what all under its own prefix begin with;
    `others`: beginnings of other environments' queues that begin with `queues` too.
    """

    queues: str
    own: str
    others: tuple[str, ...] = ()

    @property
    def patterns(self) -> tuple[str, ...]:
        """For SCAN; a key that matches one may still be another's."""
        return tuple(f"{prefix.translate(_GLOB)}*" for prefix in (self.queues, self.own))

    def holds(self, key: bytes) -> bool:
        """Whether a key is this environment's."""
        ours = key.startswith((self.queues.encode(), self.own.encode()))
        return ours and not key.startswith(tuple(other.encode() for other in self.others))

    @property
    def check(self) -> "QueueName":
        """The queue of our own."""
        prefix, _, environment = self.queues.rpartition(":")
        return QueueName(prefix, f"{environment}{CHECK}")

    @property
    def prefixes(self) -> tuple[str, str]:
        """The prefixes, in BullMQ's sense, under which it may have queues."""
        return self.queues.rpartition(":")[0], self.own.removesuffix(":")


def scope_of(
    stack: str,
    stacks: Mapping[str, Settings],
    queue_prefix: str = QUEUE_PREFIX,
    own_prefix: str | None = None,
) -> Scope:
    """The keys of a stack's environment. `own_prefix`: its BULLMQ_PREFIX, if it is not its name.

    Raises InputError where a prefix would take in what is another environment's.
    """
    name = stacks[stack].environment_name
    own = name if own_prefix is None else own_prefix
    others = [settings.environment_name for other, settings in stacks.items() if other != stack]
    if own in (queue_prefix, "", *others):
        raise InputError(
            f"{stack}: the prefix '{own}' is not this environment's alone, so its keys cannot be told from "
            "those of others; give the one that BULLMQ_PREFIX has there with --own-prefix"
        )
    beginnings = [f"{queue_prefix}:{other}-" for other in others]
    queues = f"{queue_prefix}:{name}-"
    clashing = tuple(other for other in beginnings if other.startswith(queues))
    # `a-b` of the environment `a` may be the environment `a-b`'s: a doubtful key is left alone.
    return Scope(queues, f"{own}:", clashing)


def of_environment(client: "redis.Redis", scope: Scope) -> Iterator[bytes]:
    """Every key of the environment, once."""
    seen: set[bytes] = set()
    for pattern in scope.patterns:
        for key in client.scan_iter(match=pattern, count=_SCANNED_AT_ONCE):
            if key not in seen and scope.holds(key):
                seen.add(key)
                yield key


@dataclass(frozen=True, order=True)
class QueueName:
    """A queue, as BullMQ takes it: the prefix of its keys and its name."""

    prefix: str
    name: str

    def __str__(self) -> str:
        return f"{self.prefix}:{self.name}"


def queues_of(keys: Iterable[bytes], scope: Scope) -> list[QueueName]:
    """The queues among an environment's keys, in order: each has a `<prefix>:<name>:meta`."""
    found = set()
    for key in keys:
        for prefix in scope.prefixes:
            name = key.removeprefix(f"{prefix}:".encode()).removesuffix(b":meta")
            # BullMQ takes no name with a colon in it.
            if key == b"%s:%s:meta" % (prefix.encode(), name) and b":" not in name:
                found.add(QueueName(prefix, name.decode()))
    return sorted(found)
