"""Which sites' browsers may call an environment's API."""

from collections.abc import Iterator

from config.derived import redirected_host
from config.rules.engine import Stack, Stacks, of_all_stacks, of_one_stack
from config.settings import Settings
from config.violations import Violation


def _origins(settings: Settings) -> Iterator[tuple[str, str]]:
    """(key, origin) of both lists."""
    lists = {"corsOrigins": settings.cors_origins, "extraCorsOrigins": settings.extra_cors_origins}
    for key, origins in lists.items():
        for place, origin in enumerate(origins):
            yield f"{key}[{place}]", origin


@of_one_stack("R58", "R59", "R60", "R61", "T17")
def the_site_may_call_its_own_api(stack: Stack) -> Iterator[Violation]:
    """CORS_ORIGIN holds the site itself."""
    site = stack.settings.frontend_url
    if site not in stack.settings.cors_origins:
        yield stack.violation(
            "corsOrigins", f"lacks {site}", "browsers would block the site itself", "add it"
        )


@of_one_stack("C19")
def localhost_is_for_development(stack: Stack) -> Iterator[Violation]:
    """Only development lets a front end on a developer's machine in."""
    for key, origin in _origins(stack.settings):
        if origin.startswith("http://") and stack.settings.node_env == "production":
            why = "anything that runs there could call this API as the visitor, for development only"
            yield stack.violation(key, "is a developer's machine", why, "remove it")


@of_one_stack("C8", "R61")
def no_origin_stands_twice(stack: Stack) -> Iterator[Violation]:
    """Each origin is listed once, in one of the two lists."""
    seen: dict[str, str] = {}
    for key, origin in _origins(stack.settings):
        if origin in seen:
            why = "of two equal lines one is forgotten when the other is removed"
            yield stack.violation(key, f"stands in {seen[origin]} already", why, "remove one of them")
        seen.setdefault(origin, key)


@of_all_stacks("R58", "R59", "R60", "R61")
def no_api_is_called_by_another_environments_site(stacks: Stacks) -> Iterator[Violation]:
    """No list of origins holds the site of another stack."""
    sites = {stack.settings.frontend_url: name for name, stack in stacks.items()}
    apexes = {apex: name for name, stack in stacks.items() if (apex := redirected_host(stack.settings))}
    sites |= {f"https://{apex}": name for apex, name in apexes.items()}
    for name, stack in stacks.items():
        if sites.get(stack.settings.frontend_url) != name:
            continue  # Two stacks with one site: another rule says so.
        for key, origin in _origins(stack.settings):
            owner = sites.get(origin, name)
            if owner != name:
                why = "a build of one environment could then work on the data of the other"
                yield stack.violation(key, f"is the site of {owner}", why, "remove it", also=(owner,))
