"""The hosts of an environment: attached where they lead to, in DNS, with a certificate."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from config.derived import api_host, site_hosts
from ops.commands import InputError
from ops.dns.records import Verdict, Wanted, of_api, of_site
from ops.doctor.check import Check
from ops.launch.conditions.certificates import judged as certificate
from ops.status.model import Addresses, Host
from ops.status.part import or_refused
from ops.status.sources import Sources
from render.custom_domain import canonical_name
from render.errors import RenderError

WHAT = "addresses"


def looked(stack: str, sources: Sources) -> Addresses:
    """Every host of an environment. What an account refuses stands with the parts that are there."""
    settings = sources.settings(stack)
    hosts = (*site_hosts(settings), api_host(settings))
    addresses = Addresses(hosts=tuple(Host(name=host) for host in hosts))
    return or_refused(addresses, stack, WHAT, lambda: _filled(addresses, stack, sources))


@dataclass(frozen=True)
class _Found:
    """One host and what is wrong with it."""

    host: Host
    checks: tuple[Check, ...] = ()


def _filled(addresses: Addresses, stack: str, sources: Sources) -> Addresses:
    if not sources.state(stack).is_up:
        return addresses
    *of_site_, of_api_ = addresses.hosts
    rows = [_of_site(host, stack, sources) for host in of_site_]
    rows.append(_of_api(of_api_, stack, sources))
    found = [row if row.checks else _outside(row.host, stack, sources) for row in rows]
    return replace(
        addresses,
        hosts=tuple(row.host for row in found),
        checks=tuple(check for row in found for check in row.checks),
    )


def _of_site(host: Host, stack: str, sources: Sources) -> _Found:
    with suppress(InputError):
        project = sources.project(stack)
        if project is None:
            return _Found(host)
        rows = sources.site_domains(stack, project["id"])
        row = next((row for row in rows if row["name"] == host.name), None)
        if row is None:
            return _Found(host, (_detached(stack, host, f"the Vercel project {project['name']}"),))
        if not row.get("verified", True):
            found = f"{host.name}: Vercel waits for the proof that it is yours"
            do = f"`python -m ops dns --stack {stack}` shows what to enter"
            return _Found(host, (Check("FAIL", stack, WHAT, found, do),))
    return _Found(host)


def _of_api(host: Host, stack: str, sources: Sources) -> _Found:
    with suppress(RenderError):
        service = sources.service(stack, "api")
        if service is not None:
            names = {canonical_name(name) for name in sources.api_domains(service.id)}
            if canonical_name(host.name) not in names:
                return _Found(host, (_detached(stack, host, f"the Render service {service.name}"),))
    return _Found(host)


def _detached(stack: str, host: Host, from_what: str) -> Check:
    do = f"`pulumi up --stack {stack} --refresh` attaches it"
    return Check("FAIL", stack, WHAT, f"{host.name} is missing from {from_what}", do)


def _outside(host: Host, stack: str, sources: Sources) -> _Found:
    """What DNS and a browser say of a host."""
    if sources.world.resolver is None:
        return _Found(replace(host, record="not asked"))
    try:
        verdicts = [sources.verdict(row) for row in _wanted(host, stack, sources)]
    except (InputError, RenderError):
        return _Found(host)
    host = replace(host, record=next((v.state for v in verdicts if v.state != "ok"), "ok"))
    checks = [check for verdict in verdicts for check in _of_record(stack, verdict)]
    if any(check.state == "FAIL" for check in checks):
        return _Found(host, tuple(checks))
    found = certificate(stack, host.name, sources.certificate, sources.world.now())
    with suppress(OSError):
        until = datetime.fromtimestamp(sources.certificate(host.name), UTC)
        host = replace(host, certificate_until=until)
    if found.state != "ok":
        checks.append(replace(found, what=WHAT, found=f"{found.what} {found.found}"))
    return _Found(host, tuple(checks))


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
