"""The Pulumi side of web services and background workers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pulumi
from pulumi.dynamic import CheckFailure, CheckResult, CreateResult, ReadResult, UpdateResult

from render import env_vars, existing, service_rules, services, session
from render.adapter import Adapter, may_be_replacement, plain, read_result
from render.comparison import Fault, Props, is_unknown
from render.errors import RenderError
from render.progress import note
from render.service_settings import changed_settings


@dataclass(frozen=True, kw_only=True)
class ServiceArgs:
    """A web service or worker that Render builds from a Git repository.

    `env`: the variables that this program owns; Render may hold others, which stay untouched. Secret values
    are secret Outputs. `auto_deploy_trigger`: "commit", "checksPass" or "off". `health_check_path`: web
    services only. What is left out keeps Render's default and is never compared.

    `external_env`: keys that a person keeps in Render's UI; one that moves here from `env` is released, not
    deleted. `overwrite`: keys in `env` that may replace a value which somebody else has set. `adopt`: the id
    of a service to take over instead of creating one. `allow_replacement`: whether a change of owner or
    region may delete the service and create it anew. `build_filter`: `paths` and `ignored_paths`, globs.
    `maintenance_mode`: `{"enabled": bool, "uri": str}`. `previews`: "off", "manual" or "automatic".
    """

    name: pulumi.Input[str]
    owner_id: pulumi.Input[str]
    region: pulumi.Input[str]
    repo: pulumi.Input[str]
    branch: pulumi.Input[str]
    runtime: pulumi.Input[str]
    plan: pulumi.Input[str]
    build_command: pulumi.Input[str]
    start_command: pulumi.Input[str]
    root_dir: pulumi.Input[str] | None = None
    health_check_path: pulumi.Input[str] | None = None
    pre_deploy_command: pulumi.Input[str] | None = None
    num_instances: pulumi.Input[int] | None = None
    max_shutdown_delay_seconds: pulumi.Input[int] | None = None
    auto_deploy_trigger: pulumi.Input[str] | None = None
    build_filter: pulumi.Input[Mapping[str, Any]] | None = None
    maintenance_mode: pulumi.Input[Mapping[str, Any]] | None = None
    previews: pulumi.Input[str] | None = None
    render_subdomain_policy: pulumi.Input[str] | None = None
    environment_id: pulumi.Input[str] | None = None
    env: pulumi.Input[Mapping[str, pulumi.Input[str]]] = field(default_factory=dict)
    external_env: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None
    overwrite: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None
    adopt: pulumi.Input[str] | None = None
    allow_replacement: pulumi.Input[bool] | None = None


class ServiceProvider(Adapter):
    """Services of one type, named by the subclass."""

    service_type: ClassVar[str]
    replace_on = frozenset({"owner_id", "region"})

    def faults(self, old: Props, new: Props) -> list[Fault]:
        """What is wrong with the inputs."""
        return service_rules.faults(self.service_type, new, old)

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Also what is there already: a preview announces an adoption, and refuses what an update would."""
        result = super().check(olds, news)
        if result.failures:
            return result
        failures = self._against_render(plain(olds), plain(news))
        return CheckResult(dict(news), [CheckFailure(fault.property, fault.reason) for fault in failures])

    def _against_render(self, old: Props, new: Props) -> list[Fault]:
        asked = ("name", "owner_id", "region", "repo", "branch", "adopt")
        if may_be_replacement(old, new) or any(is_unknown(new.get(name)) for name in asked):
            return []
        try:
            client = session.client()
            for line in [] if old else existing.announce(client, self.service_type, new):
                note(line)
            foreign = existing.foreign_variables(client, self.service_type, old, new)
        except RenderError as error:
            return [Fault("adopt" if new.get("adopt") else "name", str(error))]
        # Never a fault of `env` as a whole: Pulumi prints the value of the property at fault.
        return [Fault("overwrite", env_vars.conflict_text(foreign))] if foreign else []

    def changed(self, old: Props, new: Props) -> list[str]:
        """The settings that differ, and `env` when any owned variable does."""
        env = new.get("env") or {}
        changes = changed_settings(old, new)
        return [*changes, "env"] if is_unknown(env) or env != (old.get("env") or {}) else changes

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Create the service, or go on with one that an earlier, cut-off create made."""
        return CreateResult(*services.create(session.client(), self.service_type, plain(props)))

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """The live values of everything that the program owns."""
        return read_result(id_, services.read(session.client(), id_, plain(props)))

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """Write what changed; deploying is a resource of its own."""
        return UpdateResult(services.update(session.client(), id_, plain(olds), plain(news)))

    def delete(self, id_: str, props: dict[str, Any]) -> None:
        """Delete the service."""
        services.delete(session.client(), id_)
