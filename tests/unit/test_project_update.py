"""What an update of a Vercel project takes away or puts back, beside what Pulumi's preview says."""

from typing import Any

import pytest
from pulumiverse_vercel import outputs

from components.project_update import beyond, put_back, unread
from tests.unit.test_project_settings import live

PASSWORD = outputs.GetProjectPasswordProtectionResult(deployment_type="all")
SOURCE: Any = {"project_id": "prj_00000000"}
SOURCES = outputs.GetProjectTrustedSourcesResult(projects=[SOURCE], external_sources=[])


@pytest.mark.parametrize(
    ("found", "said", "line"),
    [
        (
            {"password_protection": PASSWORD},
            {"password_protection": {}},
            "its password protection, whose password Vercel does not show (state "
            "`frontend.passwordProtection`)",
        ),
        (
            {"skew_protection": "unknown - 7200 seconds"},
            {"skew_protection": "1 day"},
            "its skew protection (unknown - 7200 seconds), of an age that Pulumi's provider cannot write "
            "(state `frontend.skewProtection`: 30 minutes, 12 hours, 1 day, 7 days)",
        ),
        (
            {"node_version": "26.x"},
            {"node_version": "24.x"},
            "Node.js 26.x, for the 22.x of before (run `pulumi up --refresh`)",
        ),
    ],
)
def test_what_can_neither_be_read_nor_written_is_lost_unless_it_is_stated(
    found: dict[str, Any], said: dict[str, Any], line: str
) -> None:
    state = {"nodeVersion": "22.x"}
    assert list(beyond(live(**found), {}, state)) == [line]
    assert list(beyond(live(**found), said, state)) == list(beyond(live(), {}, state)) == []


def test_a_version_of_node_that_the_state_has_too_is_kept() -> None:
    assert list(beyond(live(node_version="26.x"), {}, {"nodeVersion": "26.x"})) == []


def test_trusted_sources_would_be_lost() -> None:
    assert list(beyond(live(trusted_sources=SOURCES), {}, {})) == [
        "its trusted sources, which a stack file cannot state"
    ]


def test_a_project_that_was_not_found_by_its_name_loses_what_was_not_read() -> None:
    wanted = {"name": "shop", "install_command": "yarn", "git_fork_protection": False, "git_lfs": True}
    told = {"name": "shop", "skew_protection": "1 day"}
    assert list(unread(wanted, told, {"gitLfs": True})) == [
        "installCommand, gitForkProtection, skewProtection, because it has another name there than "
        "`frontend.project` says (rename it at Vercel first: Settings, General)"
    ]


def test_a_project_on_which_nobody_has_set_anything_can_be_renamed() -> None:
    usual = {
        "git_fork_protection": True,
        "auto_assign_custom_domains": True,
        "oidc_token_config": {"issuer_mode": "team"},
        "git_lfs": False,
        "node_version": "22.x",
    }
    assert list(unread(usual, {}, {"nodeVersion": "22.x"})) == []
    assert list(unread(usual, usual, {})) == []


def test_what_is_stated_and_was_changed_by_hand_is_named_where_pulumi_sees_no_difference() -> None:
    repository = outputs.GetProjectGitRepositoryResult(
        type="github", repo="shop/web", production_branch="main", deploy_hooks=[]
    )
    found = live(install_command="yarn", output_directory="dist", git_repository=repository)
    told = {
        "name": "renamed",
        "framework": "vite",
        "install_command": "npm ci",
        "output_directory": "build",
        "preview_deployments_disabled": False,
        "git_repository": {"type": "github", "repo": "shop/web", "production_branch": "main"},
    }
    old = {"installCommand": "npm ci", "outputDirectory": "dist"}
    assert put_back(found, told, old, {**old, "outputDirectory": "build"}) == ["installCommand"]


def test_the_order_of_addresses_means_nothing() -> None:
    rows = [
        outputs.GetProjectTrustedIpsAddressResult(value=value, note="")
        for value in ("203.0.113.7", "198.51.100.0/24")
    ]
    trusted = outputs.GetProjectTrustedIpsResult(
        addresses=rows, deployment_type="all_deployments", protection_mode="trusted_ip_required"
    )
    told = {
        "trusted_ips": {
            "deployment_type": "all_deployments",
            "protection_mode": "trusted_ip_required",
            "addresses": [{"value": "198.51.100.0/24"}, {"value": "203.0.113.7"}],
        }
    }
    assert put_back(live(trusted_ips=trusted), told, {}, {}) == []
    told["trusted_ips"]["addresses"] = [{"value": "203.0.113.7"}]
    assert put_back(live(trusted_ips=trusted), told, {}, {}) == ["trustedIps"]
