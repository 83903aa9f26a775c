"""What the resources of this package have in common: the calling conventions of Pulumi's dynamic providers.

Pulumi pickles a provider into the state of every resource. By reference, that is a short constant; so these
classes stay importable under the same name for ever, and hold nothing.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

import pulumi
from pulumi.dynamic import CheckFailure, CheckResult, DiffResult, ReadResult, Resource, ResourceProvider

from render.comparison import UNKNOWN, Fault, Field, Live, Props, changed, compared, missing
from render.errors import GoneError, RenderError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

A = TypeVar("A", bound="DataclassInstance")

_PROVIDER_KEY = "__provider"


class Adapter(ResourceProvider):
    """A dynamic provider whose decisions are pure functions: `faults` and `changed`.

    `args`: the dataclass of the resource's inputs. `delete_first`: whether the old object must go before its
    replacement of the same name comes, because Render's names are unique.
    """

    # The pickle holds a module and a class name only; encrypting it would make state unreadable for nothing.
    serialize_as_secret_always = False
    args: ClassVar[type["DataclassInstance"]]
    delete_first: ClassVar[bool] = True

    def faults(self, old: Props, new: Props) -> list[Fault]:
        """What is wrong with the inputs `new`; `old` are the inputs until now."""
        return missing(self.args, new)

    def changed(self, old: Props, new: Props) -> list[str]:
        """The inputs in which `new` differs from the outputs `old`."""
        return changed(compared(self.args, Field), old, new)

    def deletes_first(self, old: Props, new: Props) -> bool:
        """Whether the old object has to go before its replacement comes: two names never collide."""
        return self.delete_first and old.get("name") == new.get("name")

    def live_faults(self, old: Props, new: Props) -> list[Fault]:
        """What of the inputs does not fit what is there at Render. Raises RenderError for one fault."""
        return []

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """All inputs as they came, and what is wrong with them: a preview refuses what an update would."""
        old, new = plain(olds), plain(news)
        faults = self.faults(old, new)
        try:
            faults = faults or self.live_faults(old, new)
        except RenderError as error:
            faults = [Fault("adopt" if new.get("adopt") else "name", str(error))]
        return CheckResult(dict(news), [CheckFailure(fault.property, fault.reason) for fault in faults])

    def diff(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Whether to update or replace; `olds` are outputs, `news` inputs."""
        adopt = plain(news).get("adopt")
        if isinstance(adopt, str) and adopt != id_:
            raise RenderError(
                f"{news.get('name')}: `adopt` names {adopt}, but this resource is {id_} already: remove "
                "`adopt`, or take the resource out of the state first (`pulumi state delete`)"
            )
        changes = self.changed(plain(olds), plain(news))
        fixed = {field.name for field in compared(self.args, Field) if field.fixed}
        replaces = [name for name in changes if name in fixed]
        return DiffResult(
            changes=bool(changes),
            replaces=replaces,
            delete_before_replace=bool(replaces) and self.deletes_first(plain(olds), plain(news)),
        )

    def live(self, id_: str, mine: Props) -> Live:
        """Inputs and outputs as they are live, limited to what `mine` holds. Raises GoneError."""
        raise NotImplementedError

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """The live values, as inputs too, so that drift shows and is repaired; gone is an empty result."""
        try:
            inputs, outputs = self.live(id_, plain(props))
        except GoneError:
            return ReadResult(None, {})
        return ReadResult(id_, outputs, inputs)


def plain(props: Mapping[str, Any]) -> dict[str, Any]:
    """Properties without Pulumi's own key and without nulls, its unknowns as `comparison.UNKNOWN`."""
    return {key: _plain(value) for key, value in props.items() if key != _PROVIDER_KEY and value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, pulumi.output.Unknown):
        return UNKNOWN
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def may_be_replacement(old: Props, new: Props) -> bool:
    """Whether a check can be the one before the create of a replacement.

    Pulumi asks again without the old inputs, while the object that is to go first still has the name. What is
    there is then for the create itself to judge.
    """
    return not old and bool(new.get("allow_replacement")) and not new.get("adopt")


class RenderResource(Resource, Generic[A]):
    """A resource of this package: its inputs are `args`, its outputs the attributes that a class declares.

    `adapter`: its provider. `secrets`: the names of the secret outputs.
    """

    adapter: ClassVar[type[Adapter]]
    secrets: ClassVar[tuple[str, ...]] = ()

    def __init__(self, resource_name: str, args: A, opts: pulumi.ResourceOptions | None = None) -> None:
        given = {field.name: getattr(args, field.name) for field in fields(args)}
        props = dict.fromkeys(type(self).__annotations__) | {k: v for k, v in given.items() if v is not None}
        secret = pulumi.ResourceOptions(additional_secret_outputs=list(self.secrets))
        super().__init__(self.adapter(), resource_name, props, pulumi.ResourceOptions.merge(opts, secret))
