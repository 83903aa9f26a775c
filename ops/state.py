"""What Pulumi's state of a stack knows already."""

import json
import shutil
import subprocess
from typing import Any


def managed_ids(stack: str) -> frozenset[str]:
    """The ids of all remote objects in the state; none where there is no state, or no pulumi to ask."""
    if shutil.which("pulumi") is None:
        return frozenset()
    command = ["pulumi", "stack", "export", "--stack", stack]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return ids_of(json.loads(done.stdout)) if done.returncode == 0 else frozenset()


def ids_of(state: dict[str, Any]) -> frozenset[str]:
    """The ids in an exported state."""
    resources = (state.get("deployment") or {}).get("resources") or []
    return frozenset(str(resource["id"]) for resource in resources if resource.get("id"))
