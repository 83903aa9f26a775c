"""The environment contract: each variable once, with who reads it, what it is made from and what it means.

Render, Vercel, local files, documentation and checks are all fed from here. The names are those that the
application reads. What the contract does not know goes through the `env` maps and `secrets` of a stack file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from config.settings import Settings

Reader = Literal["api", "worker", "frontend"]
Kind = Literal["derived", "plain", "secret"]
Value = Callable[[Settings], str | None]

READERS: Final[tuple[Reader, ...]] = get_args(Reader)
API: Final[frozenset[Reader]] = frozenset({"api"})
SERVICES: Final[frozenset[Reader]] = frozenset({"api", "worker"})
SITE: Final[frozenset[Reader]] = frozenset({"frontend"})
NOBODY: Final[frozenset[Reader]] = frozenset()
DATABASE_PASSWORD: Final = "DATABASE_PASSWORD"  # noqa: S105


@dataclass(frozen=True, kw_only=True)
class Variable:
    """One variable. `source`: the key of the stack file that decides its value.

    `value`: makes a derived one from the settings, None where it does not apply; no value for what is plain,
    secret, or known only to a resource (the addresses of database and Redis). `permanent`: what it has
    encrypted could not be read with another value.
    """

    name: str
    readers: frozenset[Reader]
    kind: Kind
    source: str
    description: str
    value: Value | None = None
    permanent: bool = False


def _derived(name: str, readers: frozenset[Reader], source: str, value: Value | None, text: str) -> Variable:
    return Variable(name=name, readers=readers, kind="derived", source=source, description=text, value=value)


def _secret(name: str, readers: frozenset[Reader], text: str) -> Variable:
    return Variable(name=name, readers=readers, kind="secret", source="secrets", description=text)


def _plain(name: str, readers: frozenset[Reader], source: str, text: str) -> Variable:
    return Variable(name=name, readers=readers, kind="plain", source=source, description=text)


def allowed_origins(settings: Settings) -> list[str]:
    """The sites whose browsers may call the API, in the order in which it gets them."""
    return [*settings.cors_origins, *settings.extra_cors_origins]


def _origins(settings: Settings) -> str:
    # The application splits on commas and does not trim.
    return ",".join(allowed_origins(settings))


def _mailjet_sender(settings: Settings) -> str | None:
    return settings.mail.sender if settings.mail and settings.mail.kind == "mailjet" else None


def _mail_host(settings: Settings) -> str | None:
    mail = settings.mail
    if mail and mail.kind == "smtp":
        return mail.host
    return "sandbox.smtp.mailtrap.io" if mail and mail.kind == "mailtrap" else None


def _mail_port(settings: Settings) -> str | None:
    # docs.mailtrap.io; 587 is the submission port of RFC 6409.
    return {"smtp": "587", "mailtrap": "2525"}.get(settings.mail.kind) if settings.mail else None


def only_to(settings: Settings) -> str | None:
    """The developer's address that gets all mail, if there is one."""
    mail = settings.mail
    return (
        mail.only_to
        if mail and (mail.kind == "mailjet" or mail.kind == "sendgrid" or mail.kind == "smtp")
        else None
    )


