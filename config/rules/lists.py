"""Lists and maps whose entries name things: no two name one."""

from collections.abc import Iterator
from typing import Any

from config.rules.engine import Stack, of_one_stack
from config.violations import Violation
from config.yaml_forms import below

# An entry with one of these keys becomes a thing of that name on a platform.
_NAMING = ("cidr", "username")
# Other rules say more about them.
_JUDGED = {"corsOrigins", "extraCorsOrigins", "database.uriVariables"}


@of_one_stack()
def nothing_stands_twice_in_a_list(stack: Stack) -> Iterator[Violation]:
    """No range, person or other entry stands in one list twice."""
    for path, entries in _lists("", stack.settings.model_dump(by_alias=True)):
        seen: dict[str, int] = {}
        for place, entry in enumerate(entries):
            name = _name(entry)
            if name in seen and path not in _JUDGED:
                key, what = f"{path}[{place}]", f"'{name}' stands in {path}[{seen[name]}] already"
                if isinstance(entry, dict):
                    why = "both would be one thing on the platform, and one of the two lost"
                    yield stack.violation(key, what, why, "remove one of them")
                else:
                    why = "of two equal lines one is forgotten when the other is removed"
                    yield stack.violation(key, what, why, "remove one of them", level="warning")
            seen.setdefault(name, place)


def _name(entry: Any) -> str:
    return (
        next((entry[key] for key in _NAMING if key in entry), str(entry))
        if isinstance(entry, dict)
        else entry
    )


def _lists(path: str, value: Any) -> Iterator[tuple[str, list[Any]]]:
    if isinstance(value, list):
        yield path, value
    for key, inner in value.items() if isinstance(value, dict) else ():
        yield from _lists(below(path, key), inner)


@of_one_stack()
def no_adopted_variable_is_taken_over_twice(stack: Stack) -> Iterator[Violation]:
    """Each id under `frontend.adopt.variables` is of one variable."""
    adopted = stack.settings.frontend.adopt
    seen: dict[str, str] = {}
    for name, known_as in adopted.variables.items() if adopted else ():
        if known_as in seen:
            what, why = f"has the id of {seen[known_as]}", "one variable would be taken over as two"
            key = f"frontend.adopt.variables.{name}"
            yield stack.violation(key, what, why, "write its own id, or remove it")
        seen.setdefault(known_as, name)
