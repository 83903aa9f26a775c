"""Launch and way back: what is refused and leaves nothing, where a rollback goes, what the account says."""

import json
from pathlib import Path
from typing import Any

import pytest

from ops.__main__ import main
from ops.accounts import vercel
from ops.ci.preview import Change
from ops.commands import InputError
from ops.doctor.check import Check
from ops.launch import go, production, record
from ops.launch.go import NotLaunchedError
from ops.launch.steps import commit_line
from ops.operation import engine
from ops.operation.phases import Halted
from tests.unit.accounts_wire import TEAM
from tests.unit.journal_kills import killed
from tests.unit.launch_day import CLOSED, World, refused


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(tmp_path, monkeypatch)


def test_each_condition_that_fails_is_named_and_nothing_is_written(world: World) -> None:
    world.checks += [Check("FAIL", "prod", what, "is wrong", "mend it") for what in ("backups", "drift")]
    assert refused(world, world.go, NotLaunchedError) == (
        "prod: not ready to launch: backups, drift; nothing was done"
    )


def test_an_update_that_changes_anything_else_is_no_launch(world: World) -> None:
    world.other_changes = (Change("pulumi-python:dynamic/render:WebService", "api", "update"),)
    assert refused(world, world.go) == (
        "prod: the update would not be the launch and nothing else:\n"
        "it would also update Render WebService api"
    )


