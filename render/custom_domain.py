"""`CustomDomain`: a domain on a Render web service as a Pulumi resource."""

from dataclasses import dataclass
from typing import Annotated, Any

import pulumi
from pulumi.dynamic import CreateResult, UpdateResult

from render import session
from render.adapter import Adapter, RenderResource, plain
from render.client import RenderClient
from render.comparison import Field, Live, Props, kept_spelling
from render.errors import ApiError, RenderError, UncertainError
from render.progress import note
from render.retry import after_create, create_once
from render.wire import Domain, parse


def canonical_name(name: str) -> str:
    """A domain name as Render keeps it: lower case."""
    return name.strip().lower()


_NAME = Field(fixed=True, canonical=canonical_name)


@dataclass(frozen=True, kw_only=True)
class CustomDomainArgs:
    """Which domain on which web service. Its DNS row is not made here."""

    service_id: Annotated[pulumi.Input[str], Field(fixed=True)]
    name: Annotated[pulumi.Input[str], _NAME]


class CustomDomainProvider(Adapter):
    """Domains of web services."""

    args = CustomDomainArgs

    def deletes_first(self, old: Props, new: Props) -> bool:
        """Only the same domain, on another service: another one that Render refuses costs nothing then."""
        # A domain and its www name come and go together.
        before, after = (canonical_name(str(props["name"])).removeprefix("www.") for props in (old, new))
        return before == after

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Attach the domain, or go on with it when it is attached already."""
        wanted = plain(props)
        return CreateResult(attach(session.client(), wanted), wanted)

    def live(self, id_: str, mine: Props) -> Live:
        """Whether the domain is still there. Its verification is for Render and DNS to settle, not drift."""
        name = parse(Domain, session.client().get(f"{_path(mine['service_id'])}/{id_}")).name
        inputs = {**mine, "name": kept_spelling(_NAME, mine["name"], name)}
        return inputs, dict(inputs)

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """Nothing to write: both inputs replace."""
        return UpdateResult(plain(news))

    def delete(self, id_: str, props: dict[str, Any]) -> None:
        """Detach the domain; one that is gone already is fine."""
        session.client().delete(f"{_path(props['service_id'])}/{id_}")


class CustomDomain(RenderResource[CustomDomainArgs], module="render", name="CustomDomain"):
    """A domain on a web service; its id is Render's."""

    adapter = CustomDomainProvider

    name: pulumi.Output[str]


def find(client: RenderClient, service_id: str, name: str) -> Domain | None:
    """The entry of exactly this name on this service."""
    return _exactly(client.pages(_path(service_id), "customDomain", {"name": name}), name)


def attach(client: RenderClient, wanted: Props) -> str:
    """Attach a domain to a service, or go on with it when it is attached there already; answers its id.

    Render adds the twin of an apex or www name on its own; the twin is not ours. Raises RenderError.
    """
    service_id, name = wanted["service_id"], canonical_name(wanted["name"])
    existing = after_create(lambda: find(client, service_id, name), client)
    if existing is not None:
        note(f"{name}: is attached already, goes on with it")
        return existing.id
    created = create_once(
        lambda: _attach(client, service_id, name), lambda: find(client, service_id, name), client
    )
    return created.id


def _attach(client: RenderClient, service_id: str, name: str) -> Domain:
    try:
        payload = client.post(_path(service_id), {"name": name})
    except UncertainError:
        raise
    except ApiError as error:
        if error.status not in (400, 409):
            raise
        raise RenderError(
            f"Render does not attach the domain {name} to {service_id} ({error.status}: {error.message}): "
            "when another service has it, remove it there first; a workspace also has a limit of domains"
        ) from None
    entry = _exactly(payload, name)
    if entry is None:
        raise RenderError(
            f"Render attached something else than the domain {name}: look at {service_id} there"
        )
    return entry


def _exactly(entries: Any, name: str) -> Domain | None:
    domains = (parse(Domain, entry) for entry in entries)
    return next((domain for domain in domains if canonical_name(domain.name) == name), None)


def _path(service_id: str) -> str:
    return f"/services/{service_id}/custom-domains"
