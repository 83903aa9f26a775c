"""The programs of the level `stacks`."""

from tests.stacks.conftest import beside_the_stack_files, programs

__all__ = ["beside_the_stack_files", "programs"]
