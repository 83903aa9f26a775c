"""DNS as it is now."""

from collections.abc import Iterator

from config.settings import Settings
from ops.dns import resolver_of, verdicts
from ops.dns.records import Verdict
from ops.doctor.check import Check, reached


def checks(stack: str, settings: Settings) -> Iterator[Check]:
    """One line for each record."""
    yield from reached(
        stack, "DNS", lambda: (_check(stack, one) for one in verdicts(stack, settings, resolver_of(None)))
    )


def _check(stack: str, verdict: Verdict) -> Check:
    wanted = verdict.wanted
    what, do = f"DNS of {wanted.name}", f"`python -m ops dns --stack {stack}` shows what to enter"
    if verdict.state == "ok" and not verdict.warnings:
        return Check("ok", stack, what, f"leads to {verdict.answer}")
    if verdict.state == "not asked":
        return Check("ok", stack, what, f"{wanted.type} {wanted.value}; nobody was asked in a rehearsal")
    if verdict.state == "no target yet":
        return Check("note", stack, what, f"no target before {wanted.leads_to} exists")
    said = "; ".join((f"answers {verdict.answer}", *verdict.warnings))
    return Check("note", stack, what, f"{verdict.state}: {said}", do)
