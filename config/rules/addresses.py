"""Hosts in values, and allow-lists against the region whose services have to come through them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote

from config.regions import OUTBOUND, reach
from config.rules.engine import Stack
from config.settings import AllowedRange
from config.violations import Violation


def names_host(pattern: str, value: str) -> bool:
    """Whether a value holds a host of this pattern, as a whole and however it is written."""
    return bool(re.search(rf"(?<![\w.-])(?:{pattern})(?![\w-]|\.\w)", unquote(value), re.IGNORECASE))


def kept_out(
    stack: Stack, key: str, allowed: Sequence[AllowedRange], why: str, also: Iterable[str] = ()
) -> Iterator[Violation]:
    """What of a stack's own region a list leaves out, as far as its ranges tell that shared ones are meant.

    Ranges of nobody that is known here may be dedicated addresses. `why`: what a service meets outside.
    `also`: other stacks that it is about.
    """
    region = stack.settings.render.region
    missing, others = reach(region, [entry.cidr for entry in allowed])
    ranges = " and ".join(missing)
    if missing and others:
        what = f"has ranges of {' and '.join(others)} and lacks {ranges} of {region}, where the services run"
        write = f"write {ranges}, or what Render's dashboard shows under Connect, Outbound"
        yield stack.violation(key, what, why, write, unless="dedicatedAddresses", also=also)
    elif 0 < len(missing) < len(OUTBOUND[region]):
        what, write = f"lacks {ranges}, the other range of {region}", "add it"
        why = "services call from both, so that some are refused and others are not"
        yield stack.violation(key, what, why, write, level="warning", unless="dedicatedAddresses", also=also)
