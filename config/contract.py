"""The environment contract: each variable once, with who reads it, what it is made from and what it means.

Render, Vercel, local files, documentation and checks are all fed from here. An application that calls a
derived variable otherwise says so under `names` or `frontend.names`; before the names of the site's variables
stands its prefix. What the contract does not know goes through the `env` maps and `secrets` of a stack file.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeVar, get_args

from config.frameworks import CREATE_REACT_APP, PRESETS
from config.settings import NOT_WANTED, OwnProject, Settings

Reader = Literal["api", "worker", "frontend"]
Kind = Literal["derived", "plain", "secret"]
Value = Callable[[Settings], str | None]
T = TypeVar("T")

READERS: Final[tuple[Reader, ...]] = get_args(Reader)
API: Final[frozenset[Reader]] = frozenset({"api"})
SERVICES: Final[frozenset[Reader]] = frozenset({"api", "worker"})
SITE: Final[frozenset[Reader]] = frozenset({"frontend"})
NOBODY: Final[frozenset[Reader]] = frozenset()
REDIS_URL: Final = "REDIS_URL"
DATABASE_PASSWORD: Final = "DATABASE_PASSWORD"  # noqa: S105
MAILTRAP_SANDBOX: Final = "sandbox.smtp.mailtrap.io"


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


def _derived(
    name: str, source: str, text: str, value: Value | None = None, readers: frozenset[Reader] = SERVICES
) -> Variable:
    return Variable(name=name, readers=readers, kind="derived", source=source, description=text, value=value)


def _plain(name: str, source: str, text: str, readers: frozenset[Reader] = SITE) -> Variable:
    return Variable(name=name, readers=readers, kind="plain", source=source, description=text)


def _secret(
    name: str, text: str, readers: frozenset[Reader] = SERVICES, *, permanent: bool = False
) -> Variable:
    return Variable(
        name=name, readers=readers, kind="secret", source="secrets", description=text, permanent=permanent
    )


def allowed_origins(settings: Settings) -> list[str]:
    """The sites whose browsers may call the API, in the order in which it gets them."""
    return [*settings.cors_origins, *settings.extra_cors_origins]


def _origins(settings: Settings) -> str:
    # The application splits on commas and does not trim.
    return ",".join(allowed_origins(settings))


def _mailjet_sender(settings: Settings) -> str | None:
    return settings.mail.sender if settings.mail and settings.mail.kind == "mailjet" else None


def _sender(settings: Settings) -> str | None:
    mail = settings.mail
    return mail.sender if mail and (mail.kind == "sendgrid" or mail.kind == "smtp") else None


def _mail_host(settings: Settings) -> str | None:
    mail = settings.mail
    if mail and mail.kind == "smtp":
        return mail.host
    return MAILTRAP_SANDBOX if mail and mail.kind == "mailtrap" else None


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


def _launched(settings: Settings) -> str:
    # The application compares with 'true'.
    return "true" if settings.launched else "false"


CONTRACT: Final[tuple[Variable, ...]] = (
    _derived("NODE_ENV", "nodeEnv", "what Node and its libraries take as mode", lambda s: s.node_env),
    _derived("ENVIRONMENT_NAME", "environmentName", "names the queues", lambda s: s.environment_name),
    _derived("BULLMQ_PREFIX", "environmentName", "the prefix of queue keys", lambda s: s.environment_name),
    _derived("FRONTEND_URL", "frontendUrl", "links in mails and payment returns", lambda s: s.frontend_url),
    _derived("CORS_ORIGIN", "corsOrigins", "the sites whose browsers may call the API", _origins, API),
    _derived("ALLOWED_ORIGINS", "corsOrigins", "the same for Socket.IO", _origins, API),
    _derived(REDIS_URL, "redis", "the address of queue and cache"),
    _derived("MONGODB_URI", "database", "the address of the database"),
    _derived("DATABASE_URL", "database", "the same under the name that the seeder reads"),
    _derived("CLOUDINARY_CLOUD_NAME", "cloudinary", "where uploads are kept", lambda s: s.cloudinary),
    _derived("MAILJET_SENDER_EMAIL", "mail.sender", "where mail comes from, with Mailjet", _mailjet_sender),
    _derived("EMAIL_FROM", "mail.sender", "the same, with SendGrid or an SMTP server", _sender),
    _derived("EMAIL_HOST", "mail", "the SMTP server", _mail_host),
    _derived("EMAIL_PORT", "mail", "its port, with STARTTLS", _mail_port),
    _derived("DEVELOPMENT_EMAIL_RECIPIENT", "mail.onlyTo", "who gets all mail instead", only_to),
    _derived("API_URL", "apiUrl", "where the site finds its API", lambda s: s.api_url, SITE),
    _derived("LAUNCHED", "launched", "the application, or the pre-launch page", _launched, SITE),
    _derived("FRONTEND_URL", "frontendUrl", "its own address", lambda s: s.frontend_url, SITE),
    _derived("CLOUDINARY_CLOUD_NAME", "cloudinary", "its images", lambda s: s.cloudinary, SITE),
    _plain("JWT_EXPIRE", "env", "how long a login lasts, such as 30d", SERVICES),
    _plain("MAILJET_SENDER_NAME", "env", "the name that mail comes from", SERVICES),
    _plain("STRIPE_PUBLISHABLE_KEY", "frontend.env", "Stripe's public key, of the same mode"),
    _plain("CLOUDINARY_API_KEY", "frontend.env", "Cloudinary's public key"),
    _plain("FEATURE_GLOBAL_SEARCH", "frontend.env", "a switch of the application"),
    _plain("GOOGLE_MAPS_API_KEY", "frontend.env", "a public key, limited by its origins"),
    _secret(DATABASE_PASSWORD, "part of the database's address; no service sees it alone", NOBODY),
    _secret("JWT_SECRET", "signs logins; whoever has it can be anybody"),
    _secret("SESSION_SECRET", "signs sessions"),
    _secret("ENCRYPTION_MASTER_KEY", "encrypts fields in the database; lost with it", permanent=True),
    _secret("STRIPE_SECRET_KEY", "moves money"),
    _secret("STRIPE_WEBHOOK_SECRET", "proves that an event comes from Stripe", API),
    _secret("CLOUDINARY_API_KEY", "the account's key"),
    _secret("CLOUDINARY_API_SECRET", "writes and deletes uploads"),
    _secret("CLOUDINARY_URL", "the three of them in one address"),
    _secret("MAILJET_API_KEY", "the account that sends mail"),
    _secret("MAILJET_SECRET_KEY", "its password"),
    _secret("SENDGRID_API_KEY", "the account that sends mail"),
    _secret("EMAIL_USER", "the account at the SMTP server"),
    _secret("EMAIL_PASS", "its password"),
)
# One name may mean one thing to the site and another to the services.
OF_SITE: Final[Mapping[str, Variable]] = {v.name: v for v in CONTRACT if v.readers == SITE}
BY_NAME: Final[Mapping[str, Variable]] = {v.name: v for v in CONTRACT if v.readers != SITE}

# The secrets that each kind of mail needs.
MAIL_SECRETS: Final[Mapping[str, tuple[str, ...]]] = {
    "mailjet": ("MAILJET_API_KEY", "MAILJET_SECRET_KEY"),
    "sendgrid": ("SENDGRID_API_KEY",),
    "smtp": ("EMAIL_USER", "EMAIL_PASS"),
    "mailtrap": ("EMAIL_USER", "EMAIL_PASS"),
    "none": (),
}


def public_prefix(settings: Settings) -> str:
    """How a variable begins that is built into the site's bundle."""
    # Of a framework that is not known, a rule says so; until then nothing else is wrong with it.
    return settings.frontend.prefix or CREATE_REACT_APP.env_prefix


