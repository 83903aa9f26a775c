"""`CustomDomain`: a domain on a Render web service as a Pulumi resource."""

from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, ReadResult, Resource, UpdateResult

from render import domains, session
from render.adapter import Adapter, inputs_of, plain, read_result
from render.comparison import Fault, Props, changed, missing


@dataclass(frozen=True, kw_only=True)
class CustomDomainArgs:
    """Which domain on which web service. Its DNS row is not made here."""

    service_id: pulumi.Input[str]
    name: pulumi.Input[str]


class CustomDomainProvider(Adapter):
    """Domains of web services."""

    replace_on = frozenset({"service_id", "name"})

    def faults(self, old: Props, new: Props) -> list[Fault]:
        """What is missing."""
        return missing(("service_id", "name"), new)

    def changed(self, old: Props, new: Props) -> list[str]:
        """The inputs that differ."""
        return changed(domains.FIELDS, old, new)

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Attach the domain, or go on with it when it is attached already."""
        wanted = plain(props)
        return CreateResult(domains.create(session.client(), wanted), wanted)

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Whether the domain is still there. Its verification is for Render and DNS to settle, not drift."""
        live = domains.read(session.client(), id_, plain(props))
        return read_result(id_, None if live is None else (live, dict(live)))

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """Nothing to write: both inputs replace."""
        return UpdateResult(plain(news))

    def delete(self, id_: str, props: dict[str, Any]) -> None:
        """Detach the domain."""
        domains.delete(session.client(), id_, plain(props))


class CustomDomain(Resource, module="render", name="CustomDomain"):
    """A domain on a web service; its id is Render's."""

    name: pulumi.Output[str]

    def __init__(
        self, resource_name: str, args: CustomDomainArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(CustomDomainProvider(), resource_name, inputs_of(args), opts)
