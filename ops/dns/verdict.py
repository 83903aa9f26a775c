"""What is to be done about a record, from what should stand there and what does: pure."""

from dataclasses import dataclass
from typing import Literal

from ops.dns.lookup import Answer
from ops.dns.records import Wanted

State = Literal["ok", "missing", "wrong", "no target yet", "not asked", "unknown"]
# Who signs the certificates of Vercel and Render (render.com/docs/custom-domains: both of these).
ISSUERS = ("letsencrypt.org", "pki.goog")


@dataclass(frozen=True)
class Verdict:
    """One record, what DNS answers beside it, and what to know about it."""

    wanted: Wanted
    state: State
    answer: str
    warnings: tuple[str, ...] = ()


def unasked(wanted: Wanted) -> Verdict:
    """A record about which nobody was asked."""
    return Verdict(wanted, "not asked" if wanted.value else "no target yet", "")


def judged(wanted: Wanted, answer: Answer) -> Verdict:
    """The record beside its answer."""
    if answer.failed:
        return Verdict(wanted, "unknown", f"no answer ({answer.failed})")
    state = _state(wanted, answer)
    return Verdict(wanted, state, _shown(wanted, answer), tuple(_warnings(wanted, answer)))


def _state(wanted: Wanted, answer: Answer) -> State:
    if wanted.value is None:
        return "no target yet"
    good = {value.rstrip(".").lower() for value in (wanted.value, *wanted.also)}
    found = {"CNAME": (answer.cname,), "A": answer.a, "TXT": answer.txt}[wanted.type]
    if good & set(found) or (wanted.type == "CNAME" and answer.same_place):
        return "ok"
    there = answer.cname or answer.a or answer.aaaa if wanted.type != "TXT" else False
    return "wrong" if there else "missing"


def _shown(wanted: Wanted, answer: Answer) -> str:
    if wanted.type == "TXT":
        return ", ".join(answer.txt) or "nothing"
    return answer.cname or ", ".join((*answer.a, *answer.aaaa)) or "nothing"


def _warnings(wanted: Wanted, answer: Answer) -> list[str]:
    found = []
    if answer.caa is not None and (missing := [i for i in ISSUERS if i not in answer.caa]):
        found.append(f"CAA lets {', '.join(answer.caa) or 'nobody'} sign; add {' and '.join(missing)}")
    if wanted.leads_to.startswith("the Render") and answer.aaaa and not answer.cname:
        found.append("has an AAAA record, and Render serves no IPv6: some visitors would not get through")
    return found
