"""The properties of vercel.Project: how the API says them, and what becomes of one that nobody states.

Seen with the real plugin (5.10): an update writes all of them, null for most of those that are left out.
"""

from sandbox.plugins.fields import Field, Fields, same_named
from sandbox.plugins.values import Json

PROTECTION = {
    "standard_protection_new": "all_except_custom_domains",
    "standard_protection": "prod_deployment_urls_and_all_previews",
    "all_deployments": "all",
    "only_preview_deployments": "preview",
    "only_production_deployments": "production",
}
SHOWN_PROTECTION = {wire: kind for kind, wire in PROTECTION.items()}
MODES = {"trusted_ip_required": "additional", "trusted_ip_optional": "exclusive"}
SKEW_SECONDS = {"30 minutes": 1800, "12 hours": 43200, "1 day": 86400, "7 days": 604800}
# The API's word -> the property of `resourceConfig`.
RESOURCES = {
    "functionDefaultMemoryType": "functionDefaultCpuType",
    "functionDefaultTimeout": "functionDefaultTimeout",
    "functionDefaultRegions": "functionDefaultRegions",
    "fluid": "fluid",
}


def encode_authentication(value: Json) -> Json | None:
    """Return the API's `ssoProtection`; null means none."""
    kind = PROTECTION.get(value.get("deploymentType", ""))
    return {"deploymentType": kind} if kind else None


def decode_authentication(value: Json | None) -> Json:
    """Return the property for the API's `ssoProtection`."""
    return {"deploymentType": SHOWN_PROTECTION[value["deploymentType"]] if value else "none"}


def encode_password(value: Json | None) -> Json | None:
    """Return the API's `passwordProtection`."""
    return value and {**value, "deploymentType": PROTECTION[value["deploymentType"]]}


def decode_password(value: Json | None) -> Json | None:
    """Return the property; the API never shows the password, and the plugin makes that an empty one."""
    return value and {"deploymentType": SHOWN_PROTECTION[value["deploymentType"]], "password": ""}


def encode_addresses(value: Json | None) -> Json | None:
    """Return the API's `trustedIps`."""
    return value and {
        "addresses": value["addresses"],
        "deploymentType": PROTECTION[value["deploymentType"]],
        "protectionMode": MODES[value.get("protectionMode", "trusted_ip_required")],
    }


def decode_addresses(value: Json | None) -> Json | None:
    """Return the property for the API's `trustedIps`."""
    modes = {wire: mode for mode, wire in MODES.items()}
    return value and {
        "addresses": value["addresses"],
        "deploymentType": SHOWN_PROTECTION[value["deploymentType"]],
        "protectionMode": modes[value["protectionMode"]],
    }


def encode_skew(value: str | None) -> int:
    """Return seconds; 0, too, for an age that the plugin does not know."""
    return SKEW_SECONDS.get(value or "", 0)


def decode_skew(value: int) -> str | None:
    """Return the plugin's word for an age in seconds, None for none."""
    words = {seconds: word for word, seconds in SKEW_SECONDS.items()}
    return words.get(value, f"unknown - {value} seconds") if value else None


def encode_resources(value: Json) -> Json:
    """Return the API's `resourceConfig`."""
    return {wire: value[key] for wire, key in RESOURCES.items() if key in value}


def decode_resources(value: Json | None) -> Json | None:
    """Return the part of the API's `resourceConfig` that the property has."""
    return value and {key: value[wire] for wire, key in RESOURCES.items() if wire in value}


def decode_link(link: Json | None) -> Json | None:
    """Return the property for the API's `link`, which holds owner and name apart."""
    if link is None:
        return None
    return {
        "type": link["type"],
        "repo": f"{link['org']}/{link['repo']}",
        "productionBranch": link["productionBranch"],
    }


FIELDS: Fields = {
    **same_named("name", "framework", "buildCommand", "devCommand", "installCommand", "outputDirectory"),
    **same_named("rootDirectory", "previewDeploymentSuffix", "optionsAllowlist", "gitComments"),
    **same_named("trustedSources"),
    "ignoreCommand": Field(wire="commandForIgnoringBuildStep"),
    "teamId": Field(wire="accountId", replaces=True, computed=True, kept=True),
    "gitRepository": Field(wire="link", partial=True, decode=decode_link),
    "vercelAuthentication": Field(
        wire="ssoProtection",
        computed=True,
        kept=True,
        encode=encode_authentication,
        decode=decode_authentication,
    ),
    "passwordProtection": Field(
        wire="passwordProtection", secret=True, encode=encode_password, decode=decode_password
    ),
    "trustedIps": Field(wire="trustedIps", encode=encode_addresses, decode=decode_addresses),
    "skewProtection": Field(wire="skewProtectionMaxAge", encode=encode_skew, decode=decode_skew),
    "oidcTokenConfig": Field(wire="oidcTokenConfig", partial=True, unset={"issuerMode": "team"}),
    **same_named("autoAssignCustomDomains", "gitForkProtection", unset=True),
    "resourceConfig": Field(
        wire="resourceConfig",
        computed=True,
        partial=True,
        encode=encode_resources,
        decode=decode_resources,
    ),
    **same_named("gitProviderOptions", "enablePreviewFeedback", computed=True),
    "previewComments": Field(wire="enablePreviewFeedback", computed=True),
    **same_named("nodeVersion", computed=True, kept=True),
    **same_named("previewDeploymentsDisabled", computed=True, kept=True, unset=False),
    **same_named("enableProductionFeedback", "enableAffectedProjectsDeployments", computed=True, kept=True),
    **same_named("directoryListing", "protectedSourcemaps", computed=True, kept=True),
    "gitLfs": Field(wire="gitLFS", computed=True, kept=True),
    "automaticallyExposeSystemEnvironmentVariables": Field(
        wire="autoExposeSystemEnvs", computed=True, kept=True
    ),
    "prioritiseProductionBuilds": Field(wire="productionDeploymentsFastLane", computed=True, kept=True),
    "functionFailover": Field(wire="serverlessFunctionZeroConfigFailover", computed=True, kept=True),
    "customerSuccessCodeVisibility": Field(wire="customerSupportCodeVisibility", computed=True, kept=True),
}
