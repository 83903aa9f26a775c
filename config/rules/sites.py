"""The front ends: under which hosts, in whose Vercel project, and who can see them."""

import re
from collections.abc import Iterator

from config.contract import BY_NAME, OF_SITE, name_of, plain_variables
from config.derived import api_host, site_host, site_hosts
from config.frameworks import FRAMEWORKS
from config.hosts import is_bare, twin
from config.rules.addresses import names_host
from config.rules.database import of_ours
from config.rules.engine import Stack, Stacks, of_all_stacks, of_one_stack
from config.validation_errors import perhaps_meant
from config.violations import Violation


@of_one_stack("C9", "R7")
def the_bare_domain_leads_to_the_site(stack: Stack) -> Iterator[Violation]:
    """A site is found with and without www: one of the two is redirected to the other."""
    site, host, key = stack.settings.frontend, site_host(stack.settings), "frontend.apexRedirect"
    if site.mode != "own":
        return
    other = twin(host)
    if site.apex_redirect and other is None:
        why = "there is no bare domain that could lead to it"
        yield stack.violation(key, f"is true although {host} has no www", why, "remove it")
    elif stack.production and other and not site.apex_redirect:
        what = f"is not set, so {other} leads nowhere"
        ways = ("without", "only") if host.startswith("www.") else ("with", "none with")
        why = f"who types it {ways[0]} www finds nothing, and CORS knows {ways[1]} www"
        write = "add `apexRedirect: true`, or redirect it where the domain is kept"
        yield stack.violation(key, what, why, write, level="warning", unless="bareDomainElsewhere")


@of_one_stack()
def an_api_is_below_its_domain(stack: Stack) -> Iterator[Violation]:
    """The API's host is one for which DNS allows the CNAME that the program names."""
    host, site = api_host(stack.settings), site_host(stack.settings)
    # A domain is no registry's level where the site is on it, whatever it looks like.
    if is_bare(host) and host.partition(".")[2] not in (site, twin(site)):
        # render.com/docs/custom-domains, "Configure DNS": ANAME, ALIAS or an address for a root domain.
        what = "is a bare domain"
        why = (
            "DNS allows no CNAME there, the one record that this program names (Render takes ALIAS or A too)"
        )
        write = f"write a host below it, such as https://api.{host}"
        yield stack.violation("apiUrl", what, why, write, unless="apiOnBareDomain")


@of_one_stack("C4", "R29", "R30")
def a_branch_is_seen_with_its_project(stack: Stack) -> Iterator[Violation]:
    """A front end that is a branch shares its project's readers and its login."""
    site = stack.settings.frontend
    if site.mode == "branch":
        what = f"is a branch of the Vercel project {site.project}"
        why = (
            "its variables are visible to everybody who may see that project, and Vercel asks visitors for a "
            "login while the project's protection is on"
        )
        write = "write `mode: own` with a project of its own"
        yield stack.violation("frontend", what, why, write, level="warning", unless="branchOfProject")


@of_one_stack("T19")
def a_test_site_is_not_public_unnoticed(stack: Stack) -> Iterator[Violation]:
    """Vercel's standard protection leaves the domain of a project open."""
    site = stack.settings.frontend
    if not stack.production and site.mode == "own" and site.protection != "all_deployments":
        what = f"is {site.protection}"
        why = f"Vercel leaves a project's own domain open, so {stack.settings.frontend_url} is public"
        write = "write all_deployments to ask for a login there"
        key = "frontend.protection"
        yield stack.violation(key, what, why, write, level="warning", unless="publicTestSite")


@of_one_stack("T45")
def vercel_knows_the_framework(stack: Stack) -> Iterator[Violation]:
    """The framework is one of Vercel's presets, as far as they are known here."""
    site = stack.settings.frontend
    if site.mode == "own" and site.framework not in FRAMEWORKS:
        close = perhaps_meant(site.framework, FRAMEWORKS)
        what = f"'{site.framework}' is none of the presets of Vercel that are known here{close}"
        why = "a preview stops at one that Vercel does not know either"
        write = "correct it, or leave it if it is a new one"
        yield stack.violation("frontend.framework", what, why, write, level="warning")


@of_one_stack("R74", "C23")
def what_is_adopted_is_what_is_written(stack: Stack) -> Iterator[Violation]:
    """Each adopted host and variable is one that the program would create otherwise."""
    adopted = stack.settings.frontend.adopt
    if adopted is None:
        return
    hosts, ours = site_hosts(stack.settings), plain_variables(stack.settings, "frontend")
    foreign = {f"domains[{i}]": host for i, host in enumerate(adopted.domains) if host not in hosts}
    foreign |= {f"variables.{name}": name for name in adopted.variables if name not in ours}
    for part, name in foreign.items():
        what = f"lists {name}, which this program does not write"
        why = "nothing would be taken over, and it stays as it is on Vercel anyway"
        yield stack.violation(f"frontend.adopt.{part}", what, why, "remove it")


