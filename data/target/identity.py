"""Which server answers, so that the source is recognised however it is addressed."""

from dataclasses import dataclass

from data.documents import Document


@dataclass(frozen=True, slots=True)
class Server:
    """What a server says of itself (`hello`): its process, its replica set and that set's members."""

    process: str
    set_name: str | None
    hosts: frozenset[str]

    def is_of(self, other: "Server") -> bool:
        """The same process, or members of the same replica set."""
        same_set = self.set_name is not None and self.set_name == other.set_name
        return self.process == other.process or (same_set and bool(self.hosts & other.hosts))


@dataclass(frozen=True, slots=True)
class SourceIdentity:
    """What may not be the target. An archive has no server, only the database that it was made of."""

    database: str
    server: Server | None = None


def server_of(hello: Document) -> Server:
    """The answer of `hello`, read. Two servers that say nothing of themselves count as the same."""
    process = hello.get("topologyVersion", {}).get("processId", "")
    return Server(str(process), hello.get("setName"), frozenset(hello.get("hosts", ())))


def identity(database: str, hello: Document | None) -> SourceIdentity:
    """The identity of a source: a live one's answer to `hello`, None for an archive."""
    return SourceIdentity(database, server_of(hello) if hello else None)
