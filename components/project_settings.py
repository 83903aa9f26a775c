"""What a Vercel project is told: what the stack file states, and what somebody has set there otherwise.

Pulumi's provider writes the whole project with every update (seen with 5.10): what its inputs leave out
becomes null, 0 or a default, and some of it what the state happens to hold. So what the stack file does not
state is read from the project and stated as it is (see project_update for what cannot be).
"""

from collections.abc import Mapping
from typing import Any, get_args

import pulumi
import pulumiverse_vercel as vercel

from config.settings import OwnProject, Settings
from config.settings.site_project import SkewProtection

Live = vercel.GetProjectResult
# Text, true or false: as the look-up says it, so an update takes it.
_PLAIN = (
    *("install_command", "dev_command", "ignore_command", "preview_deployment_suffix"),
    *("git_fork_protection", "auto_assign_custom_domains", "git_lfs", "function_failover"),
    *("automatically_expose_system_environment_variables", "customer_success_code_visibility"),
    *("directory_listing", "enable_affected_projects_deployments", "enable_production_feedback"),
    *("prioritise_production_builds", "protected_sourcemaps", "on_demand_concurrent_builds"),
)
# Of these the provider writes only what it knows; any other version stays as the state has it.
_NODE_VERSIONS = ("18.x", "20.x", "22.x", "24.x")
SKEW_PROTECTION: tuple[str, ...] = get_args(SkewProtection)
# What Vercel does where nobody said otherwise, which is what the provider's null means.
_COMMENTS = {"on_pull_request": True, "on_commit": False}


def inputs(
    settings: Settings, site: OwnProject, live: Live | None, secrets: Mapping[str, pulumi.Output[str]]
) -> dict[str, Any]:
    """All inputs of the project. `live`: as it is, None for one that is not there; `secrets`: the stack's."""
    visitors = site.password_protection
    password = secrets.get(visitors.password_secret) if visitors else None
    return {
        **as_it_is(live),
        **stated(site, password),
        "name": site.project,
        "team_id": settings.vercel.team,
        "framework": site.framework,
        "root_directory": site.root_directory,
        "build_command": site.build_command,
        "output_directory": site.output_directory,
        "git_repository": {
            "type": "github",
            "repo": settings.vercel.repo,
            "production_branch": settings.branch,
        },
        "vercel_authentication": {"deployment_type": protection(site, live)},
        "preview_deployments_disabled": not site.previews,
    }


def stated(site: OwnProject, password: pulumi.Input[str] | None) -> dict[str, Any]:
    """What the stack file says beside the settings that it has to say. `password`: of the visitors."""
    said: dict[str, Any] = {
        "install_command": site.install_command,
        "dev_command": site.dev_command,
        "ignore_command": site.ignore_command,
        "skew_protection": site.skew_protection,
        "git_fork_protection": site.git_fork_protection,
        "git_comments": site.git_comments and site.git_comments.model_dump(),
        "trusted_ips": site.trusted_ips and site.trusted_ips.model_dump(exclude_none=True),
        "options_allowlist": site.options_allowlist and _allowlist(site.options_allowlist),
    }
    if visitors := site.password_protection:
        said["password_protection"] = {"deployment_type": visitors.deployment_type, "password": password}
    return {key: value for key, value in said.items() if value is not None}


def protection(site: OwnProject, live: Live | None) -> str:
    """Who needs a login: what the file states, else what the project has, else the default."""
    found = live and live.vercel_authentication
    return found.deployment_type if found and "protection" not in site.model_fields_set else site.protection


def as_it_is(live: Live | None) -> dict[str, Any]:
    """What the project has, in the words of the provider's inputs; nothing for one that is not there."""
    if live is None:
        return {}
    found = {key: getattr(live, key) for key in _PLAIN}
    found["node_version"] = live.node_version if live.node_version in _NODE_VERSIONS else None
    found["skew_protection"] = live.skew_protection if live.skew_protection in SKEW_PROTECTION else None
    found["oidc_token_config"] = parts(live.oidc_token_config, "issuer_mode")
    comments = parts(live.git_comments, *_COMMENTS)
    found["git_comments"] = comments if comments != _COMMENTS else None
    found["trusted_ips"] = _trusted_ips(live.trusted_ips)
    if live.options_allowlist and live.options_allowlist.paths:
        found["options_allowlist"] = _allowlist([path.value for path in live.options_allowlist.paths])
    return {key: value for key, value in found.items() if value is not None}


def _trusted_ips(found: Any) -> dict[str, Any] | None:
    if not found or not found.addresses:
        return None
    rows = [parts(address, "value", "note") for address in found.addresses]
    return {**(parts(found, "deployment_type", "protection_mode") or {}), "addresses": rows}


def _allowlist(paths: list[str]) -> dict[str, Any]:
    return {"paths": [{"value": path} for path in paths]}


def parts(found: Any, *names: str) -> dict[str, Any] | None:
    """The parts of an answer that say something, None for no answer."""
    known = {name: getattr(found, name) for name in names if found}
    return {name: value for name, value in known.items() if value not in (None, "")} or None
