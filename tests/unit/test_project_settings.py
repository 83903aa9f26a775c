"""What a Vercel project is told: what is stated, what stays as it is, and what would be lost."""

from typing import Any

import pulumiverse_vercel as vercel
from pulumiverse_vercel import outputs

from components.live_site import rewrites_build
from components.project_settings import as_it_is, protection, stated
from components.project_update import beyond
from config.settings import OwnProject
from tests.unit.test_components import SITE

BUILD = {"framework": "vite", "root_directory": "client", "build_command": "make", "name": "shop"}


def live(**settings: Any) -> vercel.GetProjectResult:
    return vercel.GetProjectResult(**{**BUILD, **settings})  # type: ignore[no-untyped-call]


def site(**said: Any) -> OwnProject:
    return OwnProject.model_validate({**SITE.model_dump(by_alias=True, exclude_none=True), **said})


def test_what_nobody_has_set_is_not_said_and_what_the_file_has_to_say_is_the_files() -> None:
    assert as_it_is(live()) == as_it_is(None) == stated(SITE, None) == {}


def test_every_setting_is_said_as_the_project_has_it_true_or_false() -> None:
    addresses = [
        outputs.GetProjectTrustedIpsAddressResult(value="203.0.113.7", note="office"),
        outputs.GetProjectTrustedIpsAddressResult(value="198.51.100.0/24", note=""),
    ]
    found = live(
        install_command="yarn",
        git_fork_protection=False,
        auto_assign_custom_domains=True,
        node_version="20.x",
        skew_protection="1 day",
        git_comments=outputs.GetProjectGitCommentsResult(on_pull_request=False, on_commit=False),
        oidc_token_config=outputs.GetProjectOidcTokenConfigResult(issuer_mode="global"),
        options_allowlist=outputs.GetProjectOptionsAllowlistResult(
            paths=[outputs.GetProjectOptionsAllowlistPathResult(value="/api")]
        ),
        trusted_ips=outputs.GetProjectTrustedIpsResult(
            addresses=addresses, deployment_type="all_deployments", protection_mode="trusted_ip_optional"
        ),
    )
    assert as_it_is(found) == {
        "install_command": "yarn",
        "git_fork_protection": False,
        "auto_assign_custom_domains": True,
        "node_version": "20.x",
        "skew_protection": "1 day",
        "git_comments": {"on_pull_request": False, "on_commit": False},
        "oidc_token_config": {"issuer_mode": "global"},
        "options_allowlist": {"paths": [{"value": "/api"}]},
        "trusted_ips": {
            "deployment_type": "all_deployments",
            "protection_mode": "trusted_ip_optional",
            "addresses": [{"value": "203.0.113.7", "note": "office"}, {"value": "198.51.100.0/24"}],
        },
    }


def test_what_the_provider_refuses_to_be_told_is_not_said() -> None:
    comments = outputs.GetProjectGitCommentsResult(on_pull_request=True, on_commit=False)
    assert as_it_is(live(node_version="16.x", git_comments=comments)) == {}


def test_an_empty_list_is_no_list_and_passport_that_is_off_or_on_is_left_alone() -> None:
    off = outputs.GetProjectPassportResult(connector_id="", deployment_type="all", enabled=False)
    found = live(
        passport=off,
        trusted_sources=outputs.GetProjectTrustedSourcesResult(projects=[], external_sources=[]),
        options_allowlist=outputs.GetProjectOptionsAllowlistResult(paths=[]),
        trusted_ips=outputs.GetProjectTrustedIpsResult(
            addresses=[], deployment_type="all_deployments", protection_mode="trusted_ip_required"
        ),
    )
    assert (as_it_is(found), list(beyond(found, {}, {}))) == ({}, [])


def test_the_login_that_somebody_has_set_stays_unless_the_file_states_another() -> None:
    closed = live(
        vercel_authentication=outputs.GetProjectVercelAuthenticationResult(deployment_type="all_deployments")
    )
    unsaid = OwnProject.model_validate(SITE.model_dump(by_alias=True, exclude_unset=True))
    assert [protection(unsaid, closed), protection(unsaid, None), protection(unsaid, live())] == [
        *("all_deployments", "standard_protection_new", "standard_protection_new"),
    ]
    assert protection(site(protection="none"), closed) == "none"


def test_a_stack_file_can_state_each_of_them() -> None:
    said = site(
        installCommand="yarn",
        devCommand="yarn dev",
        ignoreCommand="exit 1",
        skewProtection="12 hours",
        gitForkProtection=False,
        gitComments={"onPullRequest": False, "onCommit": True},
        trustedIps={"deploymentType": "all_deployments", "addresses": [{"value": "203.0.113.7"}]},
        optionsAllowlist=["/api"],
        passwordProtection={"deploymentType": "standard_protection", "passwordSecret": "SITE_PASSWORD"},
    )
    assert stated(said, "told") == {
        "install_command": "yarn",
        "dev_command": "yarn dev",
        "ignore_command": "exit 1",
        "skew_protection": "12 hours",
        "git_fork_protection": False,
        "git_comments": {"on_pull_request": False, "on_commit": True},
        "trusted_ips": {
            "deployment_type": "all_deployments",
            "protection_mode": "trusted_ip_required",
            "addresses": [{"value": "203.0.113.7"}],
        },
        "options_allowlist": {"paths": [{"value": "/api"}]},
        "password_protection": {"deployment_type": "standard_protection", "password": "told"},
    }


def test_an_install_command_counts_for_a_build_only_where_the_stack_file_states_it() -> None:
    old, new = {"installCommand": "npm ci"}, {"installCommand": "yarn"}
    assert not rewrites_build(old, new)
    assert rewrites_build(old, new, ["installCommand"])
