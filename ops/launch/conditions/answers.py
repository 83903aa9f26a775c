"""What visitors get before the launch: an API that lets the site in, and the pre-launch page."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx

from config.contract import allowed_origins
from config.settings import Settings
from ops import smoke
from ops.doctor.check import Check
from ops.smoke_site import NotSeenError, Seen, site_of, site_seen

if TYPE_CHECKING:
    from ops.launch.conditions.world import World


def checks(stack: str, world: "World") -> Iterator[Check]:
    """The questions of the smoke test, each asked once."""
    yield from of_api(stack, world)
    yield of_site(stack, world)[0]


def of_api(stack: str, world: "World") -> Iterator[Check]:
    """Whether the API is well, and lets in each origin: asked one after the other, as they are read."""
    settings = world.stacks[stack]
    for asked in smoke.checks(allowed_origins(settings), settings.api.health_check_path or "/"):
        fault = _fault(settings, asked, world)
        do = "see its log and its variables in Render's dashboard"
        what = f"API {asked.title}"
        yield Check("FAIL", stack, what, fault, do) if fault else Check("ok", stack, what, settings.api_url)


def _fault(settings: Settings, asked: smoke.Check, world: "World") -> str | None:
    try:
        reply = world.ask(settings.api_url + asked.path, asked.method, asked.headers)
        smoke.stop_at_suspended(reply)
        return asked.fault(reply)
    except smoke.SuspendedError:
        return "Render answers for it: it is suspended"
    except httpx.HTTPError as error:
        return smoke.unanswered(error, "Render")


def of_site(stack: str, world: "World") -> tuple[Check, bool | None]:
    """The site, and whether what is served was built with the gate open; None: it does not say so."""
    settings = world.stacks[stack]
    what, shows = "site", "the application" if settings.launched else "the pre-launch page"
    # What is frozen has a line of its own; what visitors get all the same has this one.
    site = site_of(settings.model_copy(update={"freeze": False}))
    if site is None:
        found = "was not looked at: `frontend.adopt.keepSettings` leaves open what it is built with"
        return Check("note", stack, what, found, "remove that, and update"), None
    try:
        seen = site_seen(site, world.ask)
    except NotSeenError as reason:
        do = "look at it yourself, as a visitor"
        return Check("FAIL", stack, what, f"could not be looked at: {site.url} {reason}", do), None
    except httpx.HTTPError as error:
        seen = Seen(smoke.unanswered(error, "Vercel"))
    if seen.fault:
        do = f"`pulumi up --stack {stack}`, then look again"
        return Check("FAIL", stack, what, f"{site.url} {seen.fault}", do), seen.launched
    found = f"{site.url} shows {shows}, built for {settings.api_url}"
    return Check("ok", stack, what, found), seen.launched
