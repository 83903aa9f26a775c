"""`KeyValue`: a Render Key Value instance (Valkey, formerly Redis) as a Pulumi resource."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.dynamic import CheckFailure, CheckResult, CreateResult, ReadResult, Resource, UpdateResult

from render import key_value_settings, key_values, session
from render.adapter import Adapter, inputs_of, may_be_replacement, plain, read_result
from render.comparison import Fault, Props, changed, is_unknown
from render.errors import RenderError
from render.progress import note

CONNECTION_STRINGS = ("internal_connection_string", "external_connection_string")


@dataclass(frozen=True, kw_only=True)
class KeyValueArgs:
    """A Key Value instance.

    `ip_allow_list`: `{"cidr_block", "description"}` each; none closes the external door. `persistence_mode`:
    "journal_snapshot", "snapshot" or "off". `adopt`: the id of an instance to take over instead of
    creating one, also of one from the time when Render called it Redis. `allow_replacement`: whether a
    change of owner or region, or the step from the free plan to a paid one, may lose all data.
    """

    name: pulumi.Input[str]
    owner_id: pulumi.Input[str]
    region: pulumi.Input[str]
    plan: pulumi.Input[str]
    maxmemory_policy: pulumi.Input[str] = "noeviction"
    ip_allow_list: pulumi.Input[Sequence[pulumi.Input[Mapping[str, pulumi.Input[str]]]]] = ()
    persistence_mode: pulumi.Input[str] | None = None
    environment_id: pulumi.Input[str] | None = None
    adopt: pulumi.Input[str] | None = None
    allow_replacement: pulumi.Input[bool] | None = None


class KeyValueProvider(Adapter):
    """Key Value instances that this program owns."""

    replace_on = frozenset({"owner_id", "region"})

    def faults(self, old: Props, new: Props) -> list[Fault]:
        """What is wrong with the inputs, a smaller plan than until now included."""
        return key_value_settings.faults(old, new)

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Also what is there already: a preview announces an adoption, and refuses what a create would."""
        result, wanted = super().check(olds, news), plain(news)
        if result.failures or plain(olds) or is_unknown(wanted) or may_be_replacement({}, wanted):
            return result
        try:
            lines, found = key_values.announce(session.client(), wanted)
        except RenderError as error:
            return CheckResult(
                dict(news), [CheckFailure("adopt" if wanted.get("adopt") else "name", str(error))]
            )
        for line in lines:
            note(line)
        return CheckResult(dict(news), [CheckFailure(fault.property, fault.reason) for fault in found])

    def changed(self, old: Props, new: Props) -> list[str]:
        """The inputs that differ."""
        return changed(key_value_settings.FIELDS, old, new)

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Create the instance, or go on with one from a cut-off create; wait until it is available."""
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
