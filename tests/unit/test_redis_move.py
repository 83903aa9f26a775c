"""`ops redis move`: from the shared instance to one's own and back, whenever it is killed."""

import gc
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
import yaml
from bullmq import Queue  # type: ignore[import-untyped]

from config.settings import DedicatedRedis
from config.stacks import stack_file
from ops.ci.preview import Change, Preview
from ops.commands import InputError
from ops.operation import engine
from ops.operation.phases import Halted
from ops.redis import services
from ops.redis.allowed import refuse_closed
from ops.redis.connection import connect_async
from ops.redis.copying import is_copied
from ops.redis.keys import QueueName, Scope, of_environment
from ops.redis.queues import Queues, in_a_loop
from ops.redis.values import read
from render.errors import RenderError
from render.wire import Service
from tests.unit.key_values import EVERYBODY
from tests.unit.redis_world import KilledError, World, run, world

SCOPE = Scope("bull:staging-", "staging:")
MAIL = QueueName("bull", "staging-mail")
OLD, NEW = "bondigoo-redis-prod", "bondigoo-redis-staging"


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world(tmp_path, monkeypatch) as made:
        shared = made.begin()
        in_a_loop(filled(made.address(shared)))
        yield made


async def filled(address: str) -> None:
    client = connect_async(address)
    for name in (MAIL.name, "staging-paused", "production-mail"):
        queue = Queue(name, {"connection": client})
        await queue.add("waits", {"to": name})
        await queue.add("later", {}, {"delay": 3_600_000})
        await queue.add("first", {}, {"priority": 1})
        await queue.upsertJobScheduler("hourly", {"every": 3_600_000}, "hourly", {})
    await Queue("staging-paused", {"connection": client}).pause()
    await client.set("staging:cache", "1")
    await client.aclose()


def held(company: World, name: str) -> dict[bytes, tuple[str, Any]]:
    """What an instance holds of staging, but for what a pause leaves in queues and a hold in the log."""
    client = company.bytes_of(name)
    keys = [key for key in of_environment(client, SCOPE) if is_copied(key)]
    return {
        key: one.value
        for key, one in read(client, keys).items()
        if not key.endswith((b":events", b":marker"))
    }


def others(company: World) -> dict[bytes, bytes | None]:
    client = company.bytes_of(OLD)
    return {key: client.dump(key) for key in client.scan_iter() if not SCOPE.holds(key)}


def until_killed(company: World, after: int, *words: str) -> bool:
    """Run the command and kill it after so many steps; whether it came to its end before."""
    company.dies_at = company.steps + after
    try:
        run(*words)
    except KilledError:
        return False
    finally:
        company.dies_at = -1
        # Connections of a killed command end with its process; here its objects hold them, in cycles.
        gc.collect()
    return True


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


@pytest.mark.parametrize("jobs", ["copy", "drop"])
def test_killed_anywhere_it_can_be_undone_and_all_is_as_before(
    company: World, monkeypatch: pytest.MonkeyPatch, jobs: str
) -> None:
    before, foreign, text = held(company, OLD), others(company), company.file.read_text()
    monkeypatch.setattr("ops.redis.move.remove_old", lambda *_, ask: refuse())
    for after in range(3, 200, 6 if jobs == "copy" else 11):
        try:
            stopped = until_killed(company, after, "--jobs", jobs, "--yes")
        except Halted:
            stopped = True
        assert until_killed(company, after, "--undo", "--yes") or run("--undo", "--yes") == 0
        assert held(company, OLD) == before
        assert (others(company), company.file.read_text()) == (foreign, text)
        assert [company.runs_on(role) for role in ("api", "worker")] == [OLD, OLD]
        assert sorted(company.instances()) == [OLD]
        if stopped:
            return
    raise AssertionError("it never came to its end")


def refuse() -> None:
    raise InputError("Nothing was done.")


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


def test_after_the_removal_there_is_no_way_back(company: World) -> None:
    run("--jobs", "copy", "--yes")
    with pytest.raises(InputError, match="there is nothing to go back to"):
        run("--undo", "--yes")


def test_a_move_that_goes_on_cannot_change_its_mind_about_the_jobs(company: World) -> None:
    assert not until_killed(company, 12, "--jobs", "copy", "--yes")
    with pytest.raises(InputError, match="staging: was begun with --jobs copy; go on without it"):
        run("--jobs", "drop", "--yes")
    assert run("--yes") == 0


def test_where_nothing_is_under_way_nothing_is_undone(
    company: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--undo", "--yes") == 0
    assert capsys.readouterr().err == "staging: no move is under way; nothing to undo\n"


def test_a_file_that_a_person_has_written_stays_so_while_nothing_is_held(company: World) -> None:
    until_killed(company, 1, "--jobs", "copy", "--yes")
    text = company.file.read_text()
    assert run("--undo", "--yes") == 0
    assert company.file.read_text() == text


def test_an_instance_of_which_the_state_has_not_heard_goes_with_the_undo(company: World) -> None:
    def cut_off(_stack: str) -> None:
        company.create(name=NEW, ipAllowList=EVERYBODY)
        raise KilledError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "update", cut_off)
        assert not until_killed(company, 999, "--jobs", "copy", "--yes")
    assert sorted(company.instances()) == [OLD, NEW]
    assert run("--undo", "--yes") == 0
    assert sorted(company.instances()) == [OLD]


@pytest.mark.parametrize("made", [False, True])
def test_the_way_back_is_open_where_no_update_comes_to_its_end(
    company: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], made: bool
) -> None:
    before, text = held(company, OLD), company.file.read_text()

    def fails(_stack: str) -> None:
        if company.wanted()["mode"] == "dedicated":
            if made and NEW not in company.instances():
                company.create(name=NEW, ipAllowList=EVERYBODY)
            raise InputError("staging: `pulumi up` ended with exit code 255; its last lines say why")

    def previewed(_stack: str) -> Preview:
        return company.preview() if company.wanted()["mode"] == "dedicated" else Preview((), (), (), False)

    monkeypatch.setattr(engine, "update", fails)
    monkeypatch.setattr(engine, "previewed", previewed)
    with pytest.raises(Halted, match=r"last lines say why\n.*`--undo` goes back"):
        run("--jobs", "copy", "--yes")
    assert run("--undo", "--yes", "--json") == 0
    assert (held(company, OLD), company.file.read_text()) == (before, text)
    assert [company.runs_on(role) for role in ("api", "worker")] == [OLD, OLD]
    left = json.loads(capsys.readouterr().out)["left"]
    assert [line.partition(" (")[0] for line in left] == [f"Key Value {NEW}"] * made


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


@pytest.mark.parametrize("jobs", ["copy", "drop"])
def test_the_way_back_is_open_where_a_deploy_with_the_new_address_does_not_get_live(
    company: World, monkeypatch: pytest.MonkeyPatch, jobs: str
) -> None:
    before, live = held(company, OLD), services.wait_until_live

    def wait(client: Any, one: Service, latest: str, timeout: float) -> None:
        if company.wanted()["mode"] == "dedicated":
            raise RenderError(f"{one.name}: deploy dep-1 ended as update_failed")
        live(client, one, latest, timeout)

    monkeypatch.setattr(services, "wait_until_live", wait)
    with pytest.raises(Halted, match=r"ended as update_failed\n`ops redis move --stack staging` goes on"):
        run("--jobs", jobs, "--yes")
    assert run("--undo", "--yes") == 0
    assert held(company, OLD) == before
    assert [company.runs_on(role) for role in ("api", "worker")] == [OLD, OLD]
