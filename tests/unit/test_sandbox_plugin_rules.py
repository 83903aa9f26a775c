"""The rules that all plugins share: the SDK's view of inputs, what counts as a change, what stays secret."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi.provider.experimental.property_value import PropertyValue
from pulumi.runtime.rpc import UNKNOWN

from sandbox.plugins.fields import Field, decode, differences, encode, encode_whole, inputs_now, top_level
from sandbox.plugins.mongodbatlas import cluster_wire
from sandbox.plugins.resource import Resource
from sandbox.plugins.schema import args_of, problems
from sandbox.plugins.service import PluginError, loopback
from sandbox.plugins.values import plain, plain_map, wrap, wrap_map
from sandbox.plugins.vercel.domain import ProjectDomain
from sandbox.plugins.vercel.environment_variable import ProjectEnvironmentVariable
from sandbox.plugins.vercel.project import Project

VARIABLE: dict[str, Any] = {
    "projectId": "prj",
    "key": "K",
    "value": "v",
    "targets": ["preview"],
    "sensitive": False,
}
CONTENT = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


def found(resource: Resource[Any], inputs: dict[str, Any]) -> dict[str, str]:
    return dict(resource.problems(inputs))


def test_the_sdk_decides_which_properties_there_are_and_what_they_hold() -> None:
    args = args_of("pulumi_mongodbatlas.database_user", "DatabaseUser")
    inputs = {"projectId": 7, "username": "app", "roles": [{"roleName": "read", "db": "x"}], "pasword": "x"}
    assert dict(problems(args, inputs)) == {
        "projectId": "expected string, got integer",
        "authDatabaseName": "Missing required property 'authDatabaseName'",
        "roles[0].databaseName": "Missing required property 'databaseName'",
        "roles[0].db": "Unknown property 'db': the installed SDK does not have it",
        "pasword": "Unknown property 'pasword': the installed SDK does not have it",
    }


def test_a_value_that_is_not_known_yet_fits_everywhere() -> None:
    inputs = {
        "projectId": UNKNOWN,
        "key": UNKNOWN,
        "sensitive": UNKNOWN,
        "targets": [UNKNOWN],
        "visibility": UNKNOWN,
    }
    assert found(ProjectEnvironmentVariable(), inputs) == {}
    assert (
        found(Project(), {"name": UNKNOWN, "gitRepository": UNKNOWN, "vercelAuthentication": UNKNOWN}) == {}
    )


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"targets": []}, "targets"),
        ({"targets": ["live"]}, "targets"),
        ({"visibility": "secret"}, "visibility"),
        ({"sensitive": "no"}, "sensitive"),
        ({"valueWo": "v"}, "valueWo"),
    ],
)
def test_what_the_real_provider_or_the_sandbox_refuses_in_a_variable_is_refused(
    changes: dict[str, Any], path: str
) -> None:
    assert path in found(ProjectEnvironmentVariable(), {**VARIABLE, **changes})
    assert found(ProjectEnvironmentVariable(), VARIABLE) == {}


def test_a_project_needs_a_name_that_vercel_accepts_and_a_known_protection() -> None:
    assert set(found(Project(), {})) == {"name"}
    assert set(found(Project(), {"name": "Shop"})) == {"name"}
    wrong = {"name": "shop", "vercelAuthentication": {"deploymentType": "some"}}
    assert set(found(Project(), wrong)) == {"vercelAuthentication.deploymentType"}


def test_a_branch_and_a_custom_environment_exclude_each_other() -> None:
    inputs = {"domain": "a.example", "projectId": "p", "gitBranch": "b", "customEnvironmentId": "e"}
    assert set(found(ProjectDomain(), inputs)) == {"gitBranch"}


FIELDS = {
    "name": Field(wire="title", replaces=True),
    "size": Field(wire="size", computed=True),
    "tags": Field(wire="tags", unset=[], unordered=True),
    "rule": Field(wire="rule", partial=True),
    "own": Field(),
}


def test_a_change_is_named_by_its_path_and_says_whether_it_replaces() -> None:
    old = {"name": "a", "rule": {"a b": 1, "list": [1, 2]}, "own": 1}
    new = {"name": "b", "rule": {"a b": 2, "list": [1, 3, 4]}, "tags": ["x"]}
    kinds = {path: change.kind.name for path, change in differences(FIELDS, old, new).items()}
    assert kinds == {
        "name": "UPDATE_REPLACE",
        'rule["a b"]': "UPDATE",
        "rule.list[1]": "UPDATE",
        "rule.list[2]": "ADD",
        "own": "DELETE",
        "tags": "ADD",
    }
    assert {top_level(path) for path in kinds} == {"name", "rule", "own", "tags"}


def test_order_parts_and_choices_of_the_service_are_no_change() -> None:
    old = {"name": "a", "size": 3, "tags": ["x", "y"], "rule": {"mine": 1, "chosen": 2}}
    assert differences(FIELDS, old, {"name": "a", "tags": ["y", "x"], "rule": {"mine": 1}}) == {}


def test_inputs_follow_what_is_shown_but_keep_to_what_the_program_speaks_of() -> None:
    old = {"name": "a", "tags": ["x", "y"], "rule": {"mine": 1}, "own": 5}
    reply = {"title": "b", "size": 3, "tags": ["y", "x"], "rule": {"mine": 2, "chosen": 9}}
    shown = decode(FIELDS, reply)
    assert inputs_now(FIELDS, old, shown, whole=False) == {
        "name": "b",
        "tags": ["x", "y"],
        "rule": {"mine": 2},
        "own": 5,
    }
    assert inputs_now(FIELDS, {}, shown, whole=True)["size"] == 3


def test_what_somebody_cleared_or_set_besides_the_program_shows() -> None:
    cleared = decode(FIELDS, {"title": "a", "rule": None, "tags": ["new"]})
    assert inputs_now(FIELDS, {"name": "a", "rule": {"mine": 1}}, cleared, whole=False) == {
        "name": "a",
        "tags": ["new"],
    }


def test_a_whole_body_resets_what_is_left_out_except_the_services_choice() -> None:
    assert encode(FIELDS, {"name": "a", "own": 1}) == {"title": "a"}
    assert encode_whole(FIELDS, {"name": "a"}) == {"title": "a", "tags": [], "rule": None}


@given(CONTENT)
def test_plain_data_survives_the_way_to_the_engine_and_back(content: Any) -> None:
    returned = plain(PropertyValue.unmarshal(wrap(content).marshal()))
    # Compared as text: 3 and 3.0 are equal, but only one of them is a valid status code in a body.
    assert json.dumps(returned, sort_keys=True) == json.dumps(content, sort_keys=True)


def test_a_secret_stays_where_it_is_or_else_hides_the_whole_value() -> None:
    like = {"env": PropertyValue({"A": wrap("open"), "B": wrap("hush").with_secret(True)})}
    same = wrap_map(plain_map(like), like=like, secret=())
    assert (same["env"].is_secret, same["env"].contains_secret()) == (False, True)
    changed = wrap_map({"env": {"A": "drift", "B": "hush"}}, like=like, secret=())
    assert changed["env"].is_secret
    assert wrap_map({"password": "hush"}, like={}, secret=("password",))["password"].is_secret


ELSEWHERE = ["", "http://example.com", "https://127.0.0.1", "http://127.0.0.1.example.com", "127.0.0.1:80"]


@pytest.mark.parametrize("url", ELSEWHERE)
def test_an_address_that_is_not_plainly_loopback_is_refused(url: str) -> None:
    with pytest.raises(PluginError, match="X_URL"):
        loopback("shop", "X_URL", url)


def test_a_loopback_address_loses_its_trailing_slash() -> None:
    for host in ("127.0.0.1:80", "localhost", "[::1]:80"):
        assert loopback("shop", "X_URL", f"http://{host}/api/") == f"http://{host}/api"


def test_a_cluster_has_the_same_settings_in_the_apis_shape_and_in_the_sdks() -> None:
    region = {
        "providerName": "AWS",
        "regionName": "EU_CENTRAL_1",
        "priority": 7,
        "electableSpecs": {"instanceSize": "M10", "diskSizeGb": 20, "diskIops": 3000},
        "autoScaling": {"computeEnabled": True, "computeMaxInstanceSize": "M40", "diskGbEnabled": False},
    }
    wire = cluster_wire.encode_specs([{"zoneName": "z", "regionConfigs": [region]}])
    assert wire[0]["regionConfigs"][0]["electableSpecs"]["diskSizeGB"] == 20
    assert wire[0]["regionConfigs"][0]["autoScaling"] == {
        "compute": {"enabled": True, "maxInstanceSize": "M40"},
        "diskGB": {"enabled": False},
    }
    shown = cluster_wire.decode_specs([{**wire[0], "id": "1", "zoneId": "2"}])
    assert shown[0]["regionConfigs"] == [region]
    assert cluster_wire.decode_arguments(cluster_wire.encode_arguments({"oplogSizeMb": 500})) == {
        "oplogSizeMb": 500
    }
