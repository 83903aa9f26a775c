"""Where on each platform an environment lives."""

from pydantic import Field

from config.regions import Region
from config.settings.base import Model
from config.types import AtlasProject, GitHubRepository, RenderOwner, VercelTeam


class Render(Model):
    """Where on Render this environment lives."""

    owner_id: RenderOwner = Field(description="the workspace")
    region: Region = Field(description="fixed at creation")
    repo: GitHubRepository = Field(description="the GitHub repository that Render deploys")


class Vercel(Model):
    """Where on Vercel this environment lives."""

    team: VercelTeam = Field(description="the team's id")
    repo: GitHubRepository = Field(description="the GitHub repository that Vercel deploys")


class Atlas(Model):
    """Where on MongoDB Atlas this environment lives."""

    project_id: AtlasProject = Field(description="the Atlas project that holds the cluster")
