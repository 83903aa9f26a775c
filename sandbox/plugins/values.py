"""Property values of the engine as plain data and back; secrets stay secret, unknowns unknown."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pulumi.provider.experimental.property_value import PropertyValue

Json = dict[str, Any]
Values = dict[str, PropertyValue]


def plain(value: PropertyValue) -> Any:
    """Return the value as plain data: whole numbers as int, secrets opened, an unknown as its marker."""
    content = value.value
    if isinstance(content, Mapping):
        return plain_map(content)
    if isinstance(content, Sequence) and not isinstance(content, str):
        return [plain(item) for item in content]
    if isinstance(content, float) and content.is_integer():
        return int(content)
    return content


def plain_map(values: Mapping[str, PropertyValue]) -> Json:
    """Return the values as plain data; a null is the same as nothing."""
    return {key: plain(value) for key, value in values.items() if value.value is not None}


def wrap(content: Any) -> PropertyValue:
    """Return plain data as a property value that is no secret."""
    if isinstance(content, Mapping):
        return PropertyValue({key: wrap(item) for key, item in content.items() if item is not None})
    if isinstance(content, list | tuple):
        return PropertyValue([wrap(item) for item in content])
    if isinstance(content, int) and not isinstance(content, bool):
        return PropertyValue(float(content))
    return PropertyValue(content)


def wrap_map(content: Json, *, like: Mapping[str, PropertyValue], secret: Collection[str]) -> Values:
    """Return plain data as property values.

    A value that `like` holds too is taken from there, with its secrets where they are. Any other is a secret
    as a whole if its name is in `secret`, or if what `like` holds under that name has a secret in it.
    """
    values: Values = {}
    for key, item in content.items():
        known = like.get(key)
        if known is not None and key not in secret and plain(known) == item:
            values[key] = known
        elif item is not None:
            hide = key in secret or (known is not None and known.contains_secret())
            values[key] = wrap(item).with_secret(hide)
    return values
