"""What the stack files say about things that exist already, and about not deploying for a while."""

from typing import Any

import pytest

from tests.conftest import StackFiles
from tests.stacks.recording import Program, environment_of, run_program

API, WORKER, REDIS = (f"{kind}-{'0' * 19}1" for kind in ("srv", "srv", "red"))


def changed(stack_files: StackFiles, stack: str, **changes: Any) -> Program:
    values = stack_files[stack]
    for key, change in changes.items():
        values[key] = {**values[key], **change} if isinstance(values.get(key), dict) else change
    return run_program(stack, values, environment_of(stack, values))


def digests(program: Program) -> dict[str, Any]:
    return {deploy.name: deploy.inputs["digest"] for deploy in program.all("Deploy")}


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
    assert digests(program) == digests(programs["dev"])
    before = programs["dev"].one("WebService").inputs
    assert {key: value for key, value in api.inputs.items() if key not in ("adopt", "overwrite")} == before


@pytest.mark.proves("R74", "C6")
def test_a_redis_is_adopted_by_the_stack_that_owns_it(stack_files: StackFiles) -> None:
    program = changed(stack_files, "prod", protect=False, redis={"adopt": REDIS})
    redis = program.one("KeyValue")
    assert (redis.inputs["adopt"], redis.protect) == (REDIS, True)


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
    assert digests(program) == digests(programs["staging"])


def test_without_a_freeze_deploys_wait_half_an_hour(programs: dict[str, Program]) -> None:
    for deploy in programs["prod"].all("Deploy"):
        assert deploy.inputs["timeout_seconds"] == 1800
        assert "freeze" not in deploy.inputs
    assert programs["prod"].one("Deployment").ignore_changes == ()
