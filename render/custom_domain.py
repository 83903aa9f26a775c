"""`CustomDomain`: a domain on a Render web service as a Pulumi resource."""

from dataclasses import dataclass
from typing import Annotated, Any

import pulumi
from pulumi.dynamic import CreateResult, ReadResult, UpdateResult

from render import domains, session
from render.adapter import Adapter, RenderResource, plain, read_result
from render.comparison import Field


@dataclass(frozen=True, kw_only=True)
class CustomDomainArgs:
    """Which domain on which web service. Its DNS row is not made here."""

    service_id: Annotated[pulumi.Input[str], Field(fixed=True)]
    name: Annotated[pulumi.Input[str], Field(fixed=True, canonical=domains.canonical_name)]


class CustomDomainProvider(Adapter):
    """Domains of web services."""

    args = CustomDomainArgs

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


class CustomDomain(RenderResource[CustomDomainArgs], module="render", name="CustomDomain"):
    """A domain on a web service; its id is Render's."""

    adapter = CustomDomainProvider

    name: pulumi.Output[str]
