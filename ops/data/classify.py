"""A path that the policy does not name: what could be said of it."""

from data.policy.paths import ITEM, KEY, text_of

# Safe for anybody's data; a person may know better.
_SAFE = {"string": "text", "objectId": "ref", "date": "date-shift"}


def advice(collection: str, path: tuple[str, ...], kind: str) -> str:
    """A line for the policy with which it would pass; `kind` is a BSON type, `key` or `collection`.

    Where keys may be data, the whole object is left out.
    """
    above = path[: path.index(KEY)] if KEY in path else path
    if not above:
        return f"{collection}: {{drop: why}}"
    word = "drop" if KEY in path else _SAFE.get(kind, "drop")
    name = text_of("", above).removeprefix(".")
    # Among braces YAML takes brackets for a list.
    quoted = f'"{name}"' if ITEM in above else name
    return f"{collection}: {{{quoted}: {word}}}"
