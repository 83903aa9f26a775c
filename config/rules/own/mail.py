"""Mail reaches customers from production only, and from an address of the site's own domain."""

from collections.abc import Iterator

from config.contract import MAIL_SECRETS, only_to
from config.derived import site_host
from config.rules.rule import Found, of_one_stack
from config.settings import Settings
from config.stacks import PRODUCTION

# SMTP servers that show mail to developers and deliver none. Mailtrap's live. and bulk. hosts deliver.
SANDBOX_HOSTS = frozenset({"sandbox.smtp.mailtrap.io", "smtp.ethereal.email"})
_SECRETS_OF = {"MAILJET_": "mailjet", "SENDGRID_": "sendgrid"}


def delivers(settings: Settings) -> bool:
    """Whether mail of this environment reaches the people it is addressed to."""
    mail = settings.mail
    if mail is None or mail.kind == "mailtrap" or mail.kind == "none":
        return False
    return not (mail.kind == "smtp" and mail.host in SANDBOX_HOSTS)


@of_one_stack("R57", "C18")
def only_production_writes_to_customers(stack: str, settings: Settings) -> Iterator[Found]:
    """Staging and development send to a sandbox, to one developer's address, or to nobody."""
    if stack == PRODUCTION or settings.mail is None or not delivers(settings):
        return
    kind = settings.mail.kind
    if only_to(settings) is None:
        why = "a test would write to real people"
        write = "write `{kind: mailtrap}`, `{kind: none}`, or `onlyTo` with a developer's address"
        yield Found("mail", f"{kind} delivers mail of {stack} to whoever it is addressed to", why, write)
    elif settings.node_env == "production":
        why = "the application heeds onlyTo in development mode alone, so a test would write to real people"
        yield Found(
            "mail", f"{kind} delivers mail of {stack}", why, "write `{kind: mailtrap}` or `{kind: none}`"
        )


@of_one_stack("R56")
def customers_get_mail_from_the_sites_domain(stack: str, settings: Settings) -> Iterator[Found]:
    """Production's sender belongs to the domain of the site, and all its mail goes where it should."""
    mail = settings.mail
    if stack != PRODUCTION or mail is None or mail.kind == "mailtrap" or mail.kind == "none":
        return
    domain = mail.sender.partition("@")[2]
    if not site_host(settings).endswith(f".{domain}"):
        what = f"is not an address of the domain of {settings.frontend_url}"
        why = "receivers refuse or hide mail that the domain has not signed"
        yield Found("mail.sender", what, why, "write one of the site's own domain")
    if mail.only_to:
        why = "customers would get no mail"
        yield Found("mail.onlyTo", "is set in production", why, "remove it")


@of_one_stack("C18")
def the_keys_are_those_of_the_mail_service(_: str, settings: Settings) -> Iterator[Found]:
    """No key of a mail service is there that `mail` does not name."""
    if settings.mail is None:
        return
    for key in settings.secrets:
        kind = next(
            (kind for start, kind in _SECRETS_OF.items() if key.startswith(start)), settings.mail.kind
        )
        if kind != settings.mail.kind:
            what = f"belongs to {kind}, and `mail` says {settings.mail.kind}"
            why = f"the application would send through {kind} all the same"
            yield Found(f"secrets.{key}", what, why, f"remove it, or write `mail: {{kind: {kind}, …}}`")


@of_one_stack("C18", "R56", "R57")
def the_mail_service_has_its_keys(_: str, settings: Settings) -> Iterator[Found]:
    """The keys that a mail service cannot do without stand under `secrets`."""
    kind = settings.mail.kind if settings.mail else "none"
    for key in MAIL_SECRETS[kind]:
        if key not in settings.secrets:
            why = "the application starts without it and fails at the first mail"
            write = "add it with its source, `ui` if a person sets it on Render"
            yield Found(f"secrets.{key}", f"is missing, and `mail` says {kind}", why, write)


RULES = (
    only_production_writes_to_customers,
    customers_get_mail_from_the_sites_domain,
    the_keys_are_those_of_the_mail_service,
    the_mail_service_has_its_keys,
)
