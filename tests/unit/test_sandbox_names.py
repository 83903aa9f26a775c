"""A rehearsed site and API answer under the names and the prefix that framework and stack file give them."""

import json
from pathlib import Path
from typing import Any

import pytest

from config.contract import plain_variables
from config.frameworks import PRESETS
from config.parse import parse
from config.stacks import STACKS
from sandbox.cloud import Cloud
from sandbox.names import ENV_PREFIXES
from sandbox.seed import seed
from tests.conftest import StackFiles
from tests.unit.accounts_wire import Accounts
from tests.unit.sandbox_wire import KEYS
from tests.unit.vite_company import vite_values

PROJECT = "bondigoo-platform-prod"


@pytest.fixture
def accounts(tmp_path: Path, stack_files: StackFiles) -> Accounts:
    made = Accounts(tmp_path)
    seed(made.wire.cloud, [vite_values(stack_files, stack) for stack in STACKS])
    return made


def new_project(accounts: Accounts, **changes: Any) -> str:
    repository = {"type": "github", "repo": "shop/web"}
    body = {"name": PROJECT, "framework": "vite", "gitRepository": repository, **changes}
    return str(accounts.vercel("POST", "/v8/projects", body)["id"])


def deployed(accounts: Accounts, project: str, host: str, env: dict[str, str], branch: str = "") -> str:
    """The page at `host` after a build with these variables, of production or of a branch."""
    target, on = (["preview"], {"gitBranch": branch}) if branch else (["production"], {})
    accounts.vercel("POST", f"/v10/projects/{project}/domains", {"name": host, **on})
    for key, value in env.items():
        body = {"key": key, "value": value, "target": target, "type": "encrypted", **on}
        accounts.vercel("POST", f"/v10/projects/{project}/env", body)
    source = {"type": "github", "org": "shop", "repo": "web", "ref": branch or "main"}
    build = {"project": project, "name": PROJECT, "gitSource": source}
    made = accounts.vercel(
        "POST", "/v12/now/deployments", build if branch else {**build, "target": "production"}
    )
    accounts.wire.stages(3)
    accounts.vercel("GET", f"/v13/deployments/{made['id']}")
    return accounts.wire.send("GET", "/", host).text


def test_the_sandbox_knows_the_prefixes_that_the_program_knows() -> None:
    assert {slug: preset.env_prefix for slug, preset in PRESETS.items()} == ENV_PREFIXES


@pytest.mark.parametrize(("launched", "page"), [(True, "app"), (False, "pre-launch")])
def test_a_site_of_vite_shows_the_right_page_and_calls_its_api(
    accounts: Accounts, stack_files: StackFiles, launched: bool, page: str
) -> None:
    values = {**vite_values(stack_files, "prod"), "launched": launched}
    env = plain_variables(parse("prod", values), "frontend")
    shown = deployed(accounts, new_project(accounts), "www.bondigoo.ch", env)
    assert f'data-page="{page}"' in shown
    assert 'data-api-url="https://api.bondigoo.ch"' in shown


def test_a_branch_in_a_project_of_vite_calls_its_own_api(accounts: Accounts, stack_files: StackFiles) -> None:
    values = vite_values(stack_files, "dev")
    values["frontend"]["names"] = {"API_URL": "VITE_ELSEWHERE"}
    seed(accounts.wire.cloud, [values])
    env = plain_variables(parse("dev", values), "frontend")
    shown = deployed(accounts, new_project(accounts), "dev.bondigoo.ch", env, branch="develop")
    assert 'data-page="app"' in shown
    assert 'data-api-url="https://api.dev.bondigoo.ch"' in shown


def test_names_of_another_framework_reach_nobody(accounts: Accounts) -> None:
    env = {"REACT_APP_LAUNCHED": "true", "REACT_APP_API_URL": "https://api.bondigoo.ch", "VITE_FEATURE": "on"}
    shown = deployed(accounts, new_project(accounts), "www.bondigoo.ch", env)
    assert 'data-page="pre-launch"' in shown
    (deployment,) = accounts.wire.cloud.vercel["deployments"].values()
    assert deployment["_env"] == {"VITE_FEATURE": "on"}


