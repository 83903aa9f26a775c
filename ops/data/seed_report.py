"""What a seed has left in each collection, against what was there and what the seed before had left."""

from data.fingerprint import Change, Prints, changes
from data.seeding import Seed
from ops.terminal import table

_DIGITS = 12
_HEAD = ("collection", "before", "documents", "fingerprint", "changed")


def different(now: Prints, last: Seed) -> list[str]:
    """The collections that are not as the last seed left them, or of which that cannot be told."""
    return [name for name, how in changes(last.collections, now).items() if how != "no"]


def as_json(shown: str, before: Prints, now: Prints, last: Seed | None) -> dict[str, object]:
    """For a script. Without a seed before, `same` and each `changed` are null."""
    return {
        "target": shown,
        "seedBefore": last.ended.isoformat() if last else None,
        "same": not different(now, last) if last else None,
        "collections": [
            {
                "collection": name,
                "before": before[name].documents if name in before else None,
                "documents": now[name].documents if name in now else None,
                "fingerprint": now[name].fingerprint if name in now else None,
                "changed": how,
            }
            for name, how in _compared(before, now, last).items()
        ],
    }


def as_text(shown: str, before: Prints, now: Prints, last: Seed | None) -> str:
    """A table, and a line about how it compares with the seed before."""
    rows = []
    for name, how in _compared(before, now, last).items():
        was, is_now = (f"{one[name].documents:,}" if name in one else "-" for one in (before, now))
        fingerprint = now[name].fingerprint if name in now else None
        rows.append([name, was, is_now, (fingerprint or "-")[:_DIGITS], how or "-"])
    drawn = table(_HEAD, [rows]) if rows else "no collection"
    return f"{drawn}\n\n{shown}: {_line(now, last)}"


def _compared(before: Prints, now: Prints, last: Seed | None) -> dict[str, Change | None]:
    """Every collection that was ever there, by name; None where no seed before knew anything of it."""
    how = changes(last.collections, now) if last else {}
    return {name: how.get(name) for name in sorted({*before, *now, *how})}


def _line(now: Prints, last: Seed | None) -> str:
    if last is None:
        return "seeded; the next seed will be compared with this one"
    when = f"the seed of {last.ended:%Y-%m-%d %H:%M} UTC"
    if names := different(now, last):
        return f"seeded, and not as {when}: {', '.join(names)}"
    return f"seeded, the same as {when}"
