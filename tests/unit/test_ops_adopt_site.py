"""`ops adopt` writes the settings of a Vercel project as it finds them, and says what it cannot write."""

from typing import Any

import yaml

from config.parse import parse
from config.settings import OwnProject
from ops.adopt import site_settings
from ops.adopt.edits import applied
from ops.adopt.plan import Edit, Plan
from tests.companies import BONDIGOO
from tests.unit.accounts_wire import settings

OURS = {
    "framework": "create-react-app",
    "rootDirectory": "client",
    "buildCommand": "CI=false npm run build",
    "outputDirectory": "build",
    "ssoProtection": {"deploymentType": "all_except_custom_domains"},
    "name": "bondigoo-platform-prod",
    "link": {"org": "bondigoo-admin", "repo": "bondigoo-platform", "productionBranch": "main"},
}


def plan(project: dict[str, Any], **said: Any) -> Plan:
    own = settings(frontend=said)
    assert isinstance(own.frontend, OwnProject)
    return site_settings.plan(own, own.frontend, {**OURS, **project})


def test_a_project_as_the_file_has_it_changes_neither_of_them() -> None:
    assert plan({}) == plan({"gitComments": {"onPullRequest": True, "onCommit": False}}) == Plan()


def test_what_the_file_says_otherwise_is_written_into_it_as_the_project_has_it() -> None:
    found = plan({"buildCommand": "make", "ssoProtection": None, "previewDeploymentsDisabled": True})
    assert found.edits == (
        Edit("frontend.buildCommand", "make", after="outputDirectory"),
        Edit("frontend.previews", False, after="outputDirectory"),
        Edit("frontend.protection", "none", after="outputDirectory"),
    )
    assert found.lines[0] == (
        "= buildCommand: 'make', written into the stack file (the file said 'CI=false npm run build')"
    )


def test_what_only_the_file_says_and_what_a_project_is_called_is_changed_by_the_update() -> None:
    found = plan({"framework": None, "name": "old.app", "link": None})
    assert found == Plan(
        (
            "~ name: 'old.app' => 'bondigoo-platform-prod'",
            "~ repository: None => 'bondigoo-admin/bondigoo-platform'",
            "~ production branch: None => 'main'",
            "~ framework: None => 'create-react-app'",
        )
    )


def test_what_only_the_file_states_is_announced_and_a_file_with_adopt_is_not_written() -> None:
    assert plan({}, installCommand="yarn", gitForkProtection=True).lines == (
        "~ installCommand: None => 'yarn'",
    )
    unstated = {"devCommand": "x", "gitForkProtection": False, "ssoProtection": None}
    again = plan({"buildCommand": "make", **unstated}, adopt={"project": "prj_00000000"})
    assert again == Plan(("~ buildCommand: 'make' => 'CI=false npm run build'",))


def test_a_password_of_the_files_own_stays_and_what_is_empty_is_not_written() -> None:
    said = {"deploymentType": "all_deployments", "passwordSecret": "VISITORS"}
    assert plan({"passwordProtection": {"deploymentType": "all"}}, passwordProtection=said) == Plan()
    empty = {
        "optionsAllowlist": {"paths": []},
        "installCommand": "",
        "ssoProtection": {"deploymentType": "?"},
    }
    assert plan(empty) == Plan()


def test_a_text_with_a_comma_or_a_bracket_is_written_in_quotes() -> None:
    note = {"addresses": [{"value": "203.0.113.7", "note": "Zurich, 2nd [floor]"}]}
    found = plan({"trustedIps": {**note, "deploymentType": "all", "protectionMode": "additional"}})
    text = applied("Pulumi.prod.yaml", (BONDIGOO / "Pulumi.prod.yaml").read_text(), found.edits)
    assert yaml.safe_load(text)["config"]["frontend"]["trustedIps"]["addresses"] == note["addresses"]


def test_an_age_that_the_provider_cannot_write_is_left_to_a_person() -> None:
    assert plan({"skewProtectionMaxAge": 7200}) == Plan(
        (
            "! skewProtection: Pulumi's provider cannot write an age of 7200 s; the preview stops until it "
            "is one of 30 minutes, 12 hours, 1 day, 7 days, at Vercel or in the file",
        )
    )
    assert plan({"skewProtectionMaxAge": 7200}, skewProtection="1 day") == Plan(
        ("~ skewProtection: None => '1 day'",)
    )


def test_the_file_that_is_written_has_every_setting_and_a_secret_for_the_password() -> None:
    found = plan(
        {
            "commandForIgnoringBuildStep": "exit 1",
            "gitForkProtection": False,
            "gitComments": {"onPullRequest": False, "onCommit": True},
            "skewProtectionMaxAge": 604800,
            "passwordProtection": {"deploymentType": "preview"},
            "optionsAllowlist": {"paths": [{"value": "/api"}]},
            "trustedIps": {
                "addresses": [
                    {"value": "203.0.113.7", "note": "a: b"},
                    {"value": "198.51.100.0/24"},
                ],
                "deploymentType": "production",
                "protectionMode": "exclusive",
            },
        }
    )
    assert found.lines[-1] == (
        "! SITE_PASSWORD: give it the password of the visitors, which Vercel does not show"
    )
    text = applied("Pulumi.prod.yaml", (BONDIGOO / "Pulumi.prod.yaml").read_text(), found.edits)
    values = yaml.safe_load(text)["config"]
    said, usual = (
        each.frontend.model_dump(by_alias=True, exclude_none=True)
        for each in (parse("prod", values), settings())
    )
    assert values["secrets"]["SITE_PASSWORD"] == "env"
    assert {key: value for key, value in said.items() if key not in usual} == {
        "ignoreCommand": "exit 1",
        "gitForkProtection": False,
        "gitComments": {"onPullRequest": False, "onCommit": True},
        "skewProtection": "7 days",
        "passwordProtection": {
            "deploymentType": "only_preview_deployments",
            "passwordSecret": "SITE_PASSWORD",
        },
        "optionsAllowlist": ["/api"],
        "trustedIps": {
            "deploymentType": "only_production_deployments",
            "protectionMode": "trusted_ip_optional",
            "addresses": [{"value": "203.0.113.7", "note": "a: b"}, {"value": "198.51.100.0/24"}],
        },
    }
