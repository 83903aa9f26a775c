"""The front end: a Vercel project of the stack's own, or a branch inside another stack's."""

from typing import Literal

from pydantic import Field

from config.frameworks import CREATE_REACT_APP, PRESETS
from config.settings.base import Adopted, Model, Variables
from config.settings.names import SiteNames
from config.settings.site_project import ProjectSettings, ProtectedDeployments
from config.types import EnvPrefix, Host, Text, VariableName, VercelProject, VercelProjectId, VercelVariableId


class AdoptedParts(Adopted):
    """What exists inside a project and is taken over. It stays in the file: added later, it would replace."""

    domains: list[Host] = Field(default=[], description="hosts that the project serves already")
    variables: dict[VariableName, VercelVariableId] = Field(
        default={}, description="variables of the site that exist already, each with its id on Vercel"
    )


class AdoptedProject(AdoptedParts):
    """A project that exists, under whatever name, with what is in it."""

    project: VercelProjectId = Field(description="the project's id")


class Site(Model):
    """What both forms of a front end can say."""

    env: Variables = Field(default={}, description="further public variables, built into the bundle")
    env_prefix: EnvPrefix | None = Field(
        default=None,
        description="how a variable begins that is built into the bundle; left out, as `framework` has it, "
        "and in a branch REACT_APP_",
    )
    names: SiteNames = Field(
        default={},
        description="what the site calls its derived variables, with the prefix; `none`: it does not want it",
    )
    sensitive: bool = Field(
        default=False,
        description="true where the Vercel team's policy forces it: the UI then hides the variables' values",
    )


class OwnProject(Site, ProjectSettings):
    """A Vercel project that this stack owns: its production target serves this environment."""

    mode: Literal["own"] = Field(description="a project of this environment's own")
    project: VercelProject = Field(description="the Vercel project's name")
    framework: Text = Field(description="the Vercel framework preset")
    root_directory: Text = Field(description="the folder of the front end in the repository")
    build_command: Text = Field(description="the command that Vercel builds with")
    output_directory: Text = Field(description="the folder that the build writes")
    protection: ProtectedDeployments | Literal["none"] = Field(
        default="standard_protection_new",
        description="who needs a Vercel login: visitors of previews, of everything, or nobody; left out, a "
        "project that exists keeps what it has",
    )
    adopt: AdoptedProject | None = Field(
        default=None,
        description="an existing project to take over; `python -m ops adopt` writes it",
    )
    previews: bool = Field(description="whether Vercel builds a preview of every branch and pull request")
    apex_redirect: bool = Field(
        default=False,
        description="true sends visitors of example.org to www.example.org (308), where the site is, or of "
        "www.example.org to a site on example.org",
    )

    @property
    def prefix(self) -> str | None:
        """How a public variable begins, None where the framework is not known here."""
        preset = PRESETS.get(self.framework)
        return self.env_prefix or (preset.env_prefix if preset else None)


class BranchOfProject(Site):
    """A branch inside another stack's Vercel project: preview target and branch domain only."""

    mode: Literal["branch"] = Field(description="the branch, in another stack's project")
    project: VercelProject = Field(description="the Vercel project's name, owned by another stack")
    adopt: AdoptedParts | None = Field(
        default=None,
        description="what exists of this branch; `python -m ops adopt` writes it",
    )

    @property
    def prefix(self) -> str:
        """How a public variable begins."""
        return self.env_prefix or CREATE_REACT_APP.env_prefix
