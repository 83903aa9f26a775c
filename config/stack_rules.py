"""Rules of one stack that need more than one of its values; what one value can tell, its type refuses."""

import re
from collections.abc import Iterator, Mapping

from config.faults import Fault
from config.settings import Settings
from config.stacks import stack_file

# What the program derives from other settings; components.variables fills exactly these.
DERIVED = frozenset(
    {
        "NODE_ENV",
        "ENVIRONMENT_NAME",
        "BULLMQ_PREFIX",
        "FRONTEND_URL",
        "CORS_ORIGIN",
        "ALLOWED_ORIGINS",
        "REDIS_URL",
        "REACT_APP_API_URL",
        "REACT_APP_LAUNCHED",
        "REACT_APP_FRONTEND_URL",
    }
)
DATABASE_PASSWORD = "DATABASE_PASSWORD"  # noqa: S105
_SECRET_NAME = re.compile(r"SECRET|PASSWORD|TOKEN|PRIVATE")
_SECRET_VALUE = re.compile(r"(sk_|rk_|whsec_|SG\.|mongodb(\+srv)?://|rediss?://|cloudinary://)")


Found = Iterator[tuple[str, str]]


def stack_faults(stack: str, settings: Settings) -> list[Fault]:
    """Every broken rule of one stack, in the order of the rules."""
    return [Fault(stack_file(stack), key, text) for rule in RULES for key, text in rule(settings)]


def _variables(settings: Settings) -> Mapping[str, Mapping[str, str]]:
    return {
        "env": settings.env,
        "api.env": settings.api.env,
        "worker.env": settings.worker.env,
        "frontend.env": settings.frontend.env,
    }


def _plain_variables_override_nothing(settings: Settings) -> Found:
    derived = DERIVED | set(settings.database.uri_variables)
    for place, env in _variables(settings).items():
        for key in env:
            if key in derived:
                yield (
                    f"{place}.{key}",
                    "is derived from other settings, which this would contradict; remove it",
                )
            elif key in settings.secrets:
                yield f"{place}.{key}", "stands under `secrets` too; keep it there only"


def _plain_variables_hold_no_secret(settings: Settings) -> Found:
    for place, env in _variables(settings).items():
        for key, value in env.items():
            if _SECRET_NAME.search(key) or _SECRET_VALUE.match(value):
                text = "looks like a secret, and this file is committed"
                if place == "frontend.env":
                    text += "; everything here is built into the public bundle too"
                yield f"{place}.{key}", f"{text}; name it under `secrets` instead and change the value"


def _database_has_a_password(settings: Settings) -> Found:
    if DATABASE_PASSWORD not in settings.secrets:
        yield (
            f"secrets.{DATABASE_PASSWORD}",
            "is missing, so the services would lose their database address; add it with its source",
        )


def _developers_have_a_password_of_ours(settings: Settings) -> Found:
    for place, person in enumerate(settings.database.developers):
        if settings.secrets.get(person.password_secret, "ui") == "ui":
            key = f"database.developers[{place}].passwordSecret"
            yield (
                key,
                f"names '{person.password_secret}', whose value the program cannot read; add it to `secrets`",
            )
        if person.username == settings.database.user:
            key = f"database.developers[{place}].username"
            yield (
                key,
                "is the application's user, which has to write; give the person another name",
            )


def _an_external_redis_lets_somebody_in(settings: Settings) -> Found:
    redis = settings.redis
    if redis.mode == "dedicated" and redis.connection == "external" and not redis.allow:
        yield (
            "redis.allow",
            "is empty while `connection` is external, so Render closes that door and no service reaches its "
            "queue; list the ranges of your Render region, or write `connection: internal`",
        )


def _backups_belong_to_the_cluster(settings: Settings) -> Found:
    if settings.database.backup and not settings.database.owned_cluster:
        yield (
            "database.backup",
            "would replace every backup policy of a cluster that this stack does not own; "
            "set `ownedCluster` too, or manage backups where the cluster is managed",
        )


def _derived_names_are_the_programs_own(settings: Settings) -> Found:
    uris = settings.database.uri_variables
    for key in settings.secrets:
        if key in DERIVED:
            yield (
                f"secrets.{key}",
                "is derived from other settings, so a source of its own is ignored; remove it",
            )
        elif key in uris:
            text = f"holds the address made with {DATABASE_PASSWORD}, so a source of its own is ignored"
            yield (
                f"secrets.{key}",
                f"{text}; remove it, or keep the address by hand: `{DATABASE_PASSWORD}: ui`",
            )
    for place, key in enumerate(uris):
        if key in DERIVED or key in uris[:place]:
            yield f"database.uriVariables[{place}]", f"'{key}' holds something else already; name another"


def _the_site_may_call_its_own_api(settings: Settings) -> Found:
    if settings.frontend_url not in settings.cors_origins:
        yield "corsOrigins", f"lacks {settings.frontend_url}; browsers would block the site itself; add it"


def _localhost_is_for_development(settings: Settings) -> Found:
    for place, origin in enumerate(settings.cors_origins):
        if origin.startswith("http://") and settings.node_env == "production":
            text = "is a developer's machine; only development may let it in; remove it"
            yield f"corsOrigins[{place}]", text


def _nothing_is_open_to_everybody(settings: Settings) -> Found:
    redis = settings.redis
    lists = {
        "database.ipAccessList": settings.database.ip_access_list,
        "redis.allow": redis.allow if redis.mode == "dedicated" else [],
    }
    for key, entries in lists.items():
        for place, entry in enumerate(entries):
            if entry.cidr.endswith("/0"):
                yield f"{key}[{place}]", "opens it to the whole internet; list the ranges that need it"


RULES = (
    _plain_variables_override_nothing,
    _plain_variables_hold_no_secret,
    _derived_names_are_the_programs_own,
    _database_has_a_password,
    _developers_have_a_password_of_ours,
    _an_external_redis_lets_somebody_in,
    _backups_belong_to_the_cluster,
    _the_site_may_call_its_own_api,
    _localhost_is_for_development,
    _nothing_is_open_to_everybody,
)
