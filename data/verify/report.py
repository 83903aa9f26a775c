"""What the verifier says in the end: each check with what it covered and found, never a value."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from data.policy.paths import text_of
from data.verify.declared import Rules, declared
from data.verify.findings import OPTIONS, UNRESERVED, Findings
from data.verify.links import Links
from data.verify.memory import Memory
from data.verify.pieces import ID, KINDS, WHOLE
from data.verify.sets import Marks
from data.verify.tree import Path

DOCUMENTS, REFERENCES, INDEXES, COVERAGE = "documents", "references", "indexes", "coverage"


@dataclass(frozen=True)
class Check:
    """`covered`: how many things were looked at; `faults`: where it failed, with how many or what instead."""

    name: str
    covered: int
    faults: dict[str, str] = field(default_factory=dict)
    stays: int = 0

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return not self.faults


@dataclass(frozen=True)
class Report:
    """The checks, all of them."""

    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether each check passed."""
        return all(check.passed for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        """For the receipt."""
        checks = [
            {
                "name": check.name,
                "covered": check.covered,
                "stays by declaration": check.stays,
                "faults": check.faults,
            }
            for check in self.checks
        ]
        return {"passed": self.passed, "checks": checks}

    def failures(self) -> list[str]:
        """Of those that did not pass."""
        return Report(tuple(check for check in self.checks if not check.passed)).lines()

    def lines(self) -> list[str]:
        """For people."""
        lines = []
        for check in self.checks:
            declared = f", {check.stays:,} stay by declaration" if check.stays else ""
            verdict = "passed" if check.passed else "FAILED"
            lines.append(f"{check.name}: {verdict}, {check.covered:,} looked at{declared}")
            lines += [f"  {where}: {what}" for where, what in check.faults.items()]
        return lines


def conclude(
    memory: Memory,
    findings: Findings,
    policy: Rules,
    unequal_indexes: Sequence[str] = (),
    *,
    same_moment: bool = True,
) -> Report:
    """All checks of a run. `unequal_indexes`: the collections whose indexes are not those of the source.

    Without `same_moment`, only whether something of the source is found: both have gone on meanwhile.
    """
    collections = {*memory.links.documents, *findings.links.documents}
    loaded = frozenset(one for one in collections if policy.treatment(one) == "sanitize")
    checks = [_pieces(kind, findings) for kind in (*KINDS, UNRESERVED, OPTIONS)]
    checks.append(_coverage(memory, findings))
    if not same_moment:
        return Report(tuple(checks))
    checks += [
        _documents(memory.links, findings.links, loaded),
        _references(memory.links, findings.links, policy, loaded),
        Check(INDEXES, len(loaded), dict.fromkeys(unequal_indexes, "not those of the source")),
    ]
    return Report(tuple(checks))


def _pieces(kind: str, findings: Findings) -> Check:
    faults: Counter[str] = Counter()
    for place, count in findings.leaks.items():
        if place.check == kind:
            faults[text_of(place.collection, place.path)] += count
    stays = sum(count for place, count in findings.stays.items() if place.check == kind)
    texts = {where: f"{count:,} of the source" for where, count in faults.most_common()}
    return Check(kind, findings.covered[kind], texts, stays)


def _coverage(memory: Memory, findings: Findings) -> Check:
    """Whether there was anything to look at: a check that saw nothing has shown nothing."""
    faults = {
        what: f"none looked at, the source had {had:,}"
        for what, had in (("strings", memory.strings), ("ids", len(memory.sets[ID])))
        if had and not findings.covered[WHOLE if what == "strings" else ID]
    }
    return Check(COVERAGE, findings.covered[WHOLE] + findings.covered[ID], faults)


def _documents(source: Links, target: Links, loaded: frozenset[str]) -> Check:
    faults = {}
    for collection in sorted({*source.documents, *target.documents}):
        expected = source.documents[collection] if collection in loaded else 0
        if target.documents[collection] != expected:
            faults[collection] = f"{target.documents[collection]:,} instead of {expected:,}"
    return Check(DOCUMENTS, sum(target.documents.values()), faults)


def _references(source: Links, target: Links, policy: Rules, loaded: frozenset[str]) -> Check:
    """Whether as many ids lead to a document that is loaded as led to one before, path by path."""
    before, after = (_resolved(links, policy, loaded) for links in (source, target))
    faults = {
        text_of(*place): f"{after[place]:,} resolve instead of {before[place]:,}"
        for place in sorted({*before, *after})
        if before[place] != after[place]
    }
    return Check(REFERENCES, sum(after.values()), faults)


def _resolved(links: Links, policy: Rules, loaded: frozenset[str]) -> Counter[tuple[str, Path]]:
    ids = Marks()
    for collection in loaded:
        if collection in links.ids:
            ids.add(links.ids[collection].settle())
    found: Counter[tuple[str, Path]] = Counter()
    for (collection, path, bson_type), marks in links.references.items():
        if collection in loaded:
            rules = declared(policy, collection)
            path = rules.named(path)
            if rules.refers(path, bson_type):
                found[collection, path] += marks.within(ids)
    return found
