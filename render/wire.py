"""The replies of Render's API that this provider reads (Render Public API 1.0.0).

Fields and enum values that are new to it are tolerated: Render adds both without notice.
"""

from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from render.errors import UnexpectedReplyError

M = TypeVar("M", bound=BaseModel)


class Wire(BaseModel):
    """Part of a reply: camelCase there, snake_case here. Errors never quote the reply."""

    model_config = ConfigDict(
        extra="ignore", frozen=True, alias_generator=to_camel, hide_input_in_errors=True
    )


class EnvSpecificDetails(Wire):
    """What a service runs. Render takes `preDeployCommand` one level higher than it returns it here."""

    build_command: str | None = None
    start_command: str | None = None
    pre_deploy_command: str | None = None


class Autoscaling(Wire):
    """Whether Render chooses the number of instances itself."""

    enabled: bool = False


class BuildFilter(Wire):
    """Which changed files of a push start a build."""

    paths: list[str] = []
    ignored_paths: list[str] = []


class MaintenanceMode(Wire):
    """Whether visitors get a page instead of the service. Reads back as off where it was never set."""

    enabled: bool = False
    uri: str = ""


class Previews(Wire):
    """Whether pull requests get an instance of their own."""

    generation: str = "off"


class ServiceDetails(Wire):
    """The part of a service that depends on its type. `env` is the deprecated name of `runtime`."""

    url: str | None = None
    plan: str | None = None
    region: str | None = None
    runtime: str | None = None
    env: str | None = None
    num_instances: int | None = None
    health_check_path: str | None = None
    max_shutdown_delay_seconds: int | None = None
    autoscaling: Autoscaling | None = None
    maintenance_mode: MaintenanceMode | None = None
    previews: Previews | None = None
    render_subdomain_policy: str | None = None
    env_specific_details: EnvSpecificDetails | None = None


class Service(Wire):
    """A web service or worker, without its environment variables: they have their own endpoint."""

    id: str
    type: str
    name: str
    owner_id: str
    slug: str = ""
    repo: str | None = None
    branch: str | None = None
    root_dir: str | None = None
    auto_deploy: str | None = None
    auto_deploy_trigger: str | None = None
    build_filter: BuildFilter | None = None
    environment_id: str | None = None
    suspended: str = "not_suspended"
    dashboard_url: str = ""
    updated_at: datetime | None = None
    service_details: ServiceDetails = ServiceDetails()


class CreatedService(Wire):
    """The reply to a create: the service, and the first deploy that it started."""

    service: Service
    deploy_id: str | None = None


class EnvVar(Wire):
    """One environment variable of a service, in clear."""

    key: str
    value: str | None = Field(default=None, repr=False)


class Deploy(Wire):
    """One deploy of a service."""

    id: str
    status: str = "created"
    created_at: datetime | None = None


class CustomDomain(Wire):
    """One entry of a custom domain."""

    id: str
    name: str


class Owner(Wire):
    """A workspace."""

    id: str


class CidrBlock(Wire):
    """One entry of an IP allow list."""

    cidr_block: str
    description: str | None = None


class KeyValueOptions(Wire):
    """Render takes these flat and returns them in here."""

    maxmemory_policy: str | None = None
    persistence_mode: str | None = None


class KeyValue(Wire):
    """A Key Value instance. An empty allow list comes back as null."""

    id: str
    name: str
    owner: Owner
    status: str = "unknown"
    plan: str | None = None
    region: str | None = None
    environment_id: str | None = None
    options: KeyValueOptions | None = None
    ip_allow_list: list[CidrBlock] | None = None


class ConnectionInfo(Wire):
    """How to reach a Key Value instance; the external address holds a password."""

    internal_connection_string: str = Field(repr=False)
    external_connection_string: str = Field(default="", repr=False)


def parse(model: type[M], payload: Any) -> M:
    """The reply as `model`. Raises UnexpectedReplyError that names the fields at fault and no value."""
    try:
        return model.model_validate(payload)
    except ValidationError as error:
        places = {".".join(str(step) for step in item["loc"]) or "everything" for item in error.errors()}
    # Outside the handler: the error that holds the reply must not be this one's context.
    raise UnexpectedReplyError(
        f"Render's {model.__name__} reply cannot be read (at {', '.join(sorted(places))}): "
        "check that RENDER_API_URL names Render's API v1, else report this with the field names"
    )
