"""The queue and cache of an environment: its own Key Value instance, or another stack's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi

import render


@dataclass(frozen=True, kw_only=True)
class RedisArgs:
    """An instance with a `plan` is owned by this stack; without one it is looked up and left alone."""

    name: pulumi.Input[str]
    owner_id: pulumi.Input[str]
    region: pulumi.Input[str]
    plan: pulumi.Input[str] | None
    connection: Literal["internal", "external"]
    allow: Sequence[tuple[str, str]] = ()
    protect: bool = False
    adopt: str | None = None
    allow_replacement: bool | None = None


class Redis(pulumi.ComponentResource):
    """Render Key Value for BullMQ. `url` is a secret connection string."""

    url: pulumi.Output[str]

    def __init__(self, name: str, args: RedisArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("infra:components:Redis", name, None, opts)
        instance = self._owned(name, args, args.plan) if args.plan is not None else self._shared(name, args)
        private, public = instance.internal_connection_string, instance.external_connection_string
        url = public if args.connection == "external" else private
        self.url = pulumi.Output.secret(url.apply(lambda text: reachable(text, args)))
        self.register_outputs({"url": self.url})

    def _owned(self, name: str, args: RedisArgs, plan: pulumi.Input[str]) -> render.KeyValue:
        return render.KeyValue(
            name,
            render.KeyValueArgs(
                name=args.name,
                owner_id=args.owner_id,
                region=args.region,
                plan=plan,
                ip_allow_list=[{"cidr_block": cidr, "description": text} for cidr, text in args.allow],
                adopt=args.adopt,
                allow_replacement=args.allow_replacement,
            ),
            # What somebody else made, with its data, is never deleted by the way.
            pulumi.ResourceOptions(parent=self, protect=args.protect or args.adopt is not None),
        )

    def _shared(self, name: str, args: RedisArgs) -> render.KeyValueRef:
        return render.KeyValueRef(
            name,
            render.KeyValueRefArgs(name=args.name, owner_id=args.owner_id, region=args.region),
            pulumi.ResourceOptions(parent=self),
        )


def reachable(url: str, args: RedisArgs) -> str:
    """The address itself. Raises pulumi.RunError when Render gives none, as it does for a closed door."""
    if not url:
        raise pulumi.RunError(
            f"redis.connection: Render gives no {args.connection} address for {args.name}; "
            "its owner has to list at least one range under `redis.allow`"
        )
    return url
