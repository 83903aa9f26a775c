"""The way back from a launch: where it leads, and what is served meanwhile and afterwards."""

from pathlib import Path

import pytest

from config.parse import parse
from ops.operation import engine
from ops.operation.phases import Halted
from ops.operation.visitors import Browser
from tests.conftest import StackFiles
from tests.unit.journal_kills import KilledError
from tests.unit.launch_day import CLOSED, World, refused


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(tmp_path, monkeypatch)


def test_a_rollback_returns_to_what_was_served_before_the_launch(world: World) -> None:
    before = world.served()
    world.go()
    launched = world.served()
    account = world.back()
    assert account.facts["back to"] == before
    assert world.served() not in (before, launched)
    assert [each["page"] for each in account.facts["visitors"]] == ["application", "pre-launch"]


def test_a_rollback_without_the_launchs_journal_takes_what_was_served_before(world: World) -> None:
    before = world.served()
    world.go()
    world.journal.file.unlink()
    assert world.back().facts["back to"] == before
    assert world.stands() == CLOSED


def test_what_was_pushed_since_the_launch_is_no_way_back_without_its_journal(world: World) -> None:
    before = world.served()
    world.go()
    for _ in range(2):
        world.push()
    world.journal.file.unlink()
    assert world.back().facts["back to"] == before


def test_a_rollback_goes_to_the_deployment_that_is_named(world: World) -> None:
    world.push()
    named, _ = world.served(), world.push()
    world.go()
    assert world.back(named).facts["back to"] == named


def test_a_deployment_that_shows_the_application_is_no_way_back(world: World) -> None:
    world.go()
    named, _ = world.served(), world.push()
    assert refused(world, lambda: world.back(named)) == (
        f"prod: {named} shows the application itself; name one from before the launch"
    )


def test_a_deployment_that_nobody_knows_is_refused(world: World) -> None:
    world.go()
    assert refused(world, lambda: world.back("dpl_unknown")) == (
        "Vercel: there is no deployment dpl_unknown; --to takes one of this team"
    )


def test_where_nothing_was_launched_there_is_nothing_to_undo(world: World) -> None:
    assert refused(world, world.back) == ("prod: its file and Vercel say `launched: false`: nothing to undo")


def test_a_page_that_does_not_say_its_gate_is_no_launch_to_undo(world: World) -> None:
    world.push()
    world.hide_gate()
    assert "nothing to undo" in refused(world, world.back)


@pytest.mark.parametrize("is_marked", [True, False])
def test_a_launch_that_was_cut_off_on_another_machine_is_undone_from_the_file_of_the_branch(
    world: World, monkeypatch: pytest.MonkeyPatch, is_marked: bool
) -> None:
    """What is pushed next would be built with the gate that it has opened at Vercel."""
    text, before = Path("Pulumi.prod.yaml").read_text(), world.served()

    def killed() -> str:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(world, "_build", killed)
        with pytest.raises(KilledError):
            world.go()
    Path("Pulumi.prod.yaml").write_text(text)
    world.journal.file.unlink()
    if not is_marked:
        world.hide_gate()
    assert world.back().facts["back to"] == before
    assert world.variable()["value"] == "false"


def test_a_remembered_deployment_that_is_deleted_is_built_anew(world: World) -> None:
    before = world.served()
    world.go()
    world.accounts.vercel("DELETE", f"/v13/deployments/{before}")
    world.back()
    assert world.stands() == CLOSED


def test_what_was_launched_is_never_promoted_when_the_update_builds_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.go()
    monkeypatch.setattr(engine, "update", lambda stack: None)
    with pytest.raises(Halted, match="the update has built no deployment with the gate closed"):
        world.back()
    assert Browser().look(parse("prod", StackFiles()["prod"])).page == "pre-launch"


def test_a_plan_that_does_not_go_so_far_back_is_served_by_the_update(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.go()
    world.push()
    world.control("vercel", {"plan": "hobby"})
    world.back()
    assert world.stands() == CLOSED
    assert "answered 402" in capsys.readouterr().err


def test_what_is_pushed_during_a_rollback_is_not_served_and_afterwards_it_is(world: World) -> None:
    world.go()
    pushed: list[str] = []
    world.at_rollback = lambda: pushed.append(world.push())
    world.back()
    assert world.served() not in pushed
    assert world.push() == world.served()
