"""What the API and the worker have in common: a Render service and the deploy that brings it up to date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

import render
from components.digest import digest_of

# Settings that Render applies at once; the rest waits for a deploy and so belongs into its digest.
_APPLIED_AT_ONCE = frozenset({"name", "owner_id", "region", "auto_deploy_trigger", "env", "external_env"})


@dataclass(frozen=True, kw_only=True)
class ServiceSpec:
    """One service, in the terms of render.ServiceArgs; `env` holds every variable this program owns."""

    name: pulumi.Input[str]
    owner_id: pulumi.Input[str]
    region: pulumi.Input[str]
    repo: pulumi.Input[str]
    branch: pulumi.Input[str]
    plan: pulumi.Input[str]
    root_dir: pulumi.Input[str]
    build_command: pulumi.Input[str]
    start_command: pulumi.Input[str]
    max_shutdown_delay_seconds: pulumi.Input[int]
    auto_deploy_trigger: pulumi.Input[str]
    env: Mapping[str, pulumi.Input[str]]
    external_env: Sequence[str] | None = None
    health_check_path: pulumi.Input[str] | None = None
    runtime: pulumi.Input[str] = "node"

    def render_args(self) -> render.ServiceArgs:
        """The same as arguments of the Render resource."""
        return render.ServiceArgs(**vars(self))

    def digest(self) -> pulumi.Output[str]:
        """Changes when a running instance would have to be deployed again to follow."""
        settings = {key: value for key, value in vars(self).items() if key not in _APPLIED_AT_ONCE}
        return digest_of({"settings": settings, "env": dict(self.env)})


def deploy(
    name: str,
    service: render.WebService | render.BackgroundWorker,
    spec: ServiceSpec,
    parent: pulumi.Resource,
    depends_on: Sequence[pulumi.Resource] = (),
) -> render.Deploy:
    """The one deploy of a service per update, after everything it reads has been written."""
    return render.Deploy(
        name,
        render.DeployArgs(service_id=service.id, digest=spec.digest(), revision=service.revision),
        pulumi.ResourceOptions(parent=parent, depends_on=list(depends_on)),
    )
