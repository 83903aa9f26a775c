"""The plugin that stands in for Vercel's provider."""

from sandbox.plugins.vercel.api import connect
from sandbox.plugins.vercel.deployment import GET_DEPLOYMENT, Deployment
from sandbox.plugins.vercel.domain import GET_DOMAIN_CONFIG, ProjectDomain
from sandbox.plugins.vercel.environment_variable import ProjectEnvironmentVariable
from sandbox.plugins.vercel.project import GET_PROJECT, Project

RESOURCES = (Project(), ProjectDomain(), ProjectEnvironmentVariable(), Deployment())
FUNCTIONS = GET_PROJECT | GET_DOMAIN_CONFIG | GET_DEPLOYMENT

__all__ = ["FUNCTIONS", "RESOURCES", "connect"]
