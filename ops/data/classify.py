"""A path that the policy does not name: what could be said of it."""

from data.policy.model import Policy
from data.policy.paths import ITEM, KEY, text_of

# Safe for anybody's data, where its name says nothing of a person; a person may know better.
_SAFE = {"string": "text", "objectId": "ref", "date": "date-shift"}


def advice(policy: Policy, collection: str, path: tuple[str, ...], kind: str) -> str:
    """A line for the policy with which it would pass; `kind` is a BSON type, `key` or `collection`.

    Where keys may be data, the whole object is left out; what has a sensitive name becomes empty: a date
    that is moved, or a text of the same length, may still say who it is.
    """
    above = path[: path.index(KEY)] if KEY in path else path
    if not above:
        return f"{collection}: {{drop: why}}"
    safe = "null" if policy.is_sensitive(path) else _SAFE.get(kind, "drop")
    word = "drop" if KEY in path else safe
    name = text_of("", above).removeprefix(".")
    # Among braces YAML takes brackets for a list.
    quoted = f'"{name}"' if ITEM in above else name
    return f"{collection}: {{{quoted}: {word}}}"
