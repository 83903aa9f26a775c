"""`ops rollback`: what it takes back, in which order, what holds it there, and how that is left."""

import json

import pytest

from ops.accounts import vercel
from ops.commands import InputError
from tests.unit.accounts_wire import TEAM
from tests.unit.rollback_world import ROLES, World, back, done, run

PARTS = ("site", *ROLES)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_goes_back_by_one_and_stays_there_until_done(world: World, part: str) -> None:
    before = world.file
    assert back(part) == 0
    assert (world.seen(part), world.updates) == ("First", [True])
    world.push("Third")
    assert world.seen(part) == "First"
    assert done() == 0
    assert (world.seen(part), world.updates, world.file) == ("Third", [True, False], before)
    world.push("Fourth")
    assert world.seen(part) == "Fourth"


def test_the_freeze_is_one_line_behind_what_the_file_says_of_protection(world: World) -> None:
    before = world.file.splitlines()
    back("site")
    after = world.file.splitlines()
    place = after.index("  freeze: true")
    assert after[place - 1].startswith("  protect: true")
    assert [*after[:place], *after[place + 1 :]] == before


def test_a_service_deploys_no_push_from_before_it_goes_back(world: World) -> None:
    world.cloud.requests.clear()
    back("api")
    path = f"/v1/services/{world.services['api']['id']}"
    writes = [(r["method"], r["path"]) for r in world.cloud.requests if r["method"] != "GET"]
    assert writes[:2] == [("PATCH", path), ("POST", f"{path}/rollback")]
    assert world.trigger("api") == "off"


def test_several_parts_are_back_at_once_and_the_freeze_stays_until_all_leave(world: World) -> None:
    before = world.file
    back("site")
    back("api")
    assert world.updates == [True]
    world.push("Third")
    assert (world.seen("site"), world.seen("api")) == ("First", "First")
    done()
    assert [world.seen(part) for part in ("site", "api")] == ["Third", "Third"]
    assert world.file == before


def test_a_part_that_is_left_although_nothing_was_pushed_runs_the_branch_again(world: World) -> None:
    back("worker")
    back("site")
    done()
    assert (world.seen("worker"), world.seen("site")) == ("Second", "Second")
    assert world.deploys("worker")[0]["trigger"] == "api"


def test_a_deploy_of_the_update_is_enough(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    back("api")
    path = f"/services/{world.services['api']['id']}/deploys"
    update = world.update

    def with_deploy(stack: str) -> None:
        update(stack)
        world.accounts.wire.render("POST", path, {})

    monkeypatch.setattr("ops.operation.engine.update", with_deploy)
    done()
    assert [deploy["trigger"] for deploy in world.deploys("api")[:2]] == ["api", "rollback"]


def test_the_same_command_again_goes_no_further_back(world: World) -> None:
    world.push("Third")
    back("site")
    back("api")
    back("site")
    back("api")
    assert (world.seen("site"), world.seen("api")) == ("Second", "Second")
    assert [deploy["trigger"] for deploy in world.deploys("api")].count("rollback") == 1


@pytest.mark.parametrize("part", ["site", "api"])
def test_another_one_is_taken_by_its_id_also_from_where_it_went(world: World, part: str) -> None:
    world.push("Third")
    back(part)
    ids = [
        row.get("uid") or row["id"]
        for row in (world.deployments() if part == "site" else world.deploys(part))
    ]
    first = ids[2] if part == "site" else ids[3]
    assert back(part, "--to", first) == 0
    assert (world.seen(part), world.updates) == ("First", [True])


def test_who_took_it_back_by_hand_leaves_by_the_same_command(world: World) -> None:
    older = world.deployments()[1]["uid"]
    vercel.connect(TEAM).rollback(world.project, older)
    assert done() == 0
    assert world.seen("site") == "Second"
    with pytest.raises(InputError, match="prod: nothing of it is rolled back"):
        done()


def test_what_visitors_still_meet_is_told_after_the_freeze_by_the_exit_code(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.faults = ["https://api.bondigoo.ch answers: status 500"]
    assert back("api", "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert said["facts"]["faults"] == world.faults
    assert [phase["phase"] for phase in said["phases"]] == [
        "api held",
        "api back",
        "api seen",
        "freeze in the stack file",
        "freeze in force",
    ]
    assert world.updates == [True]


def test_a_list_for_scripts_holds_what_can_be_returned_to(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    run("site", "--list", "--json")
    found = json.loads(capsys.readouterr().out)
    assert [(row["message"], row["servesNow"]) for row in found] == [("Second", True), ("First", False)]
    assert found[0]["id"] == world.deployments()[0]["uid"]
