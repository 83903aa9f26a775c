"""Three columns of text that fit the terminal: a key and its two values."""

import textwrap
from collections.abc import Iterator, Sequence

Row = tuple[str, str, str]

_GAP = "  "
# Values in narrower columns are harder to read than one value under the other.
_NARROWEST = 20


def columns(head: Row, groups: Sequence[Sequence[Row]], width: int | None) -> list[str]:
    """Lines no longer than `width` where words allow it; None means as long as the values are."""
    rows = [head, *(row for group in groups for row in group)]
    key, left, right = (max(len(row[place]) for row in rows) for place in range(3))
    if width is not None and key + left + right + 2 * len(_GAP) > width:
        room = width - key - 2 * len(_GAP)
        left, right = _share(room, left, right)
        if min(left, right) < _NARROWEST:
            return list(_stacked(head, groups, width))
    return list(_beside(head, groups, (key, left, right)))


def _share(room: int, left: int, right: int) -> tuple[int, int]:
    """What two columns of these widths get of `room`: the narrower as much as it needs, up to half."""
    narrow = min(left, right, room // 2)
    return (narrow, room - narrow) if left <= right else (room - narrow, narrow)


def _beside(head: Row, groups: Sequence[Sequence[Row]], widths: tuple[int, int, int]) -> Iterator[str]:
    yield from _lines(head, widths)
    for group in groups:
        yield ""
        for row in group:
            yield from _lines(row, widths)


def _lines(row: Row, widths: tuple[int, int, int]) -> Iterator[str]:
    cells = [_wrapped(text, width) for text, width in zip(row, widths, strict=True)]
    for place in range(max(map(len, cells))):
        parts = [cell[place] if place < len(cell) else "" for cell in cells]
        yield _GAP.join(part.ljust(width) for part, width in zip(parts, widths, strict=True)).rstrip()


def _stacked(head: Row, groups: Sequence[Sequence[Row]], width: int) -> Iterator[str]:
    for place, group in enumerate(groups):
        if place:
            yield ""
        for key, *values in group:
            yield key
            for name, value in zip(head[1:], values, strict=True):
                yield from _wrapped(f"{name}: {value}", max(width, _NARROWEST), _GAP)


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=indent * 2, break_on_hyphens=False
    ) or [""]
