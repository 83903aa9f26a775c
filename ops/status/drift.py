"""What somebody has changed since the last update: its state beside what is live. Paths, never a value.

Only what an update would put back: other variables of a service, other settings of a project are nobody's.
What is a fault by itself, an evicting Redis, a maintenance page, a missing host, stands with its part.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic.alias_generators import to_camel

from ops.accounts.matches import Role
from ops.doctor.check import Check
from ops.status.known import SEALED, SERVICES, Known, Object
from ops.status.sources import Sources
from render import key_value_settings, service_settings
from render.comparison import changed
from render.settings import live_values

_SAID_ELSEWHERE = ("maintenance_mode", "maxmemory_policy")
# Settings that Vercel's provider and its API name alike.
_OF_PROJECT = ("buildCommand", "framework", "installCommand", "outputDirectory", "rootDirectory")


UNOPENED = "values of secrets"
# Vercel never shows their values.
_SENSITIVE = "sensitive variables of the site"


@dataclass(frozen=True)
class Drift:
    """`paths`: what differs. `uncompared`: what could not be compared, in words. `refused`: why."""

    paths: tuple[str, ...] = ()
    uncompared: tuple[str, ...] = ()
    refused: Check | None = None


def of_service(stack: str, role: Role, sources: Sources) -> Drift:
    """Settings and variables of a service."""
    mine = sources.state(stack).objects.get((SERVICES[role], role))
    live = sources.service(stack, role) if mine else None
    if mine is None or live is None:
        return Drift()
    settings = service_settings.live_settings(live, mine.inputs)
    names = service_settings.changed_settings(mine.inputs, settings)
    env = mine.inputs.get("env") or {}
    if env is SEALED:
        return Drift(tuple(_paths(role, names)), (UNOPENED,))
    variables = [f"env.{key}" for key in _differing(env, sources.variables(live.id))]
    paths = (*_paths(role, names), *(f"{role}.{each}" for each in variables))
    return Drift(paths, (UNOPENED,) if SEALED in env.values() else ())


def of_redis(stack: str, sources: Sources) -> Drift:
    """Settings of a Key Value that is the stack's own."""
    mine = sources.state(stack).objects.get(("KeyValue", "redis"))
    live = sources.key_value(stack) if mine else None
    if mine is None or live is None:
        return Drift()
    settings = live_values(key_value_settings.SETTINGS, live, mine.inputs)
    return Drift(tuple(_paths("redis", changed(key_value_settings.SETTINGS, mine.inputs, settings))))


def of_site(stack: str, sources: Sources) -> Drift:
    """Settings and variables of a Vercel project."""
    state = sources.state(stack)
    mine = dict(state.of_type("ProjectEnvironmentVariable"))
    project = sources.project(stack) if mine else None
    if project is None:
        return Drift()
    there = {row["id"]: row for row in sources.site_variables(stack, project["id"])}

    def is_sensitive(each: Object) -> bool:
        return each.id in there and there[each.id]["type"] == "sensitive"

    def differs(each: Object) -> bool:
        row, value = there.get(each.id), each.inputs.get("value")
        if row is None or not _is_for_the_same(each, row):
            return True
        if value is SEALED or is_sensitive(each):
            return False
        return bool(row.get("value") != value)

    variables = (f"frontend.env.{name}" for name, each in mine.items() if differs(each))
    reasons = {
        UNOPENED: any(each.inputs.get("value") is SEALED for each in mine.values()),
        _SENSITIVE: any(map(is_sensitive, mine.values())),
    }
    uncompared = tuple(what for what, is_so in reasons.items() if is_so)
    return Drift((*_of_project(state, project), *variables), uncompared)


def _of_project(state: Known, project: Mapping[str, Any]) -> Iterator[str]:
    for _, mine in state.of_type("Project"):
        for name in _OF_PROJECT:
            if name in mine.inputs and mine.inputs[name] != project.get(name):
                yield f"frontend.{name}"


def _is_for_the_same(mine: Object, row: Mapping[str, Any]) -> bool:
    wanted = (mine.inputs.get("key"), sorted(mine.inputs.get("targets") or ()), mine.inputs.get("gitBranch"))
    return wanted == (row["key"], sorted(row["target"]), row.get("gitBranch"))


def _differing(mine: Mapping[str, Any], live: Mapping[str, str]) -> list[str]:
    return [
        key for key, value in mine.items() if key not in live or (value is not SEALED and value != live[key])
    ]


def _paths(part: str, names: list[str]) -> list[str]:
    return [f"{part}.{to_camel(name)}" for name in names if name not in _SAID_ELSEWHERE]
