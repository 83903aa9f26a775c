"""`KeyValueRef`: a Key Value instance that somebody else owns, looked up and never written."""

from dataclasses import dataclass
from typing import Annotated, Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, UpdateResult

from render import key_values, session
from render.adapter import Adapter, RenderResource, plain
from render.client import RenderClient
from render.comparison import Fault, Field, Live, Props, is_unknown
from render.key_value import CONNECTION_STRINGS
from render.wire import KeyValue

# What a check has looked up, for the diff that follows it in the same command.
_looked_up: dict[tuple[object, ...], KeyValue] = {}


@dataclass(frozen=True, kw_only=True)
class KeyValueRefArgs:
    """Which instance: its exact name in a workspace, and the region that it must be in."""

    # Another instance has another id.
    name: Annotated[pulumi.Input[str], Field(fixed=True)]
    owner_id: Annotated[pulumi.Input[str], Field(fixed=True)]
    region: Annotated[pulumi.Input[str], Field(fixed=True)]


class KeyValueRefProvider(Adapter):
    """Look-ups. Nothing here writes to Render."""

    args = KeyValueRefArgs
    delete_first = False

    def live_faults(self, old: Props, new: Props) -> list[Fault]:
        """Whether the instance is there: a preview says so, and as one line instead of a traceback."""
        if not is_unknown(new):
            client = session.client()
            _looked_up[_key(client, new)] = key_values.look_up(client, new)
        return []

    def diff(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Also whether the owner has put another instance, or another address, in its place."""
        wanted = plain(news)
        decided = super().diff(id_, olds, news)
        if decided.changes or is_unknown(wanted):
            return decided
        client = session.client()
        found = _looked_up.pop(_key(client, wanted), None) or key_values.look_up(client, wanted)
        if found.id != id_:
            return DiffResult(changes=True, replaces=["name"])
        now, known = key_values.outputs(client, found.id, wanted), plain(olds)
        return DiffResult(changes=any(now[name] != known.get(name) for name in CONNECTION_STRINGS))

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Look the instance up; an error unless exactly one has that name and is in that region."""
        client, wanted = session.client(), plain(props)
        found = key_values.look_up(client, wanted)
        return CreateResult(found.id, key_values.outputs(client, found.id, wanted))

    def live(self, id_: str, mine: Props) -> Live:
        """The live values; gone when its owner deleted it."""
        return key_values.read(session.client(), id_, mine)

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """The same instance, looked at again."""
        return UpdateResult(key_values.outputs(session.client(), id_, plain(news)))

    def delete(self, id_: str, props: dict[str, Any]) -> None:
        """Nothing: it belongs to somebody else."""


def _key(client: RenderClient, wanted: Props) -> tuple[object, ...]:
    return (client, wanted["name"], wanted["owner_id"], wanted["region"])


class KeyValueRef(RenderResource[KeyValueRefArgs], module="render", name="KeyValueRef"):
    """A look-up of a Key Value instance. Both connection strings are secrets."""

    adapter = KeyValueRefProvider
    secrets = CONNECTION_STRINGS

    internal_connection_string: pulumi.Output[str]
    """For services of the same workspace and region."""
    external_connection_string: pulumi.Output[str]
    """For the addresses in the allow list; holds a password."""
