"""Whether site and API answer as they should, told where nothing else explains why they do not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from config.derived import api_host, site_hosts
from config.settings import Settings
from ops.background import begun
from ops.doctor.check import Check
from ops.smoke_site import LOGIN
from ops.status.model import Addresses, Service, Site
from ops.status.once import LateError
from ops.status.sources import Sources

P = TypeVar("P", Site, Service)
_NOT_SEEN = "could not be looked at"


@dataclass(frozen=True)
class Answers:
    """What is wrong with the answers of both. `launched`: the gate of the site, if it says so."""

    api: Check | None = None
    site: Check | None = None
    launched: bool | None = None


def looked(stack: str, sources: Sources) -> Answers:
    """What visitors of an environment get; nothing of one that is not up."""
    if not sources.state(stack).is_up:
        return Answers()
    api = begun(_api, stack, sources)
    site, launched = _site(stack, sources)
    return Answers(api.result(), site, launched)


def _api(stack: str, sources: Sources) -> Check | None:
    try:
        return sources.api_fault(stack)
    except LateError as late:
        return _late(stack, late)


def _site(stack: str, sources: Sources) -> tuple[Check | None, bool | None]:
    try:
        site, launched = sources.site_answer(stack)
    except LateError as late:
        return _late(stack, late), None
    return _seen(site), launched


def _late(stack: str, late: LateError) -> Check:
    return Check("doubt", stack, "", str(late))


def _seen(site: Check) -> Check | None:
    """What is wrong with the site: what stands in front of it is none, and a login is there on purpose."""
    if not site.found.startswith(_NOT_SEEN):
        return site if site.state == "FAIL" else None
    return None if LOGIN in site.found else replace(site, state="note")


def with_answers(
    site: Site, api: Service, addresses: Addresses, answered: Answers, settings: Settings
) -> tuple[Site, Service]:
    """Both parts with what is wrong with their answers, unless that follows from what is said already."""
    return (
        _told(replace(site, launched=answered.launched), answered.site, addresses, site_hosts(settings)),
        _told(api, None if api.maintenance else answered.api, addresses, [api_host(settings)]),
    )


def _told(part: P, wrong: Check | None, addresses: Addresses, hosts: Sequence[str]) -> P:
    if wrong is None:
        return part
    # One doubt about a part is enough; that it does not answer is more than that.
    explained = part.state == "FAIL" or part.state == wrong.state == "doubt"
    if explained or any(
        check.state == "FAIL" and host in check.found for check in addresses.checks for host in hosts
    ):
        return part
    what = "site" if isinstance(part, Site) else part.role
    return replace(part, checks=(*part.checks, replace(wrong, what=what)))
