"""Rehearsals for the engine level: one for each module, so that modules can run side by side."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.golden import copy, going, one_of_each, three_environments
from tests.engine.rehearsal import Rehearsal
from tests.engine.render_only_program import RenderOnly, everything
from tests.once import made_once


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """A checkout in which nothing was done yet."""
    made = Rehearsal.make(tmp_path_factory.mktemp("checkout"))
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="session")
def golden_three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout after `make up`, to be copied."""
    return made_once(tmp_path_factory, "three-environments", three_environments)


@pytest.fixture(scope="module")
def three_up(tmp_path_factory: pytest.TempPathFactory, golden_three: Path) -> Iterator[Rehearsal]:
    """A checkout of this module's own in which all three environments are up."""
    with going(golden_three, tmp_path_factory.mktemp("checkout")) as made:
        yield made


@pytest.fixture
def render_only(tmp_path: Path) -> Iterator[RenderOnly]:
    """A cloud with an empty workspace and a program of Render resources, one of each wanted."""
    made = RenderOnly(tmp_path, everything()).start()
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="session")
def golden_render(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same after its `up`, to be copied."""
    return made_once(tmp_path_factory, "one-of-each", one_of_each)


@pytest.fixture(scope="module")
def render_up(tmp_path_factory: pytest.TempPathFactory, golden_render: Path) -> Iterator[RenderOnly]:
    """The same for the tests of a module to follow each other in, already up."""
    folder = tmp_path_factory.mktemp("render")
    copy(golden_render, folder)
    made = RenderOnly(folder, everything())
    try:
        made.go_on()
        yield made
    finally:
        made.stop()
