"""One value in two environments: whoever can read the weaker one holds the key of the other.

Values are compared in memory; what is said holds the names of keys and stacks only.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from urllib.parse import unquote, urlsplit

from config.faults import Fault
from config.guards.cloudinary import CLOUD, URL, parse
from config.guards.terms import Values
from config.stacks import stack_file

SHORTEST = 8  # shorter values are equal by chance
_WORDS = frozenset({"production", "development", "disabled", "undefined"})
Place = tuple[str, str]  # stack, key


@dataclass(frozen=True)
class Allowance:
    """Keys (`CLOUDINARY_*`) whose value these stacks, and no other, may have in common."""

    keys: tuple[str, ...]
    stacks: frozenset[str]
    reason: str

    def covers(self, one: Place, other: Place) -> bool:
        """Whether both places are named here."""
        return all(
            stack in self.stacks and any(fnmatchcase(key, pattern) for pattern in self.keys)
            for stack, key in (one, other)
        )


# What the plan of the environments itself shares; prod is in none of them.
ALLOWED = (
    Allowance(("CLOUDINARY_*",), frozenset({"staging", "dev"}), "one account for tests, purged as a whole"),
    Allowance(
        ("DATABASE_PASSWORD", "MONGODB_URI", "DATABASE_URL"),
        frozenset({"staging", "dev"}),
        "one user of the cluster that both databases are on",
    ),
)


def shared_values(by_stack: Mapping[str, Values], allowed: Iterable[Allowance]) -> list[Fault]:
    """A fault for each key whose value, or a credential inside it, an earlier stack holds too.

    The key may have another name there. Within one stack nothing is compared.
    """
    exceptions = tuple(allowed)
    seen: dict[str, list[Place]] = {}
    clashes: dict[Place, list[Place]] = {}
    for stack, values in by_stack.items():
        for key, value in values.items():
            here = (stack, key)
            for part in _parts(key, value):
                places = seen.setdefault(part, [])
                others = [place for place in places if _clash(here, place, exceptions)]
                clashes[here] = [*clashes.get(here, []), *others]
                places.append(here)
    return [_fault(here, others) for here, others in clashes.items() if others]


def _clash(here: Place, other: Place, exceptions: Iterable[Allowance]) -> bool:
    return here[0] != other[0] and not any(allowance.covers(here, other) for allowance in exceptions)


def _fault(here: Place, others: Iterable[Place]) -> Fault:
    stack, key = here
    named = [f"{other} of {stack_file(home)}" for home, other in dict.fromkeys(others)]
    text = (
        f"has the same value as {' and '.join(named)}, so whoever can read one environment is let into the "
        "other; give each its own"
    )
    return Fault(stack_file(stack), key, text)


def _parts(key: str, value: str) -> set[str]:
    """The value itself and the credentials inside a URI, as far as they can be compared."""
    text = value.strip()
    account = parse(text) if key.endswith(URL) else None
    if account:
        # A cloud name may be short, and it alone decides whose assets are deleted.
        return {account.cloud, *_comparable(account.key, account.secret)}
    if key.endswith(CLOUD):
        return {text} - {""}
    return set(_comparable(text, _password(text)))


def _comparable(*texts: str) -> Iterator[str]:
    return (text for text in texts if len(text) >= SHORTEST and text.lower() not in _WORDS)


def _password(value: str) -> str:
    try:
        return unquote(urlsplit(value).password or "")
    except ValueError:
        return ""
