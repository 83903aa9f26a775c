"""docs/architecture.md names every room, what it names exists, and no room uses one that it may not."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.stacks import STACKS, stack_file
from sandbox.project import LINKED

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
MAY_USE = {
    "config": set(),
    "data": set(),
    "render": set(),
    "toolchain": set(),
    "components": {"config", "render"},
    "ops": {"config", "data", "render", "toolchain"},
    "sandbox": {"toolchain"},
}


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_every_folder_of_the_repository_is_a_room_of_the_page() -> None:
    folders = {name.split("/")[0] for name in tracked() if "/" in name}
    assert {folder for folder in folders if f"| `{folder}/`" not in PAGE} - {".github", ".ci"} == set()


def test_every_file_and_folder_that_the_page_names_exists() -> None:
    named = re.findall(r"`((?:\w+/)+(?:\w+\.\w+)?|\w+\.py)`|(\w+/\w+\.py)<br/>", PAGE)
    paths = {first or second for first, second in named}
    # Inside a room's row, names are relative to it.
    homes = [ROOT, *(ROOT / room for room in (*MAY_USE, "tests"))]
    assert len(paths) > 15
    assert sorted(path for path in paths if not any((home / path).exists() for home in homes)) == []


@pytest.mark.parametrize("room", MAY_USE)
def test_a_room_uses_only_what_it_may(room: str) -> None:
    used = {
        (name, module.split(".")[0])
        for name in tracked()
        if name.startswith(f"{room}/") and name.endswith(".py")
        for module in imported(ROOT / name)
    }
    others = {*MAY_USE, "tests"} - MAY_USE[room] - {room}
    assert sorted(pair for pair in used if pair[1] in others) == []


@pytest.mark.parametrize("stack", STACKS)
def test_a_test_that_reads_a_stack_file_at_the_root_fails(stack: str) -> None:
    with pytest.raises(AssertionError, match=f"reads {stack_file(stack)} of the repository"):
        (ROOT / stack_file(stack)).read_text()


def test_pulumis_configuration_is_read_in_one_module_and_the_process_in_no_component() -> None:
    config = [name for name in tracked() if name.startswith("config/") and name.endswith(".py")]
    assert [name for name in config if "pulumi" in imported(ROOT / name)] == ["config/load.py"]
    components = [name for name in tracked() if name.startswith("components/")]
    assert [name for name in components if {"os", "httpx"} & {*imported(ROOT / name)}] == []


def test_a_rehearsed_command_finds_every_room_that_the_program_and_its_commands_use() -> None:
    used = {room for name in ("components", "ops") for room in (name, *MAY_USE[name])}
    assert used - set(LINKED) == set()
