"""The floor: an empty Pulumi program with the same SDKs, engine, language host and environment as ours."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.bench.measure import succeeded
from tests.engine.rehearsal import ROOT, Rehearsal

STACK = "floor"
PROGRAM = '''"""Nothing at all: what Pulumi costs by itself, with these SDKs."""

import pulumi
import pulumi_command
import pulumi_mongodbatlas
import pulumiverse_vercel
'''
_PRINT_ENVIRONMENT = "import json, os; print(json.dumps(dict(os.environ)))"


@dataclass(frozen=True)
class Floor:
    """The empty program in its `folder`, and the environment of commands over it."""

    folder: Path
    environment: dict[str, str]

    @classmethod
    def make(cls, folder: Path, ours: Rehearsal) -> "Floor":
        """Write the program; its backend, plugins and everything else are those of the sandbox of `ours`."""
        folder.mkdir()
        runtime = yaml.safe_load((ours.folder / "Pulumi.yaml").read_text())["runtime"]
        (folder / "Pulumi.yaml").write_text(yaml.safe_dump({"name": "floor", "runtime": runtime}))
        (folder / "__main__.py").write_text(PROGRAM)
        (folder / ".venv").symlink_to(ROOT / ".venv")
        return cls(folder, environment(ours))


def environment(ours: Rehearsal) -> dict[str, str]:
    """What a command in the sandbox of `ours` sees, asked from such a command."""
    done = ours.sandbox("run", "--", sys.executable, "-c", _PRINT_ENVIRONMENT)
    text = succeeded(done.code, done.text, "python -m sandbox run")
    return dict(json.loads(text.splitlines()[-1]))
