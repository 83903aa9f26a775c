"""The launch gate: its word in the stack file, and what turning it may change."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from config.contract import OF_SITE, name_of
from config.parse import read_stack_file
from config.settings import Settings
from config.stacks import stack_file
from ops.adopt.edits import applied
from ops.adopt.plan import Edit
from ops.ci.preview import Change
from ops.operation import stack_file as file

_VARIABLE = "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable"
_DEPLOYMENT = "vercel:index/deployment:Deployment"
_COMMAND = "command:local:Command"


def turn(stack: str, launched: bool) -> None:
    """Write `launched` into the stack file and change no other text. Raises SettingsError, OSError.

    One that says so already, in whatever form, stays as it is.
    """
    if is_launched(stack) != launched:
        file.write(stack, turned(stack_file(stack), file.text_of(stack), launched))


def turned(name: str, text: str, launched: bool) -> str:
    """The text of a stack file that says so."""
    return applied(name, text, [Edit("launched", launched)])


def digest(stack: str) -> str:
    """What the stack file says now, as a SHA-256 in hex."""
    return hashlib.sha256(file.text_of(stack).encode()).hexdigest()


def is_launched(stack: str) -> bool:
    """What the stack file says. Raises SettingsError."""
    return read_stack_file(Path(), stack).launched


def faults(settings: Settings, changes: Iterable[Change]) -> Iterator[str]:
    """Why an update is not the launch and nothing else: a line for each thing too many or missing."""
    variable = name_of(settings, OF_SITE["LAUNCHED"])
    if variable is None:
        yield "the site has no variable for the gate (`names`), so no update can open it"
        return
    wanted = {
        (_VARIABLE, variable): (("update",), {"value", "comment"}),
        # Vercel changes no deployment: it is made anew. Of another branch it would have another `ref`.
        (_DEPLOYMENT, "frontend"): (("update", "replace"), {"meta"}),
        (_COMMAND, "smoke"): (("update",), {"environment"}),
    }
    found = set()
    for change in changes:
        operations, keys = wanted.get((change.token, change.name), ((), set()))
        others = sorted({key.path.partition(".")[0] for key in change.keys} - keys)
        if change.operation not in operations:
            yield f"it would also {change.operation} {change.kind} {change.name}"
        elif others:
            yield f"it would change more of {change.kind} {change.name}: {', '.join(others)}"
        found.add((change.token, change.name))
    yield from (f"it would not change {name}" for token, name in wanted if (token, name) not in found)
