"""Custom domains of a web service."""

from typing import Any

from render.client import RenderClient
from render.comparison import Props
from render.errors import ApiError, GoneError, RenderError, UncertainError
from render.progress import note
from render.retry import after_create, create_once
from render.wire import CustomDomain, parse


def canonical_name(name: str) -> str:
    """A domain name as Render keeps it: lower case."""
    return name.strip().lower()


def find(client: RenderClient, service_id: str, name: str) -> CustomDomain | None:
    """The entry of exactly this name on this service."""
    entries = client.pages(f"/services/{service_id}/custom-domains", "customDomain", {"name": name})
    return _exactly((parse(CustomDomain, entry) for entry in entries), name)


def create(client: RenderClient, wanted: Props) -> str:
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


def _attach(client: RenderClient, service_id: str, name: str) -> CustomDomain:
    try:
        payload = client.post(f"/services/{service_id}/custom-domains", {"name": name})
    except UncertainError:
        raise
    except ApiError as error:
        if error.status not in (400, 409):
            raise
        raise RenderError(
            f"Render does not attach the domain {name} to {service_id} ({error.status}: {error.message}): "
            "when another service has it, remove it there first; a workspace also has a limit of domains"
        ) from None
    entry = _exactly((parse(CustomDomain, item) for item in payload), name)
    if entry is None:
        raise RenderError(
            f"Render attached something else than the domain {name}: look at {service_id} there"
        )
    return entry


def read(client: RenderClient, domain_id: str, mine: Props) -> dict[str, Any] | None:
    """The inputs as they are live; None when the domain or its service is gone."""
    try:
        payload = client.get(f"/services/{mine['service_id']}/custom-domains/{domain_id}")
    except GoneError:
        return None
    live = parse(CustomDomain, payload).name
    return {
        "service_id": mine["service_id"],
        "name": mine["name"] if _same(live, mine["name"]) else live,
    }


def delete(client: RenderClient, domain_id: str, mine: Props) -> None:
    """Detach the domain; one that is gone already is fine."""
    client.delete(f"/services/{mine['service_id']}/custom-domains/{domain_id}")


def _exactly(entries: Any, name: str) -> CustomDomain | None:
    return next((entry for entry in entries if _same(entry.name, name)), None)


def _same(one: str, other: str) -> bool:
    return canonical_name(one) == canonical_name(other)
