"""What a run of the refresh's workflow says of itself, and what becomes of its one issue."""

import json
from pathlib import Path
from typing import Any

import pytest

from data.errors import Leaked
from ops.ci.markdown import LIMIT, size
from ops.ci.refresh_summary import read_summary
from tests.ops_command import ops
from tests.unit.ops_data_engine import receipt

NO_RECEIPT = (
    "⚠️ **The refresh left no receipt**: it was refused before anything was read, or cut off. The log of its "
    "step says why."
)
TABLE = (
    "| collection | what happens to it | documents read | written |\n"
    "|---|---|---:|---:|\n"
    "| `users` | `sanitize` | 45,000 | 45,000 |"
)
RUN = "https://github.com/bondigoo-admin/infra/actions/runs/7"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "receipt.json"


def written(file: Path, **fields: Any) -> str:
    file.write_text(receipt(**fields).model_dump_json(indent=2) + "\n")
    return read_summary(file)


def test_a_refresh_is_a_sentence_and_a_table_of_its_collections(file: Path) -> None:
    checks = {"passed": True, "checks": [{"name": "names"}, {"name": "mail"}]}
    assert written(file, verification=checks) == (
        "**`company-staging` holds the sanitized data of `company-prod`**, verified and swapped in. "
        "45,000 documents in 1 collections, 2 checks passed, 11 s. Receipt 7, begun 2026-11-27 03:30 UTC by "
        f"`mei`.\n\n{TABLE}"
    )
    done = ops("ci", "refresh-summary", str(file))
    assert (done.returncode, done.stdout) == (0, read_summary(file) + "\n")


def test_one_that_did_not_come_to_its_end_says_how_it_ended_and_why(file: Path) -> None:
    checks = {"passed": False, "checks": [{"name": "names"}]}
    reason = str(Leaked("It does not pass:\n  names: FAILED, 3 looked at ```"))
    assert written(file, outcome="leaked", reason=reason, verification=checks) == (
        "⚠️ **The refresh of `company-staging` from `company-prod`: leaked**. 45,000 documents in 1 "
        "collections, 1 checks did not all pass, 11 s. Receipt 7, begun 2026-11-27 03:30 UTC by `mei`.\n\n"
        "reason:\n``````text\nIt does not pass:\n  names: FAILED, 3 looked at ```\n``````\n\n" + TABLE
    )


def test_the_backup_and_a_trial_are_named(file: Path) -> None:
    written(file)
    known = json.loads(file.read_text())
    file.write_text(json.dumps({**known, "outcome": "tried", "backup": "65a1"}))
    assert read_summary(file).startswith(
        "**`company-staging` is as it was**: the sanitized data of `company-prod` was verified and dropped "
        "again."
    )
    assert ", backup `65a1`.\n" in read_summary(file)


@pytest.mark.parametrize("content", [None, "", "\n"])
def test_where_there_is_no_receipt_that_is_said(file: Path, content: str | None) -> None:
    if content is not None:
        file.write_text(content)
    assert read_summary(file) == NO_RECEIPT


@pytest.mark.parametrize("content", ["{", "[]", "{}", '"text"', '{"collections": {"a": 1}}'])
def test_what_is_no_receipt_is_one_line(file: Path, content: str) -> None:
    file.write_text(content)
    done = ops("ci", "refresh-summary", str(file))
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        f"error: {file} is not what `python -m ops data refresh --json` prints\n",
    )


def test_however_many_collections_it_fits_into_an_issue_with_what_stands_around_it(file: Path) -> None:
    one = receipt().collections["users"]
    text = written(file, collections={f"collection_{number:04}": one for number in range(2_000)})
    assert LIMIT - 6_000 < size(text) < LIMIT - 3_000
    assert text.endswith(" of 2,000 collections are shown; the receipt has all._")


def issue(file: Path, ended: str, *bodies: str) -> dict[str, Any]:
    issues = file.parent / "issues.json"
    issues.write_text(json.dumps([{"number": n, "body": body} for n, body in enumerate(bodies, start=5)]))
    words = ("--ended", ended, "--receipt", str(file), "--run", RUN, "--issues", str(issues))
    done = ops("ci", "refresh-issue", *words)
    assert (done.returncode, done.stderr) == (0, "")
    return dict(json.loads(done.stdout))


MARKER = "<!-- refresh of staging -->"


@pytest.mark.parametrize("ended", ["failure", "cancelled"])
def test_a_run_that_fails_opens_one_issue_and_the_next_writes_over_it(file: Path, ended: str) -> None:
    first = issue(file, ended, "<!-- drift of staging -->")
    assert (first["action"], first["number"]) == ("open", None)
    assert first["title"] == "The refresh of staging has failed"
    assert first["body"] == (
        f"{NO_RECEIPT}\n\n[The run]({RUN}) ended as {ended}. What was refused has changed nothing. After a "
        "run that was cut off, `python -m ops data recover` makes staging wholly old or wholly new. The next "
        f"run that succeeds closes this issue.\n\n{MARKER}"
    )
    summary = written(file, outcome="failed", reason="its disk is full")
    second = issue(file, ended, "of a person", first["body"])
    assert (second["action"], second["number"]) == ("update", 6)
    assert second["body"].startswith(summary)


def test_a_run_that_succeeds_closes_it_and_otherwise_says_nothing(file: Path) -> None:
    written(file)
    assert issue(file, "success")["action"] == "nothing"
    closed = issue(file, "success", f"old\n\n{MARKER}")
    assert (closed["action"], closed["number"]) == ("close", 5)
    assert closed["body"] == f"[This run]({RUN}) has refreshed it."