def test_a_file_that_was_changed_since_it_was_asked_about_is_not_launched(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = 1
    while killed(times, monkeypatch, world.go, written=True) and "ask" not in world.journal.done:
        times += 1
    world.edit(lambda config: config["api"]["env"].update(NEW="unseen"))
    assert refused(world, world.go) == (
        "Pulumi.prod.yaml: is another one than was looked at before the launch; "
        "`python -m ops launch rollback` brings the pre-launch page back, from wherever this "
        "stands"
    )
    world.back()
    assert world.stands() == CLOSED


@pytest.mark.parametrize("answer", ["staging", KeyboardInterrupt()])
def test_without_the_stacks_name_the_file_is_as_before(
    world: World, monkeypatch: pytest.MonkeyPatch, answer: object
) -> None:
    def confirm(*_: str) -> None:
        raise answer if isinstance(answer, BaseException) else InputError("Nothing was done.")

    monkeypatch.setattr(go, "confirm", confirm)
    before = Path("Pulumi.prod.yaml").read_text()
    with pytest.raises((InputError, KeyboardInterrupt)):
        world.go(ask=True)
    assert Path("Pulumi.prod.yaml").read_text() == before
    assert not world.journal.is_open
    assert world.stands() == CLOSED


def test_what_is_launched_is_not_launched_again(world: World) -> None:
    world.go()
    assert refused(world, world.go) == "Pulumi.prod.yaml: says `launched: true` already; nothing was done"


def test_a_site_that_is_rolled_back_has_to_be_promoted_first(world: World) -> None:
    before = world.served()
    world.push()
    vercel.connect(TEAM).rollback(world.project, before)
    assert "promote one first (`python -m ops rollback --done`)" in refused(world, world.go)


def test_a_launch_waits_while_a_way_back_stands_half_done(world: World) -> None:
    world.go()
    world.lose("PATCH", ".*/env/.*")
    with pytest.raises(Halted):
        world.back()
    assert refused(world, world.go) == (
        "prod: the way back stands half done; `python -m ops launch rollback` goes on with it"
    )


def test_a_site_that_cannot_use_its_api_is_closed_again_and_the_account_says_who_saw_what(
    world: World,
) -> None:
    world.at_deployment = lambda: world.set_cors("https://elsewhere.example")
    world.at_rollback = lambda: world.set_cors("https://www.bondigoo.ch")
    account, code = world.go()
    assert (code, world.stands()) == (1, CLOSED)
    assert account.facts["why"].startswith("smoke: https://api.bondigoo.ch lets https://www.bondigoo.ch in: ")
    seen = [(each["page"], each["error"]) for each in account.facts["visitors"]]
    assert [page for page, _ in seen] == ["pre-launch", "application", "application", "pre-launch"]
    assert not any(error for _, error in seen)


def test_a_page_without_the_gate_in_it_is_judged_by_its_api_alone(world: World) -> None:
    """Nothing says which page it is, so that it is not taken for the wrong one."""
    world.hide_gate()
    account, code = world.go()
    assert code == 0
    assert [each["page"] for each in account.facts["visitors"]] == ["a page without its gate"]


def test_a_deployment_that_gets_its_domains_a_moment_later_is_waited_for_and_not_promoted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, late = world.served(), [True, True]

    def served(*_: object) -> str:
        now = world.served()
        return before if now != before and late and late.pop() else now

    monkeypatch.setattr(production, "served", served)
    _, code = world.go()
    assert (code, late) == (0, [])
    assert [each for each in world.cloud.requests if "/promote/" in each["path"]] == []


def test_what_is_pushed_while_a_launch_is_under_way_is_not_taken_back_by_it(world: World) -> None:
    pushed: list[str] = []
    world.at_deployment = lambda: pushed.append(world.push())
    _, code = world.go()
    assert (code, [world.served()]) == (0, pushed)


def test_a_file_that_says_it_as_pulumi_writes_it_is_as_before_after_a_refusal_and_is_rehearsed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path("Pulumi.prod.yaml")
    file.write_text(file.read_text().replace("launched: false", 'launched: "false"'))
    world.checks = [Check("FAIL", "prod", "drift", "is wrong", "mend it")]
    refused(world, world.go, NotLaunchedError)
    world.checks = []
    monkeypatch.setattr(record, "write", lambda folder: folder)
    assert ops(monkeypatch, "rehearse") == 0


def test_an_update_that_may_be_somebody_elses_undoes_no_launch(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = 1
    while killed(times, monkeypatch, world.go, written=True) and not world.journal.facts.get("updating"):
        times += 1
        world.back()

    def unlocked(stack: str) -> None:
        raise Halted(f"{stack}: somebody is at an update")

    monkeypatch.setattr(engine, "unlocked", unlocked)
    with pytest.raises(Halted, match=r"^prod: somebody is at an update$"):
        world.go()
    assert world.journal.facts["way"] == "go"


def test_a_frozen_stack_is_thawed_first_because_no_update_would_build(world: World) -> None:
    world.go()
    world.edit(lambda config: config.update(freeze=True))
    assert "says `freeze: true`" in refused(world, world.back)


def test_a_rehearsal_leaves_everything_as_it_was_and_a_record(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    noted: list[Path] = []
    monkeypatch.setattr(record, "write", noted.append)
    before = Path("Pulumi.prod.yaml").read_text()
    assert ops(monkeypatch, "rehearse", "--json") == 0
    accounts = json.loads(capsys.readouterr().out)
    assert [each["operation"] for each in accounts] == ["launch go", "launch rollback"]
    assert noted == [Path("sandbox").absolute()]
    assert Path("Pulumi.prod.yaml").read_text() == before
    assert world.stands() == CLOSED


def test_only_the_sandbox_is_rehearsed_in(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SANDBOX_DIR")
    assert ops(monkeypatch, "rehearse") == 2
    assert capsys.readouterr().err == (
        "only the sandbox is rehearsed in: `python -m sandbox run -- python -m ops launch rehearse`\n"
    )


def test_the_commands_print_a_plan_first_and_their_account_at_the_end(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ops(monkeypatch, "go", "--stack", "prod", "--yes", "--json") == 0
    told = capsys.readouterr()
    assert told.err.startswith(" 1. check that everything is as a launch needs it\n 2. ")
    account: dict[str, Any] = json.loads(told.out)
    assert [each["phase"] for each in account["phases"]] == [
        *("check", "remember", "preview", "ask", "update", "serve", "look", "queue")
    ]
    assert account["left"] == []
    assert ops(monkeypatch, "rollback", "--yes") == 0
    told = capsys.readouterr()
    assert told.err.startswith(" 1. point visitors at dpl_")
    assert told.out.startswith("launch rollback prod\n")
    assert world.stands() == CLOSED


def test_outside_of_a_rehearsal_the_commit_of_the_stack_file_is_left_to_a_person() -> None:
    assert commit_line("prod", False, {}) == [
        'git commit -m "Back to the pre-launch page" Pulumi.prod.yaml, and push it: what CI deploys next '
        "must say so too"
    ]


def ops(patch: pytest.MonkeyPatch, *words: str) -> int:
    """`python -m ops launch …`."""
    patch.setattr("sys.argv", ["ops", "launch", *words])
    return main()
