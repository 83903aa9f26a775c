"""The working copy of the program: the code by links, the stack files as copies that Pulumi may write to."""

import hashlib
from pathlib import Path
from typing import Any

import yaml

from sandbox.home import Home, SandboxError, write_private
from sandbox.stack_text import bare, loaded, without_encrypted, without_encrypted_values
from toolchain.files import write_whole

# Beside the keys of a stack file, where the sandbox is told of it: the password of `database.user`.
USER_LOGIN = "databaseUserPassword"
LINKED = ("__main__.py", "components", "config", "data", "ops", "render", "toolchain", ".venv")
# Deploy order: staging and dev look up what prod owns.
STACKS = ("prod", "staging", "dev")


def copy_project(home: Home) -> dict[str, dict[str, Any]]:
    """Bring the working copy up to date; returns the values of each stack file, keys without a namespace.

    Raises SandboxError when a file of the program is missing or no YAML.
    """
    home.project.mkdir(mode=0o700, parents=True, exist_ok=True)
    for linked in LINKED:
        _link(home.source / linked, home.project / linked)
    project = _read(home.source / "Pulumi.yaml")
    write_whole(home.project / "Pulumi.yaml", project)
    name = _parse(home.source / "Pulumi.yaml").get("name")
    return {stack: _copy_stack(home, stack, f"{name}:") for stack in STACKS}


def project_name(home: Home) -> str | None:
    """What Pulumi.yaml of the working copy calls the project; None before there is one."""
    file = home.project / "Pulumi.yaml"
    return _parse(file).get("name") if file.exists() else None


def _link(source: Path, link: Path) -> None:
    if not source.exists():
        raise SandboxError(f"{source} is missing, so there is no program to rehearse; run `make setup`")
    if not link.is_symlink():
        link.symlink_to(source.absolute())


def _copy_stack(home: Home, stack: str, prefix: str) -> dict[str, Any]:
    """Copy one stack file as it stands, so that Pulumi finds in a rehearsal what it would find for real.

    What a rehearsed operation has written into the copy stays, until the file itself changes.
    """
    source, target = home.source / f"Pulumi.{stack}.yaml", home.project / f"Pulumi.{stack}.yaml"
    kept, copied = home.path / "kept" / stack, home.path / "copied" / stack
    digest = hashlib.sha256(_read(source).encode()).hexdigest()
    if kept.exists() and target.exists() and copied.exists() and copied.read_text("utf-8") == digest:
        return plain_values(_parse(target), prefix)
    kept.unlink(missing_ok=True)
    write_private(copied, digest)
    document = _parse(source)
    if not isinstance(document.get("config"), dict):
        raise SandboxError(f"{source.name}: has no settings; they belong under `config:`")
    # What Pulumi added to the copy before: without it the state could not be read any more.
    before = target.read_text(encoding="utf-8", errors="replace") if target.exists() else ""
    salt = [line for line in before.splitlines() if line.startswith("encryptionsalt:")]
    wanted = without_encrypted_values(document, prefix)
    write_whole(target, "\n".join([without_encrypted(_read(source), wanted, prefix), *salt, ""]))
    return plain_values(document, prefix)


def plain_values(document: dict[str, Any], prefix: str) -> dict[str, Any]:
    """The settings of a stack file; a secret kept encrypted in it comes from the environment instead.

    `prefix` (`project:`) is taken off; keys of other namespaces keep theirs.
    """
    config = without_encrypted_values(document, prefix)["config"]
    return {bare(str(key), prefix): value for key, value in config.items()}


def part(values: dict[str, Any], key: str) -> dict[str, Any]:
    """Return an object of a stack file, {} for what is none: the program says what is wrong with it."""
    found = values.get(key)
    return found if isinstance(found, dict) else {}


def setting(values: dict[str, Any], key: str, name: str) -> str:
    """Return a text inside an object of a stack file, "" for what is none."""
    found = part(values, key).get(name)
    return found if isinstance(found, str) else ""


def _parse(file: Path) -> dict[str, Any]:
    """The top-level mapping of a YAML file, every scalar as text: what it means is for the program to say."""
    try:
        document = loaded(_read(file))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise SandboxError(f"{file.name}: line {line} is not YAML: {error.problem}") from None
    except (yaml.YAMLError, TypeError, ValueError) as error:
        raise SandboxError(f"{file.name}: is not YAML: {str(error).splitlines()[0]}") from None
    return document if isinstance(document, dict) else {}


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise SandboxError(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise SandboxError(f"{file}: is not UTF-8 (byte {error.start}); save it as UTF-8") from None
