"""What the stack files say about things that exist already, and about not deploying for a while."""

from typing import Any

import pytest

from tests.conftest import StackFiles
from tests.stacks.recording import Program, environment_of, run_program

API, WORKER, REDIS = f"srv-{'0' * 19}1", f"srv-{'0' * 19}2", f"red-{'0' * 19}1"
TEAM, PROJECT = "team_" + "0" * 24, "prj_12345678"


def changed(stack_files: StackFiles, stack: str, **changes: Any) -> Program:
    values = stack_files[stack]
    for key, change in changes.items():
        values[key] = {**values[key], **change} if isinstance(values.get(key), dict) else change
    return run_program(stack, values, environment_of(stack, values))


@pytest.mark.proves("R74")
def test_what_is_adopted_is_protected_and_deploys_like_what_was_created(
    stack_files: StackFiles, programs: dict[str, Program]
) -> None:
    program = changed(
        stack_files,
        "dev",
        api={"adopt": API, "overwrite": ["NODE_ENV"]},
        worker={"adopt": WORKER, "allowReplacement": True},
    )
    api, worker = program.one("WebService"), program.one("BackgroundWorker")
    assert (api.inputs["adopt"], api.inputs["overwrite"], api.protect) == (API, ["NODE_ENV"], True)
    assert (worker.inputs["adopt"], worker.inputs["allow_replacement"], worker.protect) == (
        WORKER,
        True,
        True,
    )
    assert program.one("CustomDomain").protect is False
    before = programs["dev"].one("WebService").inputs
    assert {key: value for key, value in api.inputs.items() if key not in ("adopt", "overwrite")} == before


@pytest.mark.proves("R74", "C6")
def test_a_redis_is_adopted_by_the_stack_that_owns_it(stack_files: StackFiles) -> None:
    program = changed(stack_files, "prod", protect=False, redis={"adopt": REDIS})
    redis = program.one("KeyValue")
    assert (redis.inputs["adopt"], redis.protect) == (REDIS, True)


@pytest.mark.proves("R74", "C23", "T12")
def test_a_vercel_project_is_taken_over_as_it_stands_with_what_is_in_it(stack_files: StackFiles) -> None:
    adopt = {
        "keepSettings": True,
        "project": PROJECT,
        "domains": ["www.bondigoo.ch"],
        "variables": {"REACT_APP_API_URL": "abcdefgh"},
    }
    program = changed(stack_files, "prod", protect=False, frontend={"adopt": adopt})
    adopted = {
        "Project": program.one("Project"),
        "ProjectDomain": program.one("ProjectDomain"),
        "variable": program.one("ProjectEnvironmentVariable", "REACT_APP_API_URL"),
    }
    ids = {kind: resource.import_id for kind, resource in adopted.items()}
    assert ids == {
        "Project": f"{TEAM}/{PROJECT}",
        "ProjectDomain": f"{TEAM}/{PROJECT}/www.bondigoo.ch",
        "variable": f"{TEAM}/{PROJECT}/abcdefgh",
    }
    assert {(r.ignore_changes, r.protect) for r in adopted.values()} == {(("*",), True)}
    other = program.one("ProjectEnvironmentVariable", "REACT_APP_LAUNCHED")
    assert (other.import_id, other.ignore_changes, other.protect) == ("", (), False)
    # Built now, the site would come out with what is to change next.
    assert program.all("Deployment") == []


def test_an_adopted_part_of_a_branch_is_deployed_again_once_it_is_changed(
    stack_files: StackFiles, programs: dict[str, Program]
) -> None:
    parts = {"domains": ["dev.bondigoo.ch"], "variables": {"REACT_APP_API_URL": "abcdefgh"}}
    adopt = {"keepSettings": True, **parts}
    program = changed(stack_files, "dev", frontend={"adopt": adopt})
    project = "prj-of-bondigoo-platform-prod"
    assert program.one("ProjectDomain").import_id == f"{TEAM}/{project}/dev.bondigoo.ch"
    meta = [p.one("Deployment").inputs["meta"]["digest"] for p in (program, programs["dev"])]
    assert meta[0] != meta[1]
    later = changed(stack_files, "dev", frontend={"adopt": parts})
    assert later.one("Deployment").inputs["meta"]["digest"] == meta[1]
    domain = later.one("ProjectDomain")
    # An import id that came back later would make Pulumi replace the domain.
    assert (domain.import_id, domain.ignore_changes) == (f"{TEAM}/{project}/dev.bondigoo.ch", ())


@pytest.mark.proves("C12", "R39")
def test_a_cluster_is_taken_over_as_it_stands(stack_files: StackFiles) -> None:
    owned = {
        "adopt": True,
        "keepSettings": True,
        "providerName": "AWS",
        "regionName": "EU_CENTRAL_1",
        "instanceSize": "M10",
    }
    cluster = changed(stack_files, "prod", protect=False, database={"ownedCluster": owned}).one(
        "AdvancedCluster"
    )
    assert cluster.import_id == "000000000000000000000001-bondigoo-prod-cluster"
    assert (cluster.ignore_changes, cluster.protect) == (("*",), True)


@pytest.mark.proves("T21")
def test_a_freeze_keeps_settings_and_variables_and_stops_every_deploy(
    stack_files: StackFiles, programs: dict[str, Program]
) -> None:
    program = changed(stack_files, "staging", freeze=True)
    assert {deploy.inputs["freeze"] for deploy in program.all("Deploy")} == {True}
    assert "meta" in program.one("Deployment").ignore_changes
    for kind in ("WebService", "BackgroundWorker"):
        inputs, usual = program.one(kind).inputs, programs["staging"].one(kind).inputs
        assert inputs == {**usual, "auto_deploy_trigger": "off"}


def test_without_a_freeze_deploys_wait_half_an_hour(programs: dict[str, Program]) -> None:
    for deploy in programs["prod"].all("Deploy"):
        assert deploy.inputs["timeout_seconds"] == 1800
        assert "freeze" not in deploy.inputs
    assert programs["prod"].one("Deployment").ignore_changes == ()
