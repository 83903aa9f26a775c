"""What a rehearsed command sees, and what it must not see."""

import stat
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from config import stacks
from sandbox import project
from sandbox.cloud import Cloud
from sandbox.environment import command_environment, fake_secret, fake_secrets
from sandbox.home import Home
from sandbox.project import copy_project
from sandbox.rehearsal import chosen
from sandbox.seed import seed
from sandbox.session import status
from tests.unit.sandbox_program import prepared, program


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return prepared(tmp_path)


def test_every_endpoint_of_a_rehearsed_command_is_on_this_machine(home: Home) -> None:
    seen = command_environment(home, {}, "/tools", {})
    endpoints = {key: value for key, value in seen.items() if key.endswith("_URL")}
    assert set(endpoints) == {
        "SANDBOX_EDGE_URL",
        "SANDBOX_REDIS_URL",
        "RENDER_API_URL",
        "VERCEL_API_URL",
        "MONGODB_ATLAS_BASE_URL",
        "PULUMI_BACKEND_URL",
    }
    assert {urlsplit(value).hostname for key, value in endpoints.items() if key != "PULUMI_BACKEND_URL"} == {
        "127.0.0.1"
    }
    assert endpoints["PULUMI_BACKEND_URL"].startswith("file://")


def test_a_persons_own_tokens_are_not_visible(home: Home) -> None:
    names = (
        "RENDER_API_KEY",
        "VERCEL_API_TOKEN",
        "MONGODB_ATLAS_CLIENT_SECRET",
        "MCLI_PRIVATE_API_KEY",
        "PULUMI_ACCESS_TOKEN",
        "SMOKE_API_URL",
    )
    ambient = dict.fromkeys(names, "the person's own") | {"LANG": "C"}
    seen = command_environment(home, {}, "/tools", ambient)
    assert "the person's own" not in seen.values()
    assert seen["LANG"] == "C"


def test_what_would_go_through_a_proxy_goes_nowhere(home: Home) -> None:
    seen = command_environment(home, {}, "/tools", {"https_proxy": "http://proxy.example"})
    assert {seen[key] for key in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")} == {"http://127.0.0.1:9"}
    assert seen["https_proxy"] == ""


def test_the_virtual_environment_comes_first_on_the_path(home: Home) -> None:
    path = command_environment(home, {}, "/tools", {"PATH": "/usr/bin"})["PATH"].split(":")
    assert path == [str(home.source / ".venv" / "bin"), "/tools", "/usr/bin"]


def test_what_the_sandbox_keeps_secret_is_readable_by_its_owner_only(home: Home) -> None:
    fake_secrets(home, {"dev": {"secrets": {"JWT_SECRET": "env"}}})
    for name in ("passphrase", "credentials.json", "secrets.json"):
        assert stat.S_IMODE((home.path / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(home.path.stat().st_mode) == 0o700


def test_fake_secrets_have_the_shape_of_their_kind_and_stay_the_same(home: Home) -> None:
    stacks = {
        "prod": {"stripe": "live", "secrets": {"STRIPE_SECRET_KEY": "env", "JWT_SECRET": "generated"}},
        "dev": {"stripe": "test", "secrets": {"STRIPE_SECRET_KEY": "env", "STRIPE_WEBHOOK_SECRET": "env"}},
    }
    made = fake_secrets(home, stacks)
    assert set(made) == {"PROD_STRIPE_SECRET_KEY", "DEV_STRIPE_SECRET_KEY", "DEV_STRIPE_WEBHOOK_SECRET"}
    assert made["PROD_STRIPE_SECRET_KEY"].startswith("sk_live_")
    assert made["DEV_STRIPE_SECRET_KEY"].startswith("sk_test_")
    assert made["DEV_STRIPE_WEBHOOK_SECRET"].startswith("whsec_")
    assert fake_secrets(home, stacks) == made


def test_stacks_that_share_a_database_user_share_his_password(home: Home) -> None:
    def stack(host: str, user: str) -> dict[str, object]:
        return {"database": {"host": host, "user": user}, "secrets": {"DATABASE_PASSWORD": "env"}}

    shared = {"staging": stack("a.example", "app"), "dev": stack("a.example", "app")}
    others = {"prod": stack("b.example", "app"), "qa": stack("a.example", "qa"), "x": stack("", "app")}
    made = fake_secrets(home, shared | others | {"y": stack("", "app")})
    assert made["STAGING_DATABASE_PASSWORD"] == made["DEV_DATABASE_PASSWORD"]
    assert len({*made.values()}) == 5


def test_a_fake_stripe_key_is_of_the_mode_that_the_stack_file_names(home: Home) -> None:
    stacks = {"prod": {"stripe": "test", "secrets": {"STRIPE_SECRET_KEY": "env"}}}
    assert fake_secrets(home, stacks)["PROD_STRIPE_SECRET_KEY"].startswith("sk_test_")


@pytest.mark.parametrize(
    "text",
    [
        "config: {secrets: [a], render: 3, vercel: x, database: null, 1: 2}",
        "config: {render: {ownerId: []}, vercel: {team: [1]}, atlas: {projectId: {}}}",
    ],
)
def test_a_stack_file_of_the_wrong_shape_is_left_for_the_program_to_refuse(home: Home, text: str) -> None:
    program(home, text)
    stacks = copy_project(home)
    assert fake_secrets(home, stacks) == {}
    report = status(home)
    assert (report["render"]["ownerIds"], report["vercel"]["teams"], report["atlas"]["projectIds"]) == (
        [],
        [],
        [],
    )
    cloud = Cloud(home=home.path, credentials={})
    seed(cloud, list(stacks.values()))
    assert (cloud.render, cloud.vercel, cloud.atlas) == ({}, {}, {})


def test_a_fake_password_needs_escaping_in_a_uri() -> None:
    assert set("/?#@: %") <= set(fake_secret("DATABASE_PASSWORD", "test"))


def test_the_sandbox_knows_the_same_stacks_in_the_same_order_as_the_program() -> None:
    assert project.STACKS == stacks.STACKS


def test_stacks_are_worked_on_in_deploy_order_whatever_the_order_of_the_words() -> None:
    assert chosen([]) == ["prod", "staging", "dev"]
    assert chosen(["dev", "prod"]) == ["prod", "dev"]
