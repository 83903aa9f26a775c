"""What a person changes by hand is shown by `refresh` and repaired by the next `up`, once."""

from collections.abc import Callable

import pytest

from tests.engine.render_only_program import RenderOnly

Hand = Callable[[RenderOnly], object]


def path_of(program: RenderOnly, service: str) -> str:
    return f"/services/{program.services()[service]['id']}"


def plan(program: RenderOnly) -> None:
    change = {"serviceDetails": {"plan": "standard"}}
    program.api("PATCH", path_of(program, "shop-worker"), change)


def branch(program: RenderOnly) -> None:
    program.api("PATCH", path_of(program, "shop-api"), {"branch": "experiment"})


def variable(program: RenderOnly) -> None:
    program.api("PUT", f"{path_of(program, 'shop-api')}/env-vars/NODE_ENV", {"value": "oops"})


def deleted_variable(program: RenderOnly) -> None:
    program.api("DELETE", f"{path_of(program, 'shop-worker')}/env-vars/NODE_ENV")


def domain(program: RenderOnly) -> None:
    program.api("DELETE", f"{path_of(program, 'shop-api')}/custom-domains/api.shop.example.org")


def scale(program: RenderOnly) -> None:
    program.api("POST", f"{path_of(program, 'shop-api')}/scale", {"numInstances": 3})


def door(program: RenderOnly) -> None:
    (redis,) = program.key_values()
    program.api("PATCH", f"/key-value/{redis['id']}", {"ipAllowList": []})


def service(program: RenderOnly) -> None:
    program.api("DELETE", path_of(program, "shop-worker"))


def api(program: RenderOnly) -> None:
    program.api("DELETE", path_of(program, "shop-api"))


def shown(text: str) -> list[str]:
    """The lines of a refresh that say what happened to a resource, without their times."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    found = {line.partition(" (")[0] for line in lines if "dynamic/render" in line}
    return sorted(line for line in found if line.endswith((" updated", " deleted")))


def updated(*resources: str) -> list[str]:
    return sorted(f"~ pulumi-python:dynamic/render:{resource} updated" for resource in resources)


def deleted(*resources: str) -> list[str]:
    return sorted(f"- pulumi-python:dynamic/render:{resource} deleted" for resource in resources)


# What a person does, what `refresh` then says of it, and what the next `up` writes: each a complete list.
DRIFTS: dict[str, tuple[list[Hand], list[str], list[str]]] = {
    "settings": (
        [plan, branch, scale, door],
        updated("BackgroundWorker worker", "KeyValue redis", "WebService api"),
        [
            "PATCH /key-value/shop-redis",
            "PATCH /services/shop-api",
            "PATCH /services/shop-worker",
            "POST /services/shop-api/deploys",
            "POST /services/shop-api/scale",
            "POST /services/shop-worker/deploys",
        ],
    ),
    "variables and a domain": (
        [variable, deleted_variable, domain],
        [*deleted("CustomDomain api"), *updated("BackgroundWorker worker", "WebService api")],
        [
            "POST /services/shop-api/custom-domains",
            "POST /services/shop-api/deploys",
            "POST /services/shop-worker/deploys",
            "PUT /services/shop-api/env-vars/NODE_ENV",
            "PUT /services/shop-worker/env-vars/NODE_ENV",
        ],
    ),
    "services that are gone": (
        [service, api],
        deleted(
            *("BackgroundWorker worker", "CustomDomain api", "Deploy api", "Deploy worker", "WebService api")
        ),
        ["POST /services", "POST /services", "POST /services/shop-api/custom-domains"],
    ),
}


@pytest.mark.parametrize(("by_hand", "seen", "repair"), DRIFTS.values(), ids=DRIFTS.keys())
def test_drift_is_shown_by_refresh_and_repaired_once(
    render_up: RenderOnly, by_hand: list[Hand], seen: list[str], repair: list[str]
) -> None:
    if "num_instances" not in render_up.wanted["api"]:
        render_up.wanted["api"]["num_instances"] = 1
        render_up.up().ok()
    for change in by_hand:
        change(render_up)
    assert shown(render_up.refresh().ok().text) == seen
    assert sorted(render_up.writes_during(lambda: render_up.up().ok())) == repair
    render_up.preview("--expect-no-changes").ok()
