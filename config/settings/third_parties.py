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

    kind: Literal["mailjet", "sendgrid"] = Field(description="which service")
    sender: Email = Field(description="the address that mail comes from")
    only_to: OnlyTo = None


class MailServer(Model):
    """Any SMTP server; whether it delivers to real people, its host says."""

    kind: Literal["smtp"] = Field(description="a server of your choice")
    host: Host = Field(description="the SMTP server")
    sender: Email = Field(description="the address that mail comes from")
    only_to: OnlyTo = None


class MailSandbox(Model):
    """Mailtrap's sandbox: shows mail to developers and delivers none."""

    kind: Literal["mailtrap"] = Field(description="the sandbox, not Mailtrap's sending service")


class NoMail(Model):
    """No mail leaves the environment."""

    kind: Literal["none"] = Field(description="nothing to send with")


Mail = MailService | MailServer | MailSandbox | NoMail
