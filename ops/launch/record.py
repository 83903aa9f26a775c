"""The record of a rehearsed launch: it holds for one commit, its stack files and its program."""

import hashlib
import json
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from config.parse import read_stack_files
from config.rules import AllSettings
from config.stacks import PRODUCTION
from config.vendors import is_rehearsal
from ops.commands import InputError
from toolchain.files import write_whole

FILE = "launch-rehearsal.json"
HOME = Path(".sandbox")
# What an update runs and reads; the stack files are compared by what they say.
_PROGRAM = ("__main__.py", "Pulumi.yaml", "components", "config", "ops", "render")
_DIFFERS = {
    "commit": "another commit was checked out",
    "files": "the stack files said something else",
    "program": "the program was another",
}


def write(folder: Path) -> Path:
    """Note in `folder`, the sandbox's home, that the launch went well with what stands here.

    Raises InputError where no Git can tell what that is, SettingsError for a stack file that cannot be used.
    """
    file = folder / FILE
    facts = {**_identity(read_stack_files(Path())), "rehearsed": time.time()}
    write_whole(file, json.dumps(facts, indent=1), 0o600)
    return file


def fault(stacks: AllSettings, environ: Mapping[str, str] = os.environ) -> str | None:
    """Why the launch of these stacks does not count as rehearsed; None: it does, or this is it.

    Raises InputError where no Git can tell.
    """
    if is_rehearsal(environ):
        return None
    try:
        facts = dict(json.loads((HOME / FILE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return "no launch was rehearsed in this checkout"
    except (OSError, ValueError, TypeError):
        return f"{HOME / FILE} cannot be read"
    now = _identity(stacks)
    return next((said for key, said in _DIFFERS.items() if facts.get(key) != now[key]), None)


def _identity(stacks: AllSettings) -> dict[str, str]:
    """The commit, and a SHA-256 in hex of the stack files' settings and of the program's files."""
    # In a rehearsal the working copy's program leads to the checkout.
    checkout = Path("__main__.py").resolve().parent
    commit = _git(checkout, "rev-parse", "HEAD").decode().strip()
    return {"commit": commit, "files": _of_settings(stacks), "program": _of_program(checkout)}


def _of_settings(stacks: AllSettings) -> str:
    # The launch itself changes `launched`.
    before = stacks[PRODUCTION].model_copy(update={"launched": False})
    said = {name: own.model_dump(mode="json") for name, own in {**stacks, PRODUCTION: before}.items()}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _of_program(checkout: Path) -> str:
    """Also of what is not committed yet: a changed tree is another program."""
    digest = hashlib.sha256()
    for name in _files(checkout):
        content = (checkout / name).read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _files(checkout: Path) -> Iterator[str]:
    listed = _git(checkout, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *_PROGRAM)
    names = sorted(set(filter(None, listed.decode("utf-8", "surrogateescape").split("\0"))))
    return (name for name in names if (checkout / name).is_file())


def _git(checkout: Path, *words: str) -> bytes:
    try:
        done = subprocess.run(["git", *words], cwd=checkout, capture_output=True, check=False)
    except FileNotFoundError:
        raise InputError("Git is not there, so nobody can tell what was rehearsed; install it") from None
    if done.returncode:
        said = (done.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"])[0]
        raise InputError(f"Git cannot tell what is checked out, so nobody knows what was rehearsed ({said})")
    return done.stdout
