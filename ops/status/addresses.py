"""The hosts of an environment: attached where they lead to, in DNS, with a certificate."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from config.derived import api_host, site_hosts
from config.settings import Settings
from ops.dns.records import Verdict, Wanted, of_api, of_site
from ops.doctor.check import Check
from ops.launch.conditions.certificates import judged as certificate
from ops.status.model import Addresses, Host
from ops.status.part import REFUSED, refusal
from ops.status.sources import Sources
from render.custom_domain import canonical_name

WHAT = "addresses"


@dataclass(frozen=True)
class Found:
    """One host and what is wrong with it."""

    host: Host
    checks: tuple[Check, ...] = ()


def hosts_of(settings: Settings) -> tuple[str, ...]:
    """Every host of an environment."""
    return (*site_hosts(settings), api_host(settings))


def together(found: Iterable[Found]) -> Addresses:
    """All of them; what several say is said once."""
    rows = list(found)
    checks = dict.fromkeys(check for row in rows for check in row.checks)
    return Addresses(hosts=tuple(row.host for row in rows), checks=tuple(checks))


def looked(name: str, stack: str, sources: Sources) -> Found:
    """One host of an environment."""
    host = Host(name=name)
    try:
        if not sources.state(stack).is_up:
            return Found(host)
        of = _of_api if name == api_host(sources.settings(stack)) else _of_site
        missing = of(host, stack, sources)
        return Found(host, (missing,)) if missing else _outside(host, stack, sources)
    except REFUSED as error:
        return Found(host, (refusal(error, stack, WHAT),))


def _of_site(host: Host, stack: str, sources: Sources) -> Check | None:
    project = sources.project(stack)
    if project is None:
        return None
    rows = sources.site_domains(stack, project["id"])
    row = next((row for row in rows if row["name"] == host.name), None)
    if row is None:
        return _detached(stack, host, f"the Vercel project {project['name']}")
    if row.get("verified", True):
        return None
    found = f"{host.name}: Vercel waits for the proof that it is yours"
    return Check("FAIL", stack, WHAT, found, f"`python -m ops dns --stack {stack}` shows what to enter")


def _of_api(host: Host, stack: str, sources: Sources) -> Check | None:
    service = sources.service(stack, "api")
    if service is None:
        return None
    names = {canonical_name(name) for name in sources.api_domains(service.id)}
    is_there = canonical_name(host.name) in names
    return None if is_there else _detached(stack, host, f"the Render service {service.name}")


def _detached(stack: str, host: Host, from_what: str) -> Check:
    do = f"`pulumi up --stack {stack} --refresh` attaches it"
    return Check("FAIL", stack, WHAT, f"{host.name} is missing from {from_what}", do)


def _outside(host: Host, stack: str, sources: Sources) -> Found:
    """What DNS and a browser say of a host."""
    if sources.world.resolver is None:
        return Found(replace(host, record="not asked"))
    verdicts = [sources.verdict(row) for row in _wanted(host, stack, sources)]
    host = replace(host, record=next((v.state for v in verdicts if v.state != "ok"), "ok"))
    checks = [check for verdict in verdicts for check in _of_record(stack, verdict)]
    if any(check.state == "FAIL" for check in checks):
        return Found(host, tuple(checks))
    found = certificate(stack, host.name, sources.certificate, sources.world.now())
    with suppress(OSError):
        until = datetime.fromtimestamp(sources.certificate(host.name), UTC)
        host = replace(host, certificate_until=until)
    if found.state != "ok":
        checks.append(replace(found, what=WHAT, found=f"{found.what} {found.found}"))
    return Found(host, tuple(checks))


def records(stack: str, sources: Sources) -> Iterator[Wanted]:
    """The records that an environment needs, as `ops dns` has them. Raises AccountError, RenderError."""
    yield from _site_records(stack, sources)
    yield of_api(stack, sources.settings(stack), sources.service(stack, "api"))


def _wanted(host: Host, stack: str, sources: Sources) -> Iterator[Wanted]:
    settings = sources.settings(stack)
    if host.name == api_host(settings):
        yield of_api(stack, settings, sources.service(stack, "api"))
        return
    yield from (row for row in _site_records(stack, sources) if row.name == host.name)


def _site_records(stack: str, sources: Sources) -> Iterator[Wanted]:
    return of_site(
        stack,
        sources.settings(stack),
        sources.project(stack),
        sources.recommended(stack),
        lambda project: sources.site_domains(stack, project),
    )


def _of_record(stack: str, verdict: Verdict) -> Iterator[Check]:
    name, do = verdict.wanted.name, f"`python -m ops dns --stack {stack}` shows what to enter"
    if verdict.state == "unknown":
        yield Check("doubt", stack, WHAT, f"DNS of {name} cannot be asked: {verdict.answer}")
    elif verdict.state in ("missing", "wrong"):
        found = f"DNS of {name} is {verdict.state}: answers {verdict.answer}"
        yield Check("FAIL", stack, WHAT, found, do)
    elif verdict.warnings:
        yield Check("note", stack, WHAT, f"{name}: {'; '.join(verdict.warnings)}", do)
