"""What a person wants to know first: launched, shared, broken, and what it costs; in plain words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from config.stacks import PRODUCTION
from ops.cost.model import Costs, Item, at_least, total
from ops.doctor.check import Check, State
from ops.picture import Picture, sentences
from ops.picture.words import listed, titled
from ops.status.model import Environment
from ops.status.page.columns import Column, seen


@dataclass(frozen=True)
class Line:
    """A sentence, behind a link to the `place` on this page that says more."""

    text: str
    place: str = ""
    href: str = ""


@dataclass(frozen=True)
class Answer:
    """The answer to one question: in short, then the rest of it."""

    question: str
    short: str
    lines: tuple[Line, ...]
    state: State | None = None


def answers(columns: Sequence[Column], picture: Picture, costs: Costs) -> list[Answer]:
    """The four of them."""
    return [
        _launched([column.environment for column in columns]),
        _shared(picture),
        _broken(columns),
        _cost(costs),
    ]


def _launched(environments: Sequence[Environment]) -> Answer:
    production = [one for one in environments if one.stack == PRODUCTION]
    short = ", ".join(f"{titled(one.stack)} {_is_launched(one)}" for one in production)
    lines = [
        Line(f"{listed(stacks)}: visitors see {seen(side)}.")
        for side in (False, True)
        if (stacks := [one.stack for one in environments if one.site.launched is side])
    ]
    if silent := [one.stack for one in environments if one.site.launched is None]:
        lines.append(Line(f"{listed(silent)}: what visitors see is not known, as no page says it."))
    if absent := [one.stack for one in environments if one.site.deployment is None]:
        lines.append(Line(f"{listed(absent)}: no deployment of the site is known."))
    return Answer("What is launched?", short, tuple(lines))


def _is_launched(one: Environment) -> str:
    seen, by_file = one.site.launched, "is launched" if one.site.launched_by_file else "is not launched"
    if seen is None:
        return f"{by_file}, by its file; its site does not say so"
    return "is launched" if seen else "is not launched"


def _shared(picture: Picture) -> Answer:
    shared = sum(edge.shared for edge in picture.edges) or any(len(c.stacks) > 1 for c in picture.clusters)
    said = tuple(Line(sentence) for sentence in sentences(picture))
    short = f"{_things(len(said))} shared" if shared else "Nothing is shared"
    return Answer("What is shared?", short, said)


def _broken(columns: Iterable[Column]) -> Answer:
    wrong = [Line(each.check.found, ", ".join(each.names), each.href) for each in _found(columns, "FAIL")]
    unseen, notes = list(_unseen(columns)), len(list(_found(columns, "note")))
    short = f"{_things(len(wrong))} broken" if wrong else "Nothing is broken"
    if unseen and not wrong:
        short = "Nothing is known to be broken, and not everything can be looked at"
    more = [Line(f"And {notes} note{'' if notes == 1 else 's'}.")] if notes else []
    return Answer(
        "What is broken?", short, (*wrong, *unseen, *more), "FAIL" if wrong else "doubt" if unseen else "ok"
    )


def _things(number: int) -> str:
    return "1 thing is" if number == 1 else f"{number} things are"


@dataclass(frozen=True)
class _Found:
    """A check of a part, and the environment and the part in which that stands."""

    check: Check
    names: tuple[str, str]
    href: str


def _found(columns: Iterable[Column], state: State) -> Iterator[_Found]:
    for column in columns:
        for place in column.places:
            for check in place.part.checks:
                if check.state == state:
                    yield _Found(check, (column.title, place.title), f"#{place.id}")


def _unseen(columns: Iterable[Column]) -> Iterator[Line]:
    """A line for each vendor that refuses: it begins with its name, and asks for the same everywhere."""
    causes: dict[tuple[str, str], list[_Found]] = {}
    for each in _found(columns, "doubt"):
        found, do = each.check.found, each.check.do
        causes.setdefault((found.split()[0] if do else found, do), []).append(each)
    for alike in causes.values():
        stacks, places = (dict.fromkeys(names) for names in zip(*(each.names for each in alike), strict=True))
        where = f"{', '.join(places)} of {', '.join(stacks)} cannot be looked at"
        yield Line(alike[0].check.found, where, alike[0].href)


def in_usd(items: Iterable[Item]) -> str:
    """`at least 94 USD`."""
    known = tuple(items)
    return f"{'at least ' if at_least(known) else ''}{total(known)} USD"


def _cost(costs: Costs) -> Answer:
    lines = [Line(in_usd(items), titled(stack)) for stack, items in costs.items.items()]
    lines.append(Line("Fixed parts, by list price before tax."))
    unknown = sum(item.is_unknown for item in costs.everything)
    left_out = [
        *(["what is billed by use or for an account"] if costs.by_use else []),
        *([f"{unknown} thing{'' if unknown == 1 else 's'} without a known price"] if unknown else []),
    ]
    if left_out:
        lines.append(Line(" and ".join(left_out), "Not in it", "#costs"))
    said = in_usd(costs.everything)
    return Answer("What does it cost?", f"{said[0].upper()}{said[1:]} a month", tuple(lines))
