"""The pure decisions beside the components."""

from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.bundle import bundle_digest
from components.database import connection_uri
from components.environment import service_env
from components.redis import reachable
from components.services import ServiceArgs, render_args
from components.site_records import apex_records
from config.contract import plain_variables
from config.parse import parse
from config.settings import AdoptedProject, Database, OwnProject, SharedRedis
from tests.conftest import StackFiles

DATABASE = Database.model_validate(
    {"cluster": "shop-cluster", "host": "shop-cluster.abcde.mongodb.net", "name": "shop", "user": "shop-user"}
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


SITE = OwnProject.model_validate(
    {
        "mode": "own",
        "project": "shop",
        "framework": "create-react-app",
        "rootDirectory": "client",
        "buildCommand": "npm run build",
        "outputDirectory": "build",
        "previews": False,
    }
)
ENV = st.dictionaries(st.text(max_size=5), st.text(max_size=5), min_size=2)


@pytest.mark.proves("T6")
@given(ENV)
def test_a_bundle_is_built_again_for_a_changed_variable_and_not_for_their_order(env: dict[str, str]) -> None:
    key = next(iter(env))
    assert bundle_digest(SITE, dict(reversed(env.items()))) == bundle_digest(SITE, env)
    assert bundle_digest(SITE, {**env, key: env[key] + "x"}) != bundle_digest(SITE, env)


@pytest.mark.proves("T6")
def test_a_bundle_is_built_again_for_a_build_setting_and_for_nothing_else() -> None:
    def digest(**changes: Any) -> str:
        return bundle_digest(SITE.model_copy(update=changes), {"A": "1"})

    # As it always was: no new version builds by itself.
    assert digest() == "ccdde2d1f9101d6fb24907d74e154afc399723a9125e64b662ff81849d8f59dc"
    assert digest(build_command="make") != digest()
    assert digest(sensitive=True, apex_redirect=True, project="other", env={"A": "3"}) == digest()


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
    settings = parse("dev", values)
    api, worker = (service_env(settings, role, {}, secrets) for role in ("api", "worker"))
    assert set(secrets) - set(api) == {"DATABASE_PASSWORD", "ADA_PASSWORD"}
    assert set(api) - set(worker) == {"STRIPE_WEBHOOK_SECRET", "CORS_ORIGIN", "ALLOWED_ORIGINS"}


def test_an_address_that_render_does_not_give_is_refused_with_what_to_do() -> None:
    redis = SharedRedis.model_validate({"mode": "shared", "name": "redis", "connection": "external"})
    assert reachable("rediss://x", redis) == "rediss://x"
    with pytest.raises(pulumi.RunError, match="gives no external address for redis; its owner has to list"):
        reachable("", redis)


def test_the_addresses_of_a_bare_domain_are_a_record_each() -> None:
    assert apex_records("shop.example", ["203.0.113.7", "203.0.113.8"]) == [
        {"name": "shop.example", "type": "A", "value": "203.0.113.7"},
        {"name": "shop.example", "type": "A", "value": "203.0.113.8"},
    ]


def test_a_setting_that_is_left_out_is_no_argument_of_the_service(stack_files: StackFiles) -> None:
    settings = parse("dev", stack_files["dev"])
    given_args = vars(render_args(ServiceArgs(settings=settings, env={}), settings.api))
    assert {name for name, value in given_args.items() if value is not None} == {
        *("name", "owner_id", "region", "repo", "branch", "runtime", "plan", "root_dir", "build_command"),
        *("start_command", "health_check_path", "max_shutdown_delay_seconds", "auto_deploy_trigger", "env"),
    }


def test_what_renders_dashboard_sets_by_switches_is_said_in_renders_words(stack_files: StackFiles) -> None:
    values = stack_files["dev"]
    values["api"] |= {
        "maintenance": {"enabled": True},
        "onrenderSubdomain": False,
        "preDeployCommand": "npm run migrate",
        "buildFilter": {"paths": ["server/**"]},
    }
    settings = parse("dev", values)
    args = render_args(ServiceArgs(settings=settings, env={}), settings.api)
    assert args.maintenance_mode == {"enabled": True, "uri": ""}
    assert args.render_subdomain_policy == "disabled"
    assert args.pre_deploy_command == "npm run migrate"
    assert args.build_filter == {"paths": ["server/**"], "ignored_paths": []}


@pytest.mark.parametrize("word", ["keepSettings", "asItStands"])
def test_the_old_word_for_keeping_settings_is_still_read(word: str) -> None:
    adopted = AdoptedProject.model_validate({"project": "prj_12345678", word: True})
    assert adopted.keeps_settings
