"""The stack files at the root, whoever's they are, come up in the sandbox."""

from pathlib import Path

import pytest

from config.stacks import STACKS, stack_file
from tests.companies import BONDIGOO
from tests.engine.golden import PRINTED
from tests.engine.rehearsal import ROOT, Rehearsal

FILES = ("Pulumi.yaml", *map(stack_file, STACKS))


def test_they_come_up(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if all((ROOT / file).read_bytes() == (BONDIGOO / file).read_bytes() for file in FILES):
        # The run that other modules begin with is theirs, byte for byte.
        printed = (request.getfixturevalue("golden_three") / PRINTED).read_text()
    else:
        made = Rehearsal.make(tmp_path, company=None)
        try:
            printed = made.sandbox("up").ok().text
        finally:
            made.stop()
    for stack in STACKS:
        assert f"{stack}: up after " in printed
