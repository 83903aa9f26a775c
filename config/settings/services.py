"""The two services on Render: the API and the worker."""

from typing import Literal

from pydantic import Field

from config.plans import ApiPlan, WorkerPlan
from config.settings.base import Model, Variables
from config.types import HttpPath, HttpsUrl, RemoteName, RenderServiceId, Seconds, Text, VariableName


class BuildFilter(Model):
    """Which pushes Render deploys; globs from the root of the repository."""

    paths: list[Text] = Field(default=[], description="only a push that changes one of these deploys")
    ignored_paths: list[Text] = Field(default=[], description="a push that changes only these does not")


class Maintenance(Model):
    """Whether Render answers instead of the API, with 503 or by sending browsers to a page."""

    enabled: bool = Field(description="true closes the API at once, without a deploy")
    uri: HttpsUrl | None = Field(
        default=None, description="where browsers are sent; left out, they see a page of Render's"
    )


class Service(Model):
    """What a Render web service and a background worker have in common."""

    name: RemoteName = Field(description="the Render service's name, unique in the workspace")
    plan: ApiPlan = Field(description="the Render instance type")
    root_dir: Text = Field(description="the folder of the service in the repository")
    build_command: Text = Field(description="the command that Render builds with")
    start_command: Text = Field(description="the command that Render starts")
    pre_deploy_command: Text | None = Field(
        default=None, description="a command that runs before each deploy starts, such as a migration"
    )
    build_filter: BuildFilter | None = Field(
        default=None, description="which pushes Render deploys; left out, every one of the branch"
    )
    num_instances: int | None = Field(
        default=None,
        ge=1,
        le=100,
        description="how many run at once; left out, it stays as it is on Render, one for a new service",
    )
    max_shutdown_delay_seconds: Seconds = Field(
        default=30, description="seconds between the request to stop and the end of the process"
    )
    auto_deploy: Literal["commit", "checksPass", "off"] = Field(
        default="checksPass", description="when Render deploys a push by itself"
    )
    deploy_timeout_seconds: int = Field(
        ge=1, le=10800, default=1800, description="how long an update waits for a deploy to be live"
    )
    env: Variables = Field(default={}, description="further plain variables of this service")
    adopt: RenderServiceId | None = Field(
        default=None, description="the id of an existing service to take over"
    )
    overwrite: list[VariableName] = Field(
        default=[], description="variables of an adopted service that may get another value"
    )
    allow_replacement: bool = Field(
        default=False, description="true lets a change that Render cannot make delete and create it anew"
    )


class Worker(Service):
    """The background worker that runs the queue's jobs."""

    plan: WorkerPlan = Field(description="the Render instance type; there is no free one for workers")
    max_shutdown_delay_seconds: Seconds = Field(
        default=120, description="seconds for running jobs to end; a job that is cut off runs again"
    )


class Api(Service):
    """The web service behind `apiUrl`."""

    health_check_path: HttpPath | None = Field(
        default=None,
        description="a path that answers 200 without a login; left out, Render only asks for an open port",
    )
    maintenance: Maintenance | None = Field(
        default=None, description="closes the API to everybody, as the first move in an incident"
    )
    onrender_subdomain: bool = Field(
        default=True,
        description="false closes the address under onrender.com, which bypasses your domain; a new service "
        "needs a second update for it",
    )