@of_one_stack("T19")
def visitors_have_a_password_of_ours(stack: Stack) -> Iterator[Violation]:
    """The password of a project's visitors is a secret of its own."""
    site, key = stack.settings.frontend, "frontend.passwordProtection.passwordSecret"
    if site.mode != "own" or site.password_protection is None:
        return
    secret = site.password_protection.password_secret
    if secret in BY_NAME:
        what, why = f"names '{secret}', which is the application's", "every visitor would know it"
        yield stack.violation(key, what, why, "name a secret of the visitors' own")
    else:
        yield from of_ours(stack, key, secret, "nothing could be asked of visitors", made=False)


@of_one_stack("R74", "C23")
def an_adoption_takes_one_update(stack: Stack) -> Iterator[Violation]:
    """`keepSettings`, once `asItStands`, was for adoptions in two updates; both are read for one release."""
    places = {
        "frontend.adopt": stack.settings.frontend.adopt,
        "database.ownedCluster": stack.settings.database.owned_cluster,
    }
    for place, adopted in places.items():
        said = adopted.model_dump(by_alias=True) if adopted else {}
        for word in ("keepSettings", "asItStands"):
            if said.get(word):
                what = "is not needed any more"
                why = "one update takes over what exists, and while this stands nothing is written or built"
                yield stack.violation(
                    f"{place}.{word}", what, why, "remove it and look at the preview", level="warning"
                )


@of_all_stacks("R29", "C4")
def a_branch_lives_in_a_project_that_somebody_owns(stacks: Stacks) -> Iterator[Violation]:
    """A front end that is a branch has a project, and the project builds branches."""
    for guest in branches(stacks):
        project = guest.settings.frontend.project
        owner = owner_of(stacks, project)
        if owner is None:
            what = f"no stack owns the Vercel project '{project}'"
            why, write = "nothing would create it", "name the owner's project"
            yield guest.violation("frontend.project", what, why, write)
        elif owner.settings.frontend.mode == "own" and not owner.settings.frontend.previews:
            what = f"is false, and {guest.name} is a preview in this project"
            write = f"write true, or give {guest.name} a project of its own"
            why = "its site would never be built"
            yield owner.violation("frontend.previews", what, why, write, also=(guest.name,))


@of_all_stacks("C11", "R64")
def no_preview_lacks_an_api(stacks: Stacks) -> Iterator[Violation]:
    """A project in which nobody lives as a branch builds no previews."""
    guests = {stack.settings.frontend.project for stack in branches(stacks)}
    if any(owner_of(stacks, project) is None for project in guests):
        return  # Whose guest that is meant to be, nobody can tell yet.
    for stack in stacks.values():
        site = stack.settings.frontend
        if site.mode == "own" and site.previews and site.project not in guests:
            name = name_of(stack.settings, OF_SITE["API_URL"]) or "address of an API"
            why = f"they get no {name}, which the application takes for localhost"
            key = "frontend.previews"
            yield stack.violation(key, "builds every branch", why, "write false", level="warning")


@of_all_stacks("R63", "R64", "R65")
def no_site_calls_another_environments_api(stacks: Stacks) -> Iterator[Violation]:
    """No variable of a site, whatever its name, leads to the API of another stack."""
    hosts = {host: name for name, stack in stacks.items() for host in _api_hosts(stack)}
    for stack in stacks.values():
        own = api_host(stack.settings)
        others = [host for host in hosts if host not in _api_hosts(stack)]
        for variable in stack.variables:
            called = (host for host in others if names_host(re.escape(host), variable.value))
            if variable.of_site and (host := next(called, None)):
                what = f"leads to {host}, the API of {hosts[host]}"
                why = f"whoever opens the site of {stack.name} would work on the data of {hosts[host]}"
                yield stack.about(variable, what, why, f"write {own}", also=(hosts[host],))


def _api_hosts(stack: Stack) -> tuple[str, str]:
    """Where an API answers: under its own name, and under the one that Render gives a service."""
    return api_host(stack.settings), f"{stack.settings.api.name}.onrender.com"


def branches(stacks: Stacks) -> list[Stack]:
    """The stacks whose front end is a branch of another stack's project."""
    return [stack for stack in stacks.values() if stack.settings.frontend.mode == "branch"]


def owner_of(stacks: Stacks, project: str) -> Stack | None:
    """The stack that owns a Vercel project, None for none."""
    owners = (s for s in stacks.values() if s.settings.frontend.mode == "own")
    return next((stack for stack in owners if stack.settings.frontend.project == project), None)
