"""Names of variables: the site's are built into its bundle, and no two things stand under one."""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from config.contract import BY_NAME, OF_SITE, Variable, is_given, name_of
from config.frameworks import BUNDLED, FRAMEWORKS, PREFIXES
from config.rules.engine import Stack, Stacks, of_all_stacks, of_one_stack
from config.rules.sites import branches, owner_of
from config.settings import NOT_WANTED
from config.validation_errors import perhaps_meant
from config.violations import Violation

# PUBLIC_ may begin anything; PUBLIC_URL is a setting of Create React App's build.
# What builds read: create-react-app.dev/docs/advanced-configuration, nodejs.org/api/cli, vercel.com/docs and
# the package managers' own.
_OF_THE_BUILD = re.compile(
    r"CI|TZ|LANG|LC_.+|DEBUG|NODE_.+|(NPM|YARN|PNPM|COREPACK|BUN|NX|TURBO|VERCEL|SENTRY|SASS|HUSKY|CYPRESS|"
    r"PUPPETEER|PLAYWRIGHT|CHOKIDAR|WATCHPACK|ESBUILD|SWC|SHARP|PRISMA|JEST|VITEST|BABEL|SSL|UV)_.+|"
    r".*TELEMETRY.*|(FORCE|NO)_COLOR|BROWSERSLIST.*|PUBLIC_URL|BUILD_PATH|GENERATE_SOURCEMAP|"
    r"INLINE_RUNTIME_CHUNK|IMAGE_INLINE_SIZE_LIMIT|DISABLE_(ESLINT|NEW_JSX).+|EXTEND_ESLINT|ESLINT_.+|"
    r"TSC_COMPILE_ON_ERROR|SKIP_PREFLIGHT_CHECK|FAST_REFRESH|WDS_.+|HTTPS|HOST|HUSKY|BROWSER(_ARGS)?|"
    r"REACT_EDITOR|ENABLE_EXPERIMENTAL_COREPACK"
)
_UNMISTAKABLE = sorted(PREFIXES - {"PUBLIC_"})


@of_one_stack()
def the_sites_prefix_is_known(stack: Stack) -> Iterator[Violation]:
    """It can be told which variables the framework builds into the bundle."""
    site = stack.settings.frontend
    if site.mode == "own" and site.prefix is None:
        close = "" if site.framework in FRAMEWORKS else perhaps_meant(site.framework, FRAMEWORKS)
        what = f"is {site.framework}, of which no prefix of public variables is known here{close}"
        why = "nobody could tell which variables reach the site, and which become public"
        write = "correct it, or write `envPrefix: …` with the prefix that its build reads"
        yield stack.violation("frontend.framework", what, why, write)


@of_one_stack()
def the_site_is_called_by_names_that_its_build_reads(stack: Stack) -> Iterator[Violation]:
    """Every name under `frontend.names` begins with the prefix."""
    prefix = stack.settings.frontend.prefix
    for key, name in stack.settings.frontend.names.items():
        if name == prefix:
            what, why = f"'{name}' is the prefix alone", "no application reads such a name"
            yield stack.violation(f"frontend.names.{key}", what, why, f"write {prefix}…, or none")
        elif prefix and name != NOT_WANTED and not name.startswith(prefix):
            what, why = f"'{name}' does not begin with {prefix}", "the build would not put it into the bundle"
            yield stack.violation(f"frontend.names.{key}", what, why, f"write {prefix}…, or none")


@of_one_stack("T29")
def nothing_of_the_services_is_called_public(stack: Stack) -> Iterator[Violation]:
    """No secret and no variable that a service gets under `names` begins as those of a site's bundle do."""
    settings = stack.settings
    keys = {f"secrets.{name}": name for name in settings.secrets}
    keys |= {f"names.{key}": name for key, name in settings.names.items()}
    keys |= {f"database.uriVariables[{i}]": name for i, name in enumerate(settings.database.uri_variables)}
    prefixes = tuple(filter(None, (settings.frontend.prefix, *_UNMISTAKABLE)))
    for key, name in keys.items():
        if prefix := next((prefix for prefix in prefixes if name.startswith(prefix)), None):
            what, why = f"'{name}' begins with {prefix}", "each build of a site that meets it makes it public"
            yield stack.violation(key, what, why, "write a name that does not begin so")


