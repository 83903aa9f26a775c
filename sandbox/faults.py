"""Faults on demand: which rule, if any, a request meets. `sandbox.fault_effects`: what then happens to it."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, PrivateAttr, model_validator
from pydantic.alias_generators import to_camel

from sandbox.body import Body

LONGEST = 10**7
# What a kind takes beside the fields that all kinds have; the first of them it needs.
OWN = {"status": ("status", "retry_after"), "outage": ("seconds",), "missing": ("seconds",)}


@dataclass(frozen=True, kw_only=True)
class ApiRequest:
    """One request to an API: its genuine path, the time in epoch seconds, and how old the object is that it
    reads (seconds; None when it reads no single object)."""

    service: str
    method: str
    path: str
    now: float
    age: float | None = None


class Rule(Body):
    """A fault for requests of `service` that match `method` and `path`: at most `times`, by chance `share`.

    `status` and `retry_after` (seconds) belong to kind "status"; `seconds` is how long an "outage" lasts
    from when the rules were set, and how young an object of a "missing" rule is. Chance is a sequence fixed
    by `seed`: a rehearsal that met a fault meets it again.
    """

    kind: Literal["status", "cut_before", "cut_after", "hold", "outage", "missing"]
    service: Literal["render", "vercel", "atlas"] = "render"
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] | None = None
    path: re.Pattern[str] | None = None
    times: Annotated[int, Field(ge=1, le=LONGEST)] | None = None
    share: Annotated[float, Field(ge=0, le=1)] = 1.0
    seed: Annotated[int, Field(ge=0, le=2**31)] = 0
    status: Annotated[int, Field(ge=400, le=599)] = 500
    retry_after: Annotated[int, Field(ge=0, le=LONGEST)] | None = None
    seconds: Annotated[float, Field(ge=0, le=LONGEST)] = 0.0
    _seen: int = PrivateAttr(0)
    _hit: int = PrivateAttr(0)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        own = OWN.get(self.kind, ())
        of_others = {name for names in OWN.values() for name in names} - set(own)
        if foreign := of_others & self.model_fields_set:
            raise ValueError(f"of kind {self.kind} does not take {to_camel(min(foreign))}")
        if own and own[0] not in self.model_fields_set:
            raise ValueError(f"of kind {self.kind} needs {own[0]}")
        if self.kind == "missing" and self.service != "render":
            raise ValueError("of kind missing is for Render's objects only")
        return self

    def matches(self, asked: ApiRequest, since: float) -> bool:
        """Tell whether this request meets the fault, and count it; the rule is in force from `since`."""
        if not self._concerns(asked, since) or (self.times is not None and self._hit >= self.times):
            return False
        self._seen += 1
        if self._chance() >= self.share:
            return False
        self._hit += 1
        return True

    def _concerns(self, asked: ApiRequest, since: float) -> bool:
        if asked.service != self.service or self.method not in (None, asked.method):
            return False
        if self.path is not None and not self.path.fullmatch(asked.path):
            return False
        if self.kind == "outage":
            return asked.now < since + self.seconds
        if self.kind == "missing":
            return asked.method == "GET" and asked.age is not None and asked.age < self.seconds
        return True

    def _chance(self) -> float:
        """The next number of the seeded sequence, from 0 up to but not including 1."""
        drawn = hashlib.sha256(f"{self.seed}:{self._seen}".encode()).digest()[:6]
        return int.from_bytes(drawn) / 2**48


class Faults:
    """The rules in force, in order: the first one that matches decides. Nothing outlives a restart."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._since = 0.0
        self._held: list[Callable[[], object]] = []

    def replace(self, rules: Sequence[Rule], now: float) -> None:
        """Put `rules` in place of all earlier ones, and let go of every reply that was held back."""
        self._rules, self._since = list(rules), now
        held, self._held = self._held, []
        for release in held:
            release()

    def rule_for(self, asked: ApiRequest) -> Rule | None:
        """Return the rule that this request meets, None when it is answered as usual."""
        return next((rule for rule in self._rules if rule.matches(asked, self._since)), None)

    def on_release(self, release: Callable[[], object]) -> None:
        """Call `release` once, when the rules are replaced next."""
        self._held.append(release)

    def forget(self, release: Callable[[], object]) -> None:
        """Never call `release` if that has not happened yet."""
        self._held = [held for held in self._held if held is not release]
