"""Puts the plugins where the engine looks for them, at the exact versions that the installed SDKs ask for."""

import json
import shlex
from importlib.util import find_spec
from pathlib import Path

PACKAGES = {
    "vercel": "pulumiverse_vercel",
    "mongodbatlas": "pulumi_mongodbatlas",
    "command": "pulumi_command",
}
# The plugin finds its code without PYTHONPATH, which a command that it starts would inherit, and without
# looking into the folder it is started in, which is the program's.
LAUNCHER = """#!/bin/sh
exec {python} -P -c '
import runpy, sys
sys.path.insert(0, sys.argv.pop(1))
runpy.run_module("sandbox.plugins.{name}", run_name="__main__", alter_sys=True)
' {source} "$@"
"""


def version_of(name: str) -> str:
    """Return the version of the plugin `name` that the installed SDK asks for; does not import the SDK."""
    spec = find_spec(PACKAGES[name])
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"the SDK {PACKAGES[name]} is not installed")
    plugin = json.loads(Path(spec.origin).with_name("pulumi-plugin.json").read_text())
    return str(plugin["version"])


def install(pulumi_home: Path, python: Path, source: Path) -> None:
    """Write a launcher per plugin under `pulumi_home`; `source` is the folder that holds `sandbox`.

    Does nothing for a launcher that is there already as it should be.
    """
    for name in PACKAGES:
        folder = pulumi_home / "plugins" / f"resource-{name}-v{version_of(name)}"
        launcher = folder / f"pulumi-resource-{name}"
        text = LAUNCHER.format(python=shlex.quote(str(python)), name=name, source=shlex.quote(str(source)))
        if not launcher.exists() or launcher.read_text() != text:
            folder.mkdir(parents=True, exist_ok=True)
            launcher.write_text(text)
        launcher.chmod(0o755)
