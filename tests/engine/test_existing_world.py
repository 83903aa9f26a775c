"""The first day on accounts where things already run: found, taken over, and nothing lost.

The tests of this module follow one rehearsal, in the order they stand here.
"""

import re
import subprocess

import pytest

from tests.engine import existing_world
from tests.engine.existing_world import DEV_API, DEV_WORKER, OLD_PROJECT, World
from tests.engine.rehearsal import Rehearsal


@pytest.fixture(scope="module")
def world(rehearsal: Rehearsal) -> World:
    return existing_world.make(rehearsal)


def doctor(world: World, stack: str) -> tuple[int, list[str]]:
    done = world.rehearsal.sandbox("run", "--", "python", "-m", "ops", "doctor", "--stack", stack)
    return done.code, [" ".join(line.split()) for line in done.text.splitlines()]


def adopted(world: World, stack: str) -> list[str]:
    """The lines that `ops adopt` adds to the stack file and takes from it, with their signs."""
    world.here("python", "-m", "ops", "adopt", "--stack", stack).ok()
    command = ["git", "diff", "--unified=0", f"Pulumi.{stack}.yaml"]
    done = subprocess.run(
        command, cwd=world.rehearsal.folder, capture_output=True, text=True, check=True
    ).stdout
    return [line for line in done.splitlines() if re.match(r"[-+] ", line)]


def loses_nothing(world: World, stack: str) -> str:
    """A preview that creates, adopts and updates, and nothing else."""
    shown = world.rehearsal.pulumi("preview", "--stack", stack).ok().text
    counted = shown.partition("Resources:")[2]
    assert not re.search(r"to (delete|replace)", counted), counted
    return counted


def test_the_doctor_finds_what_is_there_and_says_how_to_take_it_over(world: World) -> None:
    code, lines = doctor(world, "prod")
    assert code == 0
    take = "`python -m ops adopt --stack prod` takes it over"
    ids = world.ids
    assert f"note prod Render Key Value bondigoo-redis-prod: {ids['redis']} exists; {take}" in lines
    assert (
        f"note prod Vercel project bondigoo-platform-prod: {ids['project']} exists, found by its domain "
        f"www.bondigoo.ch, and is called {OLD_PROJECT}; {take}"
    ) in lines
    assert "ok prod Render api bondigoo-api-prod: is not there yet; an update creates it" in lines
    assert "ok prod Atlas user bondigoo-prod-user: exists" in lines


def test_the_doctor_says_that_dev_waits_for_the_rename(world: World) -> None:
    code, lines = doctor(world, "dev")
    assert code == 1
    (failed,) = [line for line in lines if line.startswith("FAIL")]
    assert failed.startswith("FAIL dev Vercel project bondigoo-platform-prod: is not there")


@pytest.mark.proves("R74", "C23")
def test_production_is_adopted_as_a_change_of_a_few_lines(world: World) -> None:
    variable = next(
        row["id"]
        for row in world.rehearsal.vercel(
            f"/v8/projects/{world.ids['project']}/env?teamId={existing_world.TEAM}"
        )["envs"]
        if row["key"] == "REACT_APP_API_URL"
    )
    assert adopted(world, "prod") == [
        "+    adopt:",
        f"+      project: {world.ids['project']}",
        "+      domains: [www.bondigoo.ch]",
        "+      variables:",
        f"+        REACT_APP_API_URL: {variable}",
        f"+    adopt: {world.ids['redis']}",
    ]
    world.rehearsal.sandbox("run", "--", "pulumi", "stack", "init", "prod").ok()
    assert "3 to import" in loses_nothing(world, "prod")


def test_an_update_leaves_the_project_as_it_was(world: World) -> None:
    before = world.variables_of_project()
    world.rehearsal.sandbox("up", "prod").ok()
    after = world.variables_of_project()
    assert {key: after.get(key) for key in before} == before
    assert world.rehearsal.vercel(f"/v10/projects/{world.ids['project']}?teamId={existing_world.TEAM}")[
        "name"
    ] == (OLD_PROJECT)
    assert [item["keyValue"]["id"] for item in world.rehearsal.render("/key-value")] == [world.ids["redis"]]
    world.rehearsal.pulumi("preview", "--stack", "prod", "--expect-no-changes").ok()


@pytest.mark.proves("C23")
def test_without_the_adoption_the_project_is_renamed_and_set_as_described(world: World) -> None:
    world.rehearsal.edit("prod", lambda config: config["frontend"].pop("adopt"))
    assert "2 to update" in loses_nothing(world, "prod")
    world.rehearsal.sandbox("up", "prod").ok()
    project = world.rehearsal.vercel(f"/v10/projects/bondigoo-platform-prod?teamId={existing_world.TEAM}")
    assert (project["id"], project["framework"]) == (world.ids["project"], "create-react-app")
    assert world.variables_of_project()["REACT_APP_HAND_MADE"] == ["production"]
    assert world.variables_of_project()["REACT_APP_API_URL"] == ["production"]


@pytest.mark.proves("R74")
def test_development_is_adopted_and_keeps_every_variable_that_was_set_by_hand(world: World) -> None:
    assert adopted(world, "dev") == [
        f"+    adopt: {world.ids['api']}",
        "+    overwrite: [FRONTEND_URL]",
        f"+    adopt: {world.ids['worker']}",
        *("-    DATABASE_PASSWORD: env", "-    JWT_SECRET: generated"),
        *("+    DATABASE_PASSWORD: ui", "+    JWT_SECRET: ui"),
        "-    STRIPE_SECRET_KEY: env",
        "+    STRIPE_SECRET_KEY: ui",
    ]
    world.rehearsal.sandbox("run", "--", "pulumi", "stack", "init", "dev").ok()
    loses_nothing(world, "dev")
    world.rehearsal.sandbox("up", "dev").ok()
    api, worker = (world.rehearsal.variables(f"bondigoo-{role}-dev") for role in ("api", "worker"))
    # What the stack file itself says, and a person agreed to in its change.
    kept = {key: value for key, value in DEV_API.items() if key != "FRONTEND_URL"}
    assert {key: api[key] for key in kept} == kept
    assert api["FRONTEND_URL"] == "https://dev.bondigoo.ch"
    assert {key: worker[key] for key in DEV_WORKER} == DEV_WORKER
    assert world.rehearsal.service("bondigoo-worker-dev")["id"] == world.ids["worker"]
    world.rehearsal.pulumi("preview", "--stack", "dev", "--expect-no-changes").ok()


def test_what_is_adopted_already_is_not_written_twice(world: World) -> None:
    done = world.here("python", "-m", "ops", "adopt", "--stack", "dev").ok()
    assert "Pulumi.dev.yaml: nothing to write" in done.text
    code, lines = doctor(world, "dev")
    assert code == 0
    assert f"ok dev Render worker bondigoo-worker-dev: {world.ids['worker']} is this stack's" in lines
