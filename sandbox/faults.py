"""Faults on demand: which rule, if any, strikes a request. `sandbox.fault_effects`: what it then meets."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

KINDS = ("status", "cut_before", "cut_after", "hold", "outage", "missing")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request to an API: its genuine path, the time in epoch seconds, and how old the object is that it
    reads (seconds; None when it reads no single object)."""

    service: str
    method: str
    path: str
    now: float
    age: float | None = None


@dataclass(kw_only=True)
class Rule:
    """Strike requests of `service` that match `method` and `path`: at most `times`, by chance `share`.

    `status` and `retry_after` (seconds) belong to kind "status"; `seconds` is how long an "outage" lasts
    from `since` (epoch seconds), and how young an object of a "missing" rule is. Chance is a sequence fixed
    by `seed`: a rehearsal that met a fault meets it again.
    """

    kind: str
    service: str = "render"
    method: str | None = None
    path: re.Pattern[str] | None = None
    times: int | None = None
    share: float = 1.0
    seed: int = 0
    status: int = 500
    retry_after: int | None = None
    seconds: float = 0.0
    since: float = 0.0
    _seen: int = field(default=0, repr=False)
    _struck: int = field(default=0, repr=False)

    def strikes(self, asked: Asked) -> bool:
        """Tell whether this request is struck, and count it."""
        if not self._concerns(asked) or (self.times is not None and self._struck >= self.times):
            return False
        self._seen += 1
        if self._chance() >= self.share:
            return False
        self._struck += 1
        return True

    def _concerns(self, asked: Asked) -> bool:
        if asked.service != self.service or self.method not in (None, asked.method):
            return False
        if self.path is not None and not self.path.fullmatch(asked.path):
            return False
        if self.kind == "outage":
            return asked.now < self.since + self.seconds
        if self.kind == "missing":
            return asked.method == "GET" and asked.age is not None and asked.age < self.seconds
        return True

    def _chance(self) -> float:
        """The next number of the seeded sequence, from 0 up to but not including 1."""
        drawn = hashlib.sha256(f"{self.seed}:{self._seen}".encode()).digest()[:6]
        return int.from_bytes(drawn) / 2**48


class Faults:
    """The rules in force, in order: the first one that strikes decides. Nothing outlives a restart."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._held: list[Callable[[], object]] = []

    def replace(self, rules: Sequence[Rule]) -> None:
        """Put `rules` in place of all earlier ones, and let go of every reply that was held back."""
        self._rules = list(rules)
        held, self._held = self._held, []
        for release in held:
            release()

    def strike(self, asked: Asked) -> Rule | None:
        """Return the rule that strikes this request, None when it is answered as usual."""
        return next((rule for rule in self._rules if rule.strikes(asked)), None)

    def on_release(self, release: Callable[[], object]) -> None:
        """Call `release` once, when the rules are replaced next."""
        self._held.append(release)

    def forget(self, release: Callable[[], object]) -> None:
        """Never call `release` if that has not happened yet."""
        self._held = [held for held in self._held if held is not release]
