"""The worker: a Render background worker that runs the queue's jobs."""

from dataclasses import dataclass

import pulumi

import render
from components.services import ServiceSpec, deploy


@dataclass(frozen=True, kw_only=True)
class WorkerArgs:
    """The worker has no public address and no health check."""

    service: ServiceSpec
    protect: bool = False


class Worker(pulumi.ComponentResource):
    """Background worker and deploy."""

    deploy_id: pulumi.Output[str]

    def __init__(self, name: str, args: WorkerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("infra:components:Worker", name, None, opts)
        options = args.service.options(self, args.protect)
        service = render.BackgroundWorker(name, args.service.render_args(), options)
        self.deploy_id = deploy(name, service, args.service, self).deploy_id
        self.register_outputs({"deploy_id": self.deploy_id})
