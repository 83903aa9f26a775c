"""The shape of one stack file. Frozen, complete, and unable to hold a secret value."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic.alias_generators import to_camel

from config.types import (
    AtlasProject,
    Branch,
    Cidr,
    GitHubRepository,
    Host,
    HttpPath,
    Identifier,
    KeyValueId,
    Origin,
    RemoteName,
    RenderOwner,
    RenderServiceId,
    Seconds,
    SiteUrl,
    Text,
    VariableName,
    VercelTeam,
)

Variables = dict[VariableName, str]
Plan = Literal["starter", "standard", "pro", "pro_plus", "pro_max", "pro_ultra"]
SecretSource = Literal["env", "config", "generated", "ui"]
Connection = Annotated[
    Literal["internal", "external"],
    Field(description="the address: Render's private one, or the public one, which speaks TLS"),
]


class Model(BaseModel):
    """Base of all settings: camelCase keys in the file, no unknown key, no change after the load."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", frozen=True, strict=True, hide_input_in_errors=True
    )


class OwnProject(Model):
    """A Vercel project that this stack owns: its production target serves this environment."""

    mode: Literal["own"] = Field(description="a project of this environment's own")
    project: RemoteName = Field(description="the Vercel project's name")
    framework: Text = Field(description="the Vercel framework preset")
    root_directory: Text = Field(description="the folder of the front end in the repository")
    build_command: Text = Field(description="the command that Vercel builds with")
    output_directory: Text = Field(description="the folder that the build writes")
    protection: Literal["standard_protection_new", "all_deployments", "none"] = Field(
        "standard_protection_new",
        description="whom Vercel asks for a login: visitors of everything but the production domain, "
        "of everything, or nobody",
    )
    previews: bool = Field(description="whether Vercel builds a preview of every branch and pull request")
    env: Variables = Field(
        {}, description="more REACT_APP_ variables; all are public, they end in the bundle"
    )


class BranchOfProject(Model):
    """A branch inside another stack's Vercel project: preview target and branch domain only."""

    mode: Literal["branch"] = Field(description="the stack's branch inside another stack's project")
    project: RemoteName = Field(description="the Vercel project's name, owned by another stack")
    env: Variables = Field(
        {}, description="more REACT_APP_ variables; all are public, they end in the bundle"
    )


class Service(Model):
    """What a Render web service and a background worker have in common."""

    name: RemoteName = Field(description="the Render service's name, unique in the workspace")
    plan: Plan = Field(description="the Render instance type")
    root_dir: Text = Field(description="the folder of the service in the repository")
    build_command: Text = Field(description="the command that Render builds with")
    start_command: Text = Field(description="the command that Render starts")
    max_shutdown_delay_seconds: Seconds = Field(
        30, description="how long Render waits after asking the old process to stop"
    )
    auto_deploy: Literal["commit", "checksPass", "off"] = Field(
        "checksPass", description="whether a push deploys: at once, when its checks pass, or never"
    )
    deploy_timeout_seconds: int = Field(
        1800, ge=1, le=10800, description="how long an update waits for a deploy to go live"
    )
    env: Variables = Field({}, description="more variables of this service, none of them secret")
    adopt: RenderServiceId | None = Field(
        None, description="the id of an existing service to take over; it is then protected from deletion"
    )
    overwrite: list[VariableName] = Field(
        [], description="variables of an existing service whose values may be replaced"
    )
    allow_replacement: bool = Field(
        False, description="whether a change of workspace or region may delete the service and make it anew"
    )


class Worker(Service):
    """The background worker that runs the queue's jobs."""

    @field_validator("plan", mode="before")
    @classmethod
    def _is_sold(cls, plan: object) -> object:
        if plan == "free":
            raise ValueError(
                "is not sold: Render's free tier has no background workers (render.com/docs/free); "
                "write starter, the smallest paid plan, or have the API's own process run the jobs"
            )
        return plan


class Api(Service):
    """The web service behind `apiUrl`."""

    health_check_path: HttpPath = Field(description="a path that answers 200 without a login")


class AllowedRange(Model):
    """One range of addresses that may connect from outside."""

    cidr: Cidr = Field(description="the addresses")
    description: Text = Field(description="whose they are")


class DedicatedRedis(Model):
    """A Render Key Value instance that this stack owns."""

    mode: Literal["dedicated"] = Field(description="an instance of this environment's own")
    name: RemoteName = Field(description="the Key Value instance's name")
    plan: Literal["starter", "standard", "pro", "pro_plus"] = Field(description="the Key Value plan")
    connection: Connection = "internal"
    allow: list[AllowedRange] = Field([], description="who may connect from outside; empty closes that door")
    adopt: KeyValueId | None = Field(
        None, description="the id of an existing instance to take over; it is then protected from deletion"
    )
    allow_replacement: bool = Field(
        False, description="whether a change of workspace or region may delete the instance with its data"
    )


