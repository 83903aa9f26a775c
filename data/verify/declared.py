"""What the verifier asks the policy: where an original value stands by declaration, and where ids go."""

from typing import Literal, Protocol

from data.policy.actions import Action, Constant, Enum, Keep, Ref
from data.verify.tree import EACH, KEY, Path


class Rules(Protocol):
    """The part of a policy that is asked."""

    def treatment(self, collection: str) -> Literal["sanitize", "drop"] | None:
        """What happens to a collection."""

    def action(self, collection: str, path: Path, bson_type: str) -> Action | None:
        """What happens to a value of this type there."""

    def key_action(self, collection: str, path: Path) -> Action | None:
        """What happens to the keys of the object there."""


class Declared:
    """The policy's answers for one collection, each asked for once."""

    def __init__(self, policy: Rules, collection: str) -> None:
        self._policy = policy
        self._collection = collection
        self._actions: dict[tuple[Path, str], Action | None] = {}
        self._maps: dict[Path, Action | None] = {}

    def _action(self, path: Path, bson_type: str) -> Action | None:
        place = path, bson_type
        if place not in self._actions:
            self._actions[place] = self._find(path, bson_type)
        return self._actions[place]

    def _find(self, path: Path, bson_type: str) -> Action | None:
        """The action of the value there: its own, or that of an object or array which it is part of."""
        if len(path) > 1 and (whole := self._action(path[:-1], "array" if path[-1] == EACH else "object")):
            return whole
        if bson_type == "key":
            return self._keys(path[:-1])
        return self._policy.action(self._collection, path, bson_type)

    def _keys(self, path: Path) -> Action | None:
        if path not in self._maps:
            self._maps[path] = self._policy.key_action(self._collection, path)
        return self._maps[path]

    def is_map(self, path: Path) -> bool:
        """Whether the keys of the object there are data."""
        return self._keys(path) is not None

    def stays(self, path: Path, bson_type: str) -> frozenset[object] | None:
        """The original values that may stand there; None: every one."""
        match self._action(path, bson_type):
            case Keep():
                return None
            case Enum(values=values):
                return frozenset(values)
            case Constant(value=constant):
                return frozenset({constant})
        return frozenset()

    def beside_ids(self, path: Path, bson_type: str) -> tuple[str, ...]:
        """The words that may stand beside the ids of strings there."""
        action = self._action(path, bson_type)
        return action.words if isinstance(action, Ref) else ()

    def refers(self, path: Path, bson_type: str) -> bool:
        """Whether ids that stand there must lead to the same documents afterwards."""
        action = self._action(path, bson_type)
        return isinstance(action, Ref) or (bson_type == "objectId" and isinstance(action, Keep))

    def named(self, path: Path) -> Path:
        """The path as the policy has it: with `<key>` for the keys of a map."""
        for place in range(len(path)):
            if path[place] != KEY and self.is_map(path[:place]):
                path = (*path[:place], KEY, *path[place + 1 :])
        return path


_last: dict[str, Declared] = {}
_asked: list[Rules] = []


def declared(policy: Rules, collection: str) -> Declared:
    """The answers of this policy for a collection, remembered while the same policy is asked."""
    if not _asked or _asked[0] is not policy:
        _asked[:] = [policy]
        _last.clear()
    if collection not in _last:
        _last[collection] = Declared(policy, collection)
    return _last[collection]
