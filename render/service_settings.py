"""The inputs of a web service or worker: all that there is to say about each, in one place.

A new setting is one field of `ServiceArgs`; requests, replies, comparison, checks and deploys follow from it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from pulumi import Input
from pydantic import TypeAdapter

from render.comparison import Props, changed, compared, directives, is_empty
from render.plans import service_plan
from render.revision import AT_ONCE, BUILD, DEPLOY_ONLY, Effect
from render.settings import NUMBER, Setting, at, body_of, live_values
from render.wire import BuildFilter, MaintenanceMode, Service

Text = Input[str]

_RUNTIMES: Final = ("elixir", "go", "node", "python", "ruby", "rust")
_TRIGGERS: Final = ("commit", "checksPass", "off")
_FILTER: Final = TypeAdapter(BuildFilter)
_MODE: Final = TypeAdapter(MaintenanceMode)


def canonical_repo(repo: Any) -> Any:
    """A repository address without what does not matter: `.git`, a closing slash, upper case."""
    return repo.strip().rstrip("/").removesuffix(".git").casefold() if isinstance(repo, str) else repo


def _canonical_filter(paths: Any) -> Any:
    return [sorted(paths.get(key) or ()) for key in ("paths", "ignored_paths")]


def _canonical_mode(mode: Any) -> Any:
    return bool(mode.get("enabled")), mode.get("uri") or ""


def _trigger(reply: Any) -> Any:
    of_older_field = {"yes": "commit", "no": "off"}.get(reply.get("autoDeploy"))
    return reply.get("autoDeployTrigger") or of_older_field


def _pre_deploy_command(reply: Any) -> Any:
    # Sent one level above the place where it comes back.
    return at(reply, "serviceDetails.envSpecificDetails.preDeployCommand")


def _runtime(reply: Any) -> Any:
    # `env` is the deprecated name.
    return at(reply, "serviceDetails.runtime") or at(reply, "serviceDetails.env")


def _instances(reply: Any) -> Any:
    # Under autoscaling the number moves by itself and says nothing about what was asked for.
    scaled = at(reply, "serviceDetails.autoscaling.enabled")
    return None if scaled else at(reply, "serviceDetails.numInstances")


@dataclass(frozen=True, kw_only=True)
class ServiceArgs:
    """A web service or worker that Render builds from a Git repository.

    `env`: the variables that this program owns; Render may hold others, which stay untouched. Secret values
    are secret Outputs. `build_filter`: globs, `{"paths": [...], "ignored_paths": [...]}`.
    `maintenance_mode`: `{"enabled": bool, "uri": str}`. `render_subdomain_policy`: "disabled" closes the
    address at onrender.com; Render takes that only beside a custom domain, so the first update after the
    create writes it. What is left out keeps Render's default.

    `external_env`: keys that a person keeps in Render's UI; one that moves here from `env` is released, not
    deleted. `overwrite`: keys in `env` that may replace a value which somebody else has set. `adopt`: the id
    of a service to take over instead of creating one. `allow_replacement`: whether a change of owner or
    region may delete the service and create it anew.
    """

    name: Annotated[Text, Setting("name", effect=AT_ONCE)]
    owner_id: Annotated[Text, Setting("ownerId", fixed=True)]
    region: Annotated[Text, Setting("serviceDetails.region", fixed=True)]
    repo: Annotated[Text, Setting("repo", canonical=canonical_repo)]
    branch: Annotated[Text, Setting("branch")]
    runtime: Annotated[Text, Setting("serviceDetails.runtime", reply=_runtime, choices=_RUNTIMES)]
    # Recorded, and applied by the next deploy, for which `deploy_only` does: render-mcp-server#23.
    plan: Annotated[Text, Setting("serviceDetails.plan", canonical=service_plan, effect=DEPLOY_ONLY)]
    build_command: Annotated[Text, Setting("serviceDetails.envSpecificDetails.buildCommand")]
    start_command: Annotated[Text, Setting("serviceDetails.envSpecificDetails.startCommand")]
    root_dir: Annotated[Text | None, Setting("rootDir", default="")] = None
    health_check_path: Annotated[
        Text | None, Setting("serviceDetails.healthCheckPath", default="", web_only=True)
    ] = None
    pre_deploy_command: Annotated[
        Text | None, Setting("serviceDetails.preDeployCommand", reply=_pre_deploy_command, default="")
    ] = None
    # Changed by `POST /services/{id}/scale`; at most 100: render.com/docs/scaling.
    num_instances: Annotated[
        Input[int] | None,
        Setting(
            "serviceDetails.numInstances",
            reply=_instances,
            unreported=True,
            patchable=False,
            kind=NUMBER,
            bounds=(1, 100),
            effect=AT_ONCE,
        ),
    ] = None
    max_shutdown_delay_seconds: Annotated[
        Input[int] | None,
        Setting(
            "serviceDetails.maxShutdownDelaySeconds",
            unreported=True,
            kind=NUMBER,
            bounds=(1, 300),
            effect=DEPLOY_ONLY,
        ),
    ] = None
    auto_deploy_trigger: Annotated[
        Text | None,
        Setting("autoDeployTrigger", reply=_trigger, unreported=True, choices=_TRIGGERS, effect=AT_ONCE),
    ] = None
    build_filter: Annotated[
        Input[Mapping[str, Any]] | None,
        Setting("buildFilter", kind=_FILTER, canonical=_canonical_filter, default={}, effect=AT_ONCE),
    ] = None
    maintenance_mode: Annotated[
        Input[Mapping[str, Any]] | None,
        Setting(
            "serviceDetails.maintenanceMode",
            kind=_MODE,
            canonical=_canonical_mode,
            default={},
            web_only=True,
            effect=AT_ONCE,
        ),
    ] = None
    render_subdomain_policy: Annotated[
        Text | None,
        Setting(
            "serviceDetails.renderSubdomainPolicy",
            choices=("enabled", "disabled"),
            default="enabled",
            beside_domain=True,
            web_only=True,
            effect=AT_ONCE,
        ),
    ] = None
    env: Input[Mapping[str, Text]] = field(default_factory=dict)
    external_env: Input[Sequence[Text]] | None = None
    overwrite: Input[Sequence[Text]] | None = None
    adopt: Text | None = None
    allow_replacement: Input[bool] | None = None


SETTINGS: Final = compared(ServiceArgs, Setting)
DIRECTIVES: Final = tuple(name for name in directives(ServiceArgs) if name != "env")
_EFFECTS: Final = {setting.name: setting.effect for setting in SETTINGS}


def changed_settings(old: Props, new: Props) -> list[str]:
    """The names of the settings in which `new` asks for something else than `old`."""
    return changed(SETTINGS, old, new)


def effects(settings: Collection[str], variables: bool) -> set[Effect]:
    """When a change of these settings, and of variables or none, takes effect."""
    return {_EFFECTS[name] for name in settings} | ({BUILD} if variables else set())


def at_creation(wanted: Props) -> dict[str, Any]:
    """What is wanted without that for which a custom domain has to be attached first."""
    later = {setting.name for setting in SETTINGS if setting.beside_domain}
    return {name: value for name, value in wanted.items() if name not in later}


def live_settings(service: Service, mine: Props) -> dict[str, Any]:
    """What Render holds for each setting given in `mine`, spelled as there where both mean the same."""
    given = {name: value for name, value in mine.items() if not is_empty(value)}
    return live_values(SETTINGS, service, given)


def create_body(service_type: str, wanted: Props) -> dict[str, Any]:
    """The body of `POST /services`: only what is given, Render refuses some of its own defaults."""
    given = [name for name, value in wanted.items() if not is_empty(value)]
    variables = [{"key": key, "value": value} for key, value in (wanted.get("env") or {}).items()]
    return {"type": service_type, **body_of(SETTINGS, given, wanted), "envVars": variables}


def patch_body(changes: Collection[str], wanted: Props) -> dict[str, Any]:
    """The body of `PATCH /services/{id}` for the settings in `changes`; empty when none is patchable."""
    names = {*changes}
    if "runtime" in names:
        # The stored commands belong to the runtime that goes.
        names |= {"build_command", "start_command"}
    return body_of([s for s in SETTINGS if s.patchable and not s.fixed], names, wanted)
