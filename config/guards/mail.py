"""Mail: outside production it must not be able to reach anybody, in a launched production it must.

An address in sanitized data can still be a person's, and a whitelist inside the application depends on
NODE_ENV; so the guard looks at where the credentials lead. Hosts: docs.mailtrap.io, ethereal.email.
"""

import re
from urllib.parse import urlsplit

from config.guards.terms import Found, Terms, Values

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
CATCH_ALL = frozenset(
    {"sandbox.api.mailtrap.io", "sandbox.smtp.mailtrap.io", "smtp.ethereal.email", "ethereal.email"}
)
_MAILTRAP_SENDS = re.compile(r"(send|live|bulk)\.(\w+\.)?mailtrap\.io")
_HOST_NAME = re.compile(
    r"(^|_)(E?MAIL|SMTP|MAILTRAP|MAILJET|SENDGRID)_(API_|BASE_|SMTP_)*(HOST|HOSTNAME|SERVER|URL|ENDPOINT)$"
)
_SENDS_ONLY = ("sendgrid", "mailjet")


def mail(terms: Terms, values: Values) -> Found:
    """Every rule about mail that the values of one environment break."""
    hosts = {key: host for key, value in values.items() if (host := host_of(value))}
    if not terms.production:
        yield from _outside_production(terms, hosts)
    elif terms.launched:
        yield from _in_production(hosts)


def _outside_production(terms: Terms, hosts: Values) -> Found:
    confined = terms.mail_confined
    for key, host in hosts.items():
        named = bool(_HOST_NAME.search(key)) and host not in CATCH_ALL | LOCAL and not confined
        if named or _MAILTRAP_SENDS.fullmatch(host):
            allowed = ", ".join(sorted(CATCH_ALL - {"ethereal.email"}))
            yield key, f"leads to a host that delivers mail to real people; use one that keeps it: {allowed}"
    if terms.mail in _SENDS_ONLY and not confined:
        yield (
            "mail",
            f"goes out through {terms.mail}, which delivers to real people; use a sandbox such as "
            "Mailtrap's, or an account that reaches a list of testers only",
        )


def _in_production(hosts: Values) -> Found:
    for key, host in hosts.items():
        if host in CATCH_ALL or (host in LOCAL and _HOST_NAME.search(key)):
            yield (
                key,
                "leads to a mail sandbox, so no customer would get mail; use the provider's sending host",
            )


def host_of(value: str) -> str | None:
    """The host of a URL, of `host:port` or of a bare host; None for anything else."""
    try:
        host = urlsplit(value if "//" in value else f"//{value}").hostname
    except ValueError:
        return None
    return host.rstrip(".").lower() if host else None
