"""A refresh around its engine: staging stands still for the swap and no longer, whatever happens."""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data.ends import Addresses
from data.errors import Failed, Interrupted, Leaked, Refused
from ops.accounts import AccountError, atlas
from ops.commands import InputError
from ops.data import recover, refreshing, standstill
from ops.data.plan import refusal
from ops.data.refreshing import Wishes
from ops.data.unfinished import ON, make_whole
from ops.operation.journal import folder, opened
from ops.operation.phases import Halted, RefusedError
from ops.operation.refreshed import JOURNAL
from ops.redis import hold, services
from ops.redis.queues import in_a_loop
from render.client import RenderClient
from render.errors import RenderError
from render.wire import Service
from tests.unit.redis_world import NEW, OLD, filled, held, others
from tests.unit.refresh_world import SNAPSHOT, Company, dedicated, refreshable


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    with refreshable(tmp_path, monkeypatch) as made:
        yield made


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


def test_a_key_value_that_is_gone_keeps_no_service_down(company: Company) -> None:
    assert company.is_killed(10)
    company.render("DELETE", f"/key-value/{company.instances()[NEW]}")
    with opened(JOURNAL, "staging", ON) as journal:
        make_whole(journal, "", os.environ)
    assert company.stands_still() == [False, False]


def test_what_a_person_has_stopped_stays_so_where_the_hold_cannot_even_look(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/services/{company.service('worker')['id']}/suspend"
    assert company.render("POST", path).status_code == 202
    monkeypatch.setattr(hold, "_noted", lambda *_: raised(RenderError("Render answered 500")))
    with pytest.raises(Failed, match="Render answered 500"):
        company.refresh()
    assert company.stands_still() == [False, True]


@pytest.mark.parametrize("error", [Refused("no"), Failed("no"), Leaked("no"), Interrupted("no")], ids=repr)
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
    said = refusal(company.ends(), keep_jobs=False)
    assert said
    assert said.startswith("Pulumi.staging.yaml: redis.mode: is shared")
    assert refusal(company.ends(), keep_jobs=True) is None


def test_a_key_that_is_missing_is_told_before_anything_is_asked_for(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atlas, "connect", lambda *_: raised(AccountError("the key is not set")))
    monkeypatch.setattr(refreshing, "backed_up", lambda *_: pytest.fail("a backup was asked for"))
    refused(company, RefusedError, "the key is not set")
    assert refusal(company.ends(), keep_jobs=False) == "the key is not set"
    archive = Addresses(None, Path("production.archive"), company.ends().target)
    assert refusal(archive, keep_jobs=False) is None


@pytest.mark.parametrize(("source", "target"), [("prod", "dev"), ("staging", "staging"), ("prod", "prod")])
def test_only_production_is_read_and_only_staging_is_filled(
    company: Company, source: str, target: str
) -> None:
    ends = company.ends(source, target)
    refused(company, InputError, "prod is read and staging is filled, nothing else", ends=ends)
    assert "nothing else" in (refusal(ends, keep_jobs=False) or "")


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
    monkeypatch.setattr(recover, "reachable", lambda address, _: address)
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
