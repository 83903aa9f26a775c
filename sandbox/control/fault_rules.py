"""The rules of `POST /_sandbox/faults`: from JSON to `sandbox.faults.Rule`, closed and strict."""

import re
from typing import Any

from sandbox.cloud import Cloud
from sandbox.faults import KINDS, Rule
from sandbox.render_api import shape
from sandbox.render_api.wire import Refused

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
LONGEST = 10**7


def _pattern(at: str, value: Any) -> None:
    shape.filled(at, value)
    try:
        re.compile(value)
    except re.error as error:
        raise Refused(400, f"{at} is not a regular expression: {error}") from None


def _number(highest: float) -> shape.Check:
    def check(at: str, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= highest:
            raise Refused(400, f"{at} must be a number from 0 to {highest}")

    return check


ANY = {
    "kind": shape.choice(*KINDS),
    "service": shape.choice("render", "vercel", "atlas"),
    "method": shape.choice(*METHODS),
    "path": _pattern,
    "times": shape.whole(1, LONGEST),
    "share": _number(1),
    "seed": shape.whole(0, 2**31),
}
SECONDS = {"seconds": _number(LONGEST)}
STATUS = {"status": shape.whole(400, 599), "retryAfter": shape.whole(0, LONGEST)}
# What a kind takes besides ANY, and which of it is required.
OWN: dict[str, tuple[dict[str, shape.Check], tuple[str, ...]]] = {
    "status": (STATUS, ("status",)),
    "outage": (SECONDS, ("seconds",)),
    "missing": (SECONDS, ("seconds",)),
}
NAMES = {"retryAfter": "retry_after"}


def set_faults(cloud: Cloud, rules: Any) -> None:
    """Replace all fault rules by a JSON list of them, [] for none. Raises Refused 400 and changes nothing."""
    if not isinstance(rules, list):
        raise Refused(400, "send a list of fault rules, [] for none")
    checked = [_rule(f"[{index}].", rule, cloud.now()) for index, rule in enumerate(rules)]
    cloud.faults.replace(checked)


def _rule(at: str, rule: Any, now: float) -> Rule:
    kind = rule.get("kind") if isinstance(rule, dict) else None
    own, needed = OWN.get(str(kind), ({}, ()))
    wish = shape.checked(rule, ANY | own, ("kind", *needed), at)
    if kind == "missing" and wish.get("service") not in (None, "render"):
        raise Refused(400, f"{at}service: only Render's objects can be missing")
    fields = {NAMES.get(key, key): value for key, value in wish.items() if value is not None}
    if "path" in fields:
        fields["path"] = re.compile(fields["path"])
    return Rule(**fields, since=now)
