"""What a scan finds, in plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

Side = Literal["frontend", "server"]


@dataclass(frozen=True, order=True)
class Place:
    """A line of a file: the path below the scanned folder with forward slashes, lines from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, order=True)
class Read:
    """One variable that is read by its name. `built_in`: the build sets it itself, like Vite's MODE."""

    name: str
    side: Side
    place: Place
    built_in: bool = False


@dataclass(frozen=True, order=True)
class Dynamic:
    """A place where the environment is used in a way that names no variable; `text` is the source."""

    place: Place
    side: Side
    text: str


@dataclass(frozen=True, order=True)
class Unclear:
    """A file, or the rest of one from a line, about which nothing can be said, and why."""

    place: Place
    why: str


@dataclass(frozen=True)
class ScanResult:
    """Everything that was found, each once."""

    reads: frozenset[Read] = frozenset()
    dynamic: frozenset[Dynamic] = frozenset()
    unclear: frozenset[Unclear] = frozenset()


def united(parts: Iterable[ScanResult]) -> ScanResult:
    """What was found in several files as one."""
    every = list(parts)
    return ScanResult(
        frozenset().union(*(part.reads for part in every)),
        frozenset().union(*(part.dynamic for part in every)),
        frozenset().union(*(part.unclear for part in every)),
    )


@dataclass(frozen=True)
class Sides:
    """How to tell who reads a variable: by the folder of the front end, and by its prefixes.

    `servers`: folders of the services; inside the front end's folder they are not the browser's.
    """

    frontend: str
    servers: tuple[str, ...]
    prefixes: tuple[str, ...]

    def in_browser(self, file: str) -> bool:
        """Whether the browser runs a file, a path below the scanned folder."""
        path, client = PurePosixPath(file), PurePosixPath(self.frontend)
        inner = [server for server in self.servers if client in PurePosixPath(server).parents]
        return path.is_relative_to(client) and not any(map(path.is_relative_to, inner))


@dataclass(frozen=True)
class Listing:
    """The files to read, below the scanned folder, and how many were passed over."""

    files: tuple[str, ...]
    large: int = 0
    minified: int = 0
    unclear: frozenset[Unclear] = frozenset()
