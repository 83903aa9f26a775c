"""What stands around the two services of an environment: host, Redis, protection, deploys, outputs."""

import pytest

from config.stacks import STACKS
from tests.conftest import StackFiles
from tests.stacks.recording import Program, set_inputs


@pytest.mark.proves("R8", "R10", "R12")
@pytest.mark.parametrize(
    ("stack", "host"),
    [("prod", "api.bondigoo.ch"), ("staging", "api.staging.bondigoo.ch"), ("dev", "api.dev.bondigoo.ch")],
)
def test_the_api_has_its_custom_domain(programs: dict[str, Program], stack: str, host: str) -> None:
    assert programs[stack].one("CustomDomain").inputs == {"service_id": "id-of-api", "name": host}


@pytest.mark.proves("R17", "R25", "R33", "C6", "T5", "T13")
def test_production_owns_its_redis_and_the_others_only_look_it_up(programs: dict[str, Program]) -> None:
    assert set_inputs(programs["prod"].one("KeyValue").inputs) == {
        "name": "bondigoo-redis-prod",
        "owner_id": "tea-00000000000000000000",
        "region": "frankfurt",
        "plan": "starter",
        "maxmemory_policy": "noeviction",
        "ip_allow_list": [
            {"cidr_block": "74.220.51.0/24", "description": "Render Frankfurt"},
            {"cidr_block": "74.220.59.0/24", "description": "Render Frankfurt"},
        ],
    }
    for stack in ("staging", "dev"):
        assert programs[stack].all("KeyValue") == []
        reference = set_inputs(programs[stack].one("KeyValueRef").inputs)
        assert reference == {
            "name": "bondigoo-redis-prod",
            "owner_id": "tea-00000000000000000000",
            "region": "frankfurt",
        }


PROTECTED = {
    "WebService api",
    "BackgroundWorker worker",
    "CustomDomain api",
    "KeyValue redis",
    "Project frontend",
    "ProjectDomain frontend",
    "Command JWT_SECRET",
    "Command SESSION_SECRET",
}


@pytest.mark.proves("R5", "T13")
def test_only_production_is_protected_from_deletion(programs: dict[str, Program]) -> None:
    protected = {
        stack: {f"{r.type.rpartition(':')[2]} {r.name}" for r in p.resources if r.protect}
        for stack, p in programs.items()
    }
    assert protected == {"prod": PROTECTED, "staging": set(), "dev": set()}


@pytest.mark.parametrize("stack", STACKS)
def test_generated_secrets_are_never_made_again_and_hidden_in_state(
    programs: dict[str, Program], stack: str
) -> None:
    for key in ("JWT_SECRET", "SESSION_SECRET"):
        command = programs[stack].one("Command", key)
        assert set(command.ignore_changes) >= {"create", "logging", "addPreviousOutputInEnv"}
        assert command.secret_outputs == ("stdout", "stderr")
        assert command.inputs["logging"] == "none"


@pytest.mark.parametrize("stack", STACKS)
def test_the_smoke_test_asks_the_api_for_every_configured_origin(
    programs: dict[str, Program], stack_files: StackFiles, stack: str
) -> None:
    asked = programs[stack].one("Command", "smoke").inputs["environment"]
    assert asked == {
        "SMOKE_API_URL": stack_files[stack]["apiUrl"],
        "SMOKE_ORIGINS": ",".join(stack_files[stack]["corsOrigins"]),
        "SMOKE_RELEASE": "dep-first dep-first id-of-frontend",
    }


@pytest.mark.parametrize("stack", STACKS)
def test_each_service_has_one_deploy_triggered_by_what_is_written_to_it(
    programs: dict[str, Program], stack: str
) -> None:
    for name in ("api", "worker"):
        deploy = programs[stack].one("Deploy", name)
        assert deploy.inputs["service_id"] == f"id-of-{name}"
        assert deploy.inputs["revision"] == "dep-first"
        assert (set(deploy.inputs) - set(deploy.secret)) >= {"service_id", "revision", "timeout_seconds"}


def test_the_outputs_say_what_an_environment_is(programs: dict[str, Program]) -> None:
    outputs = programs["dev"].outputs
    assert {key: value for key, value in outputs.items() if key != "dnsRecords"} == {
        "frontendUrl": "https://dev.bondigoo.ch",
        "apiUrl": "https://api.dev.bondigoo.ch",
        "frontend": "bondigoo-platform-prod",
        "api": "bondigoo-api-dev",
        "worker": "bondigoo-worker-dev",
        "redis": "bondigoo-redis-prod",
        "database": "coaching-platform-dev",
        "launched": True,
    }


@pytest.mark.parametrize("stack", STACKS)
def test_a_site_is_public_only_after_render_has_taken_the_services(
    programs: dict[str, Program], stack: str
) -> None:
    assert programs[stack].one("Deployment").depends_on >= {"api", "worker"}
    assert programs[stack].one("Deployment").parent == "frontend"
