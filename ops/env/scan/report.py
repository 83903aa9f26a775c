"""Hold what was read against the contract. Pure: from what was found to a report and its JSON."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from config.frameworks import PREFIXES
from ops.env.scan.model import Dynamic, Listing, Place, Read, ScanResult, Unclear

# Set by Node, npm, CI, Render (render.com/docs/environment-variables), the build, the system, or Vercel, also
# with a framework's prefix (vercel.com/docs/environment-variables/framework-environment-variables).
_PLATFORM = re.compile(
    r"NODE_(ENV|OPTIONS|PATH|VERSION)|PORT|CI|PUBLIC_URL|npm_\w+|RENDER(_\w+)?"
    rf"|({'|'.join(sorted(PREFIXES))}|NUXT_ENV_)?VERCEL(_\w+)?"
    r"|HOME|HOSTNAME|LANG|PATH|PWD|SHELL|TERM|TMPDIR|TZ|USER"
)


@dataclass(frozen=True)
class Name:
    """A variable with the sides and places that read it; `given` is who has it by the contract."""

    name: str
    given: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Report:
    """The result of a scan; every list is sorted."""

    files: int
    large: int
    minified: int
    missing: tuple[Name, ...]
    unread: tuple[Name, ...]
    dynamic: tuple[Dynamic, ...]
    platform: tuple[Name, ...]
    unclear: tuple[Unclear, ...]

    @property
    def differs(self) -> bool:
        """Whether there is something to correct. A dynamic use alone is none."""
        return bool(self.missing or self.unread or self.unclear)


def compare(found: ScanResult, contract: Mapping[str, frozenset[str]], listing: Listing) -> Report:
    """What is read and not given, and given and not read.

    `contract` maps each variable to its readers: "api" and "worker" (both the side "server"), "frontend".
    A variable is missing on a side that reads it and is not given it. It is unread if no side that is given
    it reads it. What the platform sets is neither.
    """
    given = {name: _sides(readers) for name, readers in contract.items()}
    foreign = [read for read in found.reads if read.side not in given.get(read.name, ())]
    read = {(each.name, each.side) for each in found.reads}
    unread = [
        name
        for name, sides in given.items()
        # Libraries read NODE_ENV and the like, and they are not scanned.
        if not any((name, side) in read for side in sides) and not is_platform(name)
    ]
    return Report(
        files=len(listing.files),
        large=listing.large,
        minified=listing.minified,
        missing=_names((r for r in foreign if not _is_set(r)), contract),
        unread=tuple(Name(name, tuple(sorted(contract[name]))) for name in sorted(unread)),
        dynamic=tuple(sorted(found.dynamic)),
        platform=_names((r for r in foreign if _is_set(r)), contract),
        unclear=tuple(sorted(found.unclear)),
    )


def is_platform(name: str) -> bool:
    """Whether Node, npm, the hosts or the build set this variable themselves."""
    return _PLATFORM.fullmatch(name) is not None


def _is_set(read: Read) -> bool:
    return read.built_in or is_platform(read.name)


def _sides(readers: Iterable[str]) -> set[str]:
    return {"frontend" if reader == "frontend" else "server" for reader in readers}


def _names(reads: Iterable[Read], contract: Mapping[str, frozenset[str]]) -> tuple[Name, ...]:
    by_name: dict[str, list[Read]] = {}
    for read in sorted(reads):
        by_name.setdefault(read.name, []).append(read)
    return tuple(
        Name(
            name,
            tuple(sorted(contract.get(name, ()))),
            tuple(sorted({read.side for read in group})),
            tuple(sorted({read.place for read in group})),
        )
        for name, group in by_name.items()
    )


def document(report: Report) -> dict[str, Any]:
    """The report as JSON values. `version` changes when a key changes its meaning or goes."""
    return {
        "version": 1,
        "files": report.files,
        "passedOver": {"large": report.large, "minified": report.minified},
        "missing": [_read(name) for name in report.missing],
        "unread": [{"name": name.name, "given": list(name.given)} for name in report.unread],
        "dynamic": [{**_place(use.place), "reader": use.side, "text": use.text} for use in report.dynamic],
        "platform": [_read(name) for name in report.platform],
        "unclear": [{**_place(each.place), "why": each.why} for each in report.unclear],
    }


def _read(name: Name) -> dict[str, Any]:
    return {
        "name": name.name,
        "given": list(name.given),
        "readers": list(name.readers),
        "places": [_place(place) for place in name.places],
    }


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line}
