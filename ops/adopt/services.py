"""The API and the worker on Render: their ids, and what is to become of their variables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from config.contract import DATABASE_PASSWORD, REDIS_URL, as_named, plain_variables, secret_readers
from config.derived import database_uri, service_inputs
from config.settings import Settings
from ops.accounts import matches
from ops.accounts.matches import ROLES, Role
from ops.adopt.plan import Edit, Plan, known
from ops.state import State
from render import adoption, env_vars
from render.client import RenderClient
from render.comparison import Props
from render.wire import ConnectionInfo, parse

Values = Mapping[str, str]


@dataclass(frozen=True)
class Live:
    """A service that exists, and its variables."""

    role: Role
    id: str
    how: str
    variables: Values


def plan(client: RenderClient, settings: Settings, given: Values, state: State) -> Plan:
    """What happens to both. `given`: the secrets whose value is known here. Raises RenderError."""
    live: list[Live] = []
    lines: list[str] = []
    for role in ROLES:
        match = matches.service(client, settings, role)
        if match is None:
            lines += _absent(client, settings, role)
        elif match.thing.id in state.ids:
            lines.append(known(role, match.thing.name, match.thing.id))
        else:
            variables = env_vars.live_variables(client, match.thing.id)
            live.append(Live(role, match.thing.id, match.how, variables))
    kept = kept_by_hand(settings, given, live)
    # A generated secret that the state holds is somebody's already: here a person has to choose.
    made = [key for key in kept if ("Command", key) in state.names]
    becoming = [key for key in kept if key not in made]
    redis = _redis_addresses(client, settings) if live else {}
    parts = [_of_service(client, settings, becoming, redis, service) for service in live]
    lines += _about_secrets(settings, becoming, made, live)
    return Plan.of(*parts, Plan(tuple(lines), tuple(Edit(f"secrets.{key}", "ui") for key in becoming)))


def _absent(client: RenderClient, settings: Settings, role: Role) -> Iterator[str]:
    yield f"{role}: {matches.of_role(settings, role).name} is not there; an update creates it"
    for service in matches.alike(client, settings, role):
        yield (
            f"  {service.name} ({service.id}) deploys {settings.branch} too; if that is the one, write "
            f"`adopt: {service.id}` under `{role}` and run this again"
        )


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
        value = database_uri(settings.database, value)
    return live != value


def _redis_addresses(client: RenderClient, settings: Settings) -> dict[str, str]:
    """`internal` and `external` as Render gives them; compared with, never shown."""
    instance = matches.key_value(client, settings)
    if instance is None:
        return {}
    info = parse(ConnectionInfo, client.get(f"/key-value/{instance.id}/connection-info"))
    return {"internal": info.internal_connection_string, "external": info.external_connection_string}


def _of_service(client: RenderClient, settings: Settings, kept: list[str], redis: Values, live: Live) -> Plan:
    spec = matches.of_role(settings, live.role)
    address = redis.get(settings.redis.connection, "")
    plain = {**plain_variables(settings, live.role), **as_named(settings, live.role, {REDIS_URL: address})}
    secrets = dict.fromkeys(_secret_names(settings, live.role, kept), "")
    wanted: Props = {
        **service_inputs(settings, spec),
        "adopt": live.id,
        "overwrite": spec.overwrite,
        "env": {**plain, **secrets},
    }
    lines = [f"  {line}" for line in adoption.announce(client, matches.TYPES[live.role], wanted)]
    others = [key for key, value in plain.items() if live.variables.get(key, value) != value]
    if asked := sorted(set(others) - set(spec.overwrite)):
        lines.append(
            f"  ! {', '.join(asked)}: set by hand to another value; the preview stops until each is under "
            f"`{live.role}.overwrite`, or the stack file says the same"
        )
    edits = () if spec.adopt else (Edit(f"{live.role}.adopt", live.id, after="name"),)
    return Plan((f"{live.role}: found {live.how}", *lines), edits)


def _secret_names(settings: Settings, role: Role, kept: list[str]) -> list[str]:
    """The names of secret variables that the program will write."""
    written = [key for key, source in settings.secrets.items() if source != "ui" and key not in kept]
    own = [key for key in written if role in secret_readers(settings, key)]
    return [*own, *(settings.database.uri_variables if DATABASE_PASSWORD in written else [])]


def _about_secrets(
    settings: Settings, becoming: list[str], made: list[str], live: list[Live]
) -> Iterator[str]:
    if becoming:
        yield f"secrets: become `ui`, so that their values stay as they are: {', '.join(becoming)}"
    for key in made:
        yield f"! {key}: this stack has made one, and a service holds another; say which one is right"
    for role in ROLES:
        held = next((service.variables for service in live if service.role == role), {})
        absent = [
            name
            for key in becoming
            if key == DATABASE_PASSWORD or role in secret_readers(settings, key)
            for name in _names(settings, key)
            if name not in held
        ]
        if absent:
            yield f"secrets: the {role} has no {', '.join(absent)}; set it there by hand"
    if stored := [key for key, source in settings.secrets.items() if source == "config"]:
        yield f"secrets: kept in the stack file, so only the preview can compare them: {', '.join(stored)}"
