"""The plugin that stands in for Vercel's provider."""

from sandbox.plugins.vercel.api import connect
from sandbox.plugins.vercel.deployment import Deployment
from sandbox.plugins.vercel.domain import ProjectDomain
from sandbox.plugins.vercel.environment_variable import ProjectEnvironmentVariable
from sandbox.plugins.vercel.lookups import FUNCTIONS
from sandbox.plugins.vercel.project import Project

RESOURCES = (Project(), ProjectDomain(), ProjectEnvironmentVariable(), Deployment())

__all__ = ["FUNCTIONS", "RESOURCES", "connect"]
