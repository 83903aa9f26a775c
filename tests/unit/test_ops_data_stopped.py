"""A refresh that somebody stops: one line, the number of Ctrl-C, and the receipt of what it has left."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data.errors import Interrupted
from data.receipt import Receipt
from ops.data.refresh import left_by
from ops.operation.journal import Journal
from tests.ops_command import ops
from tests.unit.ops_data_engine import Engine, receipt, typed


def test_what_it_has_left_is_one_line_and_its_receipt(engine: Engine) -> None:
    engine.answer = Interrupted("the target is as it was")
    engine.answer.receipt = receipt(outcome="interrupted")
    done = ops("data", "refresh", "--yes", "--json")
    assert (done.returncode, done.stderr) == (130, "stopped; the target is as it was\n")
    assert json.loads(done.stdout)["outcome"] == "interrupted"
    assert ops("data", "refresh", "--yes").stdout == ""


NOTHING = "stopped; nothing was done\n"


def test_whoever_stops_it_before_it_has_begun_is_told_that_nothing_was_done(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.answer = KeyboardInterrupt()
    done = ops("data", "refresh", "--yes")
    assert (done.returncode, done.stderr) == (130, NOTHING)
    typed(monkeypatch, "")
    monkeypatch.setattr(sys.stdin, "readline", engine)
    done = ops("data", "refresh")
    assert (done.returncode, done.stderr.splitlines()[-1]) == (130, "Nothing was done.")


def test_whoever_stops_it_once_more_is_told_what_goes_on(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.json")
    journal.begin()
    assert left_by(journal) == "`python -m ops data recover` makes the target whole"
    journal.note(held=True)
    assert (
        left_by(journal)
        == "`python -m ops data recover` makes the target whole and gives API and worker back"
    )
    journal.end("failed")
    assert left_by(journal) == "nothing was done"


@pytest.fixture(params=(signal.SIGTERM, signal.SIGHUP))
def polite(request: pytest.FixtureRequest) -> Iterator[signal.Signals]:
    """A signal, and what this process did with it before."""
    before = signal.getsignal(request.param)
    yield request.param
    signal.signal(request.param, before)


def test_to_be_ended_politely_is_to_be_stopped_while_it_runs(
    engine: Engine, polite: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    def terminated(*_: Any) -> None:
        os.kill(os.getpid(), polite)

    ended: list[int] = []
    signal.signal(polite, lambda number, _: ended.append(number))
    monkeypatch.setattr("ops.data.refresh.refreshed", terminated)
    done = ops("data", "refresh", "--yes")
    assert (done.returncode, done.stderr, ended) == (130, NOTHING, [])
    terminated()
    assert ended == [polite]


def test_what_whoever_started_it_has_it_not_hear_is_not_heard(
    engine: Engine, polite: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `nohup` does: it is to go on when its terminal is gone."""
    heard: list[Any] = []

    def running(*_: Any) -> Receipt:
        heard.append(signal.getsignal(polite))
        return receipt()

    monkeypatch.setattr("ops.data.refresh.refreshed", running)
    signal.signal(polite, signal.SIG_IGN)
    assert ops("data", "refresh", "--yes").returncode == 0
    assert heard == [signal.SIG_IGN]
