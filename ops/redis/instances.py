"""The Key Value instances of a move: how each is reached, and its queues."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

import redis

from ops.redis.connection import connect
from ops.redis.keys import QueueName, Scope, of_environment, queues_of
from ops.redis.queues import Queues
from render.client import RenderClient
from render.wire import ConnectionInfo, parse


@dataclass(frozen=True)
class Instance:
    """One instance at Render. Its address, which holds its password, is asked for when it is needed."""

    client: RenderClient = field(repr=False)
    id: str
    name: str
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)

    def redis(self) -> redis.Redis:
        """A client that has got an answer. Raises InputError, RenderError."""
        return connect(self._address(), self.environ)

    def queues(self) -> Queues:
        """To read and to pause its queues."""
        return Queues(self._address(), self.environ)

    def queue_names(self, scope: Scope) -> list[QueueName]:
        """The environment's queues in it."""
        return queues_of(of_environment(self.redis(), scope), scope)

    def _address(self) -> str:
        path = f"/key-value/{self.id}/connection-info"
        return parse(ConnectionInfo, self.client.get(path)).external_connection_string
