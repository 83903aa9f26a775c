"""The replies of Render's API that this provider reads (Render Public API 1.0.0).

Fields and enum values that are new to it are tolerated: Render adds both without notice.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from render.errors import UnexpectedReplyError

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


class Wire(BaseModel):
    """Part of a reply: camelCase there, snake_case here. Errors never quote the reply."""

    model_config = ConfigDict(
        extra="ignore",
        frozen=True,
        alias_generator=to_camel,
        validate_by_name=True,
        hide_input_in_errors=True,
    )


class Reply(Wire):
    """An object with settings, which stay in it as Render said them: see `render.settings`."""

    model_config = ConfigDict(extra="allow")


# Render answers null for what is empty, also where a request must not.
Texts = Annotated[list[str], BeforeValidator(lambda value: [] if value is None else value)]
TextOrNone = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]


class BuildFilter(Wire):
    """Which changed files of a push start a build."""

    paths: Texts = []
    ignored_paths: Texts = []


class MaintenanceMode(Wire):
    """Whether visitors get a page instead of the service. Reads back as off where it was never set."""

    enabled: bool = False
    uri: TextOrNone = ""


class CidrBlock(Wire):
    """One entry of an IP allow list."""

    cidr_block: str
    description: str | None = ""


class ServiceDetails(Reply):
    """The part of a service that depends on its type."""

    url: str | None = None
    region: str | None = None


class Service(Reply):
    """A web service or worker, without its environment variables: they have their own endpoint."""

    id: str
    type: str
    name: str
    owner_id: str
    slug: str = ""
    repo: str | None = None
    branch: str | None = None
    suspended: str = "not_suspended"
    suspenders: Texts = []
    dashboard_url: str = ""
    updated_at: datetime | None = None
    service_details: ServiceDetails = ServiceDetails()

    @property
    def is_suspended(self) -> bool:
        """Whether it stands still until it is resumed."""
        return self.suspended == "suspended"

    @property
    def is_suspended_by_render(self) -> bool:
        """Whether it stands still without that a person has asked for it."""
        return self.is_suspended and bool(self.suspenders) and "user" not in self.suspenders


class CreatedService(Wire):
    """The reply to a create: the service, and the first deploy that it started."""

    service: Service
    deploy_id: str | None = None


class EnvVar(Wire):
    """One environment variable of a service, in clear."""

    key: str
    value: str | None = Field(default=None, repr=False)


class Commit(Wire):
    """What a deploy was built from."""

    id: str
    message: TextOrNone = ""


class Deploy(Wire):
    """One deploy of a service."""

    id: str
    status: str = "created"
    trigger: str = ""
    created_at: datetime | None = None
    commit: Commit | None = None


class Domain(Wire):
    """A custom domain of a service."""

    id: str
    name: str


class Owner(Wire):
    """A workspace."""

    id: str


class KeyValue(Reply):
    """A Key Value instance."""

    id: str
    name: str
    owner: Owner
    status: str = "unknown"
    region: str | None = None


class ConnectionInfo(Wire):
    """How to reach a Key Value instance; the external address holds a password."""

    internal_connection_string: str = Field(repr=False)
    external_connection_string: str = Field(default="", repr=False)


def parse(model: type[M], payload: Any) -> M:
    """The reply as `model`. Raises UnexpectedReplyError that names the fields at fault and no value."""
    return read(model.__name__, model.model_validate, payload)


def read(what: str, validate: Callable[[Any], T], payload: Any) -> T:
    """The same with any way to validate; `what`: the name of what is read."""
    try:
        return validate(payload)
    except ValidationError as error:
        places = {".".join(str(step) for step in item["loc"]) or "everything" for item in error.errors()}
    # Outside the handler: the error that holds the reply must not be this one's context.
    raise UnexpectedReplyError(
        f"Render's {what} reply cannot be read (at {', '.join(sorted(places))}): "
        "check that RENDER_API_URL names Render's API v1, else report this with the field names"
    )
