"""What of an environment stands in the sandbox, read from the state's own files: no `pulumi` is asked."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path, PurePath
from typing import Any, Final

from sandbox.home import Home
from sandbox.project import STACKS, part, project_name, setting

_RENDER: Final = "pulumi-python:dynamic/render:(WebService|BackgroundWorker|KeyValue)"
# What no vendor changes of what exists: the setting, the types of the resources that hold it, their input.
_FIXED: Final = (
    ("render", "ownerId", _RENDER, "owner_id"),
    ("render", "region", _RENDER, "region"),
    ("vercel", "team", "vercel:.*", "teamId"),
    ("atlas", "projectId", "mongodbatlas:.*", "projectId"),
)
_ANEW: Final = "`python -m sandbox reset` and then `python -m sandbox up` begin anew"
_REPLACEABLE: Final = ("api", "worker", "redis")
_OF_A_STACK: Final = frozenset(
    {"up", "update", "preview", "refresh", "destroy", "cancel", "import", "state", "config", "stack"}
)
_WITHOUT_ONE: Final = frozenset({"init", "ls"})


def remarks(home: Home, command: Sequence[str], stack_files: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    """What is worth a line before a command: which of its stacks have moved, or are not there."""
    named, is_pulumi = _named(command), PurePath(command[0]).name == "pulumi"
    if is_pulumi and not _OF_A_STACK & {*command}:
        return
    yield from all_moved(home, {s: file for s, file in stack_files.items() if named in (None, s)})
    if not is_pulumi or _WITHOUT_ONE & {*command}:
        return
    if not any(_files(home, stack) for stack in STACKS):
        yield "nothing is up in the sandbox yet: `python -m sandbox up` comes first"
    elif named in STACKS and not _files(home, named):
        yield f"{named} is not up in the sandbox yet: `python -m sandbox up {named}` comes first"


def all_moved(home: Home, stack_files: Mapping[str, dict[str, Any]]) -> list[str]:
    """A line for each stack whose environment stands elsewhere than its file says."""
    return [line for stack, values in stack_files.items() if (line := moved(home, stack, values))]


def moved(home: Home, stack: str, values: dict[str, Any]) -> str | None:
    """One line when a stack is another project's, or its file names another place than that where it stands.

    Where the file allows Render's resources to be replaced, their move is what is rehearsed.
    """
    if renamed := _renamed(home, stack):
        return f"{stack}: {renamed}; {_ANEW}"
    allowed = any(part(values, key).get("allowReplacement") == "true" for key in _REPLACEABLE)
    resources = _resources(home, stack)
    changes = {
        f"{section}.{key} was {' and '.join(held)} and is {wanted}": types
        for section, key, types, name in _FIXED
        if not (allowed and types == _RENDER)
        and (wanted := setting(values, section, key))
        and (held := _held(resources, types, name))
        and held != [wanted]
    }
    if not changes:
        return None
    allow = f", or `allowReplacement: true` under {', '.join(_REPLACEABLE)} rehearses the replacement"
    remedy = _ANEW + (allow if {*changes.values()} == {_RENDER} else "")
    return f"{stack}: {', '.join(changes)}, and what exists cannot be moved there; {remedy}"


def _renamed(home: Home, stack: str) -> str | None:
    """What Pulumi calls the project now and did before; it keeps the state under that name."""
    names, now = {file.parent.name for file in _files(home, stack)}, project_name(home)
    if now is None or not names or now in names:
        return None
    return f"the project was {' and '.join(sorted(names))} and is {now}, of which nothing stands"


def _named(command: Sequence[str]) -> str | None:
    """The stack of `--stack` or `-s`, without the organisation and project that may stand before it."""
    words = [word for given in command for word in given.split("=", 1)]
    after = (value for flag, value in pairwise(words) if flag in ("--stack", "-s"))
    return next((value.rpartition("/")[2] for value in after), None)


def _files(home: Home, stack: str) -> list[Path]:
    """Where the state backend keeps a stack, whatever the project is called; nothing where it is not."""
    return list(home.backend.glob(f".pulumi/stacks/*/{stack}.json"))


def _resources(home: Home, stack: str) -> list[dict[str, Any]]:
    try:
        kept = [json.loads(file.read_text(encoding="utf-8")) for file in _files(home, stack)]
        return [one for state in kept for one in state["checkpoint"]["latest"]["resources"]]
    except (OSError, ValueError, LookupError, TypeError):
        return []  # nothing was made, or the state is broken: what is wrong with it, Pulumi says better


def _held(resources: Sequence[Mapping[str, Any]], types: str, name: str) -> list[str]:
    """What the resources of these types hold as an input, each value once."""
    inputs = [one.get("inputs") or {} for one in resources if re.fullmatch(types, one["type"])]
    return list(dict.fromkeys(each[name] for each in inputs if isinstance(each.get(name), str)))