def _usual_name(settings: Settings, variable: Variable) -> str:
    return (public_prefix(settings) if variable.readers == SITE else "") + variable.name


def name_of(settings: Settings, variable: Variable) -> str | None:
    """What the application calls a variable of the contract, None for one that it does not want."""
    names = settings.frontend.names if variable.readers == SITE else settings.names
    chosen = dict[str, str](names.items()).get(variable.name, _usual_name(settings, variable))
    return None if chosen == NOT_WANTED else chosen


def is_given(settings: Settings, variable: Variable) -> bool:
    """Whether a variable is derived and applies here; the database's are named by `uriVariables`."""
    if variable.kind != "derived" or variable.source == "database":
        return False
    return variable.value is None or variable.value(settings) is not None


def as_named(settings: Settings, reader: Reader, values: Mapping[str, T]) -> dict[str, T]:
    """Values under the contract's names -> under those of the application, without what it does not want."""
    of_reader = OF_SITE if reader == "frontend" else BY_NAME
    named = ((name_of(settings, of_reader[key]), value) for key, value in values.items())
    return {name: value for name, value in named if name is not None}


def derived_values(settings: Settings, reader: Reader) -> dict[str, str]:
    """What `reader` gets that follows from other settings; the addresses of database and Redis come later."""
    made = ((v.name, v.value(settings)) for v in CONTRACT if v.value is not None and reader in v.readers)
    return as_named(settings, reader, {name: value for name, value in made if value is not None})


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


def address_names(settings: Settings) -> Iterator[str]:
    """The variables in which the services find Redis and the database."""
    yield from as_named(settings, "api", {REDIS_URL: ""})
    yield from settings.database.uri_variables


def variable_sources(settings: Settings, reader: Reader) -> dict[str, str]:
    """Every variable that `reader` gets -> where it comes from: "derived", "plain", or a secret's source."""
    addresses = () if reader == "frontend" else tuple(address_names(settings))
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
    if key in _passwords(settings):
        return NOBODY
    return BY_NAME[key].readers if key in BY_NAME else SERVICES


def _passwords(settings: Settings) -> set[str]:
    """The secrets that people type in, and no service reads."""
    site = settings.frontend
    protection = site.password_protection if isinstance(site, OwnProject) else None
    visitors = {protection.password_secret} if protection else set()
    return visitors | {person.password_secret for person in settings.database.developers}


def derived_from(settings: Settings) -> dict[str, str]:
    """Variable -> the setting that it is made from, for one stack, also where it has no value here."""
    made = {name: v.source for v in _made(settings) if (name := name_of(settings, v))}
    return {**made, **dict.fromkeys(settings.database.uri_variables, "database")}


def left_names(settings: Settings) -> dict[str, Variable]:
    """The usual name -> the variable that is called otherwise here, or not wanted, and left it to nobody."""
    taken, made = derived_from(settings), _made(settings)
    named = {_usual_name(settings, variable): variable for variable in made}
    if isinstance(settings.frontend, OwnProject) and (preset := PRESETS.get(settings.frontend.framework)):
        # Another prefix does not keep a build from reading that of its framework.
        named |= {preset.env_prefix + v.name: v for v in made if v.readers == SITE}
    return {name: variable for name, variable in named.items() if name not in taken}


def _made(settings: Settings) -> list[Variable]:
    """What is derived and has one name. A sender only where there is one: else its name is free."""
    derived = (v for v in CONTRACT if v.kind == "derived" and v.source != "database")
    return [v for v in derived if v.source != "mail.sender" or is_given(settings, v)]
