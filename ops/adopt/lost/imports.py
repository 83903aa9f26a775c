"""Into Pulumi's state with what a vendor has: `pulumi import`, which needs no line of the stack file.

An id under `adopt` would stay there for good: Pulumi replaces what it manages and gets an import id later.
"""

import json
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ops import state
from ops.adopt.lost.thing import Thing
from ops.commands import InputError

_PACKAGES = {"vercel": "pulumiverse_vercel", "mongodbatlas": "pulumi_mongodbatlas"}


def take(stack: str, things: Sequence[Thing], components: Mapping[str, str]) -> None:
    """Bring things into the state of a stack; `components`: the URN of each type of component.

    Raises InputError when Pulumi refuses; what it has taken by then stays taken.
    """
    with TemporaryDirectory() as folder:  # which only its owner can read; ids are all that the file holds
        file = Path(folder) / "import.json"
        file.write_text(json.dumps(import_file(things, components, plugins())), encoding="utf-8")
        words = ("--generate-code=false", "--protect=false", "--yes", "--skip-preview")
        refusal = state.refusal("import", "--stack", stack, "--file", str(file), *words)
    if refusal is not None:
        raise InputError(f"pulumi import: {refusal}; run this again when that is mended")


def import_file(
    things: Sequence[Thing], components: Mapping[str, str], plugins: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """What `pulumi import --file` reads; `plugins` as in `plugins()`."""
    return {
        "nameTable": {thing.component: components[thing.component] for thing in things},
        "resources": [
            {
                "type": thing.kind,
                # Several resources have one name; what stands for each in this file has to be its own.
                "name": f"{thing.kind} {thing.name}",
                "logicalName": thing.name,
                "id": thing.import_id,
                "parent": thing.component,
                **plugins[thing.kind.partition(":")[0]],
            }
            for thing in things
        ],
    }


def plugins() -> dict[str, dict[str, str]]:
    """Version and server of each vendor's plugin, as the installed packages and so the program ask for it.

    With others, Pulumi would have a second provider for what is imported.
    """
    folder, found = Path(sysconfig.get_path("purelib")), {}
    for name, package in _PACKAGES.items():
        plugin = json.loads((folder / package / "pulumi-plugin.json").read_text(encoding="utf-8"))
        server = {"pluginDownloadUrl": plugin["server"]} if plugin.get("server") else {}
        found[name] = {"version": plugin["version"], **server}
    return found
