"""A refresh that somebody stops, around its engine: what is told is what is so when all is whole again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.errors import Interrupted
from data.target.load import OLD, SIDE_BY_SIDE
from data.target.recover import Outcome
from ops.operation.visitors import Browser
from tests.unit.ops_data_engine import receipt
from tests.unit.refresh_world import Company, refreshable


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    with refreshable(tmp_path, monkeypatch) as made:
        yield made


def stopped(company: Company) -> Interrupted:
    with pytest.raises(Interrupted) as ended:
        company.refresh()
    assert company.stands_still() == [False, False]
    return ended.value


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_in_its_swap_it_tells_how_that_was_finished_and_holds_the_receipt_of_it(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.fails = Interrupted(SIDE_BY_SIDE)
    company.fails.receipt = receipt(outcome="interrupted")
    finished = Outcome("new", "it is wholly new", mended=True, receipt=receipt(outcome="recovered"))
    monkeypatch.setattr(company, "recovered", lambda: finished)
    told = stopped(company)
    assert (str(told), told.receipt) == ("stopped; it is wholly new", finished.receipt)


def test_what_has_undone_itself_tells_just_that(company: Company) -> None:
    company.fails = Interrupted(OLD)
    company.fails.receipt = receipt(outcome="interrupted")
    told = stopped(company)
    assert (str(told), told.receipt) == ("stopped; the target is as it was", company.fails.receipt)


def test_before_it_has_begun_nothing_was_done(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.data.refreshing.backed_up", interrupt)
    told = stopped(company)
    assert (str(told), told.receipt) == ("stopped; nothing was done to staging", None)


def test_where_the_engine_says_nothing_it_tells_what_the_journal_of_the_target_says(company: Company) -> None:
    company.fails = KeyboardInterrupt()
    assert str(stopped(company)) == "stopped; wholly old"


def test_after_its_swap_staging_has_its_new_data(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Browser, "faults", interrupt)
    told = stopped(company)
    assert (str(told), told.receipt and told.receipt.outcome) == ("stopped; staging has its new data", "done")
