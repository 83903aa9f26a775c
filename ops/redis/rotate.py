"""Change the password of an environment's Redis: what a person has to do, and whether it is out everywhere.

    python -m ops redis rotate --stack prod      says the steps, and remembers the password's digest
    python -m ops redis rotate --stack prod      after them: whether each service has the new one

Render documents no way to change it by its API (render.com/docs/key-value, api-docs.render.com), so this
command changes nothing; it reads and compares. Exit code: 0 the new one is out, 1 something is left to do.
"""

import argparse
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from config.contract import BY_NAME, REDIS_URL, name_of
from config.parse import read_stack_files
from config.settings import Settings
from config.stacks import STACKS, stack_file
from ops.accounts.matches import ROLES, of_role, service
from ops.commands import InputError
from ops.operation.journal import Journal, opened
from render import env_vars, key_values
from render.client import RenderClient
from render.session import from_environment
from render.wire import ConnectionInfo, KeyValue, parse

JOURNAL = "redis-rotate"
_ASKED = "asked"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `redis rotate`."""
    parser.add_argument("--stack", choices=STACKS, required=True, help="the environment that owns the Redis")


def run(arguments: argparse.Namespace) -> int:
    """Say what is to be done, or that nothing is left."""
    stacks, client = read_stack_files(Path()), from_environment(os.environ)
    with opened(JOURNAL, arguments.stack, "") as journal:
        found = instance(client, arguments.stack, stacks)
        lines = left(client, arguments.stack, stacks, found, journal)
    print("\n".join(lines or [f"{found.name}: the new password is out, and every service has it"]))
    return 1 if lines else 0


def instance(client: RenderClient, stack: str, stacks: Mapping[str, Settings]) -> KeyValue:
    """The stack's own Key Value. Raises InputError where it is another's, or not there."""
    settings = stacks[stack]
    if settings.redis.mode != "dedicated":
        raise InputError(
            f"{stack_file(stack)}: redis.mode: is shared, so its password is the owner's; name the stack "
            f"that owns {settings.redis.name}"
        )
    found = key_values.named(client, {"name": settings.redis.name, "owner_id": settings.render.owner_id})
    if found is None:
        raise InputError(f"Render: Key Value {settings.redis.name} is not there; `pulumi up --stack {stack}`")
    return found


def left(
    client: RenderClient, stack: str, stacks: Mapping[str, Settings], found: KeyValue, journal: Journal
) -> list[str]:
    """A line for each thing that is left to do; none when all is done, which ends the rotation."""
    info = parse(ConnectionInfo, client.get(f"/key-value/{found.id}/connection-info"))
    password = urlsplit(info.external_connection_string).password
    if password is None:
        raise InputError(
            f"{found.name}: its allow-list is empty, so nobody can use its password, and Render tells none; "
            "run again when the list has an entry"
        )
    now = hashlib.sha256(password.encode()).hexdigest()
    if journal.facts.get("ended") != _ASKED:
        # A password is long and random: its digest tells whether it is another one, and nothing else.
        journal.begin(digest=now)
        # A person may take days for it, and other operations need not wait.
        journal.end(_ASKED)
    if now == journal.facts["digest"]:
        return list(_steps(stack, found))
    late = list(_late(client, stacks, info, stacks[stack].redis.name))
    if not late:
        journal.end("done")
    return late


def _steps(stack: str, found: KeyValue) -> Iterator[str]:
    yield f"{found.name} ({found.id}): its password is the one of before. Render's API cannot change it:"
    yield "  1. open the instance in Render's dashboard, and reset its credentials where the page offers it;"
    yield "     where it does not, ask Render's support for it and name the instance"
    yield f"  2. at once afterwards: `pulumi up --refresh --stack {stack}`, which reads the new one, writes"
    yield "     it to the services, and deploys; a guest's stack follows with a plain `pulumi up`"
    yield f"  3. `ops redis rotate --stack {stack}` again, which looks whether every service has it"
    yield "  until then its allow-list is what keeps out whoever knows the password"


def _late(
    client: RenderClient, stacks: Mapping[str, Settings], info: ConnectionInfo, name: str
) -> Iterator[str]:
    """A line for each service that has not got the address as it is."""
    for stack, settings in stacks.items():
        variable = name_of(settings, BY_NAME[REDIS_URL])
        if settings.redis.name != name or variable is None:
            continue
        external = settings.redis.connection == "external"
        wanted = info.external_connection_string if external else info.internal_connection_string
        for role in ROLES:
            match = service(client, settings, role)
            if match and env_vars.live_variables(client, match.thing.id).get(variable) != wanted:
                yield (
                    f"{of_role(settings, role).name}: has another {variable} than {name} takes now; "
                    f"`pulumi up --refresh --stack {stack}`"
                )
