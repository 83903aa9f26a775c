"""What the guards of one environment know besides the values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Values = Mapping[str, str]
Found = Iterator[tuple[str, str]]  # the key and what is wrong with its value, never the value


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the values of one environment are held against.

    `live_stripe`: only live Stripe keys will do here. `mail`: smtp, sendgrid, mailjet, mailtrap, none, or
    None when it is not known. `mail_confined`: mail reaches a list of testers only, whatever the provider.
    `elsewhere`: keys that exist but whose value the program cannot read (`ui`, or unknown at preview).
    """

    stack: str
    production: bool
    launched: bool
    live_stripe: bool
    mail: str | None = None
    mail_confined: bool = False
    database_passwords: frozenset[str] = frozenset({"DATABASE_PASSWORD"})
    elsewhere: frozenset[str] = frozenset()
