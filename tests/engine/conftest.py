"""Rehearsals for the engine level: one for each module, so that modules can run side by side."""

from collections.abc import Iterator

import pytest

from tests.engine.rehearsal import Rehearsal


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    made = Rehearsal.make(tmp_path_factory.mktemp("checkout"))
    try:
        yield made
    finally:
        made.sandbox("stop")
