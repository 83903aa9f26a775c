"""The pure decisions beside the components."""

from dataclasses import replace
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.database import DatabaseArgs, connection_uri
from components.digest import sha256_of
from components.frontend import FrontendProjectArgs, ProjectSpec, apex_records, bundle_digest
from components.redis import RedisArgs, reachable
from components.services import ServiceSpec
from components.variables import service_secrets
from config.contract import plain_variables
from config.parse import parse
from tests.conftest import StackFiles

DATABASE = DatabaseArgs(
    project_id="p",
    cluster="shop-cluster",
    host="shop-cluster.abcde.mongodb.net",
    name="shop",
    user="shop-user",
    password=None,
    developers={},
)
SRV = f"mongodb+srv://{DATABASE.host}"
JAVASCRIPT_KEEPS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()")


@pytest.mark.proves("R78", "T18")
@given(st.text(min_size=1, alphabet=st.characters(codec="utf-8")))
def test_a_password_is_escaped_as_encodeuricomponent_does(password: str) -> None:
    expected = "".join(
        char if char in JAVASCRIPT_KEEPS else "".join(f"%{byte:02X}" for byte in char.encode())
        for char in password
    )
    assert connection_uri(DATABASE, SRV, password) == (
        f"mongodb+srv://shop-user:{expected}@shop-cluster.abcde.mongodb.net/shop"
        "?retryWrites=true&w=majority&appName=shop-cluster"
    )


def test_a_cluster_under_another_host_is_refused_without_naming_the_password() -> None:
    with pytest.raises(pulumi.RunError) as caught:
        connection_uri(DATABASE, "mongodb+srv://shop-cluster.zzzzz.mongodb.net", "the-password")
    assert str(caught.value) == (
        "database.host is shop-cluster.abcde.mongodb.net, but Atlas serves the cluster shop-cluster under "
        "shop-cluster.zzzzz.mongodb.net; correct database.host or database.cluster"
    )


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5), min_size=2))
def test_a_digest_ignores_the_order_of_keys_and_sees_every_change(values: dict[str, str]) -> None:
    backwards = dict(reversed(values.items()))
    key = next(iter(values))
    assert sha256_of(values) == sha256_of(backwards)
    assert sha256_of(values) != sha256_of({**values, key: values[key] + "x"})


SPEC = ProjectSpec(
    framework="create-react-app",
    root_directory="client",
    build_command="npm run build",
    output_directory="build",
    protection="none",
    previews=False,
)
SITE = FrontendProjectArgs(
    project="shop", team="t", repo="o/r", branch="main", host="shop.example", env={"A": "1"}, owned=SPEC
)


@pytest.mark.proves("T6")
def test_a_bundle_is_built_again_for_a_variable_or_a_build_setting_and_for_nothing_else() -> None:
    same = bundle_digest(SITE)
    assert bundle_digest(replace(SITE, env={"A": "2"})) != same
    assert bundle_digest(replace(SITE, owned=replace(SPEC, build_command="make"))) != same
    assert bundle_digest(replace(SITE, host="other.example")) == same
    assert bundle_digest(replace(SITE, sensitive=True, apex="example")) == same


@pytest.mark.proves("R67", "T6")
def test_the_launch_flag_reaches_the_bundle_as_javascript_compares_it(stack_files: StackFiles) -> None:
    values = stack_files["prod"]
    for launched, text in ((True, "true"), (False, "false")):
        settings = parse("prod", {**values, "launched": launched})
        assert plain_variables(settings, "frontend")["REACT_APP_LAUNCHED"] == text


@pytest.mark.proves("T17")
def test_origins_are_joined_as_the_application_splits_them(stack_files: StackFiles) -> None:
    settings = parse("dev", stack_files["dev"])
    assert plain_variables(settings, "api")["CORS_ORIGIN"].split(",") == settings.cors_origins


@pulumi.runtime.test  # type: ignore[untyped-decorator]
def test_passwords_reach_no_service_and_webhook_secrets_only_the_api() -> None:
    files = StackFiles()
    values = files["dev"]
    person = {"username": "ada", "passwordSecret": "ADA_PASSWORD"}
    values["database"]["developers"] = [person]
    values["secrets"]["ADA_PASSWORD"] = "env"
    secrets = {key: pulumi.Output.secret(key) for key in values["secrets"]}
    api, worker = service_secrets(parse("dev", values), secrets)
    assert set(secrets) - set(api) == {"DATABASE_PASSWORD", "ADA_PASSWORD"}
    assert set(api) - set(worker) == {"STRIPE_WEBHOOK_SECRET"}


def spec(**changes: object) -> ServiceSpec:
    values: dict[str, Any] = {
        "name": "api",
        "owner_id": "o",
        "region": "frankfurt",
        "repo": "r",
        "branch": "main",
        "plan": "starter",
        "root_dir": "server",
        "build_command": "b",
        "start_command": "s",
        "max_shutdown_delay_seconds": 30,
        "auto_deploy_trigger": "commit",
        "env": {"A": "1"},
        "health_check_path": "/",
        "runtime": "node",
    }
    return ServiceSpec(**{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "deploys"),
    [
        ({"branch": "x"}, True),
        ({"plan": "pro"}, True),
        ({"root_dir": "x"}, True),
        ({"build_command": "x"}, True),
        ({"start_command": "x"}, True),
        ({"repo": "x"}, True),
        ({"runtime": "x"}, True),
        ({"health_check_path": "/x"}, True),
        ({"max_shutdown_delay_seconds": 60}, True),
        ({"env": {"A": "2"}}, True),
        ({"name": "x"}, False),
        ({"auto_deploy_trigger": "off"}, False),
        ({"external_env": ["B"]}, False),
        ({"num_instances": 2}, False),
    ],
)
def test_a_service_is_deployed_again_for_what_takes_effect_with_a_deploy(
    changes: dict[str, Any], deploys: bool
) -> None:
    digests: list[str] = []

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def collect() -> pulumi.Output[None]:
        return pulumi.Output.all(spec().digest(), spec(**changes).digest()).apply(digests.extend)

    collect()
    assert (digests[0] != digests[1]) is deploys


def test_an_address_that_render_does_not_give_is_refused_with_what_to_do() -> None:
    args = RedisArgs(name="redis", owner_id="o", region="r", plan=None, connection="external")
    assert reachable("rediss://x", args) == "rediss://x"
    with pytest.raises(pulumi.RunError, match="gives no external address for redis; its owner has to list"):
        reachable("", args)


def test_the_digest_of_a_service_is_what_it_was_so_that_no_new_version_deploys_by_itself() -> None:
    digests: list[str] = []

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def collect() -> pulumi.Output[None]:
        return spec().digest().apply(digests.append)

    collect()
    assert digests == ["dab05cb7a63ae5eda01478cdc97fbe7418a75711e989de60681b0edf8102363a"]


def test_the_addresses_of_a_bare_domain_are_a_record_each() -> None:
    assert apex_records("shop.example", ["203.0.113.7", "203.0.113.8"]) == [
        {"name": "shop.example", "type": "A", "value": "203.0.113.7"},
        {"name": "shop.example", "type": "A", "value": "203.0.113.8"},
    ]
