"""The front end: what is behind its host, and whether that is the newest of its branch."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from config.settings import Settings
from ops.accounts import Json
from ops.doctor.check import Check
from ops.status.model import Release, Site
from ops.status.part import at_epoch, missing, or_refused
from ops.status.sources import Sources

# Vercel's word for a build that `ignoreCommand` or a person has left out.
_LEFT_OUT = "CANCELED"
_FAILED = ("ERROR", "BLOCKED", "DELETED")


def looked(stack: str, sources: Sources) -> Site:
    """The site of an environment."""
    settings = sources.settings(stack)
    site = Site(
        project=settings.frontend.project, url=settings.frontend_url, launched_by_file=settings.launched
    )
    return or_refused(site, stack, "site", lambda: _filled(site, stack, settings, sources))


def _filled(site: Site, stack: str, settings: Settings, sources: Sources) -> Site:
    project, state = sources.project(stack), sources.state(stack)
    if project is None:
        # Of a branch in another stack's project, the state has what stands in that.
        is_known = any(kind in ("Project", "ProjectDomain") for kind, _ in state.objects)
        do = f"`pulumi up --stack {stack}` makes it"
        gone = missing(stack, "site", f"{site.project} at Vercel", is_known, do)
        return replace(site, checks=(gone,) if state.is_up else ())
    served, newest = sources.deployment(stack), _newest(sources.deployments(stack, project["id"]), settings)
    checks = _checks(stack, project, settings, served, newest)
    return replace(
        site, deployment=_release(served) if served else None, checks=tuple(checks) if state.is_up else ()
    )


def _release(row: Json) -> Release:
    meta = row.get("meta") or {}
    return Release(
        id=row.get("id") or row["uid"],
        status=str(row.get("readyState") or row.get("state")),
        commit=meta.get("githubCommitSha"),
        at=at_epoch(row.get("createdAt") or row.get("created")),
    )


def _newest(rows: Sequence[Json], settings: Settings) -> Release | None:
    """The newest deployment that would be this environment's."""
    own = settings.frontend.mode == "own"
    for row in rows:
        ref = (row.get("meta") or {}).get("githubCommitRef")
        is_ours = row.get("target") == "production" if own else ref == settings.branch
        if is_ours and (found := _release(row)).status != _LEFT_OUT:
            return found
    return None


def _checks(
    stack: str, project: Json, settings: Settings, served: Json | None, newest: Release | None
) -> Iterator[Check]:
    there = "see at Vercel (Deployments) why"
    if settings.frontend.mode == "own" and project.get("lastRollbackTarget"):
        do = f"`python -m ops rollback --stack {stack} --done` leaves it"
        yield Check("note", stack, "site", "stands rolled back: newer deployments are not served", do)
        return
    if newest and newest.status in _FAILED:
        older = "; an older one is served" if served else ""
        found = f"the newest deployment, {newest.id}, is {newest.status}{older}"
        yield Check("FAIL", stack, "site", found, f"{there}, correct it, and deploy again")
    elif newest and newest.status != "READY":
        yield Check("note", stack, "site", f"the newest deployment, {newest.id}, is {newest.status}")
