"""Who sends the mail: in plain values, so that rules can judge it without reading a secret."""

from typing import Annotated, Literal

from pydantic import Field

from config.settings.base import Model
from config.types import Email, Host

OnlyTo = Annotated[
    Email | None,
    Field(description="a developer's address that gets all mail (DEVELOPMENT_EMAIL_RECIPIENT)"),
]


class MailService(Model):
    """A service that sends to real people, with its own API."""

    kind: Literal["mailjet", "sendgrid"]
    sender: Email = Field(description="the address that mail comes from")
    only_to: OnlyTo = None


class MailServer(Model):
    """Any SMTP server; whether it delivers to real people, its host says."""

    kind: Literal["smtp"]
    host: Host = Field(description="the SMTP server")
    sender: Email = Field(description="the address that mail comes from")
    only_to: OnlyTo = None


class MailSandbox(Model):
    """Mailtrap's sandbox: shows mail to developers and delivers none."""

    kind: Literal["mailtrap"]


class NoMail(Model):
    """No mail leaves the environment."""

    kind: Literal["none"]


Mail = MailService | MailServer | MailSandbox | NoMail
