"""docs/limits.md says of every emulated Render route where it comes from and which test exercises it.

It lists what can be set of the sandbox, too.
"""

import re
from pathlib import Path

import pytest
from starlette.routing import Route

from sandbox import control, render_api
from sandbox.cloud import Cloud
from sandbox.clusters.control import routes as cluster_routes
from sandbox.clusters.servers import Clusters
from sandbox.key_values.control import routes as key_value_routes
from sandbox.key_values.servers import Servers

ROOT = Path(__file__).parents[2]
STATES = {"recorded", "documented", "unknown"}
ROW = re.compile(r"\| `([A-Z]+ /[^`]*)` \| (.*?) \| (.*?) \| (.*?) \|")


@pytest.fixture
def rows() -> list[tuple[str, str, str, str]]:
    lines = (ROOT / "docs" / "limits.md").read_text().splitlines()
    return [(row[1], row[2], row[3], row[4]) for row in map(ROW.fullmatch, lines) if row]


def test_the_page_lists_exactly_the_routes_that_are_served(
    rows: list[tuple[str, str, str, str]], tmp_path: Path
) -> None:
    routes = render_api.routes(Cloud(home=tmp_path, credentials={}))
    served = [
        f"{method} {route.path}"
        for route in routes
        if isinstance(route, Route)
        for method in route.methods or ()
    ]
    assert sorted(row[0] for row in rows) == sorted(served)


def test_the_page_lists_every_control_route_that_sets_something(tmp_path: Path) -> None:
    cloud = Cloud(home=tmp_path, credentials={})
    routes = [
        *control.routes(cloud),
        *key_value_routes(Servers(cloud)),
        *cluster_routes(Clusters(cloud)),
    ]
    settable = {
        route.path for route in routes if isinstance(route, Route) and "POST" in (route.methods or ())
    }
    page = (ROOT / "docs" / "limits.md").read_text()
    told = re.findall(r"^\| `(/[a-z-]+)` \|", page.partition("## What can be set")[2], re.MULTILINE)
    assert sorted(told) == sorted(settable)


def test_every_route_has_one_of_three_states_and_an_unknown_one_says_what_is_assumed(
    rows: list[tuple[str, str, str, str]],
) -> None:
    assert {state for _, state, _, _ in rows} <= STATES
    assert not [route for route, state, assumed, _ in rows if state == "unknown" and assumed == "—"]


def test_every_test_that_the_page_names_exists(rows: list[tuple[str, str, str, str]]) -> None:
    assert rows
    for route, _, _, named in rows:
        if named == "—":
            continue
        link = re.fullmatch(r"\[test\]\(\.\./(tests/\S+\.py)#(\w+)\)", named)
        assert link, route
        assert f"\ndef {link[2]}(" in (ROOT / link[1]).read_text(), route
