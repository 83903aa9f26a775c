"""A refresh that somebody stops: one line, the number of Ctrl-C, and the receipt of what it has left."""

import json
import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from data.errors import Interrupted
from tests.ops_command import ops
from tests.unit.ops_data_engine import Engine, receipt


def test_what_it_has_left_is_one_line_and_its_receipt(engine: Engine) -> None:
    engine.answer = Interrupted("the target is as it was")
    engine.answer.receipt = receipt(outcome="interrupted")
    done = ops("data", "refresh", "--yes", "--json")
    assert (done.returncode, done.stderr) == (130, "stopped; the target is as it was\n")
    assert json.loads(done.stdout)["outcome"] == "interrupted"
    assert ops("data", "refresh", "--yes").stdout == ""


RECOVER = "stopped; `python -m ops data recover` makes the target whole\n"


def test_whoever_stops_it_before_it_has_begun_or_once_more_is_told_how_to_go_on(engine: Engine) -> None:
    engine.answer = KeyboardInterrupt()
    done = ops("data", "refresh", "--yes")
    assert (done.returncode, done.stderr) == (130, RECOVER)


@pytest.fixture
def ended() -> Iterator[list[int]]:
    """The signals that would have ended this process."""
    ended: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: ended.append(number))
    yield ended
    signal.signal(signal.SIGTERM, before)


def test_to_be_ended_politely_is_to_be_stopped_while_it_runs(
    engine: Engine, ended: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def terminated(*_: Any) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr("ops.data.refresh.refreshed", terminated)
    done = ops("data", "refresh", "--yes")
    assert (done.returncode, done.stderr, ended) == (130, RECOVER, [])
    terminated()
    assert ended == [signal.SIGTERM]
