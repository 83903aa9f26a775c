"""What a Vercel project can be told beside how it is built; left out, each stays as it is there."""

from typing import Annotated, Literal

from pydantic import Field

from config.settings.base import Model
from config.types import HttpPath, Text, VariableName

# The provider's words; Vercel's API has others.
ProtectedDeployments = Literal[
    "standard_protection_new", "standard_protection", "all_deployments", "only_preview_deployments"
]
SkewProtection = Literal["30 minutes", "12 hours", "1 day", "7 days"]


class PasswordProtection(Model):
    """A password that visitors have to know. Vercel never shows it again."""

    deployment_type: ProtectedDeployments = Field(description="which deployments ask for it")
    password_secret: VariableName = Field(description="the key under `secrets` that holds the password")


class TrustedAddress(Model):
    """One address or range."""

    value: Text = Field(description="the address or range, such as 203.0.113.0/24")
    note: Text | None = Field(default=None, description="whose it is")


class TrustedIps(Model):
    """Who may visit by address."""

    deployment_type: ProtectedDeployments | Literal["only_production_deployments"] = Field(
        description="which deployments are open to these addresses alone"
    )
    protection_mode: Literal["trusted_ip_required", "trusted_ip_optional"] = Field(
        default="trusted_ip_required", description="whether the address is needed or replaces the login"
    )
    addresses: Annotated[list[TrustedAddress], Field(min_length=1)] = Field(description="who they are")


class GitComments(Model):
    """What Vercel writes into the repository."""

    on_pull_request: bool = Field(description="comments on pull requests")
    on_commit: bool = Field(description="comments on commits")


class ProjectSettings(Model):
    """Settings of a project that, left out, stay as somebody has set them."""

    install_command: Text | None = Field(default=None, description="the command that installs what is built")
    dev_command: Text | None = Field(default=None, description="the command of `vercel dev`")
    ignore_command: Text | None = Field(
        default=None, description="the command that says, by its exit code, whether a push is built"
    )
    password_protection: PasswordProtection | None = Field(
        default=None, description="a password for visitors; has to stand here where the project has one"
    )
    trusted_ips: TrustedIps | None = Field(default=None, description="the addresses that may visit")
    options_allowlist: Annotated[list[HttpPath], Field(min_length=1)] | None = Field(
        default=None, description="beginnings of paths whose OPTIONS requests need no login"
    )
    skew_protection: SkewProtection | None = Field(
        default=None, description="for how long a page that is open still gets its own version"
    )
    git_fork_protection: bool | None = Field(
        default=None, description="whether pull requests of forks wait for a member's consent"
    )
    git_comments: GitComments | None = Field(default=None, description="Vercel's comments in the repository")
