"""DNS of every host of an environment."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ops.dns.records import Verdict, judged, of_stack, unasked
from ops.doctor.check import Check

if TYPE_CHECKING:
    from ops.launch.conditions.world import World


def checks(stack: str, world: "World") -> Iterator[Check]:
    """One line for each record. Raises AccountError, RenderError."""
    settings, asked = world.stacks[stack], world.resolver
    for row in of_stack(stack, settings, world.vercel(settings), world.render):
        yield _check(stack, judged(row, asked.ask(row.name, row.value)) if asked else unasked(row))


def _check(stack: str, verdict: Verdict) -> Check:
    wanted = verdict.wanted
    what, do = f"DNS of {wanted.name}", f"`python -m ops dns --stack {stack}` shows what to enter"
    if verdict.state == "no target yet":
        found = f"no target before {wanted.leads_to} exists"
        return Check("FAIL", stack, what, found, f"`pulumi up --stack {stack}` makes it")
    if verdict.state == "not asked":
        return Check("ok", stack, what, f"{wanted.type} {wanted.value}; nobody was asked in a rehearsal")
    if verdict.state != "ok":
        return Check("FAIL", stack, what, f"{verdict.state}: answers {verdict.answer}", do)
    if verdict.warnings:
        return Check("note", stack, what, "; ".join(verdict.warnings), do)
    return Check("ok", stack, what, f"leads to {verdict.answer}")
