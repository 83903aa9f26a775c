"""Projects as people have them at Vercel, in the words of its API: what their settings were changed to."""

from dataclasses import dataclass, field
from typing import Any

PASSWORD = "what-visitors-are-told"
ADDRESSES = {
    "addresses": [{"value": "203.0.113.7", "note": "office"}, {"value": "198.51.100.0/24"}],
    "deploymentType": "all_except_custom_domains",
    "protectionMode": "additional",
}
BUILD = {
    "framework": "create-react-app",
    "rootDirectory": "client",
    "buildCommand": "yarn build",
    "outputDirectory": "dist",
}
PASSWORDS = {
    "passwordProtection": {"deploymentType": "prod_deployment_urls_and_all_previews", "password": PASSWORD}
}
FLUID = {"fluid": True, "functionDefaultMemoryType": "standard_legacy", "functionDefaultRegions": ["fra1"]}


@dataclass(frozen=True)
class Existing:
    """A project. `chosen`: what a person has to write under `frontend`; `then`: what that makes of it."""

    live: dict[str, Any]
    name: str = ""
    sensitive: bool = False
    chosen: dict[str, Any] = field(default_factory=dict)
    then: dict[str, Any] = field(default_factory=dict)


EXISTING = {
    "plain": Existing({}),
    "built-otherwise": Existing(BUILD),
    "toolbar": Existing({"enablePreviewFeedback": True, "enableProductionFeedback": True}),
    "no-toolbar": Existing({"enablePreviewFeedback": False}),
    "password": Existing(PASSWORDS),
    "addresses": Existing({"trustedIps": ADDRESSES}),
    "allow-list": Existing({"optionsAllowlist": {"paths": [{"value": "/api"}, {"value": "/auth"}]}}),
    "skew": Existing({"skewProtectionMaxAge": 43200}),
    "unusual-skew": Existing(
        {"skewProtectionMaxAge": 7200},
        chosen={"skewProtection": "7 days"},
        then={"skewProtectionMaxAge": 604800},
    ),
    "install-command": Existing({"installCommand": "npm ci --legacy-peer-deps"}),
    "commands": Existing(
        {
            "installCommand": "yarn",
            "devCommand": "yarn dev",
            "commandForIgnoringBuildStep": "git diff --quiet",
        }
    ),
    "open-forks": Existing({"gitForkProtection": False}),
    "comments": Existing({"gitComments": {"onPullRequest": False, "onCommit": True}}),
    "old-node": Existing({"nodeVersion": "16.x"}),
    "node": Existing({"nodeVersion": "20.x"}),
    "fluid": Existing({"resourceConfig": FLUID}),
    "dotted": Existing({}, name="my.dotted_app"),
    "sensitive": Existing({}, sensitive=True),
    "public": Existing({"ssoProtection": None}),
    "closed": Existing({"ssoProtection": {"deploymentType": "all"}}),
    "legacy-protection": Existing(
        {"ssoProtection": {"deploymentType": "prod_deployment_urls_and_all_previews"}}
    ),
    "manual-domains": Existing({"autoAssignCustomDomains": False}),
    "global-tokens": Existing({"oidcTokenConfig": {"issuerMode": "global"}}),
    "no-previews": Existing({"previewDeploymentsDisabled": True}),
    "flags": Existing(
        dict.fromkeys(
            (
                *("autoExposeSystemEnvs", "gitLFS", "directoryListing", "productionDeploymentsFastLane"),
                *("customerSupportCodeVisibility", "serverlessFunctionZeroConfigFailover"),
            ),
            True,
        )
    ),
    "locked-down": Existing(
        {**BUILD, **PASSWORDS, "trustedIps": ADDRESSES, "skewProtectionMaxAge": 86400, "nodeVersion": "16.x"},
        name="locked.down",
        sensitive=True,
    ),
    "everything": Existing(
        {
            **BUILD,
            **PASSWORDS,
            "enablePreviewFeedback": True,
            "trustedIps": {**ADDRESSES, "protectionMode": "exclusive"},
            "optionsAllowlist": {"paths": [{"value": "/"}]},
            "skewProtectionMaxAge": 1800,
            "installCommand": "yarn",
            "gitForkProtection": False,
            "gitComments": {"onPullRequest": False, "onCommit": False},
            "resourceConfig": {**FLUID, "functionDefaultMemoryType": "performance"},
            "ssoProtection": None,
            "previewDeploymentSuffix": "preview.example.org",
        }
    ),
}
