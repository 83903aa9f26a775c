"""Each API is called by its own environment's site."""

from collections.abc import Iterator

from config.derived import apex_host
from config.rules.rule import Found, Stacks, between


@between("R58", "R59", "R60", "R61")
def no_api_is_called_by_another_environments_site(stacks: Stacks) -> Iterator[tuple[str, Found]]:
    """No list of origins holds the site of another stack."""
    sites = {s.frontend_url: stack for stack, s in stacks.items()}
    sites |= {f"https://{apex}": stack for stack, s in stacks.items() if (apex := apex_host(s))}
    for stack, settings in stacks.items():
        if sites.get(settings.frontend_url) != stack:
            continue  # Two stacks with one site: another rule says so.
        lists = {"corsOrigins": settings.cors_origins, "extraCorsOrigins": settings.extra_cors_origins}
        for key, origins in lists.items():
            for place, origin in enumerate(origins):
                owner = sites.get(origin, stack)
                if owner != stack:
                    what = f"is the site of {owner}"
                    why = "a build of one environment could then work on the data of the other"
                    yield stack, Found(f"{key}[{place}]", what, why, "remove it", also=(owner,))


RULES = (no_api_is_called_by_another_environments_site,)
