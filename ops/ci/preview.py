"""Reading `pulumi preview --json`: what would change, by which keys, and which of it would be lost."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from config.stacks import stack_file
from ops.ci.plans import PlanChange, plan_changes
from ops.ci.steps import Step, inputs, is_planned, name_of, token_of
from ops.commands import InputError

# The engine's words for steps (pkg/resource/deploy/step.go), as one word for people.
_REPLACE = "replace"
_OPERATIONS = {
    "create-replacement": _REPLACE,
    "delete-replaced": _REPLACE,
    "discard-replaced": _REPLACE,
    "import-replacement": _REPLACE,
    "read-replacement": _REPLACE,
}
# One resource may have several steps; the gravest is what happens to it, and comes first in every list.
SEVERITY = ("delete", _REPLACE, "create", "import", "update")

_VENDORS = {"pulumi-python:dynamic/render": "Render", "vercel": "Vercel", "mongodbatlas": "Atlas"}
# Deleting one of these loses data, an address or a secret; making it anew does not bring that back.
_STATEFUL_KINDS = (
    "pulumi-python:dynamic/render:WebService",
    "pulumi-python:dynamic/render:BackgroundWorker",
    "pulumi-python:dynamic/render:KeyValue",
    "pulumi-python:dynamic/render:CustomDomain",
    "vercel:index/project:Project",
    "vercel:index/projectDomain:ProjectDomain",
)
# What the engine adds to every failure, which says nothing.
_ECHOES = ("preview failed", "an unhandled error occurred: program exited with non-zero exit code: 1")
# What the engine prints for a value that only the update will tell (sdk/go/common/resource/plugin/rpc.go).
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_MARKUP = re.compile(r"<\{%.*?%\}>|\x1b\[[0-9;]*m")


@dataclass(frozen=True, order=True)
class Key:
    """The path of an input; `unknown` when its new value is not known before the update."""

    path: str
    unknown: bool = False


@dataclass(frozen=True)
class Change:
    """What would happen to one resource; `keys` are the inputs that differ, never their values.

    `gone`: the refresh of this preview looked for it and did not find it any more.
    """

    token: str
    name: str
    operation: str
    keys: tuple[Key, ...] = ()
    gone: bool = False

    @property
    def kind(self) -> str:
        """The type for people, such as `Render WebService`."""
        package, _, kind = self.token.rpartition(":")
        if is_generated_secret(self.token, self.name):
            return "generated secret"
        vendor = _VENDORS.get(package) or _VENDORS.get(package.partition(":")[0])
        return f"{vendor} {kind}" if vendor else kind

    @property
    def is_destructive(self) -> bool:
        """Whether something that cannot be made anew would be deleted or replaced."""
        return self.operation in ("delete", _REPLACE) and is_stateful(self.token, self.name)


@dataclass(frozen=True)
class Preview:
    """A preview: the gravest changes first; errors and warnings are what the engine and the program said.

    `digest`: a SHA-256 in hex of every step that is not `same`, with its inputs before and after, and of what
    the program warns of in the stack file, such as a secret that is missing. Two previews of one digest would
    do the same. A secret is `[secret]` in it.
    `plans`: what is paid for by the month and would have another plan.
    """

    changes: tuple[Change, ...]
    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    frozen: bool
    digest: str = ""
    plans: tuple[PlanChange, ...] = ()


def is_stateful(token: str, name: str) -> bool:
    """Whether a resource of this type and name holds what nobody can make anew."""
    if is_generated_secret(token, name):
        return True
    if token.startswith("mongodbatlas:"):
        return not token.endswith(":ProjectIpAccessList")
    return token in _STATEFUL_KINDS


def is_generated_secret(token: str, name: str) -> bool:
    """Whether a command is one that made a secret: it is named as the variable, in capitals."""
    return token == "command:local:Command" and name.isupper()  # noqa: S105


def read(file: Path, stack: str) -> Preview:
    """The preview in a file; an empty file is one that failed before it could say anything.

    Raises InputError when the file cannot be read, is something else, or is another stack's preview.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read: {getattr(error, 'strerror', 'it is not UTF-8')}") from None
    if not text.strip():
        return Preview((), ("pulumi ended before it printed anything; the log says why",), (), False)
    try:
        return parse(json.loads(text), stack)
    except (json.JSONDecodeError, AttributeError, KeyError, TypeError, IndexError):
        raise InputError(f"{file} is not what `pulumi preview --json` prints") from None


