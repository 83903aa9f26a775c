"""Paths of values in documents, and the patterns by which a policy names them."""

import re
from dataclasses import dataclass

Path = tuple[str, ...]

ITEM, KEY, ANY = "[]", "<key>", "*"
# An id, an address, a number or a date is none.
_FIELD_NAME = re.compile(r"(?!(?:\D*\d){4})[A-Za-z_][A-Za-z0-9_]{0,63}")
_KEY_ACTION = re.compile(r"<key:([a-z-]+)>")
# One step of the text form: a name, a map's key, or an array's element; what else is written is a fault.
_STEP = re.compile(r"(?P<item>\[\])|(?:^|(?<=.)\.)(?P<name><key(?::[a-z-]+)?>|[^.\[\]<>*]+|\*)")


@dataclass(frozen=True)
class Pattern:
    """Paths of one collection, or with `collection` None the end of a path, at any depth of any.

    `segments` are field names, `[]`, `<key>` and, for any one field name, `*`. `keys` says for the
    place of each `<key>` what is written with it: the short word of an action, or "" for none.
    """

    collection: str | None
    segments: Path
    keys: tuple[tuple[int, str], ...] = ()

    def __str__(self) -> str:
        return text_of(self.collection or "**", self.segments)

    @property
    def exactness(self) -> tuple[bool, int, int]:
        """The greater, the more exact: anchored before anywhere, then more literal segments, then longer."""
        literal = sum(segment != ANY for segment in self.segments)
        return self.collection is not None, literal, len(self.segments)

    def matches(self, path: Path) -> bool:
        """Whether this names the path, in its collection."""
        return covers(self.segments, path if self.collection else path[-len(self.segments) :])

    def overlaps(self, other: "Pattern") -> bool:
        """Whether some path is named by both, and neither is the more exact."""
        return (
            self.exactness == other.exactness
            and self.collection == other.collection
            and all(
                _stands_for(mine, its) or _stands_for(its, mine)
                for mine, its in zip(self.segments, other.segments, strict=True)
            )
        )


def covers(segments: Path, path: Path) -> bool:
    """Whether a path is one that these segments stand for."""
    return len(segments) == len(path) and all(map(_stands_for, segments, path))


def _stands_for(segment: str, name: str) -> bool:
    return segment == name or (segment == ANY and (name == ANY or is_field_name(name)))


def is_field_name(segment: str) -> bool:
    """Whether a developer may have called a field so; else it is somebody's data that became a key."""
    return bool(_FIELD_NAME.fullmatch(segment))


def parse(collection: str | None, text: str) -> Pattern:
    """The pattern of `price.discounts[].code` or `privateNotes.<key:ref>[].note`. Raises ValueError."""
    segments: list[str] = []
    keys: list[tuple[int, str]] = []
    position = 0
    while position < len(text):
        step = _STEP.match(text, position)
        if not step or (step["item"] and not segments):
            raise ValueError(f"is no path from `{text[position:]}` on")
        segment = step["item"] or step["name"]
        if segment.startswith("<key"):
            action = _KEY_ACTION.fullmatch(segment)
            keys.append((len(segments), action[1] if action else ""))
            segment = KEY
        segments.append(segment)
        position = step.end()
    if not segments:
        raise ValueError("is no path: it is empty")
    return Pattern(collection, tuple(segments), tuple(keys))


def text_of(collection: str, path: Path) -> str:
    """`bookings.price.discounts[].code`, the form in which a policy names a path."""
    return collection + "".join(segment if segment == ITEM else f".{segment}" for segment in path)


def words(name: str) -> frozenset[str]:
    """The words of a name in camelCase, PascalCase or snake_case, small; of a plural the singular too."""
    found = [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]
    return frozenset(form for one in found for form in (one, one.removesuffix("s"), one.removesuffix("es")))