CONTRACT: Final[tuple[Variable, ...]] = (
    _derived(
        "NODE_ENV", SERVICES, "nodeEnv", lambda s: s.node_env, "what Node and its libraries take as mode"
    ),
    _derived(
        "ENVIRONMENT_NAME",
        SERVICES,
        "environmentName",
        lambda s: s.environment_name,
        "the application names its queues with it",
    ),
    _derived(
        "BULLMQ_PREFIX", SERVICES, "environmentName", lambda s: s.environment_name, "the prefix of queue keys"
    ),
    _derived(
        "FRONTEND_URL",
        SERVICES,
        "frontendUrl",
        lambda s: s.frontend_url,
        "links in mails and payment returns",
    ),
    _derived("CORS_ORIGIN", API, "corsOrigins", _origins, "the sites whose browsers may call the API"),
    _derived("ALLOWED_ORIGINS", API, "corsOrigins", _origins, "the same for Socket.IO"),
    _derived("REDIS_URL", SERVICES, "redis", None, "the address of queue and cache"),
    _derived("MONGODB_URI", SERVICES, "database", None, "the address of the database"),
    _derived("DATABASE_URL", SERVICES, "database", None, "the same under the name that the seeder reads"),
    _derived(
        "CLOUDINARY_CLOUD_NAME", SERVICES, "cloudinary", lambda s: s.cloudinary, "where uploads are kept"
    ),
    _derived(
        "MAILJET_SENDER_EMAIL", SERVICES, "mail.sender", _mailjet_sender, "the address that mail comes from"
    ),
    _derived("EMAIL_HOST", SERVICES, "mail", _mail_host, "the SMTP server"),
    _derived("EMAIL_PORT", SERVICES, "mail", _mail_port, "its port, with STARTTLS"),
    _derived("DEVELOPMENT_EMAIL_RECIPIENT", SERVICES, "mail.onlyTo", only_to, "who gets all mail instead"),
    _derived("REACT_APP_API_URL", SITE, "apiUrl", lambda s: s.api_url, "where the site finds its API"),
    _derived(
        "REACT_APP_LAUNCHED",
        SITE,
        "launched",
        # The application compares with 'true'.
        lambda s: "true" if s.launched else "false",
        "the application, or the pre-launch page",
    ),
    _derived(
        "REACT_APP_FRONTEND_URL", SITE, "frontendUrl", lambda s: s.frontend_url, "the site's own address"
    ),
    _derived(
        "REACT_APP_CLOUDINARY_CLOUD_NAME",
        SITE,
        "cloudinary",
        lambda s: s.cloudinary,
        "where images are shown from",
    ),
    _plain("JWT_EXPIRE", SERVICES, "env", "how long a login lasts, such as 30d"),
    _plain("MAILJET_SENDER_NAME", SERVICES, "env", "the name that mail comes from"),
    _plain("REACT_APP_STRIPE_PUBLISHABLE_KEY", SITE, "frontend.env", "Stripe's public key, of the same mode"),
    _plain("REACT_APP_CLOUDINARY_API_KEY", SITE, "frontend.env", "Cloudinary's public key"),
    _plain("REACT_APP_FEATURE_GLOBAL_SEARCH", SITE, "frontend.env", "a switch of the application"),
    _plain("REACT_APP_GOOGLE_MAPS_API_KEY", SITE, "frontend.env", "a public key, limited by its origins"),
    _secret(DATABASE_PASSWORD, NOBODY, "part of the database's address; no service sees it alone"),
    _secret("JWT_SECRET", SERVICES, "signs logins; whoever has it can be anybody"),
    _secret("SESSION_SECRET", SERVICES, "signs sessions"),
    Variable(
        name="ENCRYPTION_MASTER_KEY",
        readers=SERVICES,
        kind="secret",
        source="secrets",
        description="encrypts fields in the database; lost with it",
        permanent=True,
    ),
    _secret("STRIPE_SECRET_KEY", SERVICES, "moves money"),
    _secret("STRIPE_WEBHOOK_SECRET", API, "proves that an event comes from Stripe"),
    _secret("CLOUDINARY_API_KEY", SERVICES, "the account's key"),
    _secret("CLOUDINARY_API_SECRET", SERVICES, "writes and deletes uploads"),
    _secret("CLOUDINARY_URL", SERVICES, "the three of them in one address"),
    _secret("MAILJET_API_KEY", SERVICES, "the account that sends mail"),
    _secret("MAILJET_SECRET_KEY", SERVICES, "its password"),
    _secret("SENDGRID_API_KEY", SERVICES, "the account that sends mail"),
    _secret("EMAIL_USER", SERVICES, "the account at the SMTP server"),
    _secret("EMAIL_PASS", SERVICES, "its password"),
)
BY_NAME: Final[Mapping[str, Variable]] = {variable.name: variable for variable in CONTRACT}

# The secrets that each kind of mail needs.
MAIL_SECRETS: Final[Mapping[str, tuple[str, ...]]] = {
    "mailjet": ("MAILJET_API_KEY", "MAILJET_SECRET_KEY"),
    "sendgrid": ("SENDGRID_API_KEY",),
    "smtp": ("EMAIL_USER", "EMAIL_PASS"),
    "mailtrap": ("EMAIL_USER", "EMAIL_PASS"),
    "none": (),
}


def derived_values(settings: Settings, reader: Reader) -> dict[str, str]:
    """What `reader` gets that follows from other settings; the addresses of database and Redis come later."""
    made = {v.name: v.value(settings) for v in CONTRACT if v.value is not None and reader in v.readers}
    return {name: value for name, value in made.items() if value is not None}


def plain_maps(settings: Settings) -> dict[str, dict[str, str]]:
    """Each map of plain variables of a stack file under its key."""
    return {
        "env": settings.env,
        "api.env": settings.api.env,
        "worker.env": settings.worker.env,
        "frontend.env": settings.frontend.env,
    }


def _set_in_file(settings: Settings, reader: Reader) -> dict[str, str]:
    maps = plain_maps(settings)
    return {**({} if reader == "frontend" else maps["env"]), **maps[f"{reader}.env"]}


def plain_variables(settings: Settings, reader: Reader) -> dict[str, str]:
    """What `reader` gets in plain text, without the addresses of database and Redis."""
    return {**derived_values(settings, reader), **_set_in_file(settings, reader)}


def variable_sources(settings: Settings, reader: Reader) -> dict[str, str]:
    """Every variable that `reader` gets -> where it comes from: "derived", "plain", or a secret's source."""
    addresses = () if reader == "frontend" else ("REDIS_URL", *settings.database.uri_variables)
    secrets = {
        key: source for key, source in settings.secrets.items() if reader in secret_readers(settings, key)
    }
    return {
        **dict.fromkeys((*derived_values(settings, reader), *addresses), "derived"),
        **dict.fromkeys(_set_in_file(settings, reader), "plain"),
        **secrets,
    }


def secret_readers(settings: Settings, key: str) -> frozenset[Reader]:
    """Who gets a secret; one that the contract does not know goes to both services, a person's to nobody."""
    if key in {person.password_secret for person in settings.database.developers}:
        return NOBODY
    return BY_NAME[key].readers if key in BY_NAME else SERVICES


def derived_from(settings: Settings) -> dict[str, str]:
    """Variable -> the setting that it is made from, for one stack."""
    made = {v.name: v.source for v in CONTRACT if v.kind == "derived" and v.source != "database"}
    return {**made, **dict.fromkeys(settings.database.uri_variables, "database")}
