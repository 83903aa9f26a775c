"""Secrets: which there are, and that no two environments hold the same."""

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from config.contract import BY_NAME, DATABASE_PASSWORD, derived_from, name_of
from config.rules.cloudinary import CLOUD, URL, parse
from config.rules.engine import Stack, Stacks, Variable, of_all_stacks, of_one_stack
from config.rules.sharing import may_hold_one_value
from config.stacks import stack_file
from config.violations import Violation

# The plain setting that says which account a variable opens, by the beginning of its name.
_THIRD_PARTIES = {
    "STRIPE_": "stripe",
    "CLOUDINARY_": "cloudinary",
    "MAILJET_": "mail",
    "SENDGRID_": "mail",
}
_WRITE = {
    "stripe": "add `stripe: test` or `stripe: live`",
    "cloudinary": "add `cloudinary:` and the cloud name",
    "mail": "add `mail: {kind: …}`",
}
_SHORTEST = 8  # shorter values are equal by chance
_WORDS = frozenset({"production", "development", "disabled", "undefined"})


@of_one_stack("R71", "T18")
def derived_names_are_the_programs_own(stack: Stack) -> Iterator[Violation]:
    """A secret's source is not ignored because the program derives that variable."""
    uris, derived = stack.settings.database.uri_variables, derived_from(stack.settings)
    for key in stack.settings.secrets:
        if key in uris:
            what = f"holds the address made with {DATABASE_PASSWORD}"
            write = f"remove it, or keep the address by hand: `{DATABASE_PASSWORD}: ui`"
            yield stack.violation(f"secrets.{key}", what, "a source of its own is ignored", write)
        elif key in derived:
            what, why = f"is derived from `{derived[key]}`", "a source of its own is ignored"
            yield stack.violation(f"secrets.{key}", what, why, "remove it and set that")
    for place, key in enumerate(uris):
        known = BY_NAME.get(key)
        # One that the application calls otherwise, or does not want, has left its name to others.
        taken = known and known.source != "database" and name_of(stack.settings, known) == key
        if taken or key in uris[:place]:
            what, why = f"'{key}' holds something else already", "the services would lose one of the two"
            yield stack.violation(f"database.uriVariables[{place}]", what, why, "name another")


@of_one_stack("R52", "R54", "R56")
def third_parties_are_named_beside_their_keys(stack: Stack) -> Iterator[Violation]:
    """Whose account a secret opens is said in plain values, where rules can compare it."""
    settings = stack.settings
    said = {"stripe": settings.stripe, "cloudinary": settings.cloudinary, "mail": settings.mail}
    missing: dict[str, str] = {}
    third_parties = {**_THIRD_PARTIES, f"{stack.public_prefix}STRIPE_": "stripe"}
    places = [
        *((k, "secrets") for k in settings.secrets),
        *((k, "frontend.env") for k in settings.frontend.env),
    ]
    for key, place in places:
        setting = next((name for start, name in third_parties.items() if key.startswith(start)), None)
        if place == "frontend.env" and settings.frontend.env[key].startswith("pk_"):
            setting = "stripe"  # a publishable key, under whatever name
        if setting and said[setting] is None:
            missing.setdefault(setting, f"is missing although {key} stands under `{place}`")
    for setting, what in missing.items():
        why = "no rule could tell a real account from a test account"
        yield stack.violation(setting, what, why, _WRITE[setting])


@of_one_stack("R72")
def what_others_issue_is_not_made_up(stack: Stack) -> Iterator[Violation]:
    """No key that a service issues is generated."""
    for key, source in stack.settings.secrets.items():
        if source == "generated" and key.startswith((*_THIRD_PARTIES, "EMAIL_")):
            what, why = "is generated, and its service issues it", "every call would be refused"
            yield stack.violation(f"secrets.{key}", what, why, "write env, config or ui")


@of_all_stacks("R51", "T8")
def no_two_stacks_hold_one_value(stacks: Stacks) -> Iterator[Violation]:
    """Whoever can read one environment holds no key of another, under whatever name it stands there."""
    seen: dict[str, list[tuple[str, str]]] = {}
    for stack in stacks.values():
        said: set[str] = set()  # under two names in one stack, a value is one mistake
        for variable in (given for given in stack.given if given.secret):
            here, others = (stack.name, variable.name), dict[tuple[str, str], None]()
            for part in _parts(variable.name, variable.value):
                places = seen.setdefault(part, [])
                if part not in said and (clashes := [p for p in places if _clash(stacks, here, p)]):
                    others |= dict.fromkeys(clashes)
                    said.add(part)
                places.append(here)
            if others:
                yield _same_value(stack, variable, list(others))


def _same_value(stack: Stack, variable: Variable, others: list[tuple[str, str]]) -> Violation:
    places = " and ".join(f"{key} of {stack_file(name)}" for name, key in others)
    why, write = "whoever can read one environment is let into the other", "give each its own"
    also = dict.fromkeys(name for name, _ in others)
    return stack.about(variable, f"has the same value as {places}", why, write, also)


def _clash(stacks: Stacks, here: tuple[str, str], other: tuple[str, str]) -> bool:
    return here[0] != other[0] and not may_hold_one_value(stacks, here, other)


def _parts(key: str, value: str) -> set[str]:
    """The value itself and the credentials inside a URI, as far as they can be compared."""
    text = value.strip()
    account = parse(text) if key.endswith(URL) else None
    if account:
        # A cloud name may be short, and it alone decides whose assets are deleted.
        return {account.cloud, *_comparable(account.key, account.secret)}
    if key.endswith(CLOUD):
        return {text} - {""}
    return set(_comparable(text, _password(text)))


def _comparable(*texts: str) -> Iterator[str]:
    return (text for text in texts if len(text) >= _SHORTEST and text.lower() not in _WORDS)


def _password(value: str) -> str:
    try:
        return unquote(urlsplit(value).password or "")
    except ValueError:
        return ""
