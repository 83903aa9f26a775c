"""What a preview would do to the plans that cost something by the month: of services, Redis and cluster."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ops.ci.steps import Step, inputs, is_planned, name_of, token_of
from ops.cost.items import What

_RENDER = "pulumi-python:dynamic/render"
_USUAL_NODES = 3


@dataclass(frozen=True)
class Plan:
    """A plan in its vendor's words. `instances`: one where nobody states a number."""

    name: str
    instances: int = 1


@dataclass(frozen=True)
class PlanChange:
    """The plan of one resource before and after; None where the resource is not there."""

    what: What
    name: str
    before: Plan | None
    after: Plan | None


def plan_changes(steps: Iterable[Step]) -> tuple[PlanChange, ...]:
    """Every plan that would be another one, in the order of the steps.

    What is taken over costs what it costs already, so that it is none of them.
    """
    before: dict[str, Plan | None] = {}
    after: dict[str, Plan | None] = {}
    for step in steps:
        urn = str(step["urn"])
        if token_of(urn) not in _READERS or not is_planned(step) or _takes_over(step):
            continue
        _, read = _READERS[token_of(urn)]
        old, new = inputs(step)
        if old:
            before[urn] = read(old)
        if new:  # a step that deletes has none (pkg/resource/deploy/step.go)
            after[urn] = read(new)
    found = (
        PlanChange(_READERS[token_of(urn)][0], name_of(urn), before.get(urn), after.get(urn))
        for urn in {**before, **after}
    )
    return tuple(change for change in found if change.before != change.after)


def _takes_over(step: Step) -> bool:
    return step["op"] == "import" or (step["op"] == "create" and bool(inputs(step)[1].get("adopt")))


def _service(settings: Mapping[str, Any]) -> Plan | None:
    number = settings.get("num_instances")
    return _plan(settings, int(number) if isinstance(number, int | float) else 1)


def _plan(settings: Mapping[str, Any], instances: int = 1) -> Plan | None:
    return Plan(str(settings["plan"]), instances) if settings.get("plan") else None


def _cluster(settings: Mapping[str, Any]) -> Plan | None:
    """The tiers of all regions: a list price is that of one region with three nodes."""
    shards = settings.get("replicationSpecs") or ()
    regions = [region.get("electableSpecs") or {} for shard in shards for region in shard["regionConfigs"]]
    return Plan(" + ".join(map(_tier, regions))) if regions else None


def _tier(specs: Mapping[str, Any]) -> str:
    nodes = specs.get("nodeCount", _USUAL_NODES)
    return f"{specs.get('instanceSize')}{'' if nodes == _USUAL_NODES else f' with {nodes} nodes'}"


_READERS: dict[str, tuple[What, Callable[[Mapping[str, Any]], Plan | None]]] = {
    f"{_RENDER}:WebService": ("API", _service),
    f"{_RENDER}:BackgroundWorker": ("worker", _service),
    f"{_RENDER}:KeyValue": ("Redis", _plan),
    "mongodbatlas:index/advancedCluster:AdvancedCluster": ("cluster", _cluster),
}
