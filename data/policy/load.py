"""A policy file read: every fault of it at once, or the policy."""

from collections.abc import Iterator
from pathlib import Path as File
from typing import Any

import yaml
from pydantic import ValidationError

from data.errors import Refused
from data.policy.build import build
from data.policy.file import PolicyFile
from data.policy.model import Policy
from data.policy.tree import Place, Tree, read

OWN = File(__file__).parents[1] / "policy.yaml"
_LEAST: dict[str, Any] = {"environment": "?", "collections": {}}
_SAID = {
    "missing": "is missing; a policy needs it",
    "extra_forbidden": "is no key of a policy; it would be ignored",
    "dict_type": "has no names under it; write `name: what happens` lines, or {} for none",
    "list_type": "is no list; write one word per item",
    "string_type": "is no text; write one, in quotes",
    "string_too_short": "is empty; write a few words",
    "string_pattern_mismatch": "is no word in small letters; write one, as `phone`",
}


def load(path: File | None = None) -> Policy:
    """The policy of a file, by default of the one in this room.

    Raises Refused with a line for each fault: where, what is wrong, why it matters, what to write.
    """
    file = path or OWN
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise Refused(f"{_shown(file)}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise Refused(f"{_shown(file)}: is not UTF-8 (byte {error.start}); save it as UTF-8") from None
    return parse(text, _shown(file))


def parse(text: str, name: str = "policy") -> Policy:
    """The policy that a text says; `name` stands before each fault. Raises Refused."""
    try:
        tree = read(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Refused(f"{name}:{line}: is not valid YAML: {error.problem}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise Refused(f"{name}: is not valid YAML: {str(error).splitlines()[0]}") from None
    file, faults = _typed(tree)
    policy, contradictions = build(file)
    if found := {(tree.line(at), _key(at), why) for at, why in (*tree.faults, *faults, *contradictions)}:
        raise Refused("\n".join(f"{name}:{line}: {_printed(key + why)}" for line, key, why in sorted(found)))
    return policy


def _typed(tree: Tree) -> tuple[PolicyFile, list[tuple[Place, str]]]:
    """The typed file, and what of it had to be left out to get there."""
    value = tree.value if isinstance(tree.value, dict) else {}
    try:
        return PolicyFile.model_validate(value), []
    except ValidationError as error:
        faults = list(_of_model(error, tree))
    sound = {**_LEAST, **_without(value, (), {place for place, _ in faults})}
    try:
        return PolicyFile.model_validate(sound), faults
    except ValidationError as error:
        # What is left around a fault can be one itself: then nothing of its section is looked into further.
        sections = {one["loc"][0] for one in error.errors()}
    sound = {**_LEAST, **{key: one for key, one in sound.items() if key not in sections}}
    return PolicyFile.model_validate(sound), faults


def _without(value: Any, here: Place, places: set[Place]) -> Any:
    if isinstance(value, list):
        return [one for number, one in enumerate(value) if (*here, number) not in places]
    if not isinstance(value, dict):
        return value
    return {
        key: _without(one, (*here, key), places) for key, one in value.items() if (*here, key) not in places
    }


def _of_model(error: ValidationError, tree: Tree) -> Iterator[tuple[Place, str]]:
    for one in error.errors():
        place: Place = ()
        for part in one["loc"]:
            # Among the parts are names of the model's alternatives, which no line of the file has.
            if (*place, part) in tree.lines or one["type"] == "missing":
                place = (*place, part)
        cause: Any = one.get("ctx", {}).get("error")
        yield place, str(cause) if cause else _SAID.get(one["type"], one["msg"])


def _key(place: Place) -> str:
    shown = place[1:] if place[:1] == ("collections",) and len(place) > 1 else place
    return f"{'.'.join(map(str, shown))}: " if place else ""


def _printed(text: str) -> str:
    """In one line, whatever stands in a file."""
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)


def _shown(file: File) -> str:
    try:
        return str(file.relative_to(File.cwd()))
    except ValueError:
        return str(file)
