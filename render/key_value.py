"""`KeyValue`: a Render Key Value instance (Valkey, formerly Redis) as a Pulumi resource."""

from typing import Any

import pulumi
from pulumi.dynamic import CheckResult, CreateResult, ReadResult, Resource, UpdateResult

from render import key_value_settings, key_values, session
from render.adapter import Adapter, checked, inputs_of, may_be_replacement, plain, read_result
from render.comparison import Fault, Props, is_unknown
from render.errors import RenderError
from render.key_value_settings import KeyValueArgs
from render.progress import note

CONNECTION_STRINGS = ("internal_connection_string", "external_connection_string")


class KeyValueProvider(Adapter):
    """Key Value instances that this program owns."""

    args = KeyValueArgs

    def faults(self, old: Props, new: Props) -> list[Fault]:
        """What is wrong with the inputs, a smaller plan than until now included."""
        return key_value_settings.faults(old, new)

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Also what is there already: a preview announces an adoption, and refuses what a create would."""
        result, wanted = super().check(olds, news), plain(news)
        if result.failures or plain(olds) or is_unknown(wanted) or may_be_replacement({}, wanted):
            return result
        try:
            lines, faults = key_values.announce(session.client(), wanted)
        except RenderError as error:
            return checked(news, [Fault("adopt" if wanted.get("adopt") else "name", str(error))])
        for line in lines:
            note(line)
        return checked(news, faults)

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Create the instance, or go on with what an interrupted create left; wait until it is available."""
        return CreateResult(*key_values.create(session.client(), plain(props)))

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """The live values."""
        return read_result(id_, key_values.read(session.client(), id_, plain(props)))

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """Write what changed."""
        return UpdateResult(key_values.update(session.client(), id_, plain(olds), plain(news)))

    def delete(self, id_: str, props: dict[str, Any]) -> None:
        """Delete the instance and its data."""
        key_values.delete(session.client(), id_)


class KeyValue(Resource, module="render", name="KeyValue"):
    """A Key Value instance that this program owns. Both connection strings are secrets."""

    internal_connection_string: pulumi.Output[str]
    """For services of the same workspace and region."""
    external_connection_string: pulumi.Output[str]
    """For the addresses in the allow list; holds a password."""

    def __init__(
        self, resource_name: str, args: KeyValueArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        props = inputs_of(args, *CONNECTION_STRINGS)
        secret = pulumi.ResourceOptions(additional_secret_outputs=list(CONNECTION_STRINGS))
        super().__init__(KeyValueProvider(), resource_name, props, pulumi.ResourceOptions.merge(opts, secret))
