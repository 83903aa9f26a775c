"""The working copy of the program: the code by links, the stack files as copies that Pulumi may write to."""

from pathlib import Path
from typing import Any

import yaml

from sandbox.home import Home, SandboxError

LINKED = ("__main__.py", "components", "config", "ops", "render", ".venv")
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
    (home.project / "Pulumi.yaml").write_text(project)
    name = _parse(home.source / "Pulumi.yaml").get("name")
    return {stack: _copy_stack(home, stack, f"{name}:") for stack in STACKS}


def _link(source: Path, link: Path) -> None:
    if not source.exists():
        raise SandboxError(f"{source} is missing, so there is no program to rehearse; run `make setup`")
    if not link.is_symlink():
        link.symlink_to(source.absolute())


def _copy_stack(home: Home, stack: str, prefix: str) -> dict[str, Any]:
    """Copy one stack file without what belongs to a real backend: its encryption and encrypted values."""
    name = f"Pulumi.{stack}.yaml"
    document = _parse(home.source / name)
    if not isinstance(document.get("config"), dict):
        raise SandboxError(f"{name}: has no settings; they belong under `config:`")
    values = plain_values(document, prefix)
    target = home.project / name
    copy: dict[str, Any] = {"config": values}
    if target.exists() and (salt := _parse(target).get("encryptionsalt")):
        copy["encryptionsalt"] = salt
    target.write_text(yaml.safe_dump(copy, sort_keys=False))
    return values


def plain_values(document: dict[str, Any], prefix: str) -> dict[str, Any]:
    """The settings of a stack file; a secret kept encrypted in it comes from the environment instead.

    `prefix` (`project:`) is taken off; keys of other namespaces keep theirs.
    """
    config = {str(key).removeprefix(prefix): value for key, value in document["config"].items()}
    values = {key: v for key, v in config.items() if not (isinstance(v, dict) and "secure" in v)}
    if isinstance(sources := values.get("secrets"), dict):
        values["secrets"] = {key: "env" if s == "config" else s for key, s in sources.items()}
    return values


def _parse(file: Path) -> dict[str, Any]:
    try:
        document = yaml.safe_load(_read(file))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise SandboxError(f"{file.name}: line {line} is not YAML: {error.problem}") from None
    return document if isinstance(document, dict) else {}


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise SandboxError(f"{file}: cannot be read: {error.strerror}") from None
