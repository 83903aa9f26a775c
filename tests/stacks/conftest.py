"""Each stack's program, run once and looked at by many tests."""

import pytest

from tests.conftest import ROOT, StackFiles
from tests.stacks.recording import Program, environment_of, run_program


@pytest.fixture(autouse=True)
def in_the_program_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="session")
def programs(stack_files: StackFiles) -> dict[str, Program]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return {
            stack: run_program(stack, stack_files[stack], environment_of(stack, stack_files[stack]))
            for stack in ("prod", "staging", "dev")
        }
