"""What Pulumi's state of a stack knows already."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any

from ops.commands import InputError


@dataclass(frozen=True)
class State:
    """The remote objects in a state: their ids, and (type, name) of each by the last word of its type."""

    ids: frozenset[str] = frozenset()
    names: frozenset[tuple[str, str]] = frozenset()


def read(stack: str) -> State:
    """The state of a stack, empty for one that does not exist yet. Raises InputError like `exported`."""
    return parsed(exported(stack))


def exported(stack: str, *flags: str) -> dict[str, Any]:
    """What `pulumi stack export` prints, {} for a stack that does not exist yet.

    Raises InputError when it cannot be told: to take an unreadable state for an empty one would adopt what
    is managed already, and Pulumi answers that by replacing it.
    """
    if shutil.which("pulumi") is None:
        raise InputError("pulumi: is not on PATH, so nobody can tell what the state holds; see `make setup`")
    command = ["pulumi", "stack", "export", "--stack", stack, *flags]
    done = subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode == 0:
        return dict(json.loads(done.stdout))
    if "no stack named" in done.stderr:
        return {}
    said = (done.stderr.strip().splitlines() or ["no reason given"])[-1].removeprefix("error: ")
    raise InputError(f"pulumi: the state of {stack} cannot be read ({said}); see docs/state.md")


def resources(state: dict[str, Any]) -> list[dict[str, Any]]:
    """The resources of an exported state."""
    return list((state.get("deployment") or {}).get("resources") or [])


def parsed(state: dict[str, Any]) -> State:
    """The remote objects of an exported state."""
    remote = [resource for resource in resources(state) if resource.get("id")]
    return State(
        frozenset(str(resource["id"]) for resource in remote),
        frozenset((r["type"].rpartition(":")[2], r["urn"].rpartition("::")[2]) for r in remote),
    )
