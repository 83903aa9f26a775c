"""API and worker: a Render service each, and the one deploy that brings it up to date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

import render
from config.derived import api_host, kept_by_hand, service_inputs
from config.settings import Service, Settings

Env = Mapping[str, pulumi.Input[str]]


@dataclass(frozen=True, kw_only=True)
class ServiceArgs:
    """The settings of the environment, and every variable of the service that this program owns."""

    settings: Settings
    env: Env


class ApiService(pulumi.ComponentResource):
    """Web service, custom domain and deploy; `dns_records` is what to enter where the zone is kept."""

    service: render.WebService
    deploy_id: pulumi.Output[str]
    dns_records: pulumi.Output[list[dict[str, str]]]

    def __init__(self, name: str, args: ServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("infra:components:ApiService", name, None, opts)
        settings, api = args.settings, args.settings.api
        host = api_host(settings)
        self.service = service = render.WebService(
            name, render_args(args, api), _options(self, settings, api)
        )
        domain = render.CustomDomain(
            name,
            render.CustomDomainArgs(service_id=service.id, name=host),
            pulumi.ResourceOptions(parent=self, protect=settings.protect),
        )
        self.deploy_id = _deploy(self, name, service, settings, api, [domain]).deploy_id
        self.dns_records = service.url.apply(lambda url: dns_records(host, url))
        self.register_outputs({"deploy_id": self.deploy_id, "dns_records": self.dns_records})


class Worker(pulumi.ComponentResource):
    """Background worker and deploy: it runs the queue's jobs and has no public address."""

    service: render.BackgroundWorker
    deploy_id: pulumi.Output[str]

    def __init__(self, name: str, args: ServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("infra:components:Worker", name, None, opts)
        settings, worker = args.settings, args.settings.worker
        self.service = render.BackgroundWorker(
            name, render_args(args, worker), _options(self, settings, worker)
        )
        self.deploy_id = _deploy(self, name, self.service, settings, worker).deploy_id
        self.register_outputs({"deploy_id": self.deploy_id})


def dns_records(host: str, url: str) -> list[dict[str, str]]:
    """A CNAME to the service's own host (render.com/docs/custom-domains)."""
    return [{"name": host, "type": "CNAME", "value": url.removeprefix("https://")}]


def render_args(args: ServiceArgs, service: Service) -> render.ServiceArgs:
    """The arguments of the Render resource."""
    by_hand = kept_by_hand(args.settings) or None
    return render.ServiceArgs(**service_inputs(args.settings, service), env=args.env, external_env=by_hand)


def _options(parent: pulumi.Resource, settings: Settings, service: Service) -> pulumi.ResourceOptions:
    # What is adopted, somebody else made.
    return pulumi.ResourceOptions(parent=parent, protect=settings.protect or service.adopt is not None)


def _deploy(
    parent: pulumi.Resource,
    name: str,
    service: render.WebService | render.BackgroundWorker,
    settings: Settings,
    model: Service,
    after: Sequence[pulumi.Resource] = (),
) -> render.Deploy:
    """The one deploy of a service per update, after everything it reads has been written."""
    return render.Deploy(
        name,
        render.DeployArgs(
            service_id=service.id,
            revision=service.revision,
            timeout_seconds=model.deploy_timeout_seconds,
            freeze=settings.freeze or None,
        ),
        pulumi.ResourceOptions(parent=parent, depends_on=list(after)),
    )