def test_a_prefix_in_the_stack_file_counts_before_the_frameworks(
    accounts: Accounts, stack_files: StackFiles
) -> None:
    values = vite_values(stack_files, "prod")
    values["frontend"] |= {"envPrefix": "SHOP_", "names": {"LAUNCHED": "none"}}
    seed(accounts.wire.cloud, [values])
    env = {"SHOP_API_URL": "https://api.bondigoo.ch", "VITE_API_URL": "https://nobody.example"}
    shown = deployed(accounts, new_project(accounts), "www.bondigoo.ch", env)
    assert 'data-page="app"' in shown
    assert 'data-api-url="https://api.bondigoo.ch"' in shown


def test_a_stack_file_that_says_nothing_any_more_leaves_it_to_the_framework(
    accounts: Accounts, stack_files: StackFiles
) -> None:
    seed(accounts.wire.cloud, [stack_files["prod"]])
    env = {"REACT_APP_LAUNCHED": "true", "VITE_LAUNCHED": "false"}
    project = new_project(accounts, framework="create-react-app")
    assert 'data-page="app"' in deployed(accounts, project, "www.bondigoo.ch", env)


def preflight(accounts: Accounts, origin: str) -> int:
    headers = {"Origin": origin, "Access-Control-Request-Method": "GET"}
    host = "bondigoo-api-prod.onrender.com"
    return accounts.wire.send("OPTIONS", "/", host, headers=headers).status_code


def test_an_api_reads_its_variables_under_its_own_names(accounts: Accounts) -> None:
    env = {
        "WEB_ORIGINS": "https://www.bondigoo.ch",
        "APP_ENV": "production",
        "CORS_ORIGIN": "https://a.example",
    }
    accounts.service("bondigoo-api-prod", envVars=[{"key": k, "value": v} for k, v in env.items()])
    accounts.wire.stages(5)
    assert preflight(accounts, "https://www.bondigoo.ch") == 204
    assert preflight(accounts, "https://a.example") == 500
    reply = accounts.wire.send("GET", "/", "bondigoo-api-prod.onrender.com")
    assert reply.json() == {"service": "bondigoo-api-prod", "environment": "production"}


@pytest.mark.parametrize(
    ("names", "status"),
    [({"CORS_ORIGIN": "none"}, 204), ({"CORS_ORIGIN": "none", "ALLOWED_ORIGINS": "none"}, 204), ({}, 500)],
)
def test_an_api_without_one_list_of_origins_takes_the_other_or_its_own_way(
    accounts: Accounts, stack_files: StackFiles, names: dict[str, str], status: int
) -> None:
    seed(accounts.wire.cloud, [{**stack_files["prod"], "names": names}])
    accounts.service("bondigoo-api-prod", envVars=[{"key": "ALLOWED_ORIGINS", "value": "https://a.example"}])
    accounts.wire.stages(5)
    assert preflight(accounts, "https://a.example") == status


def test_the_page_shows_the_values_of_its_public_variables_alone(accounts: Accounts) -> None:
    env = {"VITE_FEATURE": "public-value", "REACT_APP_OLD": "value-of-nobody", "TOKEN": "hush-hush"}
    deployed(accounts, new_project(accounts), "www.bondigoo.ch", env)
    page = accounts.wire.send("GET", "/vendors").text
    assert "public-value" in page
    assert "value-of-nobody" not in page
    assert "hush-hush" not in page


def test_saved_data_of_an_earlier_version_is_played_as_before(tmp_path: Path) -> None:
    (tmp_path / "credentials.json").write_text(json.dumps(KEYS))
    (tmp_path / "cloud.json").write_text(json.dumps({"render": {}, "vercel": {}, "atlas": {}}))
    assert Cloud.load(tmp_path).names == {}


@pytest.mark.parametrize("frontend", [[], "x", {"mode": "own", "names": ["a"], "envPrefix": {"a": "b"}}])
def test_what_makes_no_sense_is_left_to_the_program(
    accounts: Accounts, stack_files: StackFiles, frontend: Any
) -> None:
    seed(
        accounts.wire.cloud, [{**stack_files["prod"], "frontend": frontend, "names": {"CORS_ORIGIN": ["a"]}}]
    )
    project = new_project(accounts)
    assert 'data-page="app"' in deployed(accounts, project, "www.bondigoo.ch", {"VITE_LAUNCHED": "true"})
    accounts.service("bondigoo-api-prod", envVars=[{"key": "CORS_ORIGIN", "value": "https://a.example"}])
    accounts.wire.stages(5)
    assert preflight(accounts, "https://a.example") == 204
