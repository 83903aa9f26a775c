"""The digest of a preview: an update that would do something else than was looked at is refused."""

import json
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from ops.__main__ import main

PREVIEWS = Path(__file__).parent / "previews"
LOST: dict[str, Any] = json.loads((PREVIEWS / "lost.json").read_text())
Change = Callable[[dict[str, Any]], object]


def changed(change: Change) -> dict[str, Any]:
    document = deepcopy(LOST)
    change(document)
    return document


def first(document: dict[str, Any], operation: str = "update") -> dict[str, Any]:
    """The first step of this operation."""
    return dict(next(step for step in document["steps"] if step["op"] == operation))


@pytest.fixture
def ops_digest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., int]:
    def run(document: dict[str, Any], *arguments: str) -> int:
        file = tmp_path / "preview.json"
        file.write_text(json.dumps(document))
        words = ["ops", "ci", "digest", "--stack", "prod", "--preview", str(file), *arguments]
        monkeypatch.setattr(sys, "argv", words)
        return main()

    return run


@pytest.fixture
def digest(ops_digest: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def printed(document: dict[str, Any]) -> str:
        assert ops_digest(document) == 0
        return capsys.readouterr().out.strip()

    return printed


def test_the_same_steps_in_another_order_are_the_same(digest: Callable[..., str]) -> None:
    assert len(digest(LOST)) == 64
    assert digest(changed(lambda d: d["steps"].reverse())) == digest(LOST)


def test_what_stays_and_what_the_engine_says_beside_the_steps_counts_for_nothing(
    digest: Callable[..., str],
) -> None:
    def without_same(document: dict[str, Any]) -> None:
        document["steps"] = [step for step in document["steps"] if step["op"] != "same"]
        document["diagnostics"] = [{"severity": "info", "message": "took 3 s"}]

    assert digest(changed(without_same)) == digest(LOST)


def test_what_the_program_misses_is_part_of_what_was_looked_at(digest: Callable[..., str]) -> None:
    def warned(file: str) -> dict[str, Any]:
        said = {"severity": "warning", "message": f"warning: {file}: secrets: PROD_JWT_SECRET is missing"}
        return changed(lambda d: d.update(diagnostics=[said]))

    assert digest(warned("Pulumi.prod.yaml")) != digest(LOST)
    assert digest(warned("elsewhere")) == digest(LOST)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["steps"].remove(first(d)),
        lambda d: first(d)["newState"]["inputs"].update(branch="another"),
        lambda d: first(d)["oldState"]["inputs"].update(branch="another"),
        lambda d: first(d)["newState"]["inputs"].setdefault("env", {}).update(NEW="x"),
        lambda d: d["steps"].append({"op": "delete", "urn": first(d)["urn"]}),
        lambda d: d["steps"].clear(),
    ],
)
def test_another_step_or_another_value_is_another_digest(change: Change, digest: Callable[..., str]) -> None:
    assert digest(changed(change)) != digest(LOST)


def test_an_update_that_is_the_one_that_was_seen_goes_on_and_another_is_refused(
    ops_digest: Callable[..., int], digest: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    seen = digest(LOST)
    assert ops_digest(LOST, "--seen", seen) == 0
    capsys.readouterr()
    assert ops_digest(changed(lambda d: d["steps"].remove(first(d))), "--seen", seen) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("prod: an update would not do what was looked at, so nothing was done: ")
    assert "one of the two jobs has a secret that the other has not" in said.err
    assert ops_digest(LOST, "--seen", "") == 1  # nobody has looked at any


def test_a_preview_that_failed_has_no_digest(
    ops_digest: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    failed = json.loads((PREVIEWS / "failed.json").read_text())
    assert ops_digest(failed) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("prod: the preview failed: ")
    assert said.err.count("\n") == 1
