"""What every level shares: the repository's own stack files as plain values."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]


class StackFiles:
    """Fresh copies of the real stack files' values, to be broken one at a time."""

    def __init__(self) -> None:
        self._read = {
            stack: yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"]
            for stack in ("prod", "staging", "dev")
        }

    def __getitem__(self, stack: str) -> dict[str, Any]:
        return deepcopy(self._read[stack])  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def stack_files() -> StackFiles:
    return StackFiles()
