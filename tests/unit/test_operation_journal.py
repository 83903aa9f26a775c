"""What an operation remembers over its own end, and that there is one at a time on a stack."""

import stat
from pathlib import Path

import pytest

from ops.commands import InputError
from ops.operation.journal import Journal, folder, opened, standing
from toolchain.cache import lock


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"SANDBOX_DIR": str(tmp_path)}


def test_the_next_process_finds_what_this_one_has_noted(tmp_path: Path) -> None:
    file = tmp_path / ".operations" / "launch-prod.json"
    journal = Journal(file)
    assert (journal.facts, journal.is_open) == ({}, False)
    journal.begin(to="dpl_a")
    journal.note(asked=True)
    journal.phase_ended("switch", 1.0)
    again = Journal(file)
    assert (again.facts["to"], again.facts["asked"], again.is_open) == ("dpl_a", True, True)
    assert again.done["switch"][0] == 1.0
    again.end("done")
    assert (Journal(file).is_open, Journal(file).facts["ended"], Journal(file).facts["to"]) == (
        False,
        "done",
        "dpl_a",
    )
    again.begin()
    assert (again.is_open, again.done, "to" in again.facts) == (True, {}, False)


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "operations" / "launch-prod.json")
    journal.begin()
    assert stat.S_IMODE(journal.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(journal.file.parent.stat().st_mode) == 0o700


def test_half_of_one_is_said_and_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    file = tmp_path / "launch-prod.json"
    file.write_text('{"begun": 1')
    with pytest.raises(InputError, match="cannot be read, so nobody knows what was done"):
        Journal(file)


def test_a_rehearsal_has_its_own(environ: dict[str, str]) -> None:
    assert folder(environ) == Path(environ["SANDBOX_DIR"]) / ".operations"
    assert folder({}) == Path(".operations")


def test_another_operation_that_stands_half_done_comes_first(environ: dict[str, str]) -> None:
    with opened("launch", "prod", "`ops launch go` goes on", environ) as journal:
        journal.begin()
    said = "prod: an operation stands half done: `ops launch go` goes on; then run this again"
    with pytest.raises(InputError, match=said), opened("rollback", "prod", "", environ):
        pass
    assert standing("prod", environ) == {"launch": "`ops launch go` goes on"}
    with opened("launch", "prod", "", environ) as journal, opened("rollback", "dev", "", environ):
        journal.end("done")
    with opened("rollback", "prod", "", environ) as journal:
        assert journal.facts == {}


def test_another_process_at_the_same_stack_is_sent_away(environ: dict[str, str]) -> None:
    with (
        lock(folder(environ) / "prod.lock", lambda: None),
        pytest.raises(InputError, match="prod: another process is at an operation of this checkout"),
        opened("rollback", "prod", "", environ),
    ):
        pass
