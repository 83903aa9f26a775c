"""A refresh around its engine: staging stands still for the swap and no longer, whatever happens."""

import argparse
import os
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.parse import read_stack_files
from data.ends import Addresses
from data.errors import Failed, Interrupted, Leaked, Refused
from data.receipt import Receipt
from data.refresh import Surroundings
from data.target.recover import Outcome
from ops.accounts import atlas
from ops.commands import InputError
from ops.data import recover, refreshing, standstill, unfinished
from ops.data.backup import Backup
from ops.data.refreshing import Refreshing, Wishes
from ops.data.unfinished import JOURNAL, ON, make_whole
from ops.operation.journal import folder, opened
from ops.operation.phases import Halted, RefusedError
from ops.operation.visitors import Browser
from ops.redis import hold, services
from ops.redis.queues import in_a_loop
from render.client import RenderClient
from render.errors import RenderError
from render.wire import Service
from tests.unit.journal_kills import KilledError
from tests.unit.ops_data_engine import receipt
from tests.unit.redis_world import NEW, OLD, World, filled, held, others, world

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

    def _mend(self, error: BaseException) -> None:
        if not isinstance(error, KilledError):
            super()._mend(error)


def dedicated() -> dict[str, Any]:
    allow = [{"cidr": f"74.220.{part}.0/24", "description": "Render"} for part in (51, 59)]
    own = {"mode": "dedicated", "name": NEW, "plan": "starter", "connection": "external"}
    return {**own, "allow": allow}


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    monkeypatch.setattr("tests.unit.redis_world.World", Company)
    with world(tmp_path, monkeypatch) as made:
        assert isinstance(made, Company)
        made.prepare()
        patch(monkeypatch, made)
        yield made


def patch(monkeypatch: pytest.MonkeyPatch, made: Company) -> None:
    for module in (refreshing, standstill):
        monkeypatch.setattr(module, "from_environment", lambda _: made.client_of_render)
    monkeypatch.setattr(atlas, "connect", lambda *_: None)
    monkeypatch.setattr(refreshing, "backed_up", lambda *_: SNAPSHOT)
    monkeypatch.setattr(refreshing, "admitted", lambda *_: nullcontext())
    monkeypatch.setattr(unfinished, "recovered", lambda _: made.recovered())
    monkeypatch.setattr(refreshing, "reached", lambda ends: ends)
    monkeypatch.setattr(Browser, "faults", lambda *_: [])


@pytest.mark.proves("R40")
def test_api_and_worker_stand_still_for_the_swap_and_the_jobs_of_the_old_data_are_gone(
    company: Company,
) -> None:
    foreign = others(company, NEW)
    assert len(held(company, NEW)) > 5
    done = company.refresh()
    assert (done.outcome, done.backup) == ("done", SNAPSHOT.id)
    assert company.swaps == [[True, True]]
    assert company.stands_still() == [False, False]
    assert held(company, NEW) == {}
    assert others(company, NEW) == foreign


def test_what_stood_still_before_stays_so(company: Company) -> None:
    path = f"/services/{company.service('worker')['id']}/suspend"
    assert company.render("POST", path).status_code == 202
    company.refresh()
    assert company.stands_still() == [False, True]


def test_killed_anywhere_the_same_command_gives_back_what_stands_still_and_goes_to_its_end(
    company: Company,
) -> None:
    after = 1
    while company.is_killed(after):
        assert company.refresh().outcome == "done"
        assert company.stands_still() == [False, False]
        assert held(company, NEW) == {}
        after += 3
    assert after > 15
    assert company.swaps == [[True, True]] * len(company.swaps)


def test_killed_anywhere_recover_gives_back_and_no_job_of_old_data_meets_the_new(company: Company) -> None:
    outcomes, after = set[str](), 2
    while company.is_killed(after):
        with opened(JOURNAL, "staging", ON) as journal:
            outcomes.add(make_whole(journal, "", os.environ).state)
            journal.end("recovered")
        assert company.stands_still() == [False, False]
        assert (held(company, NEW) == {}) is company.new
        company.new = False
        in_a_loop(filled(company.address(company.instances()[NEW])))
        after += 4
    assert outcomes == {"old", "new"}


