"""What has run and can run again, and which of it to go back to: decided from lists, newest first."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from ops.commands import InputError
from ops.terminal import table

_OTHER_GATE = (
    "was built with the other launch gate than the stack file says, and this does not turn it: "
    "`python -m ops launch go` and `launch rollback` do; else name another one with --to"
)
_UNITS = ((86_400, "d"), (3600, "h"), (60, "min"))


@dataclass(frozen=True)
class Release:
    """A deployment of the site, or a deploy of a service.

    `created`: epoch seconds. `has_served`: whether it can be returned to. `origin`: the release whose build
    it runs again, its own id for one that was built. `url`: the host that a deployment has to itself.
    """

    id: str
    commit: str
    message: str
    created: float
    has_served: bool
    origin: str = ""
    url: str = ""

    @property
    def text(self) -> str:
        """It in a few words: `dpl_x (0a1b2c3 "Prices in francs")`."""
        said = f'{self.commit[:7]} "{self.message}"' if self.message else self.commit[:7]
        return f"{self.id} ({said})" if said else self.id


Fits = Callable[[Release], bool | None]


def _always(release: Release) -> bool | None:
    return True


def first_line(message: Any) -> str:
    """What stands in a table of a commit's message."""
    line = (str(message or "").strip().splitlines() or [""])[0]
    return line if len(line) <= 60 else f"{line[:57]}..."


def previous(releases: Sequence[Release], current: str, fits: Fits = _always) -> Release | None:
    """The one before the current, None where there is none, or where the current is not among them.

    Where the current is a build that came back, the one before that build: what came between was bad. One
    with the other launch gate is none before a bad release.
    """
    by_id = {release.id: release for release in releases}
    if current not in by_id:
        return None
    built = by_id.get(by_id[current].origin, by_id[current])
    older = (release for release in releases if release.created < built.created and release.has_served)
    return next((release for release in older if fits(release) is not False), None)


def chosen(
    part: str, releases: Sequence[Release], current: str, to: str | None, fits: Fits = _always
) -> Release:
    """The release to go back to: `to`, else the one before the current. Raises InputError where none is."""
    if to is None:
        found = previous(releases, current, fits)
        if found is None and previous(releases, current):
            raise InputError(f"{part}: each one before {current} {_OTHER_GATE}")
        if found is None:
            raise InputError(
                f"{part}: there is nothing before {current} to go back to; correct the application and push, "
                "or name one of the list with --to"
            )
        return found
    if to == current:
        raise InputError(f"{part}: {to} is what runs now; name another one with --to")
    found = next((release for release in releases if release.id == to), None)
    if found is None:
        raise InputError(f"{part}: {to} is none of its last {len(releases)}; --list shows them")
    if not found.has_served:
        raise InputError(
            f"{part}: {to} has never run for visitors, so it is nothing to go back to; --list shows what is"
        )
    if fits(found) is False:
        raise InputError(f"{part}: {to} {_OTHER_GATE}")
    return found


def shown(releases: Sequence[Release], current: str, before: Release | None, now: float | None = None) -> str:
    """A table of what can be returned to, of what runs now and of the one before. `now`: epoch seconds."""
    at = time.time() if now is None else now
    rows = [
        (release.id, release.commit[:7], release.message, age(at - release.created), _word(release, current))
        for release in releases
        if release.has_served or release.id == current
    ]
    marked = [
        (*row[:4], row[4] or ("the one before" if before and row[0] == before.id else "")) for row in rows
    ]
    return table(("DEPLOYMENT", "COMMIT", "MESSAGE", "AGE", ""), [marked])


def as_json(releases: Sequence[Release], current: str) -> list[dict[str, Any]]:
    """The same for scripts: `createdAt` in ISO 8601, `servesNow`."""
    return [
        {
            **{key: value for key, value in asdict(release).items() if key in ("id", "commit", "message")},
            "createdAt": datetime.fromtimestamp(release.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "servesNow": release.id == current,
        }
        for release in releases
        if release.has_served or release.id == current
    ]


def _word(release: Release, current: str) -> str:
    return "runs now" if release.id == current else ""


def age(seconds: float) -> str:
    """Seconds as people say them: `3 h`."""
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{seconds // size:.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"
