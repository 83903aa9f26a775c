"""A policy made of its file, with what cannot be seen in one line: rules that contradict each other."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from data.policy.actions import Action, Keep
from data.policy.file import Dropped, PolicyFile
from data.policy.model import ANY_TYPE, NUMBERS, Policy, Rule, takes
from data.policy.paths import ANY, ITEM, Path, Pattern, parse
from data.policy.sensitive import SENSITIVE
from data.policy.tree import Place
from data.policy.words import WORDS, key_action_of, types_of

DEFAULTABLE = ("bool", *NUMBERS, "date", "objectId", "null")


@dataclass
class _Build:
    """What is found so far; each rule with the place in the file where it stands."""

    faults: list[tuple[Place, str]] = field(default_factory=list)
    rules: list[tuple[Rule, Place]] = field(default_factory=list)
    keys: list[tuple[Rule, Place]] = field(default_factory=list)
    objects: list[Pattern] = field(default_factory=list)


def build(file: PolicyFile) -> tuple[Policy, list[tuple[Place, str]]]:
    """The policy, and every fault with its place; with a fault the policy is of no use."""
    made = _Build()
    defaults = dict(_defaults(file, made))
    for text, action in file.everywhere.items():
        _add(made, ("everywhere", text), None, text, action)
    sanitized = {name: one for name, one in file.collections.items() if not isinstance(one, Dropped)}
    for name, paths in sanitized.items():
        for text, action in paths.items():
            _add(made, ("collections", name, text), name, text, action)
    _refuse_contradictions(made)
    _refuse_what_is_never_reached(made)
    policy = Policy(
        environment=file.environment,
        sanitized=frozenset(sanitized),
        dropped={name: one.drop for name, one in file.collections.items() if isinstance(one, Dropped)},
        defaults=defaults,
        sensitive=SENSITIVE | {*file.sensitive},
        rules=tuple(rule for rule, _ in made.rules),
        keys=tuple(rule for rule, _ in made.keys),
        objects=tuple(made.objects),
    )
    return policy, made.faults


def _defaults(file: PolicyFile, made: _Build) -> Iterator[tuple[str, Action]]:
    for name, word in file.defaults.items():
        place = ("defaults", name)
        try:
            types = types_of(name)
        except ValueError as error:
            made.faults.append((place, str(error)))
            continue
        for one in types:
            action = Keep(types=(one,)) if word == "keep" else WORDS.get("null" if word is None else word)
            if one not in DEFAULTABLE:
                text = (
                    f"has no default, for anything may stand in it; name its paths. Those with one: {_LIST}"
                )
                made.faults.append((place, text))
            elif action is None or not takes(action, one):
                made.faults.append(
                    (place, f"`{word}` is nothing that happens to a {one} by default; write keep")
                )
            else:
                yield one, action


_LIST = ", ".join(("number", *DEFAULTABLE))


def _add(made: _Build, place: Place, collection: str | None, text: str, action: Action | None) -> None:
    try:
        pattern = parse(collection, text)
        _refuse_too_wide(pattern, action)
        for at, word in pattern.keys:
            if word:
                here = Pattern(collection, pattern.segments[: at + 1])
                made.keys.append((Rule(here, key_action_of(word)), place))
    except ValueError as error:
        made.faults.append((place, str(error)))
        return
    if action is not None:
        made.rules.append((Rule(pattern, action), place))
    elif collection:
        made.objects.append(pattern)
    else:
        made.faults.append(
            (place, "is an `object` of any collection; name it in its own, so that no map is taken for one")
        )


def _refuse_too_wide(pattern: Pattern, action: Action | None) -> None:
    """Raises ValueError for what would take in fields, or maps, that nobody has looked at."""
    names = [segment for segment in pattern.segments if segment != ITEM]
    if pattern.collection is None and pattern.keys:
        raise ValueError("names the keys of a map, which has to be named with its collection")
    if pattern.collection is None and set(names) == {ANY}:
        raise ValueError("names every field of every collection; name what it is about")
    if names[-1] == ANY and isinstance(action, Keep) and not {*action.types} <= {*DEFAULTABLE}:
        raise ValueError("keeps what stands in fields that nobody has seen yet; name each of them")


def _refuse_contradictions(made: _Build) -> None:
    for (one, first), (_, place) in _equal_pairs(made.rules):
        made.faults.append(
            (
                place,
                f"names the same paths as `{one.pattern}` ({_where(first)}), and neither is more exact; "
                "name the paths that both mean in a line of their own, or remove one",
            )
        )
    for (one, _), (other, place) in _equal_pairs(made.keys):
        if one.action != other.action:
            made.faults.append(
                (place, "says something else of the same map's keys than another line; say one thing")
            )
    said = {(rule.pattern.collection, rule.pattern.segments) for rule, _ in made.keys}
    for rule, place in made.rules:
        for at, _ in rule.pattern.keys:
            if (rule.pattern.collection, rule.pattern.segments[: at + 1]) not in said:
                text = "does not say what happens to the map's keys, which are data; write <key:ref>, say"
                made.faults.append((place, text))


Placed = tuple[Rule, Place]


def _equal_pairs(rules: list[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """Pairs of which neither is the more exact and that can name the same path."""
    alike: defaultdict[tuple[object, ...], list[Placed]] = defaultdict(list)
    for one in rules:
        alike[one[0].pattern.collection, one[0].pattern.exactness].append(one)
    for group in alike.values():
        yield from (
            pair for pair in combinations(group, 2) if pair[0][0].pattern.overlaps(pair[1][0].pattern)
        )


def _refuse_what_is_never_reached(made: _Build) -> None:
    whole = {
        (rule.pattern.collection, rule.pattern.segments): place
        for rule, place in made.rules
        if isinstance(rule.action, ANY_TYPE) and ANY not in rule.pattern.segments
    }
    for rule, place in made.rules:
        path: Path = rule.pattern.segments
        for end in range(1, len(path)):
            if above := whole.get((rule.pattern.collection, path[:end])):
                text = (
                    f"is never reached, for {_where(above)} takes the whole of what is above it; remove one"
                )
                made.faults.append((place, text))


def _where(place: Place) -> str:
    return ".".join(map(str, place[1:]))
