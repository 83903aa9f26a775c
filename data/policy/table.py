"""The table of docs/data.md: what it is, what happens to it, and where it stands."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from data.policy.actions import Action, Constant, Enum, Keep, NumberBucket, Pseudonym, Ref
from data.policy.meaning import MEANING
from data.policy.model import Policy
from data.policy.paths import text_of
from data.policy.words import WORDS

_FORMS: dict[type[Action], str] = {
    Keep: "keep",
    Enum: "enum",
    Constant: "constant",
    NumberBucket: "number-bucket",
    Ref: "ref",
}
_BY_DEFAULT = "every field of that kind, if its name is not a sensitive one"
# As many places as somebody reads in a cell; of more it has counts, and the list stands below the table.
_MOST_PLACES, _MOST_COLLECTIONS = 15, 6


@dataclass(frozen=True)
class Row:
    """A class of data, what happens to it, and where, in Markdown: by collection, under "" in any."""

    what: str
    happens: str
    where: dict[str, tuple[str, ...]]
    by_default: bool = False

    @property
    def is_long(self) -> bool:
        """Whether there are too many places for a cell."""
        return sum(map(len, self.where.values())) > _MOST_PLACES


def rows(policy: Policy) -> tuple[Row, ...]:
    """A row for each action that the policy uses, in the order of `MEANING`."""
    used: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for rules, note in ((policy.rules, ""), (policy.keys, " (the keys)")):
        for rule in rules:
            place = f"`{text_of('', rule.pattern.segments).removeprefix('.')}`{note}{_note(rule.action)}"
            used[word_of(rule.action)][rule.pattern.collection or ""].append(place)
    default = {word_of(action) for action in policy.defaults.values()}
    return tuple(
        Row(
            *MEANING[word],
            {name: tuple(sorted({*places}, key=_path)) for name, places in sorted(used[word].items())},
            word in default,
        )
        for word in MEANING
        if word in used or word in default
    )


def _path(place: str) -> str:
    return place.split("`")[1]


def _note(action: Action) -> str:
    """What more is to be known of a place than its class."""
    if isinstance(action, NumberBucket):
        return f" (in steps of {action.size:,g})"
    if isinstance(action, Ref) and action.words:
        return f" (with {len(action.words)} words of the program beside them, which stay)"
    return ""


def table(policy: Policy) -> str:
    """The rows as Markdown, the collections that are left out first; below it, folded, the long lists."""
    dropped = ", ".join(f"`{name}` ({why})" for name, why in policy.dropped.items())
    lines = [("Collections of use only in production", "stay empty", dropped)] if dropped else []
    found = rows(policy)
    lines += [(row.what, row.happens, "; ".join(_where(row))) for row in found]
    return "\n".join(
        (
            "| What it is | What happens to it | Where |",
            "|---|---|---|",
            *(f"| {a} | {b} | {c} |" for a, b, c in lines),
            *_lists([row for row in found if row.is_long]),
        )
    )


def _where(row: Row) -> Iterator[str]:
    if row.by_default:
        yield _BY_DEFAULT
    yield from [_counted(row)] if row.is_long else _places(row)


def _places(row: Row) -> Iterator[str]:
    for name, places in row.where.items():
        yield f"{_collection(name)}: {', '.join(places)}"


def _counted(row: Row) -> str:
    counts = sorted(((len(places), name) for name, places in row.where.items()), key=lambda one: -one[0])
    shown, rest = counts[:_MOST_COLLECTIONS], counts[_MOST_COLLECTIONS:]
    most = ", ".join(f"{_collection(name)} {count}" for count, name in shown)
    others = f" and {sum(count for count, _ in rest)} in {len(rest)} other collections" if rest else ""
    return f"{sum(count for count, _ in counts)} places, listed below: {most}{others}"


def _collection(name: str) -> str:
    return f"`{name}`" if name else "anywhere"


def _lists(long: list[Row]) -> Iterator[str]:
    if long:
        yield "\n<details>\n<summary>Every place of the classes that have many</summary>"
        for row in long:
            yield f"\n**{row.what}** {row.happens}:\n"
            yield from (f"- {line}" for line in _places(row))
        yield "\n</details>"


def word_of(action: Action) -> str:
    """The short word or the form by which a policy file says an action."""
    if isinstance(action, Pseudonym):
        return action.domain
    form = _FORMS.get(type(action))
    return form or next(word for word, one in WORDS.items() if one == action)
