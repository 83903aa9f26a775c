"""The API: a Render web service under the environment's own host name."""

from dataclasses import dataclass

import pulumi

import render
from components.services import ServiceSpec, deploy


@dataclass(frozen=True, kw_only=True)
class ApiServiceArgs:
    """`host` is the public host name, such as api.example.org; its DNS record is an output."""

    service: ServiceSpec
    host: str
    protect: bool = False


class ApiService(pulumi.ComponentResource):
    """Web service, custom domain and deploy; `dns_records` is what to enter where the zone is kept."""

    deploy_id: pulumi.Output[str]
    dns_records: pulumi.Output[list[dict[str, str]]]

    def __init__(self, name: str, args: ApiServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("infra:components:ApiService", name, None, opts)
        child = pulumi.ResourceOptions(parent=self, protect=args.protect)
        options = args.service.options(self, args.protect)
        service = render.WebService(name, args.service.render_args(), options)
        domain = render.CustomDomain(
            name, render.CustomDomainArgs(service_id=service.id, name=args.host), child
        )
        self.deploy_id = deploy(name, service, args.service, self, [domain]).deploy_id
        self.dns_records = service.url.apply(lambda url: dns_records(args.host, url))
        self.register_outputs({"deploy_id": self.deploy_id, "dns_records": self.dns_records})


def dns_records(host: str, url: str) -> list[dict[str, str]]:
    """A CNAME to the service's own host (render.com/docs/custom-domains)."""
    return [{"name": host, "type": "CNAME", "value": url.removeprefix("https://")}]
