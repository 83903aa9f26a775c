"""`ops rollback` where it cannot be done: one line says what to do, and nothing is left half done."""

from pathlib import Path

import pytest

from ops.ci.preview import Change
from ops.commands import InputError
from ops.operation.phases import Halted, RefusedError
from tests.unit.rollback_world import World, back, done, run


@pytest.mark.parametrize("part", ["site", "api"])
def test_what_runs_now_is_nothing_to_go_back_to(world: World, part: str) -> None:
    now = world.deployments()[0]["uid"] if part == "site" else world.deploys("api")[0]["id"]
    with pytest.raises(InputError, match=f"{part}: {now} is what runs now; name another one with --to"):
        back(part, "--to", now)


def test_a_freeze_of_before_stays_and_nothing_is_deployed_under_it(world: World) -> None:
    Path("Pulumi.prod.yaml").write_text(world.file.replace("  protect:", "  freeze: true\n  protect:"))
    world.update("prod")
    back("api")
    with pytest.raises(InputError, match="had `freeze: true` before the rollback"):
        done()
    Path("Pulumi.prod.yaml").write_text(world.file.replace("  freeze: true\n", ""))
    done()
    assert world.seen("api") == "Second"
    assert "freeze" not in world.file


def test_what_else_the_update_would_do_is_left_to_the_person_and_visitors_are_back(world: World) -> None:
    world.other_changes = (Change("vercel:index/project:Project", "frontend", "update"),)
    with pytest.raises(Halted) as halted:
        back("site")
    assert "the update would do more than freeze (update Vercel Project frontend)" in str(halted.value)
    assert "The site is back all the same" in str(halted.value)
    assert (world.seen("site"), world.updates) == ("First", [])
    world.other_changes = ()
    assert back("site") == 0
    assert world.updates == [True]


def test_a_plan_of_vercel_that_goes_back_by_one_only_refuses_and_nothing_is_left(world: World) -> None:
    world.push("Third")
    world.control("vercel", {"plan": "hobby"})
    before = world.file
    with pytest.raises(RefusedError, match="its plan goes back by one deployment only"):
        back("site", "--to", world.deployments()[2]["uid"])
    assert (world.file, world.updates, world.journal.is_open) == (before, [], False)


def test_a_deployment_that_is_gone_meanwhile_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = [*world.deployments()]
    world.accounts.vercel("DELETE", f"/v13/deployments/{listed[1]['uid']}")
    monkeypatch.setattr("ops.accounts.vercel.Vercel.production_deployments", lambda *_: listed)
    with pytest.raises(RefusedError, match="Vercel has it no more"):
        back("site")


def test_one_that_never_served_is_refused_by_us_and_by_vercel(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    back("site")
    world.push("Third")
    staged = world.deployments()
    with pytest.raises(InputError, match="has never run for visitors"):
        back("site", "--to", staged[0]["uid"])
    listed = [{**staged[0], "readySubstate": "PROMOTED"}, *staged[1:]]
    monkeypatch.setattr("ops.accounts.vercel.Vercel.production_deployments", lambda *_: listed)
    with pytest.raises(RefusedError, match="it never served production"):
        back("site", "--to", staged[0]["uid"])
    # What was back before stays so.
    assert (world.seen("site"), world.state_frozen) == ("First", True)


def test_a_build_that_render_has_not_kept_is_refused_and_pushes_deploy_again(world: World) -> None:
    world.control("render", {"buildsKept": 1})
    with pytest.raises(RefusedError, match=r"api: not back at dep-.*no longer available"):
        back("api", "--to", world.deploys("api")[2]["id"])
    assert (world.trigger("api"), world.journal.is_open) == ("checksPass", False)


def test_nothing_before_and_nothing_of_that_name_are_refused(world: World) -> None:
    world.push("Third")
    for row in world.deployments()[1:]:
        world.accounts.vercel("DELETE", f"/v13/deployments/{row['uid']}")
    with pytest.raises(InputError, match="site: there is nothing before dpl_"):
        back("site")
    with pytest.raises(InputError, match="site: dpl_other is none of its last 1"):
        back("site", "--to", "dpl_other")


def test_a_site_that_is_a_branch_is_told_what_to_do_instead(world: World) -> None:
    with pytest.raises(
        InputError, match=r"dev: its site is the branch develop .* revert the commit on develop"
    ):
        run("site", "--yes", stack="dev")


def test_nobody_is_asked_twice_and_nothing_is_done_without_an_answer(world: World) -> None:
    with pytest.raises(InputError, match=r"goes back from dpl_.*with --yes"):
        run("site")
    assert (world.seen("site"), world.journal.is_open) == ("Second", False)


@pytest.mark.parametrize("words", [(), ("site", "--done")])
def test_one_of_a_part_and_done_is_needed(world: World, words: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="rollback: name what goes back"):
        run(*words)


def test_what_was_back_before_a_refused_one_is_still_known_and_left(world: World) -> None:
    world.push("Third")
    world.push("Fourth")
    world.control("vercel", {"plan": "hobby"})
    back("site")
    with pytest.raises(RefusedError):
        back("site", "--to", world.deployments()[3]["uid"])
    assert (world.seen("site"), world.journal.is_open) == ("Third", True)
    assert back("site") == 0
    done()
    assert (world.seen("site"), world.updates, world.journal.is_open) == ("Fourth", [True, False], False)


@pytest.mark.parametrize(
    ("vendor", "method", "path"),
    [("vercel", "POST", ".*/rollback/.*"), ("render", "PATCH", ".*"), ("render", "POST", ".*/rollback")],
)
def test_a_key_that_may_not_do_it_is_told_before_anything_is_begun(
    world: World, vendor: str, method: str, path: str
) -> None:
    world.fault({"kind": "status", "status": 403, "service": vendor, "method": method, "path": path})
    with pytest.raises(RefusedError, match="403"):
        back("site" if vendor == "vercel" else "api")
    assert (world.journal.is_open, world.trigger("api"), world.updates) == (False, "checksPass", [])
