"""The API and the worker on Render: their ids, and what is to become of their variables."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from config import mongodb
from config.contract import DATABASE_PASSWORD, derived_values, secret_readers
from config.settings import Settings
from ops.accounts import found
from ops.accounts.found import Role
from ops.adopt.plan import Edit, Plan, known
from render import env_vars, existing
from render.client import RenderClient
from render.values import Props

ROLES: tuple[Role, ...] = ("api", "worker")
Values = Mapping[str, str]


@dataclass(frozen=True)
class Live:
    """A service that exists, and its variables."""

    role: Role
    id: str
    how: str
    variables: Values


def plan(client: RenderClient, settings: Settings, given: Values, managed: Collection[str]) -> Plan:
    """What happens to both. `given`: the secrets whose value is known here; `managed`: the ids in the state.

    Raises RenderError.
    """
    matches = {role: found.service(client, settings, role) for role in ROLES}
    ours = [
        known(role, match.thing.name, match.thing.id)
        for role, match in matches.items()
        if match and match.thing.id in managed
    ]
    live = [
        Live(role, match.thing.id, match.how, env_vars.live_variables(client, match.thing.id))
        for role, match in matches.items()
        if match and match.thing.id not in managed
    ]
    kept = kept_by_hand(settings, given, live)
    absent = [
        f"{role}: {found.of_role(settings, role).name} is not there; an update creates it"
        for role in ROLES
        if matches[role] is None
    ]
    parts = [_of_service(client, settings, given, kept, service) for service in live]
    secrets = [Edit(f"secrets.{key}", "ui") for key in kept]
    notes = [*ours, *absent, *_left_to_people(settings, kept, live)]
    return Plan.of(*parts, Plan(tuple(notes), tuple(secrets)))


def kept_by_hand(settings: Settings, given: Values, live: list[Live]) -> list[str]:
    """The secrets that a service holds with a value that is not known to be ours: a person's, so it stays."""
    return [
        key
        for key, source in settings.secrets.items()
        if source in ("env", "generated")
        and any(
            _is_another(settings, key, given, service.variables.get(name))
            for service in live
            for name in _names(settings, key)
        )
    ]


def _names(settings: Settings, key: str) -> list[str]:
    """The variables in which a service holds a secret: the database's password stands inside its address."""
    return settings.database.uri_variables if key == DATABASE_PASSWORD else [key]


def _is_another(settings: Settings, key: str, given: Values, live: str | None) -> bool:
    if live is None:
        return False
    value = given.get(key)
    if value is not None and key == DATABASE_PASSWORD:
        value = _uri(settings, value)
    return live != value


def _uri(settings: Settings, password: str) -> str:
    place = settings.database
    return mongodb.uri(
        user=place.user, password=password, host=place.host, name=place.name, cluster=place.cluster
    )


def plain_variables(settings: Settings, role: Role) -> dict[str, str]:
    """What the service gets in plain text, with values."""
    own = found.of_role(settings, role).env
    return {**derived_values(settings, role), **settings.env, **own}


def _of_service(client: RenderClient, settings: Settings, given: Values, kept: list[str], live: Live) -> Plan:
    plain = plain_variables(settings, live.role)
    replaced = [key for key, value in plain.items() if live.variables.get(key, value) != value]
    if "REDIS_URL" in live.variables:
        # Known at Render only; when it is the same, nothing is written.
        replaced.append("REDIS_URL")
    spec = found.of_role(settings, live.role)
    secrets = _secret_names(settings, live.role, kept)
    wanted = _wanted(settings, live, {**plain, **{key: given.get(key, "") for key in secrets}}, replaced)
    lines = existing.announce(client, found.TYPES[live.role], wanted)
    edits = []
    if more := [key for key in replaced if key not in spec.overwrite]:
        edits.append(Edit(f"{live.role}.overwrite", [*spec.overwrite, *more], after="name"))
    if spec.adopt is None:
        # Behind the same key, so it comes to stand before the other.
        edits.append(Edit(f"{live.role}.adopt", live.id, after="name"))
    return Plan((f"{live.role}: found {live.how}", *(f"  {line}" for line in lines)), tuple(edits))


def _secret_names(settings: Settings, role: Role, kept: list[str]) -> list[str]:
    """The names of secret variables that the program will write."""
    written = [key for key, source in settings.secrets.items() if source != "ui" and key not in kept]
    own = [key for key in written if role in secret_readers(settings, key)]
    uris = settings.database.uri_variables if DATABASE_PASSWORD in written else []
    return [*own, *uris, "REDIS_URL"]


def _wanted(settings: Settings, live: Live, env: Values, overwrite: list[str]) -> Props:
    spec, home = found.of_role(settings, live.role), settings.render
    return {
        "adopt": live.id,
        "overwrite": overwrite,
        "name": spec.name,
        "owner_id": home.owner_id,
        "region": home.region,
        "repo": f"https://github.com/{home.repo}",
        "branch": settings.branch,
        "runtime": "node",
        "plan": spec.plan,
        "root_dir": spec.root_dir,
        "build_command": spec.build_command,
        "start_command": spec.start_command,
        "max_shutdown_delay_seconds": spec.max_shutdown_delay_seconds,
        "auto_deploy_trigger": "off" if settings.freeze else spec.auto_deploy,
        **({"health_check_path": settings.api.health_check_path} if live.role == "api" else {}),
        "env": env,
    }


def _left_to_people(settings: Settings, kept: list[str], live: list[Live]) -> Iterator[str]:
    if kept:
        yield f"secrets: become `ui`, so that their values stay as they are: {', '.join(kept)}"
    for key in kept:
        readers = ROLES if key == DATABASE_PASSWORD else secret_readers(settings, key)
        for service in live:
            absent = [name for name in _names(settings, key) if name not in service.variables]
            if service.role in readers and absent:
                yield f"secrets: the {service.role} has no {', '.join(absent)}; set it there by hand"
