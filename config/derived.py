"""Which variables the program makes from other settings, and which setting each comes from."""

from config.settings import Settings

# components.variables fills exactly these, and the URI variables of `database`.
DERIVED = {
    "NODE_ENV": "nodeEnv",
    "ENVIRONMENT_NAME": "environmentName",
    "BULLMQ_PREFIX": "environmentName",
    "FRONTEND_URL": "frontendUrl",
    "CORS_ORIGIN": "corsOrigins",
    "ALLOWED_ORIGINS": "corsOrigins",
    "CLOUDINARY_CLOUD_NAME": "cloudinary",
    "DEVELOPMENT_EMAIL_RECIPIENT": "mail.onlyTo",
    "REDIS_URL": "redis",
    "REACT_APP_API_URL": "apiUrl",
    "REACT_APP_LAUNCHED": "launched",
    "REACT_APP_FRONTEND_URL": "frontendUrl",
}
DATABASE_PASSWORD = "DATABASE_PASSWORD"  # noqa: S105


def derived_from(settings: Settings) -> dict[str, str]:
    """Variable -> the setting that it is made from, for one stack."""
    return {**dict.fromkeys(settings.database.uri_variables, "database"), **DERIVED}


def apex_host(settings: Settings) -> str | None:
    """The host that is redirected to the site: `example.org` for `www.example.org`, None if none is."""
    site, start = settings.frontend, "https://www."
    if site.mode == "own" and site.apex_redirect and settings.frontend_url.startswith(start):
        return settings.frontend_url.removeprefix(start)
    return None


def only_to(settings: Settings) -> str | None:
    """The developer's address that gets all mail, if there is one."""
    mail = settings.mail
    return None if mail is None or mail.kind == "mailtrap" or mail.kind == "none" else mail.only_to
