"""One thing that was looked at, and how several of them are shown."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from config.stacks import STACKS
from ops.commands import InputError
from ops.terminal import folded, styled
from render.errors import RenderError

State = Literal["ok", "note", "doubt", "FAIL"]
_STATE, _WIDEST = 5, len(", ".join(STACKS))
_COLOURS: dict[State, str] = {"ok": "green", "note": "yellow", "doubt": "magenta", "FAIL": "red"}


@dataclass(frozen=True)
class Check:
    """`place`: stacks or "machine". `found`: how it is. `do`: the next step, if there is one.

    `state`: ok; note, to know; doubt, it cannot be looked at (of `ops status`); FAIL, to correct.
    """

    state: State
    place: str
    what: str
    found: str
    do: str = ""


def reached(place: str, what: str, look: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    """The checks of one account; where it cannot be read, one that fails and says why."""
    try:
        yield from look()
    except (InputError, RenderError) as error:
        yield Check("FAIL", place, what, str(error))


def merged(checks: Iterable[Check]) -> list[Check]:
    """Each thing once: what differs between stacks by their names only is one check that names them all."""
    found, groups = list(checks), dict[Check, list[Check]]()
    times = Counter(replace(check, place="") for check in found)
    for check in found:
        # In the same words it may be about one stack: of a value that two of them hold.
        same = replace(check, place="")
        groups.setdefault(same if times[same] > 1 else _of_any_stack(check), []).append(check)
    return [
        replace(general, place=", ".join(dict.fromkeys(check.place for check in alike)))
        if len(alike) > 1
        else alike[0]
        for general, alike in groups.items()
    ]


def _of_any_stack(check: Check) -> Check:
    if check.place not in STACKS:
        return check

    def general(text: str) -> str:
        lower = re.sub(rf"(?<![a-z]){check.place}(?![a-z])", "<stack>", text)
        return re.sub(rf"\b{check.place.upper()}_", "<STACK>_", lower)

    return Check(check.state, "", general(check.what), general(check.found), general(check.do))


def line(check: Check) -> str:
    """`ok    prod                Render workspace: …`, with what to do behind it."""
    do = f"; {check.do}" if check.do else ""
    text = f"{check.state:{_STATE}} {check.place:{_WIDEST}} {check.what}: {check.found}{do}"
    shown = folded(text, _STATE + 1)
    return styled(shown[:_STATE], _COLOURS[check.state]) + shown[_STATE:]


def summary(checks: list[Check]) -> str:
    """How many of each."""
    counted = {state: sum(check.state == state for check in checks) for state in _COLOURS}
    return f"{counted['FAIL']} to correct, {counted['note']} to know, {counted['ok']} ok"
