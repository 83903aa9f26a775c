"""What a Key Value instance is at Render, in the words of a Valkey server's configuration."""

import hashlib
from dataclasses import dataclass

from sandbox.http import Json
from sandbox.render_api import plans


@dataclass(frozen=True)
class Settings:
    """One incarnation of an instance: where any of it changes, Render restarts the instance.

    `generation` counts how often it began without data; `digest` is the SHA-256 of its password.
    """

    id: str
    generation: int
    digest: str
    megabytes: int
    connections: int
    policy: str
    journals: bool

    @property
    def folder(self) -> str:
        """The name of the folder that holds its data, and no earlier generation's."""
        return f"{self.id}-{self.generation}"


def settings_of(item: Json) -> Settings:
    """Read them from an instance as the emulated Render API keeps it."""
    megabytes, connections = plans.limits_of(item["plan"])
    return Settings(
        id=item["id"],
        generation=item["_data"],
        digest=hashlib.sha256(item["_password"].encode()).hexdigest(),
        megabytes=megabytes,
        connections=connections,
        policy=item["options"]["maxmemoryPolicy"].replace("_", "-"),
        journals=item["options"]["persistenceMode"] != "off",
    )


def configuration(settings: Settings, port: int) -> str:
    """The text of its valkey.conf: on loopback, one user with the password that Render tells, nobody else."""
    lines = (
        "bind 127.0.0.1",
        f"port {port}",
        "protected-mode yes",
        "user default off",
        # These make the server itself call another one, which may be anywhere.
        f"user {settings.id} on #{settings.digest} ~* &* +@all -replicaof -slaveof -migrate",
        f"maxmemory {settings.megabytes}mb",
        f"maxmemory-policy {settings.policy}",
        f"maxclients {settings.connections}",
        # The journal is read at a start and snapshots are not, so that none are written.
        'save ""',
        f"appendonly {'yes' if settings.journals else 'no'}",
        "appendfsync everysec",
        "daemonize no",
    )
    return "\n".join([*lines, ""])
