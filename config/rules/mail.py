"""Mail reaches customers from production only, and from an address of the site's own domain.

An address in sanitized data can still be a person's, and a whitelist inside the application depends on
NODE_ENV; so the rules look at where mail is sent. Hosts: docs.mailtrap.io, ethereal.email.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from config.contract import BY_NAME, MAIL_SECRETS, MAILTRAP_SANDBOX, is_given, name_of, only_to
from config.derived import site_host
from config.rules.engine import Stack, of_one_stack
from config.settings import Settings
from config.vendors import is_loopback
from config.violations import Violation

# They show mail to developers and deliver none.
SANDBOX_HOSTS = frozenset(
    {MAILTRAP_SANDBOX, "sandbox.api.mailtrap.io", "smtp.ethereal.email", "ethereal.email"}
)
_MAILTRAP_SENDS = re.compile(r"(send|live|bulk)\.(\w+\.)?mailtrap\.io")
_HOST_NAME = re.compile(
    r"(^|_)(E?MAIL|SMTP|MAILTRAP|MAILJET|SENDGRID)_(API_|BASE_|SMTP_)*(HOST|HOSTNAME|SERVER|URL|ENDPOINT)$"
)
_SERVICE_OF = {"MAILJET_": "mailjet", "SENDGRID_": "sendgrid"}


def delivers(settings: Settings) -> bool:
    """Whether mail of this environment reaches the people it is addressed to."""
    mail = settings.mail
    if mail is None or mail.kind == "mailtrap" or mail.kind == "none":
        return False
    return not (mail.kind == "smtp" and mail.host in SANDBOX_HOSTS)


@of_one_stack("R57", "C18")
def only_production_writes_to_customers(stack: Stack) -> Iterator[Violation]:
    """Staging and development send to a sandbox, to one developer's address, or to nobody."""
    mail = stack.settings.mail
    if stack.production or mail is None or not delivers(stack.settings):
        return
    if only_to(stack.settings) is None:
        what = f"{mail.kind} delivers mail of {stack.name} to whoever it is addressed to"
        write = "write `{kind: mailtrap}`, `{kind: none}`, or `onlyTo` with a developer's address"
        yield stack.violation("mail", what, "a test would write to real people", write)
    elif stack.settings.node_env == "production":
        why = "code in production mode need not heed onlyTo, and a test would write to real people"
        what, write = (
            f"{mail.kind} delivers mail of {stack.name}",
            "write `{kind: mailtrap}` or `{kind: none}`",
        )
        yield stack.violation("mail", what, why, write)
    elif mail.kind == "smtp" and _MAILTRAP_SENDS.fullmatch(mail.host):
        what, why = f"delivers mail of {stack.name}", "Mailtrap's sandbox is another host"
        yield stack.violation("mail.host", what, why, "write `{kind: mailtrap}`")


@of_one_stack("R57")
def the_application_hears_where_mail_goes(stack: Stack) -> Iterator[Violation]:
    """What `mail` says about the way of mail is not kept from the application."""
    recipient = None if stack.production else BY_NAME["DEVELOPMENT_EMAIL_RECIPIENT"]
    for variable in filter(None, (BY_NAME["EMAIL_HOST"], recipient)):
        if is_given(stack.settings, variable) and name_of(stack.settings, variable) is None:
            what = f"is none, and `{variable.source}` decides {variable.description}"
            why = "the application would not hear of it, and its mail could go to real people"
            write = "write what the application calls it, or another kind of `mail`"
            yield stack.violation(f"names.{variable.name}", what, why, write)


@of_one_stack("R56")
def customers_get_mail_from_the_sites_domain(stack: Stack) -> Iterator[Violation]:
    """Production's sender belongs to the domain of the site, and all its mail goes where it should."""
    mail = stack.settings.mail
    if not stack.production or mail is None or mail.kind == "mailtrap" or mail.kind == "none":
        return
    domain = mail.sender.partition("@")[2]
    if not f".{site_host(stack.settings)}".endswith(f".{domain}"):
        what = f"is not an address of the domain of {stack.settings.frontend_url}"
        why = "receivers refuse or hide mail that the domain has not signed"
        yield stack.violation("mail.sender", what, why, "write one of the site's own domain")
    if mail.only_to:
        yield stack.violation(
            "mail.onlyTo", "is set in production", "customers would get no mail", "remove it"
        )


@of_one_stack("C18")
def the_keys_are_those_of_the_mail_service(stack: Stack) -> Iterator[Violation]:
    """No key of a mail service is there that `mail` does not name."""
    mail = stack.settings.mail
    for key in stack.settings.secrets if mail else ():
        kind = next((kind for start, kind in _SERVICE_OF.items() if key.startswith(start)), None)
        if mail and kind and kind != mail.kind:
            what = f"belongs to {kind}, and `mail` says {mail.kind}"
            why = f"the application would send through {kind} all the same"
            write = f"remove it, or write `mail: {{kind: {kind}, …}}`"
            yield stack.violation(f"secrets.{key}", what, why, write)


@of_one_stack("C18", "R56", "R57")
def the_mail_service_has_its_keys(stack: Stack) -> Iterator[Violation]:
    """The keys that a mail service cannot do without stand under `secrets`."""
    kind = stack.settings.mail.kind if stack.settings.mail else "none"
    for key in MAIL_SECRETS[kind]:
        if key not in stack.settings.secrets:
            what = f"is missing, and `mail` says {kind}"
            why = "the application starts without it and fails at the first mail"
            write = "add it with its source, `ui` if a person sets it on Render"
            yield stack.violation(f"secrets.{key}", what, why, write)


@of_one_stack("R57", "T9")
def no_variable_sends_mail_elsewhere(stack: Stack) -> Iterator[Violation]:
    """A mail host in a variable is a sandbox outside production, and none in a launched production."""
    for variable in stack.variables:
        host = _host(variable.value)
        if host is None:
            continue
        named, keeps = bool(_HOST_NAME.search(variable.name)), host in SANDBOX_HOSTS
        if not stack.production and _reaches_people(stack, host, named):
            shown = ", ".join(sorted(SANDBOX_HOSTS - {"ethereal.email"}))
            why, write = "a test would write to real people", f"use one that keeps it: {shown}"
            yield stack.about(variable, "leads to a host that delivers mail", why, write)
        elif stack.production and stack.settings.launched and (keeps or (named and is_loopback(host))):
            what, why = "leads to a mail sandbox", "no customer would get mail"
            yield stack.about(variable, what, why, "use the provider's sending host")


def _reaches_people(stack: Stack, host: str, named: bool) -> bool:
    """Mailtrap's sending hosts always do; another mail host does unless one developer gets everything."""
    confined = only_to(stack.settings) is not None and stack.settings.node_env != "production"
    other = named and not confined and host not in SANDBOX_HOSTS and not is_loopback(host)
    return other or bool(_MAILTRAP_SENDS.fullmatch(host))


def _host(value: str) -> str | None:
    """The host of a URL, of `host:port` or of a bare host; None for anything else."""
    try:
        host = urlsplit(value if "//" in value else f"//{value}").hostname
    except ValueError:
        return None
    return host.rstrip(".").lower() if host else None
