"""The front ends of the blueprint: projects, targets, domains, public variables, deployments."""

from types import SimpleNamespace
from typing import Any

import pulumi
import pytest

from components import hosts, live_site
from tests.conftest import StackFiles
from tests.stacks.recording import Program, environment_of, run_program

STACKS = ("prod", "staging", "dev")
BRANCH = {"prod": "main", "staging": "staging", "dev": "develop"}


@pytest.mark.proves("R6", "R13", "R22", "C10", "C11", "T12", "T19", "T28", "T45")
@pytest.mark.parametrize(
    ("stack", "name", "branch", "previews_off"),
    [
        ("prod", "bondigoo-platform-prod", "main", False),
        ("staging", "bondigoo-platform-staging", "staging", True),
    ],
)
def test_production_and_staging_own_a_vercel_project(
    programs: dict[str, Program], stack: str, name: str, branch: str, previews_off: bool
) -> None:
    assert programs[stack].one("Project").inputs == {
        "name": name,
        "teamId": "team_000000000000000000000000",
        "framework": "create-react-app",
        "rootDirectory": "client",
        "buildCommand": "CI=false npm run build",
        "outputDirectory": "build",
        "gitRepository": {
            "type": "github",
            "repo": "bondigoo-admin/bondigoo-platform",
            "productionBranch": branch,
        },
        "vercelAuthentication": {"deploymentType": "standard_protection_new"},
        "previewDeploymentsDisabled": previews_off,
    }


@pytest.mark.proves("R29", "C4", "T13")
def test_development_is_a_branch_of_productions_project_and_owns_none(programs: dict[str, Program]) -> None:
    assert programs["dev"].all("Project") == []
    assert (
        "vercel:index/getProject:getProject",
        {"name": "bondigoo-platform-prod", "teamId": "team_000000000000000000000000"},
    ) in programs["dev"].calls


TARGET: dict[str, dict[str, Any]] = {
    "prod": {"projectId": "id-of-frontend", "targets": ["production"]},
    "staging": {"projectId": "id-of-frontend", "targets": ["production"]},
    "dev": {"projectId": "prj-of-bondigoo-platform-prod", "targets": ["preview"], "gitBranch": "develop"},
}
PUBLIC = {
    "prod": ("https://api.bondigoo.ch", "false", "https://www.bondigoo.ch", "bondigoo-prod"),
    "staging": ("https://api.staging.bondigoo.ch", "true", "https://staging.bondigoo.ch", "bondigoo-testing"),
    "dev": ("https://api.dev.bondigoo.ch", "true", "https://dev.bondigoo.ch", "bondigoo-testing"),
}


@pytest.mark.proves("R62", "R63", "R64", "R65", "R68", "R69", "R70", "T12", "T30")
@pytest.mark.parametrize("stack", STACKS)
def test_each_public_variable_is_one_record_of_one_project_and_target(
    programs: dict[str, Program], stack: str
) -> None:
    keys = ("API_URL", "LAUNCHED", "FRONTEND_URL", "CLOUDINARY_CLOUD_NAME")
    records = programs[stack].all("ProjectEnvironmentVariable")
    assert {record.name: record.inputs for record in records} == {
        f"REACT_APP_{key}": {
            **TARGET[stack],
            "teamId": "team_000000000000000000000000",
            "key": f"REACT_APP_{key}",
            "value": value,
            "sensitive": False,
        }
        for key, value in zip(keys, PUBLIC[stack], strict=True)
    }
    assert all(record.delete_before_replace for record in records)


@pytest.mark.proves("R7", "R9", "R11", "R30")
@pytest.mark.parametrize(
    ("stack", "host"),
    [("prod", "www.bondigoo.ch"), ("staging", "staging.bondigoo.ch"), ("dev", "dev.bondigoo.ch")],
)
def test_the_site_has_its_domain_and_only_developments_names_a_branch(
    programs: dict[str, Program], stack: str, host: str
) -> None:
    branch = {"gitBranch": "develop"} if stack == "dev" else {}
    assert programs[stack].one("ProjectDomain").inputs == {
        "projectId": TARGET[stack]["projectId"],
        "teamId": "team_000000000000000000000000",
        "domain": host,
        **branch,
    }


def served(monkeypatch: pytest.MonkeyPatch, by: str, **projects: list[Any]) -> None:
    """Vercel as it is found: which project serves every host, and the variables of each that is there."""
    live = SimpleNamespace(id="dpl_1", project_id=by)
    found = {name: live_site.LiveSite(name, variables) for name, variables in projects.items()}
    monkeypatch.setattr(hosts, "serving", lambda host, team: live)
    monkeypatch.setattr(live_site, "look_up", lambda name, team: found.get(name))


