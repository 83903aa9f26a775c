"""The settings of a web service or worker: where each stands in Render's requests and replies."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic.alias_generators import to_camel

from render.comparison import Field, Props, changed, is_empty, kept_spelling, text
from render.plans import service_plan
from render.wire import EnvSpecificDetails, Service

_TRIGGER_OF_AUTO_DEPLOY = {"yes": "commit", "no": "off"}


@dataclass(frozen=True, kw_only=True)
class Setting(Field):
    """One setting: `read` takes it from a reply, `write` is its place in a request.

    `patchable` False: the API takes it at creation, later through an endpoint of its own or not at all.
    `unreported`: a reply without it means nothing. `unset`: what a request says to take it away.
    """

    read: Callable[[Service], Any]
    write: tuple[str, ...] = field(default=())
    patchable: bool = True
    unreported: bool = False
    unset: Any = ""


def canonical_repo(repo: Any) -> Any:
    """A repository address without what does not matter: `.git`, a closing slash, upper case."""
    return repo.strip().rstrip("/").removesuffix(".git").casefold() if isinstance(repo, str) else repo


def canonical_filter(paths: Any) -> Any:
    """A build filter with both of its lists, in any order."""
    return {key: sorted(paths.get(key) or ()) for key in ("paths", "ignored_paths")}


def _instances(service: Service) -> int | None:
    # Under autoscaling the number moves by itself and says nothing about what was asked for.
    scaling = service.service_details.autoscaling
    return None if scaling and scaling.enabled else service.service_details.num_instances


def _run(service: Service) -> EnvSpecificDetails:
    return service.service_details.env_specific_details or EnvSpecificDetails()


def _trigger(service: Service) -> str | None:
    return service.auto_deploy_trigger or _TRIGGER_OF_AUTO_DEPLOY.get(service.auto_deploy or "")


_DETAILS = "serviceDetails"
_RUN = (_DETAILS, "envSpecificDetails")

SETTINGS: Final = (
    Setting(name="name", read=lambda s: s.name, write=("name",)),
    Setting(name="owner_id", read=lambda s: s.owner_id, write=("ownerId",), patchable=False),
    Setting(
        name="region", read=lambda s: s.service_details.region, write=(_DETAILS, "region"), patchable=False
    ),
    Setting(name="repo", canonical=canonical_repo, read=lambda s: s.repo, write=("repo",)),
    Setting(name="branch", read=lambda s: s.branch, write=("branch",)),
    Setting(name="root_dir", removable=True, read=lambda s: s.root_dir, write=("rootDir",)),
    Setting(name="auto_deploy_trigger", read=_trigger, write=("autoDeployTrigger",), unreported=True),
    Setting(
        name="runtime",
        read=lambda s: s.service_details.runtime or s.service_details.env,
        write=(_DETAILS, "runtime"),
    ),
    Setting(
        name="plan",
        canonical=service_plan,
        read=lambda s: s.service_details.plan,
        write=(_DETAILS, "plan"),
    ),
    Setting(name="build_command", read=lambda s: _run(s).build_command, write=(*_RUN, "buildCommand")),
    Setting(name="start_command", read=lambda s: _run(s).start_command, write=(*_RUN, "startCommand")),
    # Sent one level above the place where it comes back.
    Setting(
        name="pre_deploy_command",
        removable=True,
        read=lambda s: _run(s).pre_deploy_command,
        write=(_DETAILS, "preDeployCommand"),
    ),
    Setting(
        name="health_check_path",
        removable=True,
        read=lambda s: s.service_details.health_check_path,
        write=(_DETAILS, "healthCheckPath"),
    ),
    Setting(
        name="max_shutdown_delay_seconds",
        read=lambda s: s.service_details.max_shutdown_delay_seconds,
        write=(_DETAILS, "maxShutdownDelaySeconds"),
        unreported=True,
    ),
    Setting(
        name="build_filter",
        canonical=canonical_filter,
        removable=True,
        read=lambda s: s.build_filter and s.build_filter.model_dump(),
        write=("buildFilter",),
        unset=None,
    ),
    Setting(
        name="maintenance_mode",
        removable=True,
        # Reads back as {"enabled": false, "uri": ""} where it was never set.
        canonical=lambda mode: (bool(mode.get("enabled")), mode.get("uri") or ""),
        read=lambda s: s.service_details.maintenance_mode and s.service_details.maintenance_mode.model_dump(),
        write=(_DETAILS, "maintenanceMode"),
        unset={"enabled": False, "uri": ""},
    ),
    Setting(
        name="previews",
        read=lambda s: s.service_details.previews and s.service_details.previews.generation,
        write=(_DETAILS, "previews", "generation"),
    ),
    Setting(
        name="render_subdomain_policy",
        read=lambda s: s.service_details.render_subdomain_policy,
        write=(_DETAILS, "renderSubdomainPolicy"),
    ),
    # The last two change by endpoints of their own: `/scale`, `/environments/{id}/resources`.
    Setting(
        name="environment_id",
        removable=True,
        read=lambda s: s.environment_id,
        write=("environmentId",),
        patchable=False,
    ),
    Setting(
        name="num_instances",
        read=_instances,
        write=(_DETAILS, "numInstances"),
        patchable=False,
        unreported=True,
    ),
)


def changed_settings(old: Props, new: Props) -> list[str]:
    """The names of the settings in which `new` asks for something else than `old`."""
    return changed(SETTINGS, old, new)


def live_settings(service: Service, mine: Props) -> dict[str, Any]:
    """What Render holds for each setting given in `mine`, spelled as there where both mean the same."""
    found = {}
    for setting in SETTINGS:
        wanted = mine.get(setting.name)
        live = setting.read(service)
        if is_empty(wanted):
            continue
        found[setting.name] = (
            wanted if setting.unreported and is_empty(live) else kept_spelling(setting, wanted, live)
        )
    return {name: value for name, value in found.items() if value is not None}


def create_body(service_type: str, wanted: Props) -> dict[str, Any]:
    """The body of `POST /services`: only what is given, Render refuses some of its own defaults."""
    body: dict[str, Any] = {"type": service_type}
    for setting in SETTINGS:
        if not is_empty(wanted.get(setting.name)):
            _put(body, setting.write, _sent(setting, wanted[setting.name]))
    body["envVars"] = [{"key": key, "value": value} for key, value in (wanted.get("env") or {}).items()]
    return body


def patch_body(changes: Sequence[str], wanted: Props) -> dict[str, Any]:
    """The body of `PATCH /services/{id}` for the settings in `changes`; empty when none is patchable."""
    names = set(changes)
    if "runtime" in names:
        # The stored commands belong to the runtime that goes.
        names |= {"build_command", "start_command"}
    body: dict[str, Any] = {}
    for setting in SETTINGS:
        if setting.patchable and setting.name in names:
            _put(body, setting.write, _sent(setting, wanted.get(setting.name)))
    return body


def _sent(setting: Setting, value: Any) -> Any:
    # Absence would leave the value as it is.
    if is_empty(value):
        return setting.unset
    if isinstance(value, Mapping):
        return {to_camel(key): item for key, item in value.items()}
    # Numbers cross Pulumi's wire as floats.
    return int(value) if isinstance(value, float) else text(value)


def _put(body: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    *parents, leaf = path
    for parent in parents:
        body = body.setdefault(parent, {})
    body[leaf] = value
