"""The Vercel team and the project that serves the site."""

from collections.abc import Collection, Iterator

from config.settings import Settings
from ops.accounts import Json, matches, vercel
from ops.doctor.check import Check, reached


def checks(stack: str, settings: Settings, managed: Collection[str]) -> Iterator[Check]:
    """Everything about Vercel. `managed`: the ids in the state."""
    yield from reached(stack, "Vercel", lambda: _looked_at(stack, settings, managed))


def _looked_at(stack: str, settings: Settings, managed: Collection[str]) -> Iterator[Check]:
    account = vercel.connect(settings.vercel.team)
    team = account.team()
    if team is None:
        do = "correct `vercel.team`: the id stands in the team's settings"
        yield Check(
            "FAIL", stack, "Vercel team", f"{settings.vercel.team} is not one that this token sees", do
        )
        return
    yield Check("ok", stack, "Vercel team", f"{team['name']} ({team['id']})")
    yield from _policy(stack, settings, team)
    match = matches.project(account, settings)
    yield _project(stack, settings, match, managed)
    if match:
        yield _repository(stack, settings, match.thing)
    else:
        yield _seats(stack)


def _policy(stack: str, settings: Settings, team: Json) -> Iterator[Check]:
    """Whether the team lets variables be readable. The field: the team's, in Vercel's API."""
    if team.get("sensitiveEnvironmentVariablePolicy") == "on" and not settings.frontend.sensitive:
        found = "makes every variable of production and previews sensitive, so that readable ones are refused"
        do = "write `sensitive: true` under `frontend`, or turn the policy off (Settings, Security & Privacy)"
        yield Check("FAIL", stack, "Vercel team's policy", found, do)


def _seats(stack: str) -> Check:
    """What nobody can tell before a first deployment: Vercel's page "Troubleshoot project collaboration"."""
    found = "of a private repository Vercel deploys no commit whose author is no member of the team"
    do = "see that whoever pushes has a seat, bots too"
    return Check("note", stack, "authors of commits", found, do)


def _project(
    stack: str, settings: Settings, match: "matches.Match[Json] | None", managed: Collection[str]
) -> Check:
    site = settings.frontend
    what = f"Vercel project {site.project}"
    if match is None:
        if site.mode == "branch":
            return Check("FAIL", stack, what, "is not there", "bring up the stack that owns it first")
        return Check("ok", stack, what, "is not there yet; an update creates it")
    known = f"{match.thing['id']} exists, found {match.how}"
    if match.thing["name"] != site.project:
        known += f", and is called {match.thing['name']}"
    if site.mode == "branch" and match.thing["name"] != site.project:
        return Check("FAIL", stack, what, known, "adopt and rename it in the stack that owns it first")
    if site.mode == "branch" or site.adopt or match.thing["id"] in managed:
        return Check("ok", stack, what, known)
    do = f"`python -m ops adopt --stack {stack}` takes it over"
    return Check("note", stack, what, known, do)


def _repository(stack: str, settings: Settings, project: Json) -> Check:
    link = project.get("link") or {}
    linked = f"{link.get('org')}/{link.get('repo')}" if link else None
    if linked is None:
        do = "an update links it; Vercel's GitHub app needs access to the repository"
        return Check("note", stack, "repository", "the project is linked to none", do)
    if linked.lower() != settings.vercel.repo.lower():
        do = "correct `vercel.repo`, or an update links the project anew"
        return Check("note", stack, "repository", f"the project is linked to {linked}", do)
    return Check("ok", stack, "repository", f"Vercel reads {linked}")
