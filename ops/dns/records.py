"""The records that an environment needs, as Vercel and Render name them now, beside what DNS answers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from config.derived import api_host, has_addresses, site_hosts
from config.settings import Settings
from ops.accounts import Json, matches
from ops.accounts.vercel import Vercel
from ops.dns.lookup import Answer
from render.client import RenderClient
from render.wire import Service


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
    """The records of the site, of the host that is redirected to it, and of the API."""
    project, service = matches.project(vercel, settings), matches.service(render, settings, "api")
    site = of_site(stack, settings, project.thing if project else None, vercel.recommended, vercel.domains)
    return [*site, of_api(stack, settings, service.thing if service else None)]


def of_site(
    stack: str,
    settings: Settings,
    project: Json | None,
    recommended: Callable[[str, str], Json],
    domains: Callable[[str], list[Json]],
) -> Iterator[Wanted]:
    """The records of the site's hosts. `recommended`, `domains`: as Vercel's API answers them."""
    hosts = {host: has_addresses(settings, host) for host in site_hosts(settings)}
    if project is None:
        host, addresses = next(iter(hosts.items()))
        of_what = f"the Vercel project {settings.frontend.project}"
        yield Wanted(stack, host, "A" if addresses else "CNAME", None, of_what)
        return
    about = f"the Vercel project {project['name']}"
    for host, addresses in hosts.items():
        advice = recommended(host, project["id"])
        if addresses:
            best, *older = _ranked(advice["recommendedIPv4"])
            good = tuple(address for others in older for address in others)
            yield from (Wanted(stack, host, "A", address, about, good) for address in best)
        else:
            first, *names = [str(name).rstrip(".") for name in _ranked(advice["recommendedCNAME"])]
            yield Wanted(stack, host, "CNAME", first, about, tuple(names))
    for domain in domains(project["id"]):
        if domain["name"] in site_hosts(settings) and not domain.get("verified", True):
            yield from (_proof(stack, row, about) for row in domain.get("verification") or ())


def _proof(stack: str, row: Json, about: str) -> Wanted:
    return Wanted(stack, row["domain"], row["type"], row["value"], f"{about}, which proves that it is yours")


def of_api(stack: str, settings: Settings, service: Service | None) -> Wanted:
    """The record of the API."""
    url = service.service_details.url if service else None
    name = service.name if service else settings.api.name
    target = urlsplit(url).hostname if url else None
    return Wanted(stack, api_host(settings), "CNAME", target, f"the Render service {name}")


def _ranked(rows: list[Json]) -> list[Any]:
    """Hosts, or lists of addresses, the best first."""
    return [row["value"] for row in sorted(rows, key=lambda row: row["rank"])]


State = Literal["ok", "missing", "wrong", "no target yet", "not asked", "unknown"]
# Who signs the certificates of Vercel and Render (render.com/docs/custom-domains: both of these).
ISSUERS = ("letsencrypt.org", "pki.goog")


@dataclass(frozen=True)
class Verdict:
    """One record, what DNS answers beside it, and what to know about it."""

    wanted: Wanted
    state: State
    answer: str
    warnings: tuple[str, ...] = ()


def unasked(wanted: Wanted) -> Verdict:
    """A record about which nobody was asked."""
    return Verdict(wanted, "not asked" if wanted.value else "no target yet", "")


def judged(wanted: Wanted, answer: Answer) -> Verdict:
    """The record beside its answer."""
    if answer.failed:
        return Verdict(wanted, "unknown", f"no answer ({answer.failed})")
    state = _state(wanted, answer)
    return Verdict(wanted, state, _shown(wanted, answer), tuple(_warnings(wanted, answer)))


def _state(wanted: Wanted, answer: Answer) -> State:
    if wanted.value is None:
        return "no target yet"
    good = {value.rstrip(".").lower() for value in (wanted.value, *wanted.also)}
    found = {"CNAME": (answer.cname,), "A": answer.a, "TXT": answer.txt}[wanted.type]
    if good & set(found) or (wanted.type == "CNAME" and answer.same_place):
        return "ok"
    there = answer.cname or answer.a or answer.aaaa if wanted.type != "TXT" else False
    return "wrong" if there else "missing"


def _shown(wanted: Wanted, answer: Answer) -> str:
    if wanted.type == "TXT":
        return ", ".join(answer.txt) or "nothing"
    return answer.cname or ", ".join((*answer.a, *answer.aaaa)) or "nothing"


def _warnings(wanted: Wanted, answer: Answer) -> list[str]:
    found = []
    if answer.caa is not None and (missing := [i for i in ISSUERS if i not in answer.caa]):
        found.append(f"CAA lets {', '.join(answer.caa) or 'nobody'} sign; add {' and '.join(missing)}")
    if wanted.leads_to.startswith("the Render") and answer.aaaa and not answer.cname:
        found.append("has an AAAA record, and Render serves no IPv6: some visitors would not get through")
    return found