def test_a_target_that_cannot_be_made_whole_keeps_services_still_until_it_is(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.fails = Failed("the swap did not end")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(company, "recovered", lambda: raised(Failed("there is no primary")))
        with pytest.raises(Halted, match=r"did not end\nstaging is not whole, .*: there is no primary\n"):
            company.refresh()
    assert company.stands_still() == [True, True]
    company.fails = None
    assert company.refresh().outcome == "done"
    assert company.stands_still() == [False, False]


def raised(error: Exception) -> Any:
    raise error


def test_api_and_worker_go_on_although_redis_does_not_answer_and_its_queues_do_later(
    company: Company,
) -> None:
    company.fails = Failed("no")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(standstill, "resume_queues", lambda *_: raised(InputError("no connection")))
        with pytest.raises(Halted, match="no connection; API and worker go on"):
            company.refresh()
    assert company.stands_still() == [False, False]
    company.fails = None
    company.refresh()
    assert company.bytes_of(NEW).hexists("bull:staging-mail:meta", "paused") is False


def test_what_a_person_has_stopped_stays_so_where_the_hold_cannot_even_look(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/services/{company.service('worker')['id']}/suspend"
    assert company.render("POST", path).status_code == 202
    monkeypatch.setattr(hold, "_noted", lambda *_: raised(RenderError("Render answered 500")))
    with pytest.raises(Failed, match="Render answered 500"):
        company.refresh()
    assert company.stands_still() == [False, True]


@pytest.mark.parametrize(
    "error", [Refused("no"), Failed("no"), Leaked("no"), Interrupted("no"), KeyboardInterrupt()], ids=repr
)
def test_whatever_ends_it_api_and_worker_go_on_with_their_jobs(
    company: Company, error: BaseException
) -> None:
    before = held(company, NEW)
    company.fails = error
    with pytest.raises(type(error)) as ended:
        company.refresh()
    assert ended.value is error
    assert company.stands_still() == [False, False]
    assert held(company, NEW) == before
    company.fails = None
    assert company.refresh().outcome == "done"


def test_services_that_do_not_stop_prevent_the_swap(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    suspend, before = services.suspend, held(company, NEW)

    def only_the_api(client: RenderClient, one: Service) -> None:
        if one.name == "bondigoo-worker-staging":
            raise RenderError("Render answered 500")
        suspend(client, one)

    monkeypatch.setattr(services, "suspend", only_the_api)
    with pytest.raises(Failed, match="Render answered 500; nothing was swapped in"):
        company.refresh()
    assert (company.swaps, held(company, NEW)) == ([], before)
    assert company.stands_still() == [False, False]


def test_only_tried_nothing_stands_still_and_no_job_goes(company: Company) -> None:
    before = held(company, NEW)
    assert company.refresh(Wishes(dry_run=True)).outcome == "tried"
    assert (company.swaps, held(company, NEW)) == ([], before)


def test_with_its_jobs_kept_no_redis_is_asked_for_anything(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(company, NEW)
    monkeypatch.setattr("ops.redis.instances.connect", lambda *_: pytest.fail("Redis was asked"))
    company.refresh(Wishes(keep_jobs=True))
    assert company.swaps == [[True, True]]
    assert company.stands_still() == [False, False]
    assert held(company, NEW) == before


def refused(company: Company, kind: type[Exception], match: str, **asked: Any) -> None:
    before = company.cloud.render["services"]
    with pytest.raises(kind, match=match):
        company.refresh(**asked)
    assert company.swaps == []
    assert company.cloud.render["services"] == before


def test_redis_that_is_shared_is_refused_with_both_ways_out(company: Company) -> None:
    shared = {"mode": "shared", "name": OLD, "connection": "external"}
    company.rewrite(redis=shared, acknowledge={"sharedRedis": "until it has one"})
    refused(company, InputError, r"redis.mode: is shared.*`python -m ops redis move .*--keep-jobs")


@pytest.mark.parametrize(("source", "target"), [("prod", "dev"), ("staging", "staging"), ("prod", "prod")])
def test_only_production_is_read_and_only_staging_is_filled(
    company: Company, source: str, target: str
) -> None:
    ends = company.ends(source, target)
    refused(company, InputError, "prod is read and staging is filled, nothing else", ends=ends)


def test_a_broken_rule_is_told_before_anything_is_asked(company: Company) -> None:
    company.rewrite(redis={**dedicated(), "name": OLD})
    refused(company, RefusedError, "redis.name")


def test_of_two_at_once_the_second_is_refused(company: Company) -> None:
    with opened(JOURNAL, "staging", ON):
        refused(company, InputError, "another process is at an operation")


def test_what_a_machine_that_is_lost_has_held_goes_on_when_somebody_asks_for_it(
    company: Company, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert company.is_killed(10)
    (folder() / "data-refresh-staging.json").unlink()
    jobs, ends = held(company, NEW), company.ends()
    assert company.stands_still() != [False, False]
    monkeypatch.setattr(recover, "named_target", lambda _: ends.target)
    monkeypatch.setattr(recover, "reached", lambda ends: ends)
    for words, still in (([], True), (["--give-back"], False)):
        parser = argparse.ArgumentParser()
        recover.add_arguments(parser)
        assert recover.run(parser.parse_args(words)) == 0
        assert any(company.stands_still()) is still
    assert held(company, NEW).keys() == jobs.keys()
    assert company.bytes_of(NEW).hexists("bull:staging-mail:meta", "paused") is False
    assert "wholly old" in capsys.readouterr().out


def test_a_target_that_is_not_staging_s_is_not_made_whole_for_it(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert company.is_killed(6)
    stranger = company.ends(target="dev").target
    monkeypatch.setattr(recover, "named_target", lambda _: stranger)
    parser = argparse.ArgumentParser()
    recover.add_arguments(parser)
    with pytest.raises(InputError, match="staging is filled, nothing else"):
        recover.run(parser.parse_args([]))
