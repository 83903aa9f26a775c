"""Comparing what is wanted with what is there: one notion of "changed" for every resource.

Each input of a resource is declared once, in the dataclass of its arguments; what there is to say about it
stands in the annotation: `plan: Annotated[pulumi.Input[str], Field(...)]`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, Final, NamedTuple, TypeVar

Props = Mapping[str, Any]
"""Inputs or outputs of one resource, snake_case, without Pulumi's own keys."""
Live = tuple[dict[str, Any], dict[str, Any]]
"""Inputs and outputs of one resource as they are at Render."""


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


@dataclass(frozen=True, kw_only=True)
class Field:
    """One input that is compared with what Render holds.

    `canonical`: the form in which two values of it compare. `default`: what Render does without the input, so
    that taking it away means going back to that; None: an input that is left out is not compared.
    `fixed`: Render cannot change it, another value means another object.
    """

    name: str = ""
    canonical: Callable[[Any], Any] = text
    default: Any = None
    fixed: bool = False

    def meaning(self, value: Any) -> Any:
        """What a value says, in the form that compares; None when it says nothing."""
        value = self.default if is_empty(value) else value
        return None if value is None else self.canonical(value)


F = TypeVar("F", bound=Field)


def compared(args: type[Any], kind: type[F]) -> tuple[F, ...]:
    """The inputs in `args` that are compared, as they are annotated there: with a `Field` of this kind."""
    return tuple(
        replace(note, name=field.name)
        for field in fields(args)
        for note in getattr(field.type, "__metadata__", ())
        if isinstance(note, kind)
    )


def directives(args: type[Any]) -> tuple[str, ...]:
    """The inputs in `args` that say how to treat an object, and are never compared with it."""
    names = {field.name for field in compared(args, Field)}
    return tuple(field.name for field in fields(args) if field.name not in names)


def missing(args: type[Any], props: Props) -> list[Fault]:
    """A fault for each input without a default in `args` that says nothing."""
    required = (f.name for f in fields(args) if f.default is MISSING and f.default_factory is MISSING)
    return [Fault(name, "is required: give it a value") for name in required if is_empty(props.get(name))]


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


def changed(inputs: Sequence[Field], old: Props, new: Props) -> list[str]:
    """The inputs in which `new` asks for something else than `old`; unknown counts as something else."""
    return [field.name for field in inputs if _differs(field, old.get(field.name), new.get(field.name))]


def _differs(field: Field, old: Any, new: Any) -> bool:
    if is_unknown(new):
        return True
    wanted = field.meaning(new)
    return wanted is not None and bool(field.meaning(old) != wanted)


def kept_spelling(field: Field, mine: Any, live: Any) -> Any:
    """The live value, in my spelling when both mean the same (`starter`, when Render says `0.5c-512mb`)."""
    return mine if field.meaning(mine) == field.meaning(live) else live
