"""An engine of `ops data` that only remembers, and what its commands are called with."""

import io
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.policy.load import parse
from data.policy.model import Policy
from data.receipt import CollectionReceipt, Receipt
from data.refresh import ALONE
from ops.data.refreshing import Refreshing

LOGIN = "reader:" + "pa55-w0rd"
SOURCE = f"mongodb+srv://{LOGIN}@prod.example.net/company-prod?w=majority"
TARGET = f"mongodb://{LOGIN}@one.example.net:27017,two.example.net/company-staging"
BEGAN = datetime(2026, 11, 27, 3, 30, tzinfo=UTC)


def receipt(number: int = 7, **fields: Any) -> Receipt:
    known: dict[str, Any] = {
        "number": number,
        "previous": "0" * 64,
        "run": "r1",
        "who": "mei",
        "started": BEGAN,
        "ended": BEGAN + timedelta(seconds=11),
        "outcome": "done",
        "reason": "",
        "source_kind": "snapshot",
        "source_database": "company-prod",
        "source_cluster_time": None,
        "source_commands": {"find": 49},
        "target_database": "company-staging",
        "policy_sha256": "a" * 64,
        "code_sha256": "b" * 64,
        "collections": {
            "users": CollectionReceipt(
                documents_in=45_000, documents_out=45_000, treatment="sanitize", actions={"keep": 3}
            )
        },
        "verification": None,
        "seconds": {"reading": 4.0},
        "swap": None,
    }
    return Receipt(**(known | fields))


def policy_of(file: Path | None = None) -> Policy:
    """Of no collection; its environment says which file it is of."""
    return parse(f"environment: {file or 'staging'}\ncollections: {{}}")


class Engine:
    """Takes what it is called with; answers or raises what it was told to."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.answer: Any = None
        self.is_marked = False
        self.refusal: str | None = None

    def __call__(self, *arguments: Any) -> Any:
        self.calls.append(arguments)
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


class Bare(Refreshing):
    """A refresh with nothing around its engine."""

    def __post_init__(self) -> None:
        self.receipt = None

    def announce(self) -> None: ...

    def go(self) -> Receipt:
        return self.engine(ALONE)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Engine:
    found = Engine()
    engines = ("plan.planned", "refresh.refreshed", "verify.verified", "unfinished.recovered", "mark.mark")
    for name in engines:
        monkeypatch.setattr(f"ops.data.{name}", found)
    monkeypatch.setattr("ops.data.mark.is_marked", lambda *_: found.is_marked)
    monkeypatch.setattr("ops.data.plan.refusal", lambda *_, **__: found.refusal)
    monkeypatch.setattr("ops.data.refresh.Refreshing", Bare)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("ops.data.receipts.kept", found)
    for name in ("plan", "refresh", "verify", "mark"):
        monkeypatch.setattr(f"ops.data.{name}.load", policy_of)
    monkeypatch.setenv("DATA_SOURCE_URI", SOURCE)
    monkeypatch.setenv("DATA_TARGET_URI", TARGET)
    monkeypatch.setenv("GITHUB_ACTOR", "mei")
    return found


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    answers = io.StringIO(text)
    answers.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdin", answers)
