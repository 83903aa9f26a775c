"""Rehearsals for the engine level: one for each module, so that modules can run side by side."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.rehearsal import Rehearsal
from tests.engine.render_only_program import RenderOnly, everything


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    made = Rehearsal.make(tmp_path_factory.mktemp("checkout"))
    try:
        yield made
    finally:
        made.sandbox("stop")


@pytest.fixture
def render_only(tmp_path: Path) -> Iterator[RenderOnly]:
    """A cloud with an empty workspace and a program of Render resources, one of each wanted."""
    made = RenderOnly(tmp_path, everything()).start()
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def render_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RenderOnly]:
    """The same for the tests of a module to follow each other in, already up."""
    made = RenderOnly(tmp_path_factory.mktemp("render"), everything()).start()
    try:
        made.up().ok()
        yield made
    finally:
        made.stop()
