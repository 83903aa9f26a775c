"""`ops redis move`: from the shared instance to one's own and back, whenever it is killed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
import yaml

from config.settings import DedicatedRedis
from config.stacks import stack_file
from ops.ci.preview import Change
from ops.commands import InputError
from ops.operation import engine
from ops.operation.phases import Halted
from ops.redis.allowed import refuse_closed
from ops.redis.keys import QueueName
from ops.redis.queues import Queues
from tests.unit.redis_world import MAIL, NEW, OLD, World, held, others, run, until_killed, with_jobs


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with with_jobs(tmp_path, monkeypatch) as made:
        yield made


def test_without_a_choice_it_counts_and_changes_nothing(
    company: World, capsys: pytest.CaptureFixture[str]
) -> None:
    steps, before = company.steps, held(company, OLD)
    assert run() == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "staging-mail    2        1        1            1" in said.err
    assert "--jobs drop: it stays behind" in said.err
    assert (company.steps, held(company, OLD)) == (steps, before)


def test_the_move_takes_all_along_and_leaves_what_was_paused_paused(
    company: World, capsys: pytest.CaptureFixture[str]
) -> None:
    before, foreign = held(company, OLD), others(company)
    assert run("--jobs", "copy", "--yes", "--json") == 0
    assert held(company, NEW) == before
    assert (held(company, OLD), others(company)) == ({}, foreign)
    assert [company.runs_on(role) for role in ("api", "worker")] == [NEW, NEW]
    account = json.loads(capsys.readouterr().out)
    assert [phase["phase"] for phase in account["phases"]] == [
        "look", "hold", "update", "copy", "start", "check", "remove",
    ]  # fmt: skip
    assert account["facts"]["removed"] == len(before) + 2
    assert account["left"][0] == (
        "nothing about Pulumi.staging.yaml: the sandbox keeps its copy until the file of the checkout changes"
    )
    queues = Queues(company.address(company.instances()[NEW]))
    assert [name.name for name in queues.paused([MAIL, QueueName("bull", "staging-paused")])] == [
        "staging-paused"
    ]


def test_dropped_jobs_stay_behind_and_go_with_the_old_keys(company: World) -> None:
    foreign = others(company)
    run("--jobs", "drop", "--yes")
    assert (held(company, OLD), held(company, NEW), others(company)) == ({}, {}, foreign)


def test_killed_after_one_step_two_steps_and_so_on_it_ends_as_if_it_never_was(company: World) -> None:
    before, foreign = held(company, OLD), others(company)
    after = 1
    while not until_killed(company, after, "--jobs", "copy", "--yes"):
        after += 1
    assert after > 8
    assert held(company, NEW) == before
    assert (held(company, OLD), others(company)) == ({}, foreign)
    assert [company.runs_on(role) for role in ("api", "worker")] == [NEW, NEW]
    assert sorted(company.instances()) == [OLD, NEW]


def test_an_update_that_would_do_more_is_refused_and_the_file_is_as_before(
    company: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, more = company.file.read_text(), Change("vercel:index/project:Project", "frontend", "replace")
    monkeypatch.setattr(engine, "previewed", lambda _: company.preview(more))
    with pytest.raises(InputError, match="  replace Vercel Project frontend\n") as caught:
        run("--jobs", "copy", "--yes")
    assert "nothing was moved; all is as before" in str(caught.value)
    assert company.file.read_text() == text
    assert [company.runs_on(role) for role in ("api", "worker")] == [OLD, OLD]


def test_a_job_that_does_not_end_is_named_and_everything_goes_on(company: World) -> None:
    client, text = company.bytes_of(OLD), company.file.read_text()
    client.rpush("bull:staging-mail:active", "77")
    client.set("bull:staging-mail:77:lock", "a worker's")
    with pytest.raises(InputError, match=r"staging-mail \(1\): jobs are still active after 0 s"):
        run("--jobs", "copy", "--yes", "--wait", "0")
    assert company.file.read_text() == text
    assert [company.runs_on(role) for role in ("api", "worker")] == [OLD, OLD]
    assert Queues(company.address(company.instances()[OLD])).paused([MAIL]) == []


@pytest.mark.parametrize("works", [True, False])
def test_a_job_that_its_worker_was_cut_off_from_is_waited_for_no_longer_and_goes_along(
    company: World, capsys: pytest.CaptureFixture[str], works: bool
) -> None:
    company.bytes_of(OLD).rpush("bull:staging-mail:active", "77")
    if not works:
        company.render("POST", f"/services/{company.service('worker')['id']}/suspend", {})
    assert run("--jobs", "copy", "--yes", "--wait", "0" if works else "300") == 0
    assert company.bytes_of(NEW).lrange("bull:staging-mail:active", 0, -1) == [b"77"]
    assert "staging-mail (1): active, and no worker is at them" in capsys.readouterr().err


def test_an_instance_that_does_not_answer_while_it_is_counted_is_one_line(
    company: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise redis.ConnectionError("of a host and a password")

    monkeypatch.setattr(Queues, "counts", lost)
    with pytest.raises(InputError, match=r"^Redis: a Key Value does not answer any more \(ConnectionError\)"):
        run("--jobs", "copy", "--yes")


def test_what_a_person_had_suspended_stays_so(company: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert company.render("POST", f"/services/{company.service('worker')['id']}/suspend", {}).is_success
    run("--jobs", "copy", "--yes")
    assert [company.runs_on(role) for role in ("api", "worker")] == [NEW, None]
    assert "\nbondigoo-worker-staging: suspended, and stays so in the end;" in capsys.readouterr().err


def test_keys_that_somebody_still_writes_are_not_removed(
    company: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ops.redis.move.look_again", lambda _: company.bytes_of(OLD).set("staging:late", "1"))
    with pytest.raises(Halted, match="its keys in bondigoo-redis-prod have changed since the move"):
        run("--jobs", "copy", "--yes")
    assert company.bytes_of(OLD).exists("bull:staging-mail:1")


def test_a_move_that_goes_on_cannot_change_its_mind_about_the_jobs(company: World) -> None:
    assert not until_killed(company, 12, "--jobs", "copy", "--yes")
    with pytest.raises(InputError, match="staging: was begun with --jobs copy; go on without it"):
        run("--jobs", "drop", "--yes")
    assert run("--yes") == 0


RENDERS = ("74.220.51.0/24", "74.220.59.0/24")


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (RENDERS, r"203\.0\.113\.7/32 \(the move\) may reach the old instance and not the new one"),
        ((*RENDERS, "203.0.113.0/28"), None),
    ],
)
def test_who_may_reach_the_old_one_may_reach_the_new_one_or_nothing_begins(
    company: World, own: tuple[str, ...], said: str | None
) -> None:
    def allow(stack: str, **redis: object) -> None:
        file = company.file.with_name(stack_file(stack))
        content = yaml.safe_load(file.read_text())
        content["config"]["redis"] |= redis
        file.write_text(yaml.safe_dump(content))

    def ranges(*cidrs: str) -> list[dict[str, str]]:
        return [{"cidr": cidr, "description": "the move"} for cidr in cidrs]

    allow("prod", allow=ranges(*RENDERS, "203.0.113.7/32"))
    allow("staging", mode="dedicated", name=NEW, plan="starter", allow=ranges(*own))
    if said is None:
        assert run("--jobs", "copy", "--yes") == 0
        return
    with pytest.raises(InputError, match=said):
        run("--jobs", "copy", "--yes")
    assert [company.runs_on(role) for role in ("api", "worker")] == [OLD, OLD]


def test_a_new_instance_that_lets_nobody_in_cannot_be_moved_to() -> None:
    closed = DedicatedRedis(mode="dedicated", name=NEW, plan="starter", connection="internal")
    with pytest.raises(InputError, match="is empty, so the new instance lets nobody in from outside"):
        refuse_closed("Pulumi.staging.yaml", closed, None)
