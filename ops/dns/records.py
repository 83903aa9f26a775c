"""The records that an environment needs, as Vercel and Render name them now."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from config.derived import apex_host, api_host, site_host, site_hosts
from config.settings import Settings
from ops.accounts import found
from ops.accounts.http import Json
from ops.accounts.vercel import Vercel
from render.client import RenderClient


@dataclass(frozen=True)
class Wanted:
    """One record. `value` is None while the thing that it leads to does not exist; `leads_to` names it.

    `also`: older values that are as good.
    """

    stack: str
    name: str
    type: str
    value: str | None
    leads_to: str
    also: tuple[str, ...] = ()


def of_stack(stack: str, settings: Settings, vercel: Vercel, render: RenderClient) -> list[Wanted]:
    """The records of the site, of its bare domain where that is redirected, and of the API."""
    return [*_of_site(stack, settings, vercel), _of_api(stack, settings, render)]


def _of_site(stack: str, settings: Settings, vercel: Vercel) -> Iterator[Wanted]:
    host, apex = site_host(settings), apex_host(settings)
    project = found.project(vercel, settings)
    if project is None:
        yield Wanted(stack, host, "CNAME", None, f"the Vercel project {settings.frontend.project}")
        return
    about = f"the Vercel project {project.thing['name']}"
    advice = vercel.recommended(host, project.thing["id"])
    first, *others = [str(name).rstrip(".") for name in _ranked(advice["recommendedCNAME"])]
    yield Wanted(stack, host, "CNAME", first, about, tuple(others))
    if apex:
        best, *older = _ranked(vercel.recommended(apex, project.thing["id"])["recommendedIPv4"])
        good = tuple(address for addresses in older for address in addresses)
        yield from (Wanted(stack, apex, "A", address, about, good) for address in best)
    for domain in vercel.domains(project.thing["id"]):
        if domain["name"] in site_hosts(settings) and not domain.get("verified", True):
            yield from (_proof(stack, row, about) for row in domain.get("verification") or ())


def _proof(stack: str, row: Json, about: str) -> Wanted:
    return Wanted(stack, row["domain"], row["type"], row["value"], f"{about}, which proves that it is yours")


def _of_api(stack: str, settings: Settings, render: RenderClient) -> Wanted:
    service = found.service(render, settings, "api")
    url = service.thing.service_details.url if service else None
    name = service.thing.name if service else settings.api.name
    target = urlsplit(url).hostname if url else None
    return Wanted(stack, api_host(settings), "CNAME", target, f"the Render service {name}")


def _ranked(rows: list[Json]) -> list[Any]:
    """Hosts, or lists of addresses, the best first."""
    return [row["value"] for row in sorted(rows, key=lambda row: row["rank"])]
