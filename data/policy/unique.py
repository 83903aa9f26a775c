"""Whether what must be distinct stays distinct."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from data.policy.actions import (
    Action,
    Constant,
    Drop,
    Null,
    NumberBucket,
    Pseudonym,
    RandomNumber,
)
from data.policy.model import ANY_TYPE, Policy
from data.policy.paths import ITEM, Path, text_of

_SAID: dict[type[Action], str] = {
    Constant: "the same value everywhere",
    Null: "null everywhere",
    Drop: "left out everywhere",
    NumberBucket: "rounded",
    RandomNumber: "random, and two may meet",
}
# Made of so few words, or so short, that two originals can become one.
_NARROW = frozenset({"text", "person", "address", "company", "phone", "ip", "iban", "password"})


def unique_faults(policy: Policy, indexes: Mapping[str, Iterable[Iterable[str]]]) -> list[str]:
    """What of a collection's unique indexes, each the paths of its key, could not be built any more."""
    return [
        f"{text_of(collection, path)}: is {why}, and has to stay distinct for a unique index; "
        "write an action that leaves it so: email, token, stripe, cloudinary, url, ref, enum or keep"
        for collection, keys in indexes.items()
        if policy.treatment(collection) == "sanitize"
        for key in keys
        for name in key
        for path, why in _faults(policy, collection, tuple(name.split(".")))
    ]


def _faults(policy: Policy, collection: str, names: Path) -> Iterator[tuple[Path, str]]:
    for path in _through_arrays(names):
        for action in _actions(policy, collection, path):
            if why := _why(action):
                yield path, why
                return


def _why(action: Action) -> str | None:
    if isinstance(action, Pseudonym):
        return f"{action.domain}, of which two may be alike" if action.domain in _NARROW else None
    return _SAID.get(type(action))


def _actions(policy: Policy, collection: str, path: Path) -> Iterator[Action]:
    """What happens to values there, and to an object or list that they stand in."""
    for end in range(1, len(path)):
        for kind in ("object", "array"):
            if isinstance(action := policy.action(collection, path[:end], kind), ANY_TYPE):
                yield action
    for kind in ("string", "objectId", "int", "date"):
        if action := policy.action(collection, path, kind):
            yield action


def _through_arrays(names: Path) -> Iterator[Path]:
    """The paths that an index's key may mean, which does not say where it goes through arrays."""
    for items in product(((), (ITEM,)), repeat=len(names)):
        yield tuple(part for name, item in zip(names, items, strict=True) for part in (name, *item))
