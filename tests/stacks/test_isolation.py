"""What two environments have in common is exactly the agreed list, and nothing secret is on it."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.stacks.recording import Program

NOT_PRODUCTION = "coaching-platform-dev.nnaff.mongodb.net"
# Each exception with the condition that removes it.
SHARED_UNTIL = {
    ("redis", "bondigoo-redis-prod"): "go-live: staging and dev get an instance of their own",
    ("vercel project", "bondigoo-platform-prod"): "dev gets a project of its own",
    ("cluster", "coaching-platform-dev"): "staging and dev get a cluster each",
    ("database user", f"coaching_platform_dev_user@{NOT_PRODUCTION}"): "staging gets a user of its own",
}


def remote_names(program: Program) -> set[tuple[str, str]]:
    """Every named object outside that a stack touches, by creating it or by looking it up."""
    kinds = {
        "WebService": "service",
        "BackgroundWorker": "service",
        "KeyValue": "redis",
        "KeyValueRef": "redis",
        "CustomDomain": "host",
        "Project": "vercel project",
    }
    owned = {(kinds[kind], r.inputs["name"]) for kind in kinds for r in program.all(kind)}
    hosts = {("host", r.inputs["domain"]) for r in program.all("ProjectDomain")}
    lookups = {"getProject": "vercel project", "getAdvancedCluster": "cluster"}
    found = {
        (lookups[token.rpartition(":")[2]], args["name"])
        for token, args in program.calls
        if token.rpartition(":")[2] in lookups
    }
    return owned | hosts | found | database(program)


def database(program: Program) -> set[tuple[str, str]]:
    """Who the services are on the database, and which one it is, as their address says."""
    address = urlsplit(program.one("WebService").inputs["env"]["MONGODB_URI"])
    return {
        ("database user", f"{address.username}@{address.hostname}"),
        ("database", f"{address.hostname}{address.path}"),
    }


@pytest.mark.proves("R2", "R3", "C2")
def test_stacks_share_exactly_the_agreed_objects(programs: dict[str, Program]) -> None:
    names = {stack: remote_names(program) for stack, program in programs.items()}
    shared = {name for one in names for other in names if one < other for name in names[one] & names[other]}
    assert shared == set(SHARED_UNTIL)


def secret_values(program: Program) -> dict[str, Any]:
    service = program.one("WebService")
    keys = [key.removeprefix("env.") for key in service.secret]
    return {key: service.inputs["env"][key] for key in keys}


@pytest.mark.proves("R51")
def test_no_secret_variable_has_the_same_value_in_two_stacks(programs: dict[str, Program]) -> None:
    # The mocks answer every shared Redis alike.
    alike = {"REDIS_URL"}
    values = [
        value
        for program in programs.values()
        for key, value in secret_values(program).items()
        if key not in alike
    ]
    pairs = {"MONGODB_URI", "DATABASE_URL"}  # One value under two names within a stack, never across.
    assert len(values) - len(programs) * (len(pairs) - 1) == len(set(values))


@pytest.mark.proves("R18")
def test_no_other_stack_can_form_a_uri_to_productions_host(programs: dict[str, Program]) -> None:
    for stack in ("staging", "dev"):
        env = programs[stack].one("WebService").inputs["env"]
        assert not [key for key, value in env.items() if "btsivoa" in value]


@pytest.mark.proves("R16", "T2")
def test_api_and_worker_of_a_stack_agree_on_queue_and_database(programs: dict[str, Program]) -> None:
    for program in programs.values():
        api, worker = (program.one(kind).inputs["env"] for kind in ("WebService", "BackgroundWorker"))
        for key in ("REDIS_URL", "MONGODB_URI", "ENVIRONMENT_NAME", "BULLMQ_PREFIX"):
            assert api[key] == worker[key]
