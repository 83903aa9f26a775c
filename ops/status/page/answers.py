"""What a person wants to know first: launched, shared, broken, and what it costs; in plain words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from config.stacks import PRODUCTION
from ops.cost.model import Costs, Item, at_least, total
from ops.doctor.check import State
from ops.picture import Picture, sentences
from ops.picture.words import listed, titled
from ops.status.model import Environment
from ops.status.page.columns import Column


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
    open_, closed = (
        [one.stack for one in environments if one.site.launched is side] for side in (True, False)
    )
    short = ", ".join(
        f"{titled(one.stack)} is {'' if one.site.launched else 'not '}launched" for one in production
    )
    lines = [
        Line(f"{listed(stacks)}: visitors see {what}.")
        for stacks, what in ((closed, "the pre-launch page"), (open_, "the application"))
        if stacks
    ]
    if absent := [one.stack for one in environments if one.site.deployment is None]:
        lines.append(Line(f"{listed(absent)}: no deployment of the site is known."))
    return Answer("What is launched?", short, tuple(lines))


def _shared(picture: Picture) -> Answer:
    shared = sum(edge.shared for edge in picture.edges) or any(len(c.stacks) > 1 for c in picture.clusters)
    said = tuple(Line(sentence) for sentence in sentences(picture))
    short = f"{_things(len(said))} shared" if shared else "Nothing is shared"
    return Answer("What is shared?", short, said)


def _broken(columns: Iterable[Column]) -> Answer:
    found = {state: list(_found(columns, state)) for state in ("FAIL", "note")}
    wrong, notes = found["FAIL"], len(found["note"])
    short = f"{_things(len(wrong))} broken" if wrong else "Nothing is broken"
    more = [Line(f"And {notes} note{'' if notes == 1 else 's'}.")] if notes else []
    return Answer("What is broken?", short, (*wrong, *more), "FAIL" if wrong else "ok")


def _things(number: int) -> str:
    return "1 thing is" if number == 1 else f"{number} things are"


def _found(columns: Iterable[Column], state: str) -> Iterator[Line]:
    for column in columns:
        for place in column.places:
            for check in place.part.checks:
                if check.state == state:
                    yield Line(check.found, f"{column.title}, {place.title}", f"#{place.id}")


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
