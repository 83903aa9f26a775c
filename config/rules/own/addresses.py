"""Hosts and origins of one environment."""

from collections.abc import Iterator

from config.derived import site_host
from config.rules.rule import Found, of_one_stack
from config.settings import Settings
from config.stacks import PRODUCTION


def _origins(settings: Settings) -> Iterator[tuple[str, str]]:
    lists = {"corsOrigins": settings.cors_origins, "extraCorsOrigins": settings.extra_cors_origins}
    for key, origins in lists.items():
        for place, origin in enumerate(origins):
            yield f"{key}[{place}]", origin


@of_one_stack("R58", "R59", "R60", "R61", "T17")
def the_site_may_call_its_own_api(_: str, settings: Settings) -> Iterator[Found]:
    """CORS_ORIGIN holds the site itself."""
    if settings.frontend_url not in settings.cors_origins:
        what = f"lacks {settings.frontend_url}"
        yield Found("corsOrigins", what, "browsers would block the site itself", "add it")


@of_one_stack("C19")
def localhost_is_for_development(_: str, settings: Settings) -> Iterator[Found]:
    """Only development lets a front end on a developer's machine in."""
    for key, origin in _origins(settings):
        if origin.startswith("http://") and settings.node_env == "production":
            why = "anything that runs there could call this API as the visitor, for development only"
            yield Found(key, "is a developer's machine", why, "remove it")


@of_one_stack("C8", "R61")
def no_origin_stands_twice(_: str, settings: Settings) -> Iterator[Found]:
    """Each origin is listed once, in one of the two lists."""
    seen: dict[str, str] = {}
    for key, origin in _origins(settings):
        if origin in seen:
            why = "of two equal lines one is forgotten when the other is removed"
            yield Found(key, f"stands in {seen[origin]} already", why, "remove one of them")
        seen.setdefault(origin, key)


@of_one_stack("C9", "R7")
def the_bare_domain_leads_to_the_site(stack: str, settings: Settings) -> Iterator[Found]:
    """A site under www has its bare domain too; a redirect starts from one."""
    site = settings.frontend
    if site.mode != "own":
        return
    host = site_host(settings)
    bare = host.removeprefix("www.")
    if site.apex_redirect and bare == host:
        why = "there is no bare domain that could lead to it"
        yield Found("frontend.apexRedirect", f"is true although {host} has no www", why, "remove it")
    elif stack == PRODUCTION and bare != host and not site.apex_redirect:
        why = "who types it without www finds nothing, and CORS knows only www"
        write = "add `apexRedirect: true`, or redirect it where the domain is kept"
        yield Found("frontend.apexRedirect", f"is not set, so {bare} leads nowhere", why, write, warning=True)


RULES = (
    the_site_may_call_its_own_api,
    localhost_is_for_development,
    no_origin_stands_twice,
    the_bare_domain_leads_to_the_site,
)
