"""The rows of the blueprint, the markers that prove them, and the run that fails without a proof."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.traceability.markers import Proof, proofs_of
from tests.traceability.page import blueprint_page
from tests.traceability.plugin import RowsThatPassed
from tests.traceability.rows import Row

pytest_plugins = ["pytester"]


@pytest.mark.proves("R2", "C1")
@pytest.mark.proves("T9")
@pytest.mark.parametrize("n", [pytest.param(1, id="case_one", marks=pytest.mark.proves("R1", "T9")), 2])
def one_thing(n: int) -> None: ...


@pytest.mark.parametrize("n", [1, 2])
def another(n: int) -> None: ...


def test_a_marker_counts_on_the_test_and_on_a_case() -> None:
    found = proofs_of({"test_a": one_thing, "test_b": another, "helper": one_thing, "test_data": []}, "m.py")
    assert found == [
        Proof("R2", "m.py", "test_a"),
        Proof("C1", "m.py", "test_a"),
        Proof("T9", "m.py", "test_a"),
        Proof("R1", "m.py", "test_a", "case_one"),
        Proof("T9", "m.py", "test_a", "case_one"),
    ]
    assert [found[0].sentence, found[3].sentence] == ["a", "a (case one)"]


def test_a_reader_of_the_command_that_has_seen_enough_is_no_fault() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "tests.traceability", "--help"],
            cwd=ROOT,
            # argparse forgives what fails while it writes, and not what fails at the end.
            env={**os.environ, "PYTHONUNBUFFERED": ""},
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (141, b"")


def test_the_page_shows_words_carrier_and_proof_or_what_is_missing() -> None:
    rows = {
        "R1": Row("R1", "three | tiers", carrier="`branch`"),
        "R2": Row("R2", "later", open="not written"),
    }
    page = blueprint_page(rows, [Proof("R1", "tests/unit/test_x.py", "test_a_tier_is_a_stack")])
    assert "2 rows, 1 open: R2.\n" in page
    assert (
        "| R1 | three \\| tiers | `branch` | [a tier is a stack](../tests/unit/test_x.py) |\n"
        "| R2 | later |  | **open:** not written |\n"
    ) in page


SUITE = """
import pytest

@pytest.mark.proves("R1")
def test_passes(): ...

@pytest.mark.proves("R2")
def test_is_skipped(): pytest.skip("no engine")

@pytest.mark.proves("R3")
@pytest.mark.parametrize("good", [True, False])
def test_passes_in_one_case_only(good): assert good

@pytest.mark.proves("R4")
@pytest.mark.xfail
def test_is_expected_to_fail(): assert False

@pytest.mark.proves("R4")
@pytest.mark.xfail
def test_passes_against_expectation(): ...

@pytest.mark.proves("R5")
def test_breaks_while_cleaning_up(request):
    request.addfinalizer(lambda: 1 / 0)

@pytest.mark.proves("R99")
def test_of_no_row(): ...

def test_of_nothing(): ...
"""
CONFTEST = """
import pathlib, sys
sys.path.insert(0, {root!r})
from tests.traceability.plugin import RowsThatPassed, is_complete, note_rows
from tests.traceability.rows import Row

ROWS = {{f"R{{n}}": Row(f"R{{n}}", f"words {{n}}") for n in range(1, 7)}}
ROWS["R7"] = Row("R7", "later", open="not written")

def pytest_configure(config):
    config.addinivalue_line("markers", "proves(*rows)")
    if not hasattr(config, "workerinput"):
        complete = is_complete(config, pathlib.Path(__file__).parent)
        config.pluginmanager.register(RowsThatPassed(complete, ROWS))

def pytest_itemcollected(item):
    note_rows(item)
"""
UNKNOWN = "suite/test_it.py::test_of_no_row: proves R99, which is no row of the blueprint"
UNPROVEN = [
    "R2 (words 2) is not proven: none passed of suite/test_it.py::test_is_skipped",
    "R3 (words 3) is not proven: none passed of suite/test_it.py::test_passes_in_one_case_only",
    "R4 (words 4) is not proven: none passed of suite/test_it.py::test_is_expected_to_fail, "
    "suite/test_it.py::test_passes_against_expectation",
    "R5 (words 5) is not proven: none passed of suite/test_it.py::test_breaks_while_cleaning_up",
    "R6 (words 6) is not proven: no test says that it does",
]


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    # As in pyproject.toml, which these runs are outside of: no process looks for plugins of others.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest(CONFTEST.format(root=str(ROOT)))
    for name, source in (("suite/test_it.py", SUITE), ("suite/deep/test_more.py", "def test_more(): ...")):
        file = pytester.path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(source)
    return pytester


def said(suite: pytest.Pytester, *arguments: str) -> tuple[list[str], int]:
    done = suite.runpytest("-p", "no:cacheprovider", "-p", "xdist", *arguments)
    return [line for line in done.outlines if "prove" in line and line.startswith(("R", "suite"))], int(
        done.ret
    )


@pytest.mark.parametrize("arguments", [[], ["suite/deep", "suite/test_it.py"], ["-n", "2"]])
def test_a_complete_run_names_every_row_without_a_passing_test(
    suite: pytest.Pytester, arguments: list[str]
) -> None:
    assert said(suite, *arguments) == ([UNKNOWN, *UNPROVEN], 1)


@pytest.mark.parametrize(
    "arguments",
    [
        ["suite/test_it.py"],
        ["suite/deep", "suite/test_it.py::test_of_no_row"],
        ["-k", "no_row"],
        ["--deselect", "x"],
    ],
)
def test_a_part_of_the_suite_is_only_asked_for_known_rows(
    suite: pytest.Pytester, arguments: list[str]
) -> None:
    assert said(suite, *arguments) == ([UNKNOWN], 1)


def test_a_complete_run_with_every_row_proven_passes(suite: pytest.Pytester) -> None:
    rows = "\n".join(f'@pytest.mark.proves("R{n}")\ndef test_{n}(): ...' for n in range(1, 7))
    (suite.path / "suite" / "test_it.py").write_text(f"import pytest\n{rows}")
    assert said(suite) == ([], 0)


def test_one_passing_test_of_several_is_enough() -> None:
    seen = RowsThatPassed(True, {"R1": Row("R1", "words")})
    for test, outcome in (("a", "failed"), ("b", "passed")):
        seen.pytest_runtest_logreport(
            pytest.TestReport(
                nodeid=test,
                location=("", None, ""),
                keywords={},
                outcome=outcome,  # type: ignore[arg-type]
                longrepr=None,
                when="call",
                user_properties=[("proves", ["R1"])],
            )
        )
    assert list(seen.faults()) == []
