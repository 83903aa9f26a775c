"""What Pulumi's state of a stack knows already."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ops.commands import InputError

PULUMI_COMES = "see `make setup`; in a rehearsal, `python -m sandbox run --` before a command brings it along"
_KEYS = (
    *("PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"),
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
)


class SlowError(InputError):
    """Pulumi gave no answer in the time that it was given."""


@dataclass(frozen=True)
class State:
    """The remote objects in a state: their ids, and (type, name) of each by the last word of its type.

    `creating`: what an update that was cut off was making, in the form of `names`. `exists`: whether there is
    such a stack.
    """

    ids: frozenset[str] = frozenset()
    names: frozenset[tuple[str, str]] = frozenset()
    creating: frozenset[tuple[str, str]] = frozenset()
    exists: bool = field(default=False, compare=False)


def read(stack: str) -> State:
    """The state of a stack, empty for one that does not exist yet. Raises InputError like `exported`."""
    return parsed(exported(stack))


def exported(stack: str, *flags: str, seconds: float | None = None) -> dict[str, Any]:
    """What `pulumi stack export` prints, {} for a stack that does not exist yet; opened as `output` is.

    `seconds`: how long it is waited for, None for ever; SlowError says that it took longer. Raises InputError
    when it cannot be told: to take an unreadable state for an empty one would adopt what is managed already,
    and Pulumi answers that by replacing it.
    """
    if shutil.which("pulumi") is None:
        raise InputError(f"pulumi: is not on PATH, so nobody can tell what the state holds; {PULUMI_COMES}")
    try:
        done = _pulumi("stack", "export", "--stack", stack, *flags, environ=_opening(stack), seconds=seconds)
    except subprocess.TimeoutExpired:
        raise SlowError(
            f"pulumi: the state of {stack} did not come within {seconds:.0f} s; look at the backend "
            "(`pulumi whoami --verbose` names it)"
        ) from None
    if done.returncode == 0:
        return dict(json.loads(done.stdout))
    if "no stack named" in done.stderr:
        return {}
    raise InputError(f"pulumi: the state of {stack} cannot be read ({_reason(done)}); see docs/state.md")


def locked(stack: str, file: Path) -> str | None:
    """Why the secrets of a stack that exists cannot be opened by this process; None: they can.

    `file` is its stack file. What an update asks of the passphrase or key is asked here, and nothing is
    changed: the state is decrypted, and a word encrypted into a copy of the file, whose `encryptionsalt` is
    held against the passphrase. Raises OSError when the file cannot be copied.
    """
    done = _pulumi("stack", "export", "--stack", stack, "--show-secrets")
    if done.returncode == 0:
        with TemporaryDirectory() as folder:
            copy = shutil.copy(file, folder)
            done = _pulumi("config", "set", "--secret", "word", "--stack", stack, "--config-file", copy)
    return None if done.returncode == 0 else _reason(done)


def output(stack: str, name: str) -> str | None:
    """The value of one output of a stack, secrets in clear; None where it has no such output.

    Two stacks may have a key each: PROD_PULUMI_CONFIG_PASSPHRASE counts before the same without PROD_.
    Raises InputError when the stack's state cannot be read or its secrets not be opened.
    """
    if shutil.which("pulumi") is None:
        raise InputError(f"pulumi: is not on PATH, so the state cannot be asked; {PULUMI_COMES}")
    words = ("stack", "output", "--json", "--show-secrets", "--stack", stack)
    done = _pulumi(*words, environ=_opening(stack))
    if done.returncode:
        raise InputError(f"pulumi: the outputs of {stack} cannot be read ({_reason(done)})")
    found = json.loads(done.stdout).get(name)
    return None if found is None else str(found)


def refusal(*words: str) -> str | None:
    """Run a command of Pulumi: what it said when it failed, None when it did not."""
    done = _pulumi(*words)
    if done.returncode == 0:
        return None
    said = [line.strip() for line in (done.stdout + done.stderr).splitlines()]
    errors = dict.fromkeys(line.removeprefix("error: ") for line in said if line.startswith("error: "))
    return "; ".join(errors) or _reason(done)


def _opening(stack: str) -> dict[str, str]:
    """The environment that opens the state of one stack: a variable with its name before it counts first."""
    own = {name: os.environ.get(f"{stack.upper()}_{name}") for name in _KEYS}
    return {**os.environ, **{name: value for name, value in own.items() if value}}


def _pulumi(
    *words: str, environ: Mapping[str, str] | None = None, seconds: float | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run pulumi, which asks nobody; where it wants a value it gets a word. Raises TimeoutExpired."""
    return subprocess.run(
        ["pulumi", *words, "--non-interactive"],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        input="word",
        env=environ,
        timeout=seconds,
    )


def _reason(done: "subprocess.CompletedProcess[str]") -> str:
    return (done.stderr.strip().splitlines() or ["no reason given"])[-1].removeprefix("error: ")


def resources(state: dict[str, Any]) -> list[dict[str, Any]]:
    """The resources of an exported state."""
    return list((state.get("deployment") or {}).get("resources") or [])


def components(state: dict[str, Any]) -> dict[str, str]:
    """The URN of each component of an exported state, by its type; of several of a type the last."""
    return {each["type"]: each["urn"] for each in resources(state) if not each.get("id")}


def parsed(state: dict[str, Any]) -> State:
    """The remote objects of an exported state."""
    remote = [resource for resource in resources(state) if resource.get("id")]
    pending = (state.get("deployment") or {}).get("pending_operations") or []
    return State(
        frozenset(str(resource["id"]) for resource in remote),
        frozenset(map(_named, remote)),
        frozenset(_named(each["resource"]) for each in pending if each["type"] == "creating"),
        exists=bool(state),
    )


def _named(resource: dict[str, Any]) -> tuple[str, str]:
    return resource["type"].rpartition(":")[2], resource["urn"].rpartition("::")[2]
