"""Variables: nothing derived is set again, nothing secret is public, nothing is left to fill in."""

import re
from collections.abc import Iterator

from config.contract import REDIS_URL, SITE, derived_from, left_names, name_of
from config.rules.engine import Stack, Variable, looks_unfilled, of_one_stack, texts
from config.rules.malformed import is_left_to_fill_in
from config.secrets import SECRET_NAME
from config.vendors import is_local
from config.violations import Violation

_SECRET_VALUE = re.compile(
    r"[sr]k_|whsec_|rnd_|SG\.|(?i:mongodb(\+srv)?|rediss?|cloudinary)://|-----BEGIN [A-Z ]*PRIVATE KEY"
)
_SHORT = 8  # shorter values are equal by chance
_HOME = re.compile(r"\w+://(localhost|127\.)")
_BUNDLE = "everybody can read it in the site's bundle"
_ANY_BUILD = "each build of a site that meets it makes it public"


@of_one_stack("C20", "R73", "R78")
def nothing_is_left_to_fill_in(stack: Stack) -> Iterator[Violation]:
    """No value is still the text that said what to write there, or an example."""
    for key, text in texts("", stack.settings.model_dump(by_alias=True)):
        if is_left_to_fill_in(text):
            what, why = "is still a placeholder", "it would reach the cloud as it stands"
            write = "write the value itself"
            yield stack.violation(key, what, why, write, unless="valuesAsTheyAre", naming=key)
    for variable in stack.given:
        if variable.outside and looks_unfilled(variable):
            what = "is a placeholder or an example"
            why = "the service would start and then fail, or be open to everybody who knows the example"
            yield stack.about(variable, what, why, "set the real value", unless="valuesAsTheyAre")


@of_one_stack("T29", "R72", "R73")
def plain_variables_hold_no_secret(stack: Stack) -> Iterator[Violation]:
    """No plain variable looks like a secret, and none that is built into the site is one."""
    prefix = stack.public_prefix
    holders = {
        variable.value: variable.name
        for variable in stack.variables
        if variable.secret and len(variable.value) >= _SHORT and not variable.name.startswith(prefix)
    }
    derived = tuple(_derived_for_the_site(stack))
    for variable in (*stack.given, *derived):
        # What is given to the site is public by its place, also where a server of the site reads it.
        of_site = variable in derived or variable.of_site
        public = of_site or variable.name.startswith(prefix)
        value = variable.value.strip()
        name, holder = variable.name.removeprefix(prefix), holders.get(value)
        if not public and variable.outside:
            continue
        if SECRET_NAME.search(name) or _SECRET_VALUE.match(value):
            yield stack.about(variable, "looks like a secret", *_remedy(variable, of_site, public))
        # CLOUDINARY_API_KEY and its public twin are one thing, and not secret by name.
        elif public and holder is not None and holder != name:
            what, why = f"holds the value of {holder}", _BUNDLE if of_site else _ANY_BUILD
            yield stack.about(variable, what, why, "remove it and change the value")


def _derived_for_the_site(stack: Stack) -> Iterator[Variable]:
    sources = derived_from(stack.settings)
    for name, value in stack.derived.items():
        if name.startswith(stack.public_prefix):
            yield Variable(sources[name], name, value, secret=False, outside=True)


def _remedy(variable: Variable, of_site: bool, public: bool) -> tuple[str, str]:
    if of_site and variable.outside:
        return _BUNDLE, "remove it, let the API do the work, and change the value"
    if public and variable.outside:
        return _ANY_BUILD, "call it otherwise, and change the value if a site was built with it"
    built_in = ", and everything here is built into the public bundle too"
    why = "this file is committed" + (built_in if variable.of_site else "")
    return why, "name it under `secrets` instead and change the value"


@of_one_stack("T2", "T17", "T18", "R16")
def plain_variables_override_nothing(stack: Stack) -> Iterator[Violation]:
    """A variable has one origin: derived, secret or plain."""
    derived = derived_from(stack.settings)
    # One that is empty overrides like any other.
    for variable in stack.given:
        if variable.outside:
            continue
        if variable.name in derived:
            why = "a second origin would contradict the first on one of the services"
            what = f"is derived from `{derived[variable.name]}`"
            yield stack.about(variable, what, why, "remove it and change that")
        elif variable.name in stack.settings.secrets:
            what, why = "stands under `secrets` too", "only one of them would win"
            yield stack.about(variable, what, why, "keep it there only")


@of_one_stack()
def a_name_that_is_left_stays_free(stack: Stack) -> Iterator[Violation]:
    """What a derived variable would be called without `names` is no other's, plain or secret."""
    left, keys = left_names(stack.settings), {v.key: v.name for v in stack.given if not v.outside}
    keys |= {f"secrets.{name}": name for name in stack.settings.secrets}
    for key, name in keys.items():
        variable = left.get(name)
        # An address may hold a password, so that a secret is what it has to be.
        if variable and not (key.startswith("secrets.") and variable.name == REDIS_URL):
            place = "frontend.names" if variable.readers == SITE else "names"
            called = name_of(stack.settings, variable)
            what = f"is called {called} here" if called else f"is not wanted here, as `{place}` says"
            why = f"what reads it all the same gets a value that the rules of `{variable.source}` do not see"
            yield stack.violation(
                key, what, why, f"remove it, and let `{place}` say what the application reads"
            )


@of_one_stack("R62", "R66")
def a_deployed_site_names_no_local_address(stack: Stack) -> Iterator[Violation]:
    """What is built into a deployed bundle does not point at the visitor's own machine."""
    for variable in stack.variables:
        if variable.of_site and _leads_home(variable.value):
            why = "in a deployed bundle that is each visitor's own machine"
            write = "write the deployed address, and the local one into a local .env file"
            yield stack.about(variable, "is a local address", why, write)


def _leads_home(value: str) -> bool:
    """Whether it leads to this machine, also by a short address or a name such as 127.0.0.1.nip.io."""
    return is_local(value) or bool(_HOME.match(value))
