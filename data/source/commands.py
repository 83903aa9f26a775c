"""What a client sends to the server, counted by name; never with what stands in it."""

from collections import Counter

from bson.timestamp import Timestamp
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)


class Commands(CommandListener):
    """`counts` by name, and the point in time of the first read that was made at one."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.snapshot: Timestamp | None = None

    def started(self, event: CommandStartedEvent) -> None:
        """Count it."""
        self.counts[event.command_name] += 1

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Keep the time at which the server read."""
        cursor = event.reply.get("cursor")
        if self.snapshot is None and cursor is not None:
            self.snapshot = cursor.get("atClusterTime")

    def failed(self, event: CommandFailedEvent) -> None:
        """It was sent all the same, and counted then."""
