"""Started by the engine as the `vercel` resource plugin."""

from sandbox.plugins.install import version_of
from sandbox.plugins.provider import TableProvider
from sandbox.plugins.server import serve
from sandbox.plugins.vercel.api import connect
from sandbox.plugins.vercel.deployment import Deployment
from sandbox.plugins.vercel.domain import ProjectDomain
from sandbox.plugins.vercel.environment_variable import ProjectEnvironmentVariable
from sandbox.plugins.vercel.lookups import FUNCTIONS
from sandbox.plugins.vercel.project import Project

RESOURCES = (Project(), ProjectDomain(), ProjectEnvironmentVariable(), Deployment())

if __name__ == "__main__":
    serve(version_of("vercel"), TableProvider(connect, RESOURCES, FUNCTIONS))
