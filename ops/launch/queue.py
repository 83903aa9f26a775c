"""One job of ours goes round on production's Redis, in a queue of its own that is then taken away."""

from collections.abc import Mapping
from pathlib import Path

from config.parse import read_stack_files
from ops.accounts import matches
from ops.commands import InputError
from ops.redis.instances import Instance
from ops.redis.keys import QueueName, scope_of
from render.session import from_environment

_NAME = "ops-launch-check"


def goes_round(stack: str, environ: Mapping[str, str]) -> None:
    """Raises InputError when it is not done, RenderError where the instance cannot be asked for."""
    stacks, client = read_stack_files(Path()), from_environment(environ)
    settings = stacks[stack]
    instance = matches.key_value(client, settings)
    if instance is None:
        raise InputError(f"{stack}: Render has no Key Value {settings.redis.name}")
    name = QueueName(scope_of(stack, stacks).prefixes[0], f"{settings.environment_name}-{_NAME}")
    Instance(client, instance.id, instance.name, environ).queues().goes_round(name)
