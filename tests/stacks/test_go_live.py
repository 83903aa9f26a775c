"""The ways out of what is shared today: a Redis of one's own, and the other name of a database."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.companies import BONDIGOO
from tests.conftest import StackFiles
from tests.stacks.recording import ENCODED, Program, environment_of, run_program

CLUSTER = "coaching-platform-dev"
START = f"mongodb+srv://coaching_platform_dev_user:{ENCODED}@{CLUSTER}.nnaff.mongodb.net/"
END = f"?retryWrites=true&w=majority&appName={CLUSTER}"


@pytest.mark.proves("R26", "R34")
@pytest.mark.parametrize("stack", ["staging", "dev"])
def test_with_its_own_redis_an_environment_makes_it_and_uses_no_other(
    stack_files: StackFiles, stack: str
) -> None:
    values, name = stack_files[stack], f"bondigoo-redis-{stack}"
    values["redis"] = {**stack_files["prod"]["redis"], "name": name}
    program = run_program(stack, values, environment_of(stack, values))
    assert program.one("KeyValue").inputs["name"] == name
    assert program.one("KeyValue").inputs["maxmemory_policy"] == "noeviction"
    assert program.all("KeyValueRef") == []
    for kind in ("WebService", "BackgroundWorker"):
        assert program.one(kind).inputs["env"]["REDIS_URL"] == "rediss://own"


def beside(
    folder: Path, monkeypatch: pytest.MonkeyPatch, stack: str, values: dict[str, Any], **siblings: Any
) -> Program:
    """The program of one stack, in a folder with these siblings."""
    (folder / "Pulumi.yaml").write_text((BONDIGOO / "Pulumi.yaml").read_text())
    for name, sibling in siblings.items():
        (folder / f"Pulumi.{name}.yaml").write_text(yaml.safe_dump({"config": sibling}))
    monkeypatch.chdir(folder)
    return run_program(stack, values, environment_of(stack, values))


@pytest.mark.proves("R35", "R76", "C1")
def test_the_literal_names_of_uri_and_table_are_one_word_away(
    stack_files: StackFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prod, staging, dev = (stack_files[stack] for stack in ("prod", "staging", "dev"))
    staging["database"]["name"], dev["database"]["name"] = CLUSTER, "bondigoo-dev"
    for stack, values, name in (("staging", staging, CLUSTER), ("dev", dev, "bondigoo-dev")):
        program = beside(tmp_path, monkeypatch, stack, values, prod=prod, staging=staging, dev=dev)
        for kind in ("WebService", "BackgroundWorker"):
            env = program.one(kind).inputs["env"]
            assert env["MONGODB_URI"] == env["DATABASE_URL"] == START + name + END
