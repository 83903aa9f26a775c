"""Fails a complete run in which a row of the blueprint has no passing test."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.traceability.markers import MARKER
from tests.traceability.rows import Row, read_rows

# Any of these leaves tests out, so the run can say nothing about all rows.
_SELECTION = ("keyword", "markexpr", "collectonly", "deselect", "ignore", "ignore_glob", "lf", "stepwise")


def note_rows(item: pytest.Item) -> None:
    """Let the item's rows travel with its reports, also from a worker process of pytest-xdist."""
    if rows := sorted({str(row) for marker in item.iter_markers(MARKER) for row in marker.args}):
        item.user_properties.append((MARKER, rows))


def is_complete(config: pytest.Config, tests: Path) -> bool:
    """Whether the command line asks for every test below `tests`."""
    if any(config.getoption(name, default=None) for name in _SELECTION):
        return False
    asked = [(config.invocation_params.dir / argument).resolve() for argument in config.args]
    return all(
        any(module.is_relative_to(path) for path in asked) for module in tests.resolve().rglob("test_*.py")
    )


class RowsThatPassed:
    """Collects, from the reports, which tests of which rows passed; judges at the end of a complete run."""

    def __init__(self, complete: bool, rows: Mapping[str, Row] | None = None) -> None:
        self.complete = complete
        self.rows = read_rows() if rows is None else rows
        self._good: dict[str, dict[str, bool]] = defaultdict(dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test passes when each of its cases does: what failed or was skipped proves nothing."""
        good = report.passed and not hasattr(report, "wasxfail")
        test = report.nodeid.partition("[")[0]
        for row in _rows(report):
            self._good[row][test] = self._good[row].get(test, True) and good

    def faults(self) -> Iterator[str]:
        """One line for each row that is unknown or, after a complete run, not proven."""
        for unknown in sorted(self._good.keys() - self.rows.keys()):
            tests = ", ".join(sorted(self._good[unknown]))
            yield f"{tests}: proves {unknown}, which is no row of the blueprint"
        for row in self.rows.values() if self.complete else ():
            outcomes = self._good.get(row.id, {})
            if not row.open and not any(outcomes.values()):
                why = (
                    f"none passed of {', '.join(sorted(outcomes))}"
                    if outcomes
                    else "no test says that it does"
                )
                yield f"{row.id} ({row.words}) is not proven: {why}"

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Say what is missing and fail."""
        judged = session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        if judged and (lines := list(self.faults())):
            session.config.get_terminal_writer().line("\n" + "\n".join(lines))
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _rows(report: pytest.TestReport) -> list[str]:
    found: dict[str, Any] = dict(report.user_properties)
    return list(found.get(MARKER, ()))
