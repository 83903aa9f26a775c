"""What the API and the worker have in common: a Render service and the deploy that brings it up to date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

import render
from components.digest import digest_of

# What a running instance does not have to be deployed again for; the rest belongs into the digest. Adding a
# field to the digest would deploy every service once.
_NOT_DEPLOYED = frozenset(
    {
        *("name", "owner_id", "region", "auto_deploy_trigger", "env", "external_env", "num_instances"),
        *("adopt", "overwrite", "allow_replacement", "freeze", "deploy_timeout_seconds"),
    }
)
_ABOUT_DEPLOYING = frozenset({"freeze", "deploy_timeout_seconds"})


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
    num_instances: int | None = None
    runtime: pulumi.Input[str] = "node"
    adopt: str | None = None
    overwrite: Sequence[str] | None = None
    allow_replacement: bool | None = None
    freeze: bool = False
    deploy_timeout_seconds: int = 1800

    def render_args(self) -> render.ServiceArgs:
        """The same as arguments of the Render resource."""
        given = {key: value for key, value in vars(self).items() if key not in _ABOUT_DEPLOYING}
        return render.ServiceArgs(**given)

    def options(self, parent: pulumi.Resource, protect: bool) -> pulumi.ResourceOptions:
        """Protected when the environment is, and always when adopted: somebody else made it."""
        return pulumi.ResourceOptions(parent=parent, protect=protect or self.adopt is not None)

    def digest(self) -> pulumi.Output[str]:
        """Changes when a running instance would have to be deployed again to follow."""
        settings = {key: value for key, value in vars(self).items() if key not in _NOT_DEPLOYED}
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
        render.DeployArgs(
            service_id=service.id,
            digest=spec.digest(),
            revision=service.revision,
            timeout_seconds=spec.deploy_timeout_seconds,
            freeze=spec.freeze or None,
        ),
        pulumi.ResourceOptions(parent=parent, depends_on=list(depends_on)),
    )
