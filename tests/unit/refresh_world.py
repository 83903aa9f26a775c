"""Staging around a refresh in this process: emulated Render, real Valkey, an engine that swaps on demand."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.parse import read_stack_files
from data.ends import Addresses
from data.receipt import Receipt
from data.refresh import Surroundings
from data.target.recover import Outcome
from ops.accounts import atlas
from ops.data import looking, refreshing, standstill, unfinished
from ops.data.backup import Backup
from ops.data.refreshing import Refreshing, Wishes
from ops.data.unfinished import ON
from ops.operation.journal import opened
from ops.operation.refreshed import JOURNAL
from ops.operation.visitors import Browser
from ops.redis.queues import in_a_loop
from tests.unit.journal_kills import KilledError
from tests.unit.ops_data_engine import receipt
from tests.unit.redis_world import NEW, World, filled, world

SNAPSHOT = Backup("snapshot-1", datetime(2026, 11, 27, 3, tzinfo=UTC), "onDemand")


class Company(World):
    """Staging with a Redis of its own, its API and worker, and an engine that swaps when it is told to."""

    def prepare(self) -> None:
        """What is there before a refresh."""
        self.rewrite(redis=dedicated(), acknowledge={})
        env = [{"key": "REDIS_URL", "value": self.address(self.create(name=NEW))}]
        self.new_service("bondigoo-api-staging", envVars=env)
        self.new_service("bondigoo-worker-staging", type="background_worker", envVars=env)
        in_a_loop(filled(self.address(self.instances()[NEW])))
        self.swaps: list[list[bool]] = []
        self.new = False
        self.fails: BaseException | None = None

    def rewrite(self, **values: Any) -> None:
        """Change staging's file."""
        document = yaml.safe_load(self.file.read_text())
        document["config"].update(values)
        self.file.write_text(yaml.safe_dump(document, sort_keys=False))

    def engine(self, around: Surroundings) -> Receipt:
        """What `data.refresh` does, as far as its surroundings see it."""
        self.new = False
        if not around.dry_run:
            around.before_swap()
            self.swaps.append(self.stands_still())
        if self.fails:
            raise self.fails
        self.new = not around.dry_run
        return receipt(backup=around.backup, outcome="tried" if around.dry_run else "done")

    def stands_still(self) -> list[bool]:
        """Of API and worker, whether each is suspended."""
        return [self.service(role)["suspended"] == "suspended" for role in ("api", "worker")]

    def refresh(self, wishes: Wishes = Wishes(), ends: Addresses | None = None) -> Receipt:  # noqa: B008
        """`ops data refresh`."""
        with opened(JOURNAL, "staging", ON) as journal:
            return Killable(journal, wishes, ends or self.ends(), lambda: None, self.engine).go()

    def recovered(self) -> Outcome:
        """What `data.refresh.recover` finds."""
        return Outcome("new", "wholly new") if self.new else Outcome("old", "wholly old")

    def is_killed(self, after: int) -> bool:
        """Refresh, and die after so many steps; whether it did."""
        self.dies_at = self.steps + after
        try:
            self.refresh()
        except KilledError:
            return True
        finally:
            self.dies_at = -1
        return False

    def ends(self, source: str = "prod", target: str = "staging") -> Addresses:
        """The addresses of two environments' databases."""
        found = {stack: one.database for stack, one in read_stack_files(Path()).items()}
        ends = [f"mongodb+srv://u:p@{found[stack].host}/{found[stack].name}" for stack in (source, target)]
        return Addresses(ends[0], None, ends[1])


class Killable(Refreshing):
    """One whose process may die: nothing of it runs after that."""

    def _mended(self, error: BaseException) -> BaseException:
        return error if isinstance(error, KilledError) else super()._mended(error)


def dedicated() -> dict[str, Any]:
    allow = [{"cidr": f"74.220.{part}.0/24", "description": "Render"} for part in (51, 59)]
    own = {"mode": "dedicated", "name": NEW, "plan": "starter", "connection": "external"}
    return {**own, "allow": allow}


@contextmanager
def refreshable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """One that serves, and what a refresh looks at beside it."""
    monkeypatch.setattr("tests.unit.redis_world.World", Company)
    with world(tmp_path, monkeypatch) as made:
        assert isinstance(made, Company)
        made.prepare()
        _patch(monkeypatch, made)
        yield made


def _patch(monkeypatch: pytest.MonkeyPatch, made: Company) -> None:
    for module in (looking, standstill):
        monkeypatch.setattr(module, "from_environment", lambda _: made.client_of_render)
    monkeypatch.setattr(atlas, "connect", lambda *_: None)
    monkeypatch.setattr(refreshing, "backed_up", lambda *_: SNAPSHOT)
    monkeypatch.setattr(refreshing, "admitted", lambda *_: nullcontext())
    monkeypatch.setattr(unfinished, "recovered", lambda _: made.recovered())
    monkeypatch.setattr(refreshing, "reached", lambda ends: ends)
    monkeypatch.setattr(Browser, "faults", lambda *_: [])
