"""Which secrets there are, and what the plain settings have to say about them."""

from collections.abc import Iterator

from config.contract import BY_NAME, DATABASE_PASSWORD, derived_from
from config.rules.rule import Found, of_one_stack
from config.settings import Settings

# The plain setting that says which account a secret opens, by the beginning of the secret's name.
_THIRD_PARTIES = {"STRIPE_": "stripe", "CLOUDINARY_": "cloudinary", "MAILJET_": "mail", "SENDGRID_": "mail"}


@of_one_stack("R71", "T18")
def derived_names_are_the_programs_own(_: str, settings: Settings) -> Iterator[Found]:
    """A secret's source is not ignored because the program derives that variable."""
    uris, derived = settings.database.uri_variables, derived_from(settings)
    for key in settings.secrets:
        if key in derived and key not in uris:
            why = "a source of its own is ignored"
            yield Found(f"secrets.{key}", f"is derived from `{derived[key]}`", why, "remove it and set that")
        elif key in uris:
            what = f"holds the address made with {DATABASE_PASSWORD}"
            write = f"remove it, or keep the address by hand: `{DATABASE_PASSWORD}: ui`"
            yield Found(f"secrets.{key}", what, "a source of its own is ignored", write)
    for place, key in enumerate(uris):
        known = BY_NAME.get(key)
        if (known and known.source != "database") or key in uris[:place]:
            what = f"'{key}' holds something else already"
            why = "the services would lose one of the two"
            yield Found(f"database.uriVariables[{place}]", what, why, "name another")


@of_one_stack("R72")
def the_database_has_a_password(_: str, settings: Settings) -> Iterator[Found]:
    """The services get a database address."""
    if DATABASE_PASSWORD not in settings.secrets:
        why = "the services would lose their database address"
        yield Found(f"secrets.{DATABASE_PASSWORD}", "is missing", why, "add it with its source")


@of_one_stack("R52", "R54", "R56")
def third_parties_are_named_beside_their_keys(_: str, settings: Settings) -> Iterator[Found]:
    """Whose account a secret opens is said in plain values, where rules can compare it."""
    said = {"stripe": settings.stripe, "cloudinary": settings.cloudinary, "mail": settings.mail}
    missing: dict[str, str] = {}
    for key in settings.secrets:
        setting = next((name for start, name in _THIRD_PARTIES.items() if key.startswith(start)), None)
        if setting and said[setting] is None:
            missing.setdefault(setting, key)
    write = {
        "stripe": "add `stripe: test` or `stripe: live`",
        "cloudinary": "add `cloudinary:` and the cloud name",
        "mail": "add `mail: {kind: …}`",
    }
    for setting, key in missing.items():
        what = f"is missing although {key} stands under `secrets`"
        why = "no rule could tell a real account from a test account"
        yield Found(setting, what, why, write[setting])


@of_one_stack("R54", "R55")
def the_cloudinary_account_can_be_told(_: str, settings: Settings) -> Iterator[Found]:
    """An address that holds the cloud name is one whose value can be held against `cloudinary`."""
    source = settings.secrets.get("CLOUDINARY_URL", "env")
    if source not in ("env", "config"):
        why = "clean-up jobs delete files there, and nothing could tell that they are production's"
        write = "write env or config, which compares it with `cloudinary`"
        yield Found("secrets.CLOUDINARY_URL", f"is {source}, so its cloud name is hidden", why, write)


RULES = (
    derived_names_are_the_programs_own,
    the_database_has_a_password,
    third_parties_are_named_beside_their_keys,
    the_cloudinary_account_can_be_told,
)
