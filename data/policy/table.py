"""The table of docs/data.md: what it is, what happens to it, and where it stands."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from data.policy.actions import Action, Constant, Enum, Keep, NumberBucket, Pseudonym
from data.policy.meaning import MEANING
from data.policy.model import Policy
from data.policy.paths import text_of
from data.policy.words import WORDS

_FORMS: dict[type[Action], str] = {
    Keep: "keep",
    Enum: "enum",
    Constant: "constant",
    NumberBucket: "number-bucket",
}
_BY_DEFAULT = "every field of that kind, if its name is not a sensitive one"


@dataclass(frozen=True)
class Row:
    """A class of data, what happens to it, and where: by collection, under "" in any."""

    what: str
    happens: str
    where: dict[str, tuple[str, ...]]
    by_default: bool = False


def rows(policy: Policy) -> tuple[Row, ...]:
    """A row for each action that the policy uses, in the order of `MEANING`."""
    used: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for rule in policy.rules:
        path = text_of("", rule.pattern.segments).removeprefix(".")
        used[word_of(rule.action)][rule.pattern.collection or ""].append(path)
    for rule in policy.keys:
        path = text_of("", rule.pattern.segments).removeprefix(".")
        used[word_of(rule.action)][rule.pattern.collection or ""].append(f"{path} (the keys)")
    default = {word_of(action) for action in policy.defaults.values()}
    return tuple(
        Row(
            *MEANING[word],
            {name: tuple(sorted({*paths})) for name, paths in used[word].items()},
            word in default,
        )
        for word in MEANING
        if word in used or word in default
    )


def table(policy: Policy) -> str:
    """The rows as Markdown, the collections that are left out first."""
    dropped = ", ".join(f"`{name}` ({why})" for name, why in policy.dropped.items())
    lines = [("Collections of use only in production", "stay empty", dropped)] if dropped else []
    lines += [(row.what, row.happens, "; ".join(_where(row))) for row in rows(policy)]
    return "\n".join(
        (
            "| What it is | What happens to it | Where |",
            "|---|---|---|",
            *(f"| {a} | {b} | {c} |" for a, b, c in lines),
        )
    )


def _where(row: Row) -> Iterator[str]:
    if row.by_default:
        yield _BY_DEFAULT
    if row.what == MEANING["enum"][0]:
        yield f"{sum(map(len, row.where.values()))} fields, each with its list in `data/policy.yaml`"
        return
    for name, paths in row.where.items():
        yield f"{f'`{name}`' if name else 'anywhere'}: {', '.join(f'`{path}`' for path in paths)}"


def word_of(action: Action) -> str:
    """The short word or the form by which a policy file says an action."""
    if isinstance(action, Pseudonym):
        return action.domain
    form = _FORMS.get(type(action))
    return form or next(word for word, one in WORDS.items() if one == action)