def parse(document: Mapping[str, Any], stack: str) -> Preview:
    """The preview from its JSON; raises InputError for another stack's."""
    if not {"steps", "diagnostics"} & document.keys():
        raise TypeError
    changes: dict[str, Change] = {}
    looked_for: set[str] = set()
    for step in document.get("steps") or []:
        urn = str(step["urn"])
        _require_stack(urn, stack)
        if step["op"] == "refresh":
            looked_for.add(urn)
        elif is_planned(step) and _is_ours(step):
            gone = step["op"] == "create" and urn in looked_for
            changes[urn] = _more_severe(changes.get(urn), replace(_change(step), gone=gone))
    said = [(d.get("severity"), _plain(str(d["message"]))) for d in document.get("diagnostics") or []]
    errors = [text for severity, text in said if severity == "error"]
    warnings = tuple(text for severity, text in said if severity == "warning")
    of_the_program = sorted(text for text in warnings if text.startswith(stack_file(stack)))
    return Preview(
        tuple(sorted(changes.values(), key=_order)),
        tuple([text for text in errors if text not in _ECHOES] or errors),
        warnings,
        any(k.endswith(":freeze") and v == "true" for k, v in (document.get("config") or {}).items()),
        _digest(document.get("steps") or [], of_the_program),
        plan_changes(document.get("steps") or []),
    )


def _digest(steps: Iterable[Step], warnings: Sequence[str]) -> str:
    # Independent steps come in any order.
    planned = sorted(
        (step["urn"], step["op"], json.dumps([*inputs(step)], sort_keys=True))
        for step in steps
        if is_planned(step)
    )
    return hashlib.sha256(json.dumps([planned, warnings]).encode()).hexdigest()


def _require_stack(urn: str, stack: str) -> None:
    if (found := urn.split(":", 3)[2]) != stack:
        raise InputError(f"this is a preview of {found}, not of {stack}")


def _is_ours(step: Step) -> bool:
    """Whether a step concerns a thing at a vendor: components and the stack exist in the state only."""
    state = step.get("newState") or step.get("oldState") or {}
    return bool(state.get("custom", True)) and not token_of(str(step["urn"])).startswith("pulumi:")


def _change(step: Step) -> Change:
    urn = str(step["urn"])
    operation = _OPERATIONS.get(op := str(step["op"]), op)
    keys = differing_keys(*inputs(step)) if operation in ("update", _REPLACE) else ()
    return Change(token_of(urn), name_of(urn), operation, keys)


def _more_severe(known: Change | None, found: Change) -> Change:
    if known is None:
        return found
    first, second = sorted((known, found), key=_order)
    return first if first.keys else Change(first.token, first.name, first.operation, second.keys)


def _order(change: Change) -> tuple[bool, int, str, str]:
    known = change.operation in SEVERITY
    rank = SEVERITY.index(change.operation) if known else len(SEVERITY)
    return not change.is_destructive, rank, change.kind, change.name


def _plain(message: str) -> str:
    text = _MARKUP.sub("", message).strip()
    return text.removeprefix("warning: ").removeprefix("error: ")


def differing_keys(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Key, ...]:
    """The inputs that differ, sorted. Secrets are all `[secret]` here: their difference cannot be seen."""
    before, after = dict(_leaves(old)), dict(_leaves(new))
    paths = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
    return tuple(sorted(Key(path, _is_unknown(after.get(path))) for path in paths))


def _leaves(value: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, item in value.items():
        name = f"{path}.{key}" if path else key
        if isinstance(item, Mapping) and item:
            yield from _leaves(item, name)
        else:
            yield name, item


def _is_unknown(value: Any) -> bool:
    if isinstance(value, list):
        return any(_is_unknown(item) for item in value)
    if isinstance(value, Mapping):
        return any(_is_unknown(item) for item in value.values())
    return isinstance(value, str) and value == UNKNOWN
