"""A fresh database with a user of its own on a test's server, as each of the two environments has it."""

import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Self

from pymongo import MongoClient
from pymongo.database import Database

from tests.data.servers import Server

# What a reader may be seen doing. Whatever else it is counts as a write: the list of those would have gaps.
_READING_OPERATIONS = ("query", "getmore", "command")
_READING = {"find", "getMore", "killCursors", "aggregate", "count", "distinct", "explain", "dbHash"}
_READING |= {"listCollections", "listIndexes", "collStats", "dbStats", "connectionStatus", "hello"}
_WRITING_STAGES = ("$out", "$merge")
_PROFILE_BYTES = 64 << 20
_DENIED = 20436  # the server's message "Checking authorization failed"


@dataclass(frozen=True)
class Place:
    """A database `name` on a server, and a user of it with `roles` there and none elsewhere."""

    server: Server
    name: str
    roles: tuple[str, ...]
    password: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)

    @classmethod
    def make(cls, server: Server, prefix: str, roles: tuple[str, ...]) -> Self:
        """A database that nobody else uses; it exists when something is put into it."""
        place = cls(server, f"{prefix}-{secrets.token_hex(4)}", roles)
        granted = [{"role": role, "db": place.name} for role in roles]
        server.client.admin.command("createUser", place.user, pwd=place.password, roles=granted)
        return place

    @property
    def user(self) -> str:
        return f"{self.name}-user"

    @property
    def database(self) -> Database[dict[str, Any]]:
        """Root's way to it."""
        return self.server.client[self.name]

    @property
    def uri(self) -> str:
        """The user's address."""
        return self.server.uri(self.user, self.password, self.name)

    def connect(self) -> MongoClient[dict[str, Any]]:
        """A client of the user's, to be closed."""
        return MongoClient(self.uri)

    def remove(self) -> None:
        self.server.client.drop_database(self.name)
        self.server.client.admin.command("dropUser", self.user)


@dataclass(frozen=True)
class Source(Place):
    """A place that is only read; what its user does is noted by the server, also what it refuses him.

    The notes are in a collection `system.profile`, there from the first look at `uri` on.
    """

    @property
    def uri(self) -> str:
        self.watch()
        return super().uri

    def watch(self) -> None:
        """Begin to take notes; what root does is left out."""
        if "system.profile" not in self.database.list_collection_names():
            self.database.create_collection("system.profile", capped=True, size=_PROFILE_BYTES)
            self.database.command("profile", 1, filter={"user": f"{self.user}@admin"})

    def remove(self) -> None:
        writes = self.writes()
        super().remove()
        assert writes == [], f"{self.user} may only read, and was seen at: {', '.join(writes)}"

    def writes(self) -> list[str]:
        """What its user did that is more than reading, done or refused: each by its name."""
        return [*filter(None, map(_write, self.database["system.profile"].find())), *self._refused()]

    def _refused(self) -> Iterator[str]:
        # The profiler does not see what was refused. The log does not say to whom, but nothing is to root.
        for line in self.server.log.splitlines():
            if f'"id":{_DENIED},' in line and f"not authorized on {self.name} " in line:
                found = re.search(r"execute command \{ (\w+)", json.loads(line)["attr"]["error"]["errmsg"])
                yield f"{found[1] if found else 'something'} (refused)"


def _write(entry: dict[str, Any]) -> str | None:
    """What an entry of the profiler is called if it may have written."""
    command = entry["command"]
    name = str(next(iter(command)) if entry["op"] in _READING_OPERATIONS else entry["op"])
    stages = [stage for each in command.get("pipeline", ()) for stage in each if stage in _WRITING_STAGES]
    return stages[0] if stages else None if name in _READING else name
