"""The records as a table for people, as lines of a zone file, as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from ops.dns.verdict import Verdict
from ops.terminal import table as draw

_HEAD = ("environment", "name", "type", "value", "DNS answers", "")
_TTL = 3600


def table(verdicts: Sequence[Verdict]) -> str:
    """One line for each record, then what else is to be known."""
    drawn = draw(_HEAD, [[_row(verdict) for verdict in verdicts]])
    notes = (f"{v.wanted.name}: {warning}" for v in verdicts for warning in v.warnings)
    return "\n".join([drawn, *notes])


def _row(verdict: Verdict) -> tuple[str, ...]:
    wanted = verdict.wanted
    value = wanted.value or f"(after {wanted.leads_to} exists)"
    return (wanted.stack, wanted.name, wanted.type, value, verdict.answer or "-", verdict.state)


def bind(verdicts: Sequence[Verdict]) -> str:
    """Lines of a zone file (RFC 1035, section 5); what has no target yet is a comment."""
    return "\n".join(_line(verdict) for verdict in verdicts)


def _line(verdict: Verdict) -> str:
    wanted = verdict.wanted
    start = f"{wanted.name}. {_TTL} IN {wanted.type}"
    if wanted.value is None:
        return f"; {start} (after {wanted.leads_to} exists)"
    value = {"CNAME": f"{wanted.value}.", "TXT": f'"{wanted.value}"'}.get(wanted.type, wanted.value)
    return f"{start} {value}"


def document(verdicts: Sequence[Verdict]) -> str:
    """The same for a script."""
    rows = [
        {**asdict(v.wanted), "state": v.state, "answer": v.answer, "warnings": v.warnings} for v in verdicts
    ]
    return json.dumps(rows, indent=2)
