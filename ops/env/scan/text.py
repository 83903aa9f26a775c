"""A scan's report for people."""

from collections.abc import Iterable, Iterator

from ops.env.scan.model import Place
from ops.env.scan.report import Name, Report
from ops.terminal import folded, styled

_PLACES = 3


def lines(report: Report) -> list[str]:
    """The groups that hold something, then a summary."""
    groups = {
        "read but not in the contract": [_read(name) for name in report.missing],
        "in the contract but nobody reads it": [
            f"{name.name}  given to {', '.join(name.given)}" for name in report.unread
        ],
        "dynamic: cannot be told": [f"{use.place}  {use.text}" for use in report.dynamic],
        "set by the platform": [_seen(name) for name in report.platform],
        "not read, or only in part": [f"{_where(each.place)}  {each.why}" for each in report.unclear],
    }
    return [*_grouped(groups.items()), folded(_summary(report))]


def _grouped(groups: Iterable[tuple[str, list[str]]]) -> Iterator[str]:
    for title, entries in groups:
        if entries:
            yield styled(f"{title} ({len(entries)})", "bold")
            yield from (folded(f"  {_printable(entry)}", 4) for entry in entries)


def _read(name: Name) -> str:
    given = f"  (the contract gives it to {', '.join(name.given)} only)" if name.given else ""
    return f"{_seen(name)}{given}"


def _seen(name: Name) -> str:
    places = ", ".join(str(place) for place in name.places[:_PLACES])
    more = f" and {len(name.places) - _PLACES} more" if len(name.places) > _PLACES else ""
    return f"{name.name}  {', '.join(name.readers)}  {places}{more}"


def _where(place: Place) -> str:
    return str(place) if place.line else place.file


def _summary(report: Report) -> str:
    passed = [
        f"{count} {why}"
        for count, why in ((report.large, "over 1 MiB"), (report.minified, "minified"))
        if count
    ]
    read = f"{report.files} file{'' if report.files == 1 else 's'} read"
    if passed:
        read += f", {' and '.join(passed)} passed over"
    counts = f"{len(report.missing)} missing from the contract, {len(report.unread)} that nobody reads"
    return f"{read}: {counts}, {len(report.dynamic)} dynamic"


def _printable(line: str) -> str:
    """The line without control characters, which a file's name or source may hold."""
    return "".join(character if character.isprintable() else "?" for character in line)
