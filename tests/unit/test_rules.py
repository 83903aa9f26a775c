"""What two environments may not have in common."""

from collections.abc import Callable
from typing import Any

import pytest

from config.parse import parse
from config.rules import broken_rules, unfilled_ids
from config.stacks import STACKS
from tests.conftest import StackFiles

All = dict[str, dict[str, Any]]


def broken(values: All) -> list[str]:
    return [str(fault) for fault in broken_rules({stack: parse(stack, values[stack]) for stack in STACKS})]


OWNERS = "both stacks would own it, and destroying one would delete it for the other; choose another"
OFFICE = {"cidr": "203.0.113.0/24", "description": "office"}
CLUSTER = {"adopt": True, "providerName": "AWS", "regionName": "EU_CENTRAL_1", "instanceSize": "M10"}
OWN_REDIS = {"mode": "dedicated", "name": "bondigoo-redis-staging", "plan": "starter"}


BROKEN: list[tuple[Callable[[All], object], str]] = [
    (
        lambda v: v["dev"].update(environmentName="staging"),
        "Pulumi.dev.yaml: environmentName: 'staging' "
        "is also environmentName of Pulumi.staging.yaml; the "
        "application names its queues with it, so one environment's worker would run the other's jobs; "
        "choose another",
    ),
    (
        lambda v: v["staging"]["database"].update(name="coaching-platform-dev"),
        "Pulumi.dev.yaml: database: 'coaching-platform-dev.nnaff.mongodb.net/coaching-platform-dev' "
        "is also database of Pulumi.staging.yaml; refreshing or seeding one environment would wipe the "
        "other; choose another",
    ),
    (
        lambda v: v["staging"]["worker"].update(name="bondigoo-worker-prod"),
        "Pulumi.staging.yaml: worker.name: 'bondigoo-worker-prod' "
        "is also worker.name of Pulumi.prod.yaml; "
        "Render's names are unique, so both would fight over one service; choose another",
    ),
    (
        lambda v: v["dev"].update(apiUrl="https://api.bondigoo.ch"),
        "Pulumi.dev.yaml: apiUrl: 'https://api.bondigoo.ch' "
        "is also apiUrl of Pulumi.prod.yaml; "
        "a host leads to one place only; choose another",
    ),
    (
        lambda v: v["dev"].update(branch="main"),
        "Pulumi.dev.yaml: branch: 'main' is also branch of Pulumi.prod.yaml; "
        "every push would deploy both environments; choose another",
    ),
    (
        lambda v: v["dev"]["worker"].update(name="bondigoo-api-dev"),
        "Pulumi.dev.yaml: worker.name: 'bondigoo-api-dev' is also api.name of Pulumi.dev.yaml; "
        "Render's names are unique, so both would fight over one service; choose another",
    ),
    (
        lambda v: v["dev"].update(apiUrl="https://www.bondigoo.ch"),
        "Pulumi.dev.yaml: apiUrl: 'https://www.bondigoo.ch' is also frontendUrl of Pulumi.prod.yaml; "
        "a host leads to one place only; choose another",
    ),
    (
        lambda v: v["dev"].update(
            frontendUrl="https://www.bondigoo.ch", corsOrigins=["https://www.bondigoo.ch"]
        ),
        "Pulumi.dev.yaml: frontendUrl: 'https://www.bondigoo.ch' "
        "is also frontendUrl of Pulumi.prod.yaml; "
        "a host leads to one place only; choose another",
    ),
    (
        lambda v: v["dev"].update(redis=v["prod"]["redis"], launched=False),
        f"Pulumi.dev.yaml: redis.name: 'bondigoo-redis-prod' "
        f"is also redis.name of Pulumi.prod.yaml; {OWNERS}",
    ),
    (
        lambda v: v["staging"]["frontend"].update(project="bondigoo-platform-prod"),
        "Pulumi.staging.yaml: frontend.project: 'bondigoo-platform-prod' "
        f"is also frontend.project of Pulumi.prod.yaml; {OWNERS}",
    ),
    (
        lambda v: [v[stack]["database"].update(ownedCluster=CLUSTER) for stack in ("staging", "dev")],
        "Pulumi.dev.yaml: database.cluster: '000000000000000000000002/coaching-platform-dev' "
        "is also database.cluster of Pulumi.staging.yaml; " + OWNERS,
    ),
    (
        lambda v: [v[stack]["database"].update(ipAccessList=[OFFICE]) for stack in ("staging", "dev")],
        "Pulumi.dev.yaml: database.ipAccessList: '000000000000000000000002/203.0.113.0/24' "
        f"is also database.ipAccessList of Pulumi.staging.yaml; {OWNERS}",
    ),
    (
        lambda v: [v[stack]["database"].update(manageUser=True) for stack in ("staging", "dev")],
        "Pulumi.dev.yaml: database.user: '000000000000000000000002/coaching_platform_dev_user' "
        f"is also database.user of Pulumi.staging.yaml; {OWNERS}",
    ),
    (
        lambda v: v["dev"]["redis"].update(name="bondigoo-redis-pord"),
        "Pulumi.dev.yaml: redis.name: no stack owns 'bondigoo-redis-pord', so nothing would create it; "
        "correct the name",
    ),
    (
        lambda v: v["staging"]["render"].update(region="oregon"),
        "Pulumi.staging.yaml: render: differs from the owner of the shared Redis, whose private address is "
        "then out of reach; use the same workspace and region",
    ),
    (
        lambda v: v["dev"]["frontend"].update(project="bondigoo-platform"),
        "Pulumi.dev.yaml: frontend.project: no stack owns the Vercel project 'bondigoo-platform'; "
        "name the owner's project",
    ),
    (
        lambda v: v["staging"].update(redis=OWN_REDIS) or v["prod"].update(launched=True),
        "Pulumi.prod.yaml: launched: is true while dev still use bondigoo-redis-prod, so testers' jobs would "
        "sit beside customers'; give each of them `redis: {mode: dedicated}` first",
    ),
]


@pytest.mark.parametrize(("damage", "line"), BROKEN, ids=[line.split(": ")[1] for _, line in BROKEN])
def test_each_rule_refuses_the_smallest_violation(
    stack_files: StackFiles, damage: Callable[[All], object], line: str
) -> None:
    values = {stack: stack_files[stack] for stack in STACKS}
    damage(values)
    assert broken(values) == [line]


def test_the_committed_stack_files_break_no_rule(stack_files: StackFiles) -> None:
    assert broken({stack: stack_files[stack] for stack in STACKS}) == []


def test_production_can_launch_once_every_environment_has_its_own_redis(stack_files: StackFiles) -> None:
    values = {stack: stack_files[stack] for stack in STACKS}
    values["prod"]["launched"] = True
    values["staging"]["redis"] = OWN_REDIS
    values["dev"]["redis"] = {**OWN_REDIS, "name": "bondigoo-redis-dev"}
    assert broken(values) == []


def test_the_zeros_that_the_repository_comes_with_are_named_as_placeholders(stack_files: StackFiles) -> None:
    found = unfilled_ids("dev", parse("dev", stack_files["dev"]))
    assert [fault.key for fault in found] == ["render.ownerId", "vercel.team", "atlas.projectId"]


def test_things_of_different_kinds_may_have_one_name(stack_files: StackFiles) -> None:
    values = {stack: stack_files[stack] for stack in STACKS}
    values["staging"]["frontend"]["project"] = "bondigoo-redis-prod"
    values["staging"]["database"].update(ownedCluster=CLUSTER)
    values["dev"]["database"].update(cluster="other", user="coaching-platform-dev", manageUser=True)
    assert broken(values) == []
