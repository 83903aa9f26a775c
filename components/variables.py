"""Which variable reaches which service: pure decisions over the settings.

The names are those that the application reads; a value that follows from another setting is derived here
and nowhere else.
"""

from collections.abc import Mapping

import pulumi

from config.derived import DATABASE_PASSWORD, only_to
from config.settings import Settings

Env = dict[str, pulumi.Input[str]]

# Only the API has a webhook endpoint.
API_ONLY_SECRETS = frozenset({"STRIPE_WEBHOOK_SECRET"})


def shared_variables(settings: Settings) -> dict[str, str]:
    """What API and worker both get; they must agree on it to work on the same queues."""
    return {
        "NODE_ENV": settings.node_env,
        "ENVIRONMENT_NAME": settings.environment_name,
        "BULLMQ_PREFIX": settings.environment_name,
        "FRONTEND_URL": settings.frontend_url,
        **({"CLOUDINARY_CLOUD_NAME": settings.cloudinary} if settings.cloudinary else {}),
        **({"DEVELOPMENT_EMAIL_RECIPIENT": address} if (address := only_to(settings)) else {}),
        **settings.env,
    }


def allowed_origins(settings: Settings) -> list[str]:
    """The sites whose browsers may call the API, in the order in which it gets them."""
    return [*settings.cors_origins, *settings.extra_cors_origins]


def api_variables(settings: Settings) -> dict[str, str]:
    """What only the API gets. The application splits CORS_ORIGIN on commas and does not trim."""
    origins = ",".join(allowed_origins(settings))
    return {"CORS_ORIGIN": origins, "ALLOWED_ORIGINS": origins}


def frontend_variables(settings: Settings) -> dict[str, str]:
    """What is built into the public bundle. The application compares REACT_APP_LAUNCHED with 'true'."""
    return {
        "REACT_APP_API_URL": settings.api_url,
        "REACT_APP_LAUNCHED": "true" if settings.launched else "false",
        "REACT_APP_FRONTEND_URL": settings.frontend_url,
        **settings.frontend.env,
    }


def service_secrets(
    settings: Settings, values: Mapping[str, pulumi.Output[str]]
) -> tuple[dict[str, pulumi.Output[str]], dict[str, pulumi.Output[str]]]:
    """The secrets of API and worker, in this order. Those set by hand (`ui`) are in neither."""
    # Part of the URI; a service never sees it alone.
    never = {DATABASE_PASSWORD, *(person.password_secret for person in settings.database.developers)}
    api = {key: value for key, value in values.items() if key not in never}
    worker = {key: value for key, value in api.items() if key not in API_ONLY_SECRETS}
    return api, worker


def kept_by_hand(settings: Settings) -> list[str]:
    """The variables that a person sets in Render's UI: never written, and not deleted when they become so."""
    by_hand = [key for key, source in settings.secrets.items() if source == "ui"]
    # A password that is kept by hand is inside a URI that is kept by hand.
    uris = settings.database.uri_variables if DATABASE_PASSWORD in by_hand else []
    return [*uris, *(key for key in by_hand if key != DATABASE_PASSWORD)]
