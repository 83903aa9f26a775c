"""What a request may say about a service, per type and verb: the API's own schema, closed and strict."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator
from pydantic.alias_generators import to_camel

from sandbox.body import Body, Filled, one_of
from sandbox.http import Json
from sandbox.render_api import plans
from sandbox.render_api.env_vars import EnvVar
from sandbox.render_api.wire import GIT_HOSTS, Refused, checked, unfetchable

TYPES = ("web_service", "background_worker")
OTHER_TYPES = ("static_site", "private_service", "cron_job")
RUNTIMES = ("elixir", "go", "node", "python", "ruby", "rust")
OTHER_RUNTIMES = ("docker", "image")
REPO_FORM = re.compile(rf"https://({'|'.join(map(re.escape, GIT_HOSTS))})(/[\w.-]+){{2,}}/?")
REGIONS = ("frankfurt", "oregon", "ohio", "singapore", "virginia")


def _not_emulated(value: Any, field: ValidationInfo) -> Any:
    if value is not None:
        raise Refused(501, f"the sandbox does not emulate {to_camel(field.field_name or '')}")
    return value


def _other_runtime(value: Any) -> Any:
    if value in OTHER_RUNTIMES:
        raise Refused(501, f"the sandbox does not emulate serviceDetails.runtime {value}")
    return value


def _enterprise_only(value: Any) -> Any:
    if value is not None:
        raise Refused(400, "IP allow list is only available for Enterprise workspaces")
    return value


def _at_known_host(repo: str) -> str:
    if not REPO_FORM.fullmatch(repo):
        raise unfetchable(repo)
    return repo


NotEmulated = Annotated[Any, AfterValidator(_not_emulated)]
EnterpriseOnly = Annotated[Any, AfterValidator(_enterprise_only)]
Repo = Annotated[str, AfterValidator(_at_known_host)]
Region = Annotated[str, one_of(*REGIONS)]
Runtime = Annotated[str, AfterValidator(_other_runtime), one_of(*RUNTIMES)]
Instances = Annotated[int, Field(ge=1, le=100)]
Percentage = Annotated[int, Field(ge=1, le=100)]


class Criterion(Body):
    """What autoscaling looks at: cpu or memory."""

    enabled: bool
    percentage: Percentage


class Autoscaling(Body):
    """A complete autoscaling rule."""

    enabled: bool
    min: Instances
    max: Instances
    criteria: Annotated[dict[Literal["cpu", "memory"], Criterion], Field(min_length=2)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min > self.max:
            raise ValueError("must not have a min above its max")
        return self


class BuildFilter(Body):
    """Which files of the repository a build depends on."""

    paths: list[str] | None
    ignored_paths: list[str] | None


class Maintenance(Body):
    """Whether visitors get a maintenance page, and which one; the default page without a URI."""

    enabled: bool
    uri: str


class Commands(Body):
    """Commands of a native runtime."""

    build_command: str | None = None
    start_command: str | None = None


class AllCommands(Commands):
    """What a new service needs of them."""

    build_command: str
    start_command: str


class WorkerDetails(Body):
    """`serviceDetails` in a PATCH of a worker."""

    plan: str | None = None
    pre_deploy_command: str | None = None
    max_shutdown_delay_seconds: Annotated[int, Field(ge=1, le=300)] | None = None
    runtime: Runtime = "node"
    env_specific_details: Commands | None = None
    previews: NotEmulated = None
    pull_request_previews_enabled: NotEmulated = None


class WebDetails(WorkerDetails):
    """`serviceDetails` in a PATCH of a web service."""

    health_check_path: str | None = None
    maintenance_mode: Maintenance | None = None
    ip_allow_list: EnterpriseOnly = None
    cache: NotEmulated = None
    render_subdomain_policy: Literal["enabled", "disabled"] | None = None


class NewWorkerDetails(WorkerDetails):
    """`serviceDetails` of a new worker."""

    runtime: Runtime
    env_specific_details: AllCommands
    region: Region | None = None
    num_instances: Instances | None = None
    autoscaling: Autoscaling | None = None
    disk: NotEmulated = None
    artifact_source_id: NotEmulated = None


class NewWebDetails(NewWorkerDetails, WebDetails):
    """`serviceDetails` of a new web service."""

    internal_routing: NotEmulated = None


class ServiceChange(Body):
    """The body of a PATCH."""

    name: Filled = ""
    repo: Repo = ""
    branch: str | None = None
    root_dir: str | None = None
    auto_deploy: Literal["yes", "no"] | None = None
    auto_deploy_trigger: Literal["commit", "off", "checksPass"] | None = None
    build_filter: BuildFilter | None = None
    image: NotEmulated = None
    artifact_id: NotEmulated = None
    artifact_source_id: NotEmulated = None
    service_details: dict[str, Any] | None = None


class NewService(ServiceChange):
    """The body of a creation."""

    type: Literal["web_service", "background_worker"]
    name: Filled
    owner_id: Filled
    repo: Repo
    service_details: dict[str, Any]
    env_vars: list[EnvVar] | None = None
    secret_files: NotEmulated = None
    environment_id: NotEmulated = None


def creation(body: Any) -> Json:
    """Return a checked POST body without null fields. Raises Refused 400, or 501 for what is not emulated."""
    kind = body.get("type") if isinstance(body, dict) else None
    if kind in OTHER_TYPES:
        raise Refused(501, f"the sandbox does not emulate type {kind}")
    wish = _without_nulls(checked(NewService, body))
    model = NewWebDetails if kind == "web_service" else NewWorkerDetails
    details = _without_nulls(_details(model, wish["serviceDetails"]))
    wish["serviceDetails"] = {"plan": "starter"} | details
    _refuse_impossible(wish["type"], wish["serviceDetails"])
    return wish


def change(service: Json, body: Any) -> Json:
    """Return a checked PATCH body; a null field asks for the default. Raises Refused 400 or 501."""
    wish = checked(ServiceChange, body, others=NewService)
    model = WebDetails if service["type"] == "web_service" else WorkerDetails
    details = _details(model, wish.get("serviceDetails") or {})
    present = service["serviceDetails"]
    pre_deploy = details.get("preDeployCommand", present["envSpecificDetails"].get("preDeployCommand"))
    _refuse_impossible(service["type"], present | details | {"preDeployCommand": pre_deploy})
    return wish | {"serviceDetails": details}


def refuse_instances(details: Json) -> None:
    """Raise Refused 400 on a plan with one instance: https://render.com/docs/free."""
    if details["plan"] == "free":
        raise Refused(400, "plan free has one instance")


def _refuse_impossible(kind: str, details: Json) -> None:
    plan = details["plan"]
    if plan != "free":
        if plan not in plans.PAID:
            raise Refused(400, f"serviceDetails.plan {plan} does not exist")
        return
    if kind != "web_service":
        raise Refused(400, f"plan free is not available for a {kind}")
    # https://render.com/docs/free, https://render.com/docs/maintenance-mode
    if details.get("preDeployCommand"):
        raise Refused(400, "preDeployCommand is not available on plan free")
    if (details.get("maintenanceMode") or {}).get("enabled"):
        raise Refused(400, "maintenanceMode is not available on plan free")
    if details.get("numInstances", 1) > 1 or details.get("autoscaling"):
        refuse_instances(details)


def _details(model: type[WorkerDetails], details: Json) -> Json:
    return checked(model, details, "serviceDetails", others=NewWebDetails)


def _without_nulls(fields: Json) -> Json:
    return {key: value for key, value in fields.items() if value is not None}
