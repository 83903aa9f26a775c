"""What an update may do when Redis moves: the instance, its address in both services, and what follows."""

from typing import Literal

from config.contract import REDIS_URL
from ops.ci.preview import Change, Preview
from ops.commands import InputError

Direction = Literal["to its own", "back"]
_RENDER = "pulumi-python:dynamic/render"
_OPERATIONS: dict[Direction, dict[str, str]] = {
    "to its own": {f"{_RENDER}:KeyValue": "create", f"{_RENDER}:KeyValueRef": "delete"},
    "back": {f"{_RENDER}:KeyValue": "delete", f"{_RENDER}:KeyValueRef": "create"},
}
_SERVICES = {f"{_RENDER}:WebService": "api", f"{_RENDER}:BackgroundWorker": "worker"}


def surprises(
    found: Preview, direction: Direction, variable: str = REDIS_URL, *, complete: bool = True
) -> list[str]:
    """What a preview would do beyond the move, a line each, and what of the move it would not do.

    `variable`: what the application calls the address. `complete`: whether all of the move is to come. A
    look-up of another's instance that begins or ends changes nothing at Render.
    """
    said = [_line(change) for change in found.changes if not _belongs(change, direction, variable)]
    made = [change.operation for change in found.changes if change.token == f"{_RENDER}:KeyValue"]
    if complete and made != [_OPERATIONS[direction][f"{_RENDER}:KeyValue"]]:
        said.append(f"  the Key Value would not be {'made' if direction == 'to its own' else 'deleted'}")
    return said


def refuse_surprises(
    found: Preview, direction: Direction, variable: str, instead: str, *, complete: bool = True
) -> None:
    """Raise InputError for an update that does anything but move Redis."""
    if said := surprises(found, direction, variable, complete=complete):
        raise InputError("\n".join(["The update would do more, or less, than move Redis:", *said, instead]))


def _belongs(change: Change, direction: Direction, variable: str) -> bool:
    if change.name == "redis" and change.token in _OPERATIONS[direction]:
        return change.operation == _OPERATIONS[direction][change.token]
    if change.operation != "update":
        return False
    if change.name == _SERVICES.get(change.token):
        return {key.path for key in change.keys} <= {"env", f"env.{variable}"}
    deploys = change.token == f"{_RENDER}:Deploy" and change.name in _SERVICES.values()
    return deploys or (change.token, change.name) == ("command:local:Command", "smoke")


def _line(change: Change) -> str:
    keys = ", ".join(key.path for key in change.keys)
    return f"  {change.operation} {change.kind} {change.name}" + (f" ({keys})" if keys else "")
