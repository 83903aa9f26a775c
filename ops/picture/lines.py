"""The lines of the picture, each at right angles: from what uses to what is used."""

from collections.abc import Iterator
from dataclasses import dataclass

from ops.picture.layout import BESIDE, BUS, PAD, Layout
from ops.picture.parts import Picture
from ops.picture.words import titled

Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """A line through these points. `shared`: into another environment.

    `label` begins at `label_at`, or ends there.
    """

    points: tuple[Point, ...]
    shared: bool = False
    arrow: bool = True
    label: str = ""
    label_at: Point = (0, 0)
    label_ends: bool = False


def lines(picture: Picture, layout: Layout) -> Iterator[Line]:
    """Every line, those within an environment first."""
    for stack in picture.columns:
        yield from _own(picture, layout, stack)
    for edge in picture.edges:
        if edge.shared and edge.target[1] == "site":
            yield _branch(layout, edge.source[0], edge.target[0])
    for stack in picture.columns:
        if picture.used_by(stack, "redis").stack != stack:
            yield _to_redis(picture, layout, stack)


def _own(picture: Picture, layout: Layout, stack: str) -> Iterator[Line]:
    """Within a column: the site calls the API; both services end in one bus, from which lines go down."""
    boxes, column, bus = layout.boxes, layout.columns[stack], layout.buses
    api, worker = boxes[stack, "api"], boxes[stack, "worker"]
    yield Line(((api.middle, boxes[stack, "site"].bottom), (api.middle, api.y)))
    redis, database = picture.used_by(stack, "redis"), boxes[picture.used_by(stack, "database").key]
    side = _side(picture, layout, stack)
    # On the side where the line to another's Redis does not leave.
    down = column.right - PAD - BESIDE / 2 if side < 0 else column.x + PAD + BESIDE / 2
    ends = [api.middle, worker.middle, down]
    ends += [boxes[redis.key].middle if redis.stack == stack else _leaves(picture, layout, stack)]
    yield Line(((api.middle, api.bottom), (api.middle, bus)), arrow=False)
    yield Line(((worker.middle, worker.bottom), (worker.middle, bus)), arrow=False)
    yield Line(((min(ends), bus), (max(ends), bus)), arrow=False)
    yield Line(((down, bus), (down, database.y)))
    if redis.stack == stack:
        yield Line(((ends[-1], bus), (ends[-1], boxes[redis.key].y)))


def _side(picture: Picture, layout: Layout, stack: str) -> int:
    """-1 where the Redis that a stack uses stands to its left, 1 to its right, 0 for its own."""
    home = layout.columns[picture.used_by(stack, "redis").stack].x
    here = layout.columns[stack].x
    return (home > here) - (home < here)


def _leaves(picture: Picture, layout: Layout, stack: str) -> float:
    column = layout.columns[stack]
    beside = PAD + BESIDE / 2
    return column.x + beside if _side(picture, layout, stack) < 0 else column.right - beside


def _to_redis(picture: Picture, layout: Layout, stack: str) -> Line:
    """From the bus down, below what stands between, and up to the instance of another environment.

    Where another that shares it stands between, only as far as its line.
    """
    redis, start = picture.used_by(stack, "redis"), _leaves(picture, layout, stack)
    box, y, from_left = layout.boxes[redis.key], layout.lane, _side(picture, layout, stack) > 0
    end = box.x + BESIDE / 2 if from_left else box.right - BESIDE / 2
    others = (_leaves(picture, layout, user) for user in redis.users if user not in (stack, redis.stack))
    between = [other for other in others if min(start, end) < other < max(start, end)]
    across: tuple[Point, ...] = ((end, y), (end, box.bottom))
    if between:
        across = ((min(between, key=lambda other: abs(other - start)), y),)
    return Line(
        ((start, layout.buses), (start, y), *across),
        shared=True,
        arrow=not between,
        label=f"uses {titled(redis.stack).lower()}'s Redis" if redis.made_here else "uses the same Redis",
        label_at=(start - PAD if from_left else start + PAD, y - 7),
        label_ends=from_left,
    )


def _branch(layout: Layout, user: str, owner: str) -> Line:
    """Above the sites, from the branch to the project that it belongs to."""
    source, target = layout.boxes[user, "site"], layout.boxes[owner, "site"]
    y = layout.branches + BUS / 2
    inward = -1 if target.x < source.x else 1
    start, end = source.middle + inward * source.width / 4, target.middle - inward * target.width / 4
    return Line(
        ((start, source.y), (start, y), (end, y), (end, target.y)),
        shared=True,
        label=f"in {titled(owner).lower()}'s project",
        label_at=(start, y - 7),
        label_ends=inward > 0,
    )
