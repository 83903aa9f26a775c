"""The queue and cache of an environment: its own Key Value instance, or another stack's."""

from dataclasses import dataclass

import pulumi

import render
from config.derived import key_value_inputs
from config.settings import DedicatedRedis, Settings, SharedRedis


@dataclass(frozen=True, kw_only=True)
class RedisArgs:
    """The settings of the environment."""

    settings: Settings


class Redis(pulumi.ComponentResource):
    """Render Key Value for BullMQ. `url` is a secret connection string."""

    url: pulumi.Output[str]

    def __init__(self, name: str, args: RedisArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("infra:components:Redis", name, None, opts)
        settings, redis = args.settings, args.settings.redis
        match redis:
            case DedicatedRedis():
                instance: render.KeyValue | render.KeyValueRef = _owned(self, name, settings, redis)
            case SharedRedis():
                instance = _shared(self, name, settings, redis)
        private, public = instance.internal_connection_string, instance.external_connection_string
        url = public if redis.connection == "external" else private
        self.url = pulumi.Output.secret(url.apply(lambda text: reachable(text, redis)))
        self.register_outputs({"url": self.url})


def _owned(parent: pulumi.Resource, name: str, settings: Settings, redis: DedicatedRedis) -> render.KeyValue:
    return render.KeyValue(
        name,
        render.KeyValueArgs(**key_value_inputs(settings, redis)),
        # What somebody else made, with its data, is never deleted by the way.
        pulumi.ResourceOptions(parent=parent, protect=settings.protect or redis.adopt is not None),
    )


def _shared(parent: pulumi.Resource, name: str, settings: Settings, redis: SharedRedis) -> render.KeyValueRef:
    home = settings.render
    return render.KeyValueRef(
        name,
        render.KeyValueRefArgs(name=redis.name, owner_id=home.owner_id, region=home.region),
        pulumi.ResourceOptions(parent=parent),
    )


def reachable(url: str, redis: DedicatedRedis | SharedRedis) -> str:
    """The address itself. Raises pulumi.RunError when Render gives none, as it does for a closed door."""
    if not url:
        raise pulumi.RunError(
            f"redis.connection: Render gives no {redis.connection} address for {redis.name}; "
            "its owner has to list at least one range under `redis.allow`"
        )
    return url
