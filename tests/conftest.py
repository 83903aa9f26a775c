"""What every level shares: the values of a company's stack files, and honest counting."""

import gc
import os
import signal
from copy import deepcopy
from functools import cache
from pathlib import Path
from tempfile import mkstemp
from typing import Any, TextIO

import pytest
import yaml

from sandbox.environment import ENDS_WITH
from sandbox.lease import hold
from tests import live_files
from tests.companies import BONDIGOO
from tests.traceability.plugin import RowsThatPassed, is_complete, note_rows
from tests.traceability.rows import read_rows

gc.disable()  # until all is imported, see pytest_collection_finish
ROOT = Path(__file__).resolve().parents[1]
LEASE = pytest.StashKey[TextIO]()


class StackFiles:
    """Fresh copies of a company's stack files' values, to be broken one at a time."""

    def __init__(self, company: Path = BONDIGOO) -> None:
        self.company = company

    def __getitem__(self, stack: str) -> dict[str, Any]:
        return deepcopy(_frozen(self.company, stack))


@cache  # to parse a file takes far longer than to copy its values, and a property asks hundreds of times
def _frozen(company: Path, stack: str) -> dict[str, Any]:
    return dict(yaml.safe_load((company / f"Pulumi.{stack}.yaml").read_text())["config"])


@pytest.fixture(scope="session")
def stack_files() -> StackFiles:
    return StackFiles()


class LevelsThatRan:
    """Fails the run when every test of a level was skipped: that level has proven nothing."""

    def __init__(self) -> None:
        self.met: set[str] = set()
        self.ran: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        level = report.nodeid.split("/")[1]
        self.met.add(level)
        if report.when == "call" and not report.skipped:
            self.ran.add(level)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if idle := sorted(self.met - self.ran - {""}):
            session.config.get_terminal_writer().line(f"\nno test of the level {', '.join(idle)} ran")
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(live_files)
    live_files.watch()
    # What a shell starts in the background ignores Ctrl-C, with all that it starts in turn; tests send it.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # A worker's run, and one inside a test, belong to the run around them.
    if ENDS_WITH not in os.environ:
        descriptor, name = mkstemp(prefix="tests-")
        os.close(descriptor)
        config.stash[LEASE] = hold(Path(name))
        os.environ[ENDS_WITH] = config.stash[LEASE].name
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(LevelsThatRan())
        if read_rows():
            config.pluginmanager.register(RowsThatPassed(is_complete(config, ROOT / "tests")))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Whatever this run has started ends with it, also when the run is killed before it comes here."""
    if lease := config.stash.get(LEASE, None):
        del os.environ[ENDS_WITH]
        Path(lease.name).unlink()
        lease.close()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """As many as there are processors; three times that with the engine level, which also waits a lot."""
    asked = [(config.invocation_params.dir / argument).resolve() for argument in config.args]
    waits = any((ROOT / "tests" / "engine").is_relative_to(path) or "engine" in path.parts for path in asked)
    return (os.cpu_count() or 1) * (3 if waits else 1)


def pytest_collection_finish() -> None:
    """From here on the collector looks at what tests make, and not at three vendors' SDKs again and again."""
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_itemcollected(item: pytest.Item) -> None:
    note_rows(item)


# A module is one worker's: the longest begin first, so that in the end no worker is left with one alone. The
# first of them make what they need themselves; those behind them wait for one that many share.
_LONGEST = (
    *("changes", "existing_world", "adopted_sites", "your_own", "render_variables"),
    *(
        "render_interrupted_change",
        "pages",
        "transitions",
        "data_refresh",
        "launch",
        "redis_move",
        "ci_comment",
        "secrets",
    ),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _begins(item.path))


def _begins(module: Path) -> int:
    name = module.stem.removeprefix("test_")
    if "engine" not in module.parts:
        return len(_LONGEST) + 1
    return _LONGEST.index(name) if name in _LONGEST else len(_LONGEST)
