"""A value that the policy has no answer for, said without the value."""

from data.errors import Refused
from data.policy.paths import ITEM, KEY, Path, is_field_name, text_of


class Unclassified(Refused):
    """A path or a type without an action, or a value that its action does not fit."""


def shown(collection: str, path: Path) -> str:
    """`users.billing.street`; what may be data in a path is shown as `<key>`."""
    return text_of(collection, tuple(one if one == ITEM or is_field_name(one) else KEY for one in path))


def unclassified(collection: str, path: Path, bson_type: str) -> Unclassified:
    """The refusal of a type at a path that the policy does not name."""
    return Unclassified(
        f"{shown(collection, path)}: a value of type {bson_type}, of which the policy says nothing; it may "
        "be anybody's data, so nothing of it was taken over; write in the policy what happens to it"
    )


def unfit(collection: str, path: Path, reason: str) -> Unclassified:
    """The refusal of a value that is not what its action is for."""
    return Unclassified(
        f"{shown(collection, path)}: a string {reason}; it may be anybody's data, so nothing of it was taken "
        "over; choose another action for it in the policy"
    )
