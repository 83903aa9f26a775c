"""`Deploy`: what was written to a Render service, running. One per service, after all writes."""

from dataclasses import dataclass
from typing import Annotated, Any

import pulumi
from pulumi.dynamic import CreateResult, ReadResult, UpdateResult

from render import deploys, services, session
from render.adapter import Adapter, RenderResource, plain
from render.comparison import Fault, Field, Props, is_unknown
from render.errors import GoneError
from render.progress import note
from render.revision import initial_deploy, needs_no_build, newest_before


@dataclass(frozen=True, kw_only=True)
class DeployArgs:
    """When to deploy: whenever `revision` changes.

    `revision`, an output of the service, changes with every write that needs a deploy. As long as it names
    the deploy that the service's create started, that one is waited for and no second one is started.
    `timeout_seconds`: how long to wait until it is live. `freeze`: deploy nothing; what has piled up is
    deployed by the first update without it. `digest`: read for the sake of saved states, and compared with
    nothing.
    """

    service_id: Annotated[pulumi.Input[str], Field(fixed=True)]
    revision: Annotated[pulumi.Input[str], Field()]
    digest: pulumi.Input[str] | None = None
    timeout_seconds: pulumi.Input[int] = 1800
    freeze: pulumi.Input[bool] | None = None


class DeployProvider(Adapter):
    """Deploys that a revision triggers."""

    args = DeployArgs
    delete_first = False

    def faults(self, old: Props, new: Props) -> list[Fault]:
        """What is missing, or a deadline that is none."""
        timeout = new.get("timeout_seconds", 1800)
        late = [] if is_unknown(timeout) or timeout > 0 else [Fault("timeout_seconds", "must be more than 0")]
        # A service in a saved state can have the empty revision, so that one is not a missing input.
        return [fault for fault in super().faults(old, new) if fault.property != "revision"] + late

    def changed(self, old: Props, new: Props) -> list[str]:
        """The inputs that differ; while frozen, only another service counts."""
        changes = super().changed(old, new)
        if new.get("freeze"):
            return [name for name in changes if name == "service_id"]
        # Created under a freeze: nothing of the service was deployed, whatever its revision.
        return [*changes, "freeze"] if old.get("freeze") else changes

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Wait for the service's first deploy, or start one and wait until it is live."""
        wanted = plain(props)
        if wanted.get("freeze"):
            note(f"{wanted['service_id']}: frozen, not deployed")
            # Without a revision: what is deployed after the freeze is built, whatever was written meanwhile.
            return CreateResult(wanted["service_id"], {**wanted, "revision": "", "deploy_id": ""})
        revision = wanted.get("revision") or ""
        options = deploys.DeployOptions(initial=initial_deploy(revision), older=newest_before(revision))
        return CreateResult(wanted["service_id"], _deployed(wanted, options))

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Unchanged as long as the service is there: a deploy is something that happened."""
        known = plain(props)
        try:
            service = services.get(session.client(), known["service_id"])
        except GoneError:
            return ReadResult(None, {})
        if service.is_suspended:
            note(f"{service.name}: is suspended; it deploys when it is resumed")
        return ReadResult(id_, known)

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """Start a deploy, or go on with one that brings the same, and wait until it is live.

        Without a build where none of the changes needs one.
        """
        before, wanted = plain(olds), plain(news)
        revision = wanted.get("revision") or ""
        skip_build = needs_no_build(before.get("revision") or "", revision)
        options = deploys.DeployOptions(skip_build=skip_build, older=newest_before(revision))
        return UpdateResult(_deployed(wanted, options))

    def delete(self, id_: str, props: dict[str, Any]) -> None:
        """Nothing: what happened stays."""


class Deploy(RenderResource[DeployArgs], module="render", name="Deploy"):
    """A service running what was written to it, as of `revision`; its id is the service's."""

    adapter = DeployProvider

    deploy_id: pulumi.Output[str]
    """The deploy that went live; "" when the service was suspended."""


def _deployed(wanted: Props, options: deploys.DeployOptions) -> dict[str, Any]:
    timeout = float(wanted["timeout_seconds"])
    deploy_id = deploys.roll_out(session.client(), wanted["service_id"], timeout, options)
    return {**wanted, "deploy_id": deploy_id}
