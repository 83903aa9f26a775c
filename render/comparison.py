"""Comparing what is wanted with what is there: one notion of "changed" for every resource."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

Props = Mapping[str, Any]
"""Inputs or outputs of one resource, snake_case, without Pulumi's own keys."""


class _Unknown:
    """A value that a preview cannot know yet."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()


class Fault(NamedTuple):
    """An input that cannot work: which one, and why with the next step."""

    property: str
    reason: str


def text(value: Any) -> Any:
    """Strings compare without the white space around them: YAML blocks end in a newline, replies do not."""
    return value.strip() if isinstance(value, str) else value


@dataclass(frozen=True)
class Field:
    """One input: its name, the form in which two values of it compare, and whether taking it away means
    resetting it (True) or only no longer caring about it (False)."""

    name: str
    canonical: Callable[[Any], Any] = text
    removable: bool = False


def is_empty(value: Any) -> bool:
    """Whether a value says nothing: Render answers null, "", [] and absence for the same thing."""
    return value is None or value in ("", [], {}, ())


def is_unknown(value: Any) -> bool:
    """Whether a value is, or holds at any depth, one that a preview cannot know yet."""
    if isinstance(value, Mapping):
        return any(is_unknown(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(is_unknown(item) for item in value)
    return value is UNKNOWN


def changed(fields: Sequence[Field], old: Props, new: Props) -> list[str]:
    """The fields in which `new` asks for something else than `old`; unknown counts as something else."""
    return [field.name for field in fields if _differs(field, old.get(field.name), new.get(field.name))]


def _differs(field: Field, old: Any, new: Any) -> bool:
    if is_unknown(new):
        return True
    if is_empty(new):
        return field.removable and not is_empty(old)
    return is_empty(old) or bool(field.canonical(old) != field.canonical(new))


def kept_spelling(field: Field, mine: Any, live: Any) -> Any:
    """The live value, in my spelling when both mean the same (`starter`, when Render says `0.5c-512mb`)."""
    if is_empty(mine) and is_empty(live):
        return mine
    if is_empty(mine) or is_empty(live):
        return live
    return mine if field.canonical(mine) == field.canonical(live) else live


def missing(required: Sequence[str], props: Props) -> list[Fault]:
    """A fault for each required input that says nothing."""
    return [Fault(name, "is required: give it a value") for name in required if is_empty(props.get(name))]
