"""Where each box of the picture stands: a column for each environment, a row for each kind of part."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ops.picture.parts import Cluster, Key, Part, Picture
from ops.picture.text import wrapped

COLUMN, GAP, MARGIN, PAD = 288, 24, 16, 12
HEAD, BUS, BETWEEN, LANE = 38, 22, 30, 18
NAME, SMALL, LINE = 13, 11.5, 16
# How much wider a name is, which is drawn bold.
BOLD = 1.13
# A line goes down beside a box of this much less width.
BESIDE = 48
LABELS = {"site": "Site", "api": "API", "worker": "Worker", "redis": "Redis", "database": "Database"}


@dataclass(frozen=True)
class Box:
    """A rectangle and what stands in it: the name's lines and the details', as many as they need."""

    x: float
    y: float
    width: float
    height: float
    name: tuple[str, ...] = ()
    details: tuple[str, ...] = ()

    @property
    def middle(self) -> float:
        """Where a line meets it from above or below."""
        return self.x + self.width / 2

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width


@dataclass(frozen=True)
class Layout:
    """`columns`: stack -> the whole column, its branch as details; `frames`: around each cluster's databases.

    Where lines run across: `buses` under the services, `branches` above the sites, `lane` under the Redis.
    """

    columns: Mapping[str, Box]
    boxes: Mapping[Key, Box]
    frames: tuple[Box, ...]
    buses: float
    branches: float
    lane: float

    @property
    def width(self) -> float:
        """Of the whole picture."""
        return max(column.right for column in self.columns.values()) + MARGIN

    @property
    def height(self) -> float:
        """Of the whole picture, without its legend."""
        return max(column.bottom for column in self.columns.values()) + MARGIN


def laid_out(picture: Picture) -> Layout:
    """Each part in its row; a row is as high as its highest box."""
    lefts = {stack: MARGIN + at * (COLUMN + GAP) for at, stack in enumerate(picture.columns)}
    shared_site = any(edge.shared and edge.target[1] == "site" for edge in picture.edges)
    heads = {
        stack: tuple(wrapped(f"branch {branch}", SMALL, COLUMN - 2 * PAD))
        for stack, branch in picture.columns.items()
    }
    branches = MARGIN + HEAD + LINE * max(map(len, heads.values())) + PAD
    half = (COLUMN - 3 * PAD) / 2
    boxes: dict[Key, Box] = {}

    def row(y: float, *places: tuple[str, float, float]) -> float:
        made = {
            part.key: _box(part, lefts[part.stack] + offset, y, width)
            for kind, offset, width in places
            for part in picture.parts
            if part.kind == kind
        }
        height = max(box.height for box in made.values())
        boxes.update({key: _high(box, height) for key, box in made.items()})
        return y + height

    sites = row(branches + (BUS + 4 if shared_site else 0), ("site", PAD, COLUMN - 2 * PAD))
    services = row(sites + BETWEEN, ("api", PAD, half), ("worker", 2 * PAD + half, half))
    stores = row(services + BUS + BETWEEN, ("redis", PAD + BESIDE, COLUMN - 2 * PAD - BESIDE))
    shared_redis = any(edge.shared and edge.target[1] == "redis" for edge in picture.edges)
    top = stores + BETWEEN + (LANE if shared_redis else 0)
    frames = [_frame(cluster, lefts, top) for cluster in picture.clusters]
    lowest = max(frame.bottom for frame, _ in frames)
    boxes |= {key: box for _, found in frames for key, box in found.items()}
    high = lowest + PAD - MARGIN
    return Layout(
        columns={s: Box(x, MARGIN, COLUMN, high, details=heads[s]) for s, x in lefts.items()},
        boxes=boxes,
        frames=tuple(_high(frame, lowest - frame.y) for frame, _ in frames),
        buses=services + BUS,
        branches=branches,
        lane=stores + LANE + 6,
    )


def _box(part: Part, x: float, y: float, width: float) -> Box:
    room = width - 2 * PAD
    name = tuple(wrapped(part.name, NAME * BOLD, room))
    details = tuple(line for detail in part.details for line in wrapped(detail, SMALL, room))
    return Box(x, y, width, 30 + LINE * (len(name) + len(details)) + 4, name, details)


def _high(box: Box, height: float) -> Box:
    return Box(box.x, box.y, box.width, height, box.name, box.details)


def _frame(cluster: Cluster, lefts: Mapping[str, float], y: float) -> tuple[Box, dict[Key, Box]]:
    """The frame of a cluster over the columns of its stacks, and its databases over those of their users."""
    found = dict(_databases(cluster, lefts, y + PAD))
    height = max(box.height for box in found.values())
    left, right = (pick(lefts[stack] for stack in cluster.stacks) for pick in (min, max))
    label = tuple(wrapped(f"Atlas cluster {cluster.name}", SMALL, right - left + COLUMN - 4 * PAD))
    frame = Box(
        *(left + PAD, y, right - left + COLUMN - 2 * PAD, height + PAD + 8 + LINE * len(label)), details=label
    )
    return frame, {key: _high(box, height) for key, box in found.items()}


def _databases(cluster: Cluster, lefts: Mapping[str, float], y: float) -> Iterator[tuple[Key, Box]]:
    for part in cluster.databases:
        left, right = (pick(lefts[stack] for stack in part.users) for pick in (min, max))
        yield part.key, _box(part, left + 2 * PAD, y, right - left + COLUMN - 4 * PAD)
