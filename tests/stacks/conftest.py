"""Each stack's program, run once and looked at by many tests."""

import pytest

from tests.companies import BONDIGOO
from tests.conftest import StackFiles
from tests.stacks.recording import Program, environment_of, run_program


@pytest.fixture(autouse=True)
def beside_the_stack_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BONDIGOO)


@pytest.fixture(scope="session")
def programs(stack_files: StackFiles) -> dict[str, Program]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(BONDIGOO)
        return {
            stack: run_program(stack, stack_files[stack], environment_of(stack, stack_files[stack]))
            for stack in ("prod", "staging", "dev")
        }
