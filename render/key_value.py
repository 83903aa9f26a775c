"""`KeyValue`: a Render Key Value instance (Valkey, formerly Redis) as a Pulumi resource."""

from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, UpdateResult

from render import key_value_settings, key_values, session
from render.adapter import Adapter, RenderResource, may_be_replacement, plain
from render.comparison import Fault, Live, Props, is_unknown
from render.key_value_settings import KeyValueArgs
from render.progress import note

CONNECTION_STRINGS = ("internal_connection_string", "external_connection_string")


class KeyValueProvider(Adapter):
    """Key Value instances that this program owns."""

    args = KeyValueArgs

    def faults(self, old: Props, new: Props) -> list[Fault]:
        """What is wrong with the inputs, a smaller plan than until now included."""
        return key_value_settings.faults(old, new)

    def live_faults(self, old: Props, new: Props) -> list[Fault]:
        """What a create would refuse to adopt; and what it would change is announced."""
        if old or is_unknown(new) or may_be_replacement({}, new):
            return []
        lines, faults = key_values.announce(session.client(), new)
        for line in lines:
            note(line)
        return faults

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Create the instance, or go on with what an interrupted create left; wait until it is available."""
        return CreateResult(*key_values.create(session.client(), plain(props)))

    def live(self, id_: str, mine: Props) -> Live:
        """The live values."""
        return key_values.read(session.client(), id_, mine)

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """Write what changed."""
        return UpdateResult(key_values.update(session.client(), id_, plain(olds), plain(news)))

    def delete(self, id_: str, props: dict[str, Any]) -> None:
        """Delete the instance and its data."""
        key_values.delete(session.client(), id_)


class KeyValue(RenderResource[KeyValueArgs], module="render", name="KeyValue"):
    """A Key Value instance that this program owns. Both connection strings are secrets."""

    adapter = KeyValueProvider
    secrets = CONNECTION_STRINGS

    internal_connection_string: pulumi.Output[str]
    """For services of the same workspace and region."""
    external_connection_string: pulumi.Output[str]
    """For the addresses in the allow list; holds a password."""