@of_one_stack()
def no_variable_of_the_site_has_anothers_prefix(stack: Stack) -> Iterator[Violation]:
    """No key of `frontend.env` begins as another framework's variables do."""
    site = stack.settings.frontend
    own = site.prefix
    if site.mode == "branch" and site.env_prefix is None:
        return  # Whose prefix it has, its project says, and another rule whether that was written.
    for name in site.env:
        foreign = next((prefix for prefix in _UNMISTAKABLE if name.startswith(prefix)), None)
        if own and foreign and not name.startswith(own):
            what, why = f"begins with {foreign}", f"the build puts only {own}… into the bundle"
            yield stack.violation(f"frontend.env.{name}", what, why, f"write {own}…", level="warning")


@of_all_stacks()
def the_bundle_holds_what_the_site_is_given(stacks: Stacks) -> Iterator[Violation]:
    """Every key of `frontend.env` begins with the prefix, but for what the build itself reads."""
    for stack in stacks.values():
        site = stack.settings.frontend
        owner = stack if site.mode == "own" else owner_of(stacks, site.project)
        built_by = owner.settings.frontend if owner else None
        if built_by is None or built_by.mode != "own" or built_by.framework not in BUNDLED:
            continue
        for name in site.env:
            if site.prefix and not name.startswith(site.prefix) and not _OF_THE_BUILD.fullmatch(name):
                what = f"does not begin with {site.prefix}"
                why = f"{built_by.framework} does not put it into the bundle"
                yield stack.violation(
                    f"frontend.env.{name}",
                    what,
                    why,
                    f"write {site.prefix}{name}",
                    level="warning",
                    unless="buildVariables",
                    naming=name,
                )


@of_one_stack()
def each_name_is_of_one_variable(stack: Stack) -> Iterator[Violation]:
    """Two variables of one reader do not stand under one name."""
    settings = stack.settings
    uris = dict.fromkeys(settings.database.uri_variables, "the database's address")
    yield from _twice(stack, "names", BY_NAME, {*settings.names}, uris)
    yield from _twice(stack, "frontend.names", OF_SITE, {*settings.frontend.names}, {})


def _twice(
    stack: Stack,
    place: str,
    contract: Mapping[str, Variable],
    chosen: AbstractSet[str],
    taken: dict[str, str],
) -> Iterator[Violation]:
    """A violation for each of the `chosen` whose name is `taken`, or another's that has a value here."""
    here = [variable for variable in contract.values() if is_given(stack.settings, variable)]
    for variable in sorted(here, key=lambda each: each.name in chosen):
        key, name = variable.name, name_of(stack.settings, variable)
        if name and taken.setdefault(name, key) != key and key in chosen:
            what, why = f"'{name}' is the name of {taken[name]} already", "one of the two would be lost"
            yield stack.violation(f"{place}.{key}", what, why, "write another, or none")


@of_all_stacks()
def a_branch_is_built_as_its_project(stacks: Stacks) -> Iterator[Violation]:
    """A front end that is a branch has the prefix of the project that builds it."""
    for guest in branches(stacks):
        owner = owner_of(stacks, guest.settings.frontend.project)
        theirs = owner.settings.frontend.prefix if owner else None
        if owner and theirs and guest.settings.frontend.prefix != theirs:
            what = f"is {guest.settings.frontend.prefix}, and {owner.name}'s project builds in {theirs}…"
            why = "nothing of the site's variables would be in its bundle"
            write = f"write `envPrefix: {theirs}`"
            yield guest.violation("frontend.envPrefix", what, why, write, also=(owner.name,))
