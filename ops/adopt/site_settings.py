"""The settings of a Vercel project that is taken over: what the stack file says, and what it will change.

What can stand in the file is written there as it is found, so that file and project agree from the first day.
"""

from collections.abc import Iterator
from typing import Any

from pydantic.alias_generators import to_camel

from config.settings import OwnProject, Settings
from ops.accounts import Json
from ops.adopt.plan import Edit, Plan

# Vercel's API says in its own words what the provider calls otherwise (reference of the provider, Project).
_DEPLOYMENTS = {
    "all_except_custom_domains": "standard_protection_new",
    "prod_deployment_urls_and_all_previews": "standard_protection",
    "all": "all_deployments",
    "preview": "only_preview_deployments",
    "production": "only_production_deployments",
}
_MODES = {"additional": "trusted_ip_required", "exclusive": "trusted_ip_optional"}
_SKEW = {1800: "30 minutes", 43200: "12 hours", 86400: "1 day", 604800: "7 days"}
# The stack file's word -> Vercel's.
_COMMANDS = {
    **{key: key for key in ("framework", "rootDirectory", "buildCommand", "outputDirectory")},
    "installCommand": "installCommand",
    "devCommand": "devCommand",
    "ignoreCommand": "commandForIgnoringBuildStep",
}
_COMMENTS = {"onPullRequest": True, "onCommit": False}
_USUAL = {"gitForkProtection": True, "gitComments": _COMMENTS}
PASSWORD = "SITE_PASSWORD"  # noqa: S105 - the name of a secret


def plan(settings: Settings, site: OwnProject, project: Json) -> Plan:
    """Lines and edits for the settings of a project, as Vercel's API shows it."""
    said = {**_USUAL, **site.model_dump(by_alias=True, exclude_none=True)}
    stated = {to_camel(name) for name in site.model_fields_set}
    lines, edits = list(_kept_by_the_file(settings, project)), []
    for key, value in found(site, project).items():
        if said.get(key) == value:
            continue
        # With `adopt` in it, the file is a person's again.
        if key in stated and (value is None or site.adopt):
            lines.append(f"~ {key}: {value!r} => {said[key]!r}")
        elif value is not None and not site.adopt:
            was = f" (the file said {said[key]!r})" if key in said else ""
            lines.append(f"= {key}: {_shown(value)}, written into the stack file{was}")
            edits.append(Edit(f"frontend.{key}", value, after="outputDirectory"))
    if project.get("passwordProtection") and not (site.password_protection or site.adopt):
        if PASSWORD not in settings.secrets:
            last = next(reversed(settings.secrets), "")
            edits.append(Edit(f"secrets.{PASSWORD}", "env", after=last))
        lines.append(f"! {PASSWORD}: give it the password of the visitors, which Vercel does not show")
    age = project.get("skewProtectionMaxAge") or 0
    if age and age not in _SKEW and not site.skew_protection:
        lines.append(
            f"! skewProtection: Pulumi's provider cannot write an age of {age} s; the preview stops until it "
            f"is one of {', '.join(_SKEW.values())}, at Vercel or in the file"
        )
    return Plan(tuple(lines), tuple(edits))


def with_framework(settings: Settings, plan: Plan) -> Settings:
    """The settings with the framework that the plan writes into the file, if it does."""
    written = {edit.key: edit.value for edit in plan.edits}
    framework = written.get("frontend.framework")
    if framework is None:
        return settings
    return settings.model_copy(
        update={"frontend": settings.frontend.model_copy(update={"framework": framework})}
    )


def found(site: OwnProject, project: Json) -> dict[str, Any]:
    """What the project has, in the words of `frontend`; None for what has no word there, or is not set."""
    comments, login = project.get("gitComments") or {}, project.get("ssoProtection")
    return {
        **{key: project.get(word) or None for key, word in _COMMANDS.items()},
        "previews": not project.get("previewDeploymentsDisabled"),
        "protection": _scope(login) if login else "none",
        **_optional(site, project),
        "gitForkProtection": project.get("gitForkProtection") is not False,
        "gitComments": {key: comments.get(key, usual) for key, usual in _COMMENTS.items()},
    }


def _optional(site: OwnProject, project: Json) -> dict[str, Any]:
    keys = ("passwordProtection", "trustedIps", "optionsAllowlist")
    parts: dict[str, Any] = {
        **dict.fromkeys(keys),
        "skewProtection": _SKEW.get(project.get("skewProtectionMaxAge") or 0),
    }
    if protection := project.get("passwordProtection"):
        secret = site.password_protection.password_secret if site.password_protection else PASSWORD
        parts["passwordProtection"] = {"deploymentType": _scope(protection), "passwordSecret": secret}
    if (trusted := project.get("trustedIps")) and trusted["addresses"]:
        parts["trustedIps"] = {
            "deploymentType": _scope(trusted),
            "protectionMode": _MODES[trusted["protectionMode"]],
            "addresses": [{k: v for k, v in row.items() if v} for row in trusted["addresses"]],
        }
    if (allowed := project.get("optionsAllowlist")) and allowed["paths"]:
        parts["optionsAllowlist"] = [path["value"] for path in allowed["paths"]]
    return parts


def _scope(protection: Json) -> str | None:
    return _DEPLOYMENTS.get(str(protection.get("deploymentType")))


def _kept_by_the_file(settings: Settings, project: Json) -> Iterator[str]:
    """What an update changes because the project is to be called, and built from, what the file says."""
    link = project.get("link") or {}
    live = {
        "name": project["name"],
        "repository": f"{link.get('org')}/{link.get('repo')}" if link else None,
        "production branch": link.get("productionBranch"),
    }
    wanted = (settings.frontend.project, settings.vercel.repo, settings.branch)
    for (key, value), file in zip(live.items(), wanted, strict=True):
        if value != file:
            yield f"~ {key}: {value!r} => {file!r}"


def _shown(value: Any) -> str:
    return repr(value) if isinstance(value, str | bool) else "as it is"
