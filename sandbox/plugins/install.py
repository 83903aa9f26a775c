"""Puts the plugins where the engine looks for them, at the exact versions that the installed SDKs ask for."""

import json
import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from toolchain.files import write_whole

PACKAGES = {
    "vercel": "pulumiverse_vercel",
    "mongodbatlas": "pulumi_mongodbatlas",
    "command": "pulumi_command",
}
# The engine reads a port, and ends a plugin by closing its input, also when it is killed itself.
# The mark with the engine's address is what nobody else on this machine can leave: see `start_of`.
LAUNCHER = """#!/bin/sh
kill -0 {process} 2>/dev/null || {{
  echo 'the sandbox is not running: `python -m sandbox start`, then run this again' >&2
  exit 1
}}
printf '%s\n' $$ "$PWD" ${{GIT_DIR+"$GIT_DIR"}} > {runs}/{name}-"$1"
echo {port}
read -r _
"""


def version_of(name: str) -> str:
    """Return the version of the plugin `name` that the installed SDK asks for; does not import the SDK."""
    spec = find_spec(PACKAGES[name])
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"the SDK {PACKAGES[name]} is not installed")
    plugin = json.loads(Path(spec.origin).with_name("pulumi-plugin.json").read_text(encoding="utf-8"))
    return str(plugin["version"])


def launcher_of(pulumi_home: Path, name: str) -> Path:
    """Return the file that the engine starts for the plugin `name`."""
    return pulumi_home / "plugins" / f"resource-{name}-v{version_of(name)}" / f"pulumi-resource-{name}"


def install(pulumi_home: Path, ports: Mapping[str, int], process: int) -> None:
    """Write a launcher per plugin under `pulumi_home`; it names the port where `process` serves it."""
    runs = _runs_folder(pulumi_home)
    runs.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in runs.iterdir():
        left.unlink()
    for name, port in ports.items():
        launcher = launcher_of(pulumi_home, name)
        launcher.parent.mkdir(parents=True, exist_ok=True)
        # Whole from its first moment: a command may be starting it right now.
        text = LAUNCHER.format(port=port, process=process, name=name, runs=shlex.quote(str(runs)))
        write_whole(launcher, text, 0o755)


@dataclass(frozen=True)
class Start:
    """How the engine started a plugin: in which folder, and with which GIT_DIR, None for none."""

    folder: Path
    git_dir: str | None = None


def start_of(pulumi_home: Path, name: str, engine: str) -> Start | None:
    """How the engine at this address has just started the plugin `name`; None if no launcher of it runs.

    Any process of this machine can connect to a loopback port; only its owner leaves marks in this folder.
    The last mark is that of the launcher asked about: an engine starts one plugin after the other.
    """
    try:
        process, folder, *git_dir = (
            (_runs_folder(pulumi_home) / f"{name}-{engine}").read_text("utf-8").splitlines()
        )
        os.kill(int(process), 0)
    except (OSError, ValueError):
        return None
    return Start(Path(folder), *git_dir)


def _runs_folder(pulumi_home: Path) -> Path:
    return pulumi_home / "runs"
