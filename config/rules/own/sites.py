"""Who can see a front end."""

from collections.abc import Iterator

from config.contract import plain_variables
from config.derived import site_hosts
from config.rules.rule import Found, of_one_stack
from config.settings import Settings
from config.stacks import PRODUCTION


@of_one_stack("C4", "R29", "R30")
def a_branch_is_seen_with_its_project(_: str, settings: Settings) -> Iterator[Found]:
    """A front end that is a branch shares its project's readers and its login."""
    site = settings.frontend
    if site.mode == "branch":
        what = f"is a branch of the Vercel project {site.project}"
        why = (
            "its variables are visible to everybody who may see that project, and Vercel asks visitors for a "
            "login while the project's protection is on"
        )
        write = "nothing, or `mode: own` with a project of its own"
        yield Found("frontend", what, why, write, warning=True)


@of_one_stack("T19")
def a_test_site_is_not_public_unnoticed(stack: str, settings: Settings) -> Iterator[Found]:
    """Vercel's standard protection leaves the domain of a project open."""
    site = settings.frontend
    if stack != PRODUCTION and site.mode == "own" and site.protection != "all_deployments":
        why = f"Vercel leaves a project's own domain open, so {settings.frontend_url} is public"
        write = "write all_deployments to ask for a login there, or nothing if that is meant"
        yield Found("frontend.protection", f"is {site.protection}", why, write, warning=True)


@of_one_stack("R74", "C23")
def what_is_adopted_is_what_is_written(_: str, settings: Settings) -> Iterator[Found]:
    """Each adopted host and variable is one that the program would create otherwise."""
    if settings.frontend.adopt is None:
        return
    hosts, ours = site_hosts(settings), plain_variables(settings, "frontend")
    wrong = {
        "domains": [host for host in settings.frontend.adopt.domains if host not in hosts],
        "variables": [key for key in settings.frontend.adopt.variables if key not in ours],
    }
    for part, names in wrong.items():
        for name in names:
            what = f"lists {name}, which this program does not write"
            why = "nothing would be taken over, and it stays as it is on Vercel anyway"
            yield Found(f"frontend.adopt.{part}", what, why, "remove it")


RULES = (
    a_branch_is_seen_with_its_project,
    a_test_site_is_not_public_unnoticed,
    what_is_adopted_is_what_is_written,
)
