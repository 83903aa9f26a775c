"""E-mail addresses in strings, and the domains under which nobody can be written to."""

import re
from functools import lru_cache

# Looked for from each @ to both sides: from the local part on, a regular expression tries every word.
_LOCAL = re.compile(r"[\w%+-][\w.%+-]*\Z")
_DOMAIN = re.compile(r"(?:[\w-]+\.)*[\w-]*\w")
_LONGEST_LOCAL = 64  # RFC 5321, 4.5.3.1.1
# What is an address and nothing else, as most are.
_ALONE = re.compile(rf"[\w%+-][\w.%+-]{{0,{_LONGEST_LOCAL - 1}}}@({_DOMAIN.pattern})")
# RFC 2606 and RFC 6761: they are never given to anybody.
_RESERVED = re.compile(r"(?:.*\.)?(?:example\.(?:com|net|org)|example|invalid|test|localhost)", re.IGNORECASE)


def addresses(text: str) -> list[tuple[str, bool]]:
    """The addresses in a text, each with whether its domain is reserved. A handle (`@anna`) is none."""
    if alone := _ALONE.fullmatch(text):
        reserved = _is_reserved(alone[1])
        return [] if reserved is None else [(text, reserved)]
    found = []
    at = text.find("@")
    while at >= 0:
        local = _LOCAL.search(text[max(0, at - _LONGEST_LOCAL) : at].rpartition(" ")[2])
        domain = _DOMAIN.match(text, at + 1)
        if local and domain and (reserved := _is_reserved(domain[0])) is not None:
            found.append((f"{local[0]}@{domain[0]}", reserved))
        at = text.find("@", at + 1)
    return found


@lru_cache(maxsize=10_000)
def _is_reserved(domain: str) -> bool | None:
    """None: it is no domain at all."""
    reserved = _RESERVED.fullmatch(domain) is not None
    return reserved if reserved or "." in domain else None