class SharedRedis(Model):
    """Another stack's Key Value instance: looked up, never created, changed or deleted from here."""

    mode: Literal["shared"] = Field(description="another stack's instance")
    name: RemoteName = Field(description="the Key Value instance's name, owned by another stack")
    connection: Connection = "internal"


class Developer(Model):
    """A person who may read this environment's database, and nothing else."""

    username: Identifier = Field(description="the database user's name")
    password_secret: VariableName = Field(description="the key under `secrets` that holds the password")


class BackupSchedule(Model):
    """How often Atlas takes a snapshot of the cluster and how many days it keeps it."""

    every_hours: Literal[1, 2, 4, 6, 8, 12] = Field(6, description="hours between two snapshots")
    keep_hourly_days: int = Field(2, ge=1, description="days that such a snapshot is kept")
    keep_daily_days: int = Field(7, ge=1, description="days that the daily snapshot is kept")


class OwnedCluster(Model):
    """A cluster that this stack creates, or adopts as it stands; without it the cluster is only looked up."""

    adopt: bool = Field(description="true takes over the existing cluster, false creates it")
    provider_name: Literal["AWS", "GCP", "AZURE"] = Field(description="whose machines the cluster runs on")
    region_name: Text = Field(description="the region in Atlas's spelling, such as EU_CENTRAL_1")
    instance_size: Text = Field(description="the tier; M10 is the smallest with cloud backups")
    mongo_db_major_version: Text | None = Field(
        None, description="such as 8.0; without it Atlas chooses and upgrades"
    )


class Database(Model):
    """The MongoDB database of this environment and the Atlas cluster that holds it."""

    cluster: Identifier = Field(description="the Atlas cluster's name")
    host: Host = Field(description="the cluster's SRV host, without scheme")
    name: Identifier = Field(description="the database's name")
    user: Identifier = Field(description="the database user of the application")
    uri_variables: Annotated[list[VariableName], Field(min_length=1)] = Field(
        ["MONGODB_URI", "DATABASE_URL"], description="the variables that get the connection string"
    )
    owned_cluster: OwnedCluster | None = Field(
        None, description="set where this stack creates or adopts the cluster; without it, it is looked up"
    )
    manage_user: bool = Field(
        False, description="true creates the application's user; false leaves it alone, with its password"
    )
    developers: list[Developer] = Field([], description="people who may read the database")
    ip_access_list: list[AllowedRange] = Field([], description="who may connect to the Atlas project")
    backup: BackupSchedule | None = Field(None, description="the snapshots of a cluster that this stack owns")


class Render(Model):
    """Where on Render this environment lives."""

    owner_id: RenderOwner = Field(description="the workspace")
    region: Literal["frankfurt", "oregon", "ohio", "singapore", "virginia"] = Field(
        description="fixed at creation"
    )
    repo: GitHubRepository = Field(description="the GitHub repository that Render deploys")


class Vercel(Model):
    """Where on Vercel this environment lives."""

    team: VercelTeam = Field(description="the team's id")
    repo: GitHubRepository = Field(description="the GitHub repository that Vercel deploys")


class Atlas(Model):
    """Where on MongoDB Atlas this environment lives."""

    project_id: AtlasProject = Field(description="the Atlas project that holds the cluster")


class Settings(Model):
    """One environment, complete: everything in which two stacks can differ."""

    environment_name: Identifier = Field(
        description="ENVIRONMENT_NAME; the application names its queues with it, so it is unique per stack"
    )
    node_env: Literal["production", "development"] = Field(description="NODE_ENV")
    branch: Branch = Field(description="the Git branch that Render and Vercel deploy")
    frontend_url: SiteUrl = Field(description="where people open the site")
    api_url: SiteUrl = Field(description="where the site finds its API")
    cors_origins: Annotated[list[Origin], Field(min_length=1)] = Field(
        description="the sites whose browsers may call the API, in this order in CORS_ORIGIN"
    )
    launched: bool = Field(description="false shows the pre-launch page, true the application")
    protect: bool = Field(
        False, description="whether services, domains, Redis, project and users refuse to be deleted"
    )
    freeze: bool = Field(
        False, description="true: nothing is deployed, also not by a push; settings are still written"
    )
    env: Variables = Field({}, description="more variables of both API and worker, none of them secret")
    frontend: Annotated[OwnProject | BranchOfProject, Field(discriminator="mode")] = Field(
        description="the site on Vercel"
    )
    api: Api = Field(description="the web service on Render")
    worker: Worker = Field(description="the background worker on Render")
    redis: Annotated[DedicatedRedis | SharedRedis, Field(discriminator="mode")] = Field(
        description="the queue and cache on Render"
    )
    database: Database = Field(description="the database on MongoDB Atlas")
    secrets: dict[VariableName, SecretSource] = Field(
        description="each secret and where its value comes from"
    )
    render: Render = Field(description="the account on Render")
    vercel: Vercel = Field(description="the account on Vercel")
    atlas: Atlas = Field(description="the account on MongoDB Atlas")
