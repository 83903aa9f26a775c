"""What a site is given and its bundle never holds, and lists that name one thing twice."""

from typing import Any

import pytest

from config.frameworks import BUNDLED, PRESETS
from config.parse import parse
from config.rules import violations
from config.rules.lists import _lists
from tests.conftest import StackFiles

SWITCHES = """CI NODE_OPTIONS NODE_ENV NPM_CONFIG_LEGACY_PEER_DEPS GENERATE_SOURCEMAP PUBLIC_URL BUILD_PATH TZ
DISABLE_ESLINT_PLUGIN INLINE_RUNTIME_CHUNK SENTRY_ORG NEXT_TELEMETRY_DISABLED FORCE_COLOR BROWSERSLIST
CHOKIDAR_USEPOLLING CHOKIDAR_INTERVAL WATCHPACK_POLLING BROWSER BROWSER_ARGS REACT_EDITOR SSL_CRT_FILE
BABEL_ENV UV_THREADPOOL_SIZE SHARP_IGNORE_GLOBAL_LIBVIPS ESBUILD_BINARY_PATH WDS_SOCKET_PORT FAST_REFRESH"""


def said_of_the_site(stack_files: StackFiles, name: str, **frontend: Any) -> list[str]:
    values = stack_files["prod"]
    values["frontend"].update(env={name: "x"}, **frontend)
    found = violations({"prod": parse("prod", values)})
    return [one.what for one in found if one.key == f"frontend.env.{name}"]


@pytest.mark.parametrize("framework", sorted(BUNDLED))
def test_a_variable_that_no_bundle_holds_is_said_of_each_framework_without_a_server(
    stack_files: StackFiles, framework: str
) -> None:
    prefix = PRESETS[framework].env_prefix
    assert said_of_the_site(stack_files, "MAPS_ID", framework=framework) == [f"does not begin with {prefix}"]
    assert said_of_the_site(stack_files, f"{prefix}MAPS_ID", framework=framework) == []


@pytest.mark.parametrize("framework", sorted(set(PRESETS) - BUNDLED))
def test_a_server_of_the_site_may_read_any_variable(stack_files: StackFiles, framework: str) -> None:
    assert said_of_the_site(stack_files, "MAPS_ID", framework=framework) == []


@pytest.mark.parametrize("name", SWITCHES.split())
def test_the_builds_own_switches_need_no_prefix(stack_files: StackFiles, name: str) -> None:
    assert "does not begin with REACT_APP_" not in said_of_the_site(stack_files, name)


def test_a_prefix_of_ones_own_counts(stack_files: StackFiles) -> None:
    assert said_of_the_site(stack_files, "SHOP_MAPS", envPrefix="SHOP_") == []
    assert said_of_the_site(stack_files, "MAPS", envPrefix="SHOP_") == ["does not begin with SHOP_"]


OFFICE = {"cidr": "203.0.113.0/24", "description": "office"}


def test_every_list_of_a_stack_file_is_looked_at_for_an_entry_that_stands_twice(
    stack_files: StackFiles,
) -> None:
    values = stack_files["prod"]
    values["extraCorsOrigins"] = ["https://a.example", "https://b.example"]
    values["api"].update(overwrite=["A", "B"], buildFilter={"paths": ["a", "b"], "ignoredPaths": ["c", "d"]})
    values["worker"].update(overwrite=["A", "B"], buildFilter={"paths": ["a", "b"], "ignoredPaths": ["c"]})
    values["frontend"]["adopt"] = {"project": "prj_12345678", "domains": ["www.bondigoo.ch", "b.example"]}
    values["database"]["developers"] = [{"username": name, "passwordSecret": "A"} for name in ("ada", "bob")]
    values["database"]["ipAccessList"] = [OFFICE, {**OFFICE, "cidr": "203.0.113.7"}]
    places = dict(_lists("", parse("prod", values).model_dump(by_alias=True)))
    assert len(places) == 13
    for path in places:
        broken = parse("prod", values).model_dump(by_alias=True, exclude_none=True)
        holder: Any = broken
        *parents, key = path.split(".")
        for parent in parents:
            holder = holder[parent]
        holder[key] = [*holder[key], holder[key][0]]
        last = f"{path}[{len(holder[key]) - 1}]"
        said = [one.key for one in violations({"prod": parse("prod", broken)}) if one.key == last]
        assert said == [last]
