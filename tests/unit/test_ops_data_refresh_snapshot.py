"""The snapshot before a refresh: one of its own, or that of one just now that did not end well, and said."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from data.errors import Failed
from ops.data import refreshing
from ops.data.backup import Backup
from ops.data.refreshing import Wishes, name_after
from ops.operation.refreshed import last
from tests.unit.refresh_world import SNAPSHOT, Company, refreshable


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    with refreshable(tmp_path, monkeypatch) as made:
        yield made


HOUR = 3600.0


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({}, None),
        ({"begun": 0.0, "name": "one"}, "one"),
        ({"begun": 0.0, "name": "one", "ended": "failed"}, "one"),
        ({"begun": 0.0, "name": "one", "ended": "done"}, None),
        ({"begun": -2 * HOUR, "name": "one", "ended": "failed"}, None),
        ({"begun": -2 * HOUR, "name": "one"}, None),
    ],
)
def test_a_snapshot_of_a_refresh_that_failed_just_now_is_found_again_and_no_other(
    facts: dict[str, Any], name: str | None
) -> None:
    assert name_after(facts, HOUR) == name


def test_each_refresh_has_a_snapshot_of_its_own(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []

    def asked(_account: object, _cluster: str, name: str, _hours: object) -> Backup:
        names.append(name)
        return SNAPSHOT

    monkeypatch.setattr(refreshing, "backed_up", asked)
    company.refresh()
    company.refresh()
    company.refresh(Wishes(dry_run=True))
    assert len({*names}) == 3
    assert [name[:-8] for name in names] == ["data refresh ", "data refresh ", "dry run of a data refresh "]


def test_the_last_refresh_that_swapped_is_remembered_through_dry_runs_and_failures(company: Company) -> None:
    environ = os.environ
    assert last(environ) is None
    company.refresh(Wishes(dry_run=True))
    assert last(environ) is None
    company.refresh()
    first = last(environ)
    assert first is not None
    company.refresh(Wishes(dry_run=True))
    assert last(environ) == first
    company.fails = Failed("the engine")
    with pytest.raises(Failed):
        company.refresh()
    assert last(environ) == first
    company.fails = None
    company.refresh()
    assert (last(environ) or 0) > first


@pytest.mark.parametrize(("year", "said"), [(2001, ", which is used again"), (2999, "")])
def test_a_snapshot_of_before_it_began_is_told_as_such(
    company: Company,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    year: int,
    said: str,
) -> None:
    taken = replace(SNAPSHOT, created_at=datetime(year, 1, 1, tzinfo=UTC))
    monkeypatch.setattr(refreshing, "backed_up", lambda *_: taken)
    company.refresh()
    assert f"snapshot snapshot-1 of {year}-01-01 00:00 UTC (onDemand){said}\n" in capsys.readouterr().err
