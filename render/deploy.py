"""`Deploy`: what was written to a Render service, running. One per service, after all writes."""

from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi.dynamic import CreateResult, ReadResult, Resource, UpdateResult

from render import deploys, services, session
from render.adapter import Adapter, inputs_of, plain
from render.errors import GoneError
from render.progress import note
from render.revision import initial_deploy, needs_no_build
from render.values import Fault, Field, Props, changed, is_unknown, missing

# `timeout_seconds` says how to deploy once, not what to have.
_FIELDS: Final = (Field("service_id"), Field("revision"))


@dataclass(frozen=True, kw_only=True)
class DeployArgs:
    """When to deploy: whenever `digest` or `revision` changes.

    `digest` covers everything that a deploy makes effective. `revision`, an output of the service, covers
    what no input shows: that drift was repaired. As long as it names the deploy that the service's create
    started, that one is waited for and no second one is started.
    `timeout_seconds`: how long to wait until it is live. `freeze`: deploy nothing; what has piled up is
    deployed by the first update without it.
    """

    service_id: pulumi.Input[str]
    revision: pulumi.Input[str]
    timeout_seconds: pulumi.Input[int] = 1800
    freeze: pulumi.Input[bool] | None = None


class DeployProvider(Adapter):
    """Deploys that a digest or a revision triggers."""

    replace_on = frozenset({"service_id"})
    delete_first = False

    def faults(self, old: Props, new: Props) -> list[Fault]:
        """What is missing, or a deadline that is none."""
        timeout = new.get("timeout_seconds", 1800)
        late = [] if is_unknown(timeout) or timeout > 0 else [Fault("timeout_seconds", "must be more than 0")]
        return [*missing(("service_id", "revision"), new), *late]

    def changed(self, old: Props, new: Props) -> list[str]:
        """The inputs that differ; while frozen, only another service counts."""
        return changed(_FIELDS[:1] if new.get("freeze") else _FIELDS, old, new)

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Wait for the service's first deploy, or start one and wait until it is live."""
        wanted = plain(props)
        if wanted.get("freeze"):
            note(f"{wanted['service_id']}: frozen, not deployed")
            # With nothing deployed of it, everything differs as soon as the freeze is over.
            return CreateResult(
                wanted["service_id"], {**wanted, "digest": "", "revision": "", "deploy_id": ""}
            )
        first = initial_deploy(wanted.get("revision") or "")
        done = _deployed(wanted, deploys.Order(initial=first))
        return CreateResult(wanted["service_id"], done)

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Unchanged as long as the service is there: a deploy is something that happened."""
        known = plain(props)
        try:
            services.get(session.client(), known["service_id"])
        except GoneError:
            return ReadResult(None, {})
        return ReadResult(id_, known)

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """Start a deploy and wait until it is live; without a build where none of the changes needs one."""
        before, wanted = plain(olds), plain(news)
        light = needs_no_build(before.get("revision") or "", wanted.get("revision") or "")
        return UpdateResult(_deployed(wanted, deploys.Order(deploy_only=light)))

    def delete(self, id_: str, props: dict[str, Any]) -> None:
        """Nothing: what happened stays."""


class Deploy(Resource, module="render", name="Deploy"):
    """A service running what was written to it, as of `digest`; its id is the service's."""

    deploy_id: pulumi.Output[str]
    """The deploy that went live; "" when the service was suspended."""

    def __init__(
        self, resource_name: str, args: DeployArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(DeployProvider(), resource_name, inputs_of(args, "deploy_id"), opts)


def _deployed(wanted: Props, order: deploys.Order) -> dict[str, Any]:
    timeout = float(wanted["timeout_seconds"])
    deploy_id = deploys.roll_out(session.client(), wanted["service_id"], timeout, order)
    return {**wanted, "deploy_id": deploy_id}
