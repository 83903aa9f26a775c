"""Which tests say that they prove a row, read from the markers of the imported modules; nothing runs."""

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from _pytest.mark.structures import Mark, ParameterSet

MARKER = "proves"


@dataclass(frozen=True)
class Proof:
    """A test that says it proves `row`; `case` names the one case that does, None when all do."""

    row: str
    file: str
    test: str
    case: str | None = None

    @property
    def sentence(self) -> str:
        """The test's name as the sentence that it is."""
        words = self.test.removeprefix("test_").replace("_", " ")
        return f"{words} ({self.case.replace('_', ' ')})" if self.case else words


def read_proofs(root: Path) -> list[Proof]:
    """Every proof in the test modules below `root`/tests, in the order of files and lines."""
    found: list[Proof] = []
    for file in sorted((root / "tests").rglob("test_*.py")):
        path = file.relative_to(root)
        # A run of the tests has imported it already, so that this costs nothing there.
        module = importlib.import_module(".".join(path.with_suffix("").parts))
        found += proofs_of(vars(module), path.as_posix())
    return found


def proofs_of(names: Mapping[str, Any], file: str) -> list[Proof]:
    """The proofs of one module: rows marked on a test, then those marked on its cases."""
    tests = {name: value for name, value in names.items() if name.startswith("test_") and callable(value)}
    return [
        Proof(row, file, name, case)
        for name, test in tests.items()
        for row, case in dict.fromkeys(_rows(test))
    ]


def _rows(test: Callable[..., Any]) -> Iterator[tuple[str, str | None]]:
    marks: list[Mark] = getattr(test, "pytestmark", [])
    # Decorators are applied, and so marked, from the bottom up.
    for mark in reversed(marks):
        yield from ((str(row), None) for row in _named([mark]))
    for mark in marks:
        for case in mark.args[1] if mark.name == "parametrize" else ():
            if isinstance(case, ParameterSet):
                yield from ((str(row), str(case.id or "")) for row in _named(case.marks))


def _named(marks: Iterable[Any]) -> Iterator[str]:
    for mark in (getattr(mark, "mark", mark) for mark in marks):
        if mark.name == MARKER:
            yield from mark.args
