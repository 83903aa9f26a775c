"""What a change costs by the steps of a preview is what it costs by the stack files."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from config.derived import key_value_inputs, service_inputs
from config.parse import parse as settings_of
from config.settings import DedicatedRedis, Settings
from ops.ci.cost_line import differences
from ops.ci.preview import parse
from ops.cost.costs import costs
from ops.cost.model import total
from tests.conftest import StackFiles
from tests.unit.test_ci_comment import RENDER

API, WORKER, REDIS = f"{RENDER}:WebService", f"{RENDER}:BackgroundWorker", f"{RENDER}:KeyValue"
Step = dict[str, Any]
COMPUTE = st.sampled_from(["starter", "standard", "pro", "pro_ultra", "0.5c-512mb", "2c-4g"])
INSTANCES = st.none() | st.integers(1, 100)
SERVICE = st.fixed_dictionaries({"plan": COMPUTE}, optional={"numInstances": INSTANCES})
# Without a plan it is production's.
OWN_REDIS = st.none() | st.sampled_from(["starter", "standard", "pro", "256mb", "5g"])
PLANS = st.fixed_dictionaries({"api": SERVICE, "worker": SERVICE, "redis": OWN_REDIS})


def staging(stack_files: StackFiles, plans: Step) -> Settings:
    """Staging with these plans."""
    values = stack_files["staging"]
    redis = {"mode": "dedicated", "name": "bondigoo-redis-staging", "plan": plans["redis"]}
    services = {role: {**values[role], **plans[role]} for role in ("api", "worker")}
    own = {"redis": redis} if plans["redis"] else {}
    return settings_of("staging", {**values, **services, **own})


def as_inputs(settings: Settings) -> dict[tuple[str, str], Step]:
    """What the program registers of what is paid for of an environment; what is None is left out."""
    found = {
        (API, "api"): service_inputs(settings, settings.api),
        (WORKER, "worker"): service_inputs(settings, settings.worker),
    }
    if isinstance(settings.redis, DedicatedRedis):
        found[REDIS, "redis"] = key_value_inputs(settings, settings.redis)
    return {place: {k: v for k, v in inputs.items() if v is not None} for place, inputs in found.items()}


def one(token: str, name: str, old: Step | None, new: Step | None) -> Step:
    op = "create" if old is None else "delete" if new is None else "update"
    states = {"oldState": old and {"inputs": old}, "newState": new and {"inputs": new}}
    return {"op": op, "urn": f"urn:pulumi:staging::p::a:b:C${token}::{name}", **states}


def steps_between(old: Settings, new: Settings) -> list[Step]:
    """The steps by which an update leads from one to the other."""
    before, after = as_inputs(old), as_inputs(new)
    return [one(*place, before.get(place), after.get(place)) for place in {**before, **after}]


@given(old=PLANS, new=PLANS)
def test_what_a_change_costs_is_the_difference_of_what_all_costs(
    stack_files: StackFiles, old: Step, new: Step
) -> None:
    prod = settings_of("prod", stack_files["prod"])
    first, then = staging(stack_files, old), staging(stack_files, new)
    before, after = (total(costs({"prod": prod, "staging": s}).everything) for s in (first, then))
    document = json.loads(json.dumps({"steps": steps_between(first, then)}))
    found = differences(parse(document, "staging").plans)
    assert sum(each.usd or 0 for each in found) == after - before
