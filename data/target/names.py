"""Names in the target's database: what is the room's own, what is still loading, what says production."""

import re

MARKER = "_environment"
JOURNAL = "_refresh_journal"
RECEIPTS = "_refresh_receipts"
# Never part of a swap and never dropped.
OWN = frozenset({MARKER, JOURNAL, RECEIPTS})
LOADING_PREFIX = "__refresh_"
RECOVER = "`python -m ops data recover`"

# A word ends at whatever is no letter, and where a capital follows a small one: prod-1, shopProduction.
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


def temporary(run: str, name: str) -> str:
    """Where a collection stands until the swap. MongoDB renames within a database without copying."""
    return f"{LOADING_PREFIX}{run}__{name}"


def is_reserved(name: str) -> bool:
    """Whether a collection of the source may not be called so: the room's own names, and the server's."""
    return name in OWN or name.startswith((LOADING_PREFIX, "system."))


def says_production(name: str) -> bool:
    """Whether one of the words of a host's or database's name is `prod` or `production`."""
    return any(word.lower() in {"prod", "production"} for word in _WORD.findall(name))