def staging(stack_files: StackFiles) -> Program:
    return run_program("staging", stack_files["staging"], environment_of("staging", stack_files["staging"]))


def address(value: str, **changes: Any) -> Any:
    values = {"key": "REACT_APP_FRONTEND_URL", "value": value, "targets": ["production"]}
    return SimpleNamespace(**(values | {"git_branch": None, "comment": "", "sensitive": False} | changes))


@pytest.mark.parametrize("variables", [[], [address("https://staging.bondigoo.ch/")]])
def test_a_host_that_somebody_elses_project_serves_stops_the_program(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch, variables: list[Any]
) -> None:
    served(monkeypatch, "prj_other", prj_other=variables)
    with pytest.raises(pulumi.RunError, match=r"staging\.bondigoo\.ch is served by another .* \(prj_other\)"):
        staging(stack_files)


@pytest.mark.parametrize(
    ("value", "first"), [("https://staging.bondigoo.ch", True), ("https://old.bondigoo.ch", False)]
)
def test_a_host_is_deleted_first_only_where_the_same_one_is_to_come(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch, value: str, first: bool
) -> None:
    served(monkeypatch, "bondigoo-platform-staging", **{"bondigoo-platform-staging": [address(value)]})
    assert staging(stack_files).one("ProjectDomain").delete_before_replace is first


def test_a_host_that_comes_along_from_the_project_that_is_left_is_deleted_there_first(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "info", said.append)
    left = address("https://staging.bondigoo.ch", targets=["preview"], git_branch="staging")
    served(monkeypatch, "prj_left", prj_left=[left])
    assert staging(stack_files).one("ProjectDomain").delete_before_replace
    assert said == [
        "staging.bondigoo.ch leaves the Vercel project prj_left for bondigoo-platform-staging, if that is "
        "not its new name: nobody serves it until the build there is ready"
    ]


@pytest.mark.parametrize("stack", STACKS)
def test_the_site_is_deployed_from_its_branch_whenever_its_bundle_would_change(
    programs: dict[str, Program], stack: str
) -> None:
    inputs = dict(programs[stack].one("Deployment").inputs)
    digest = inputs.pop("meta")["digest"]
    assert len(digest) == 64
    assert inputs == {
        "projectId": TARGET[stack]["projectId"],
        "teamId": "team_000000000000000000000000",
        "ref": BRANCH[stack],
        **({} if stack == "dev" else {"production": True}),
    }


@pytest.mark.parametrize("stack", STACKS)
def test_the_deployment_alone_has_a_plugin_of_its_own_in_which_no_repository_is_found(
    programs: dict[str, Program], stack: str
) -> None:
    own = programs[stack].one("vercel")
    assert (own.name, own.inputs) == ("default-frontend-without-git", {})
    assert own.env_var_mappings == {"PATH": "GIT_DIR"}
    with_it = [made.type for made in programs[stack].resources if made.provider]
    assert with_it == ["vercel:index/deployment:Deployment"]


def test_the_plugin_of_the_deployment_has_the_settings_that_the_others_have(stack_files: StackFiles) -> None:
    values = stack_files["prod"] | {"vercel:apiToken": "a-token", "vercel:team": "a-team"}
    own = run_program("prod", values, environment_of("prod", stack_files["prod"])).one("vercel")
    assert own.inputs == {"apiToken": "a-token", "team": "a-team"}
    assert own.secret == {"apiToken"}


@pytest.mark.parametrize(
    ("variables", "answers", "warned"),
    [
        ([address("https://staging.bondigoo.ch")], False, True),
        ([address("https://staging.bondigoo.ch")], True, False),
        ([address("https://old.bondigoo.ch")], False, False),
        ([address("", sensitive=True)], False, True),
        ([], False, False),
    ],
    ids=["gone", "served", "another-host-comes", "nobody-can-say", "nothing-made-yet"],
)
def test_a_site_for_which_no_deployment_answers_any_more_is_warned_of(
    stack_files: StackFiles,
    monkeypatch: pytest.MonkeyPatch,
    variables: list[Any],
    answers: bool,
    warned: bool,
) -> None:
    served(monkeypatch, "bondigoo-platform-staging", **{"bondigoo-platform-staging": variables})
    if not answers:
        monkeypatch.setattr(hosts, "serving", lambda host, team: None)
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", said.append)
    staging(stack_files)
    assert said == ([f"frontendUrl: {hosts.unserved('staging.bondigoo.ch')}"] if warned else [])
