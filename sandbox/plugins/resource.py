"""What a resource of a plugin consists of: its table of fields, its own rules, and five requests."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from sandbox.plugins import schema
from sandbox.plugins.fields import Fields, decode, inputs_now, merged
from sandbox.plugins.service import PluginError
from sandbox.plugins.values import Json

Api = TypeVar("Api")


class Resource(ABC, Generic[Api]):
    """One resource type. An identity is the engine's id; a reply is what the service shows of it."""

    kind: ClassVar[str]  # the type token that the engine knows it by
    module: ClassVar[str]  # the SDK module that holds the resource and its Args class
    fields: ClassVar[Fields]
    outputs: ClassVar[tuple[str, ...]] = ()  # what only the service knows
    volatile: ClassVar[tuple[str, ...]] = ()  # outputs that any update may change

    @property
    def secrets(self) -> frozenset[str]:
        """Return the properties that are always secret."""
        return frozenset(key for key, field in self.fields.items() if field.secret)

    def problems(self, inputs: Json) -> Iterator[schema.Problem]:
        """Yield what is wrong with the inputs: for the SDK, for the sandbox, and by the type's own rules."""
        yield from schema.problems(schema.args_of(self.module, self.kind.rpartition(":")[2]), inputs)
        for key in sorted(inputs.keys() - self.fields.keys()):
            yield key, f"the sandbox does not emulate '{key}'"
        yield from self.rules(inputs)

    def rules(self, inputs: Json) -> Iterator[schema.Problem]:
        """Yield what the real provider would refuse beyond names and types; inputs may hold unknowns."""
        yield from ()

    def state(self, inputs: Json, reply: Json) -> Json:
        """Return the outputs for an object that is described by `inputs` and shown by `reply`."""
        shown = {key: value for key, value in decode(self.fields, reply).items() if value is not None}
        outputs: Json = merged(shown, inputs)
        return {**outputs, **{key: reply.get(key) for key in self.outputs}}

    def inputs(self, old: Json, reply: Json, whole: bool) -> Json:
        """Return the inputs that describe the object as the reply shows it; `whole` is for an import."""
        return inputs_now(self.fields, old, decode(self.fields, reply), whole)

    def imported(self, identity: str) -> Json:
        """Return what an import id says about where the object is; raises PluginError for another form."""
        raise PluginError(f"{self.kind} cannot be imported (id {identity!r})")

    @abstractmethod
    async def create(self, api: Api, inputs: Json) -> tuple[str, Json]:
        """Make the object; returns its identity and what the service shows of it."""

    @abstractmethod
    async def read(self, api: Api, identity: str, state: Json) -> tuple[str, Json] | None:
        """Return the identity and what the service shows of the object, None if it is gone."""

    @abstractmethod
    async def update(self, api: Api, identity: str, state: Json, inputs: Json) -> Json:
        """Change the object to what the inputs say; returns what the service shows of it then."""

    @abstractmethod
    async def delete(self, api: Api, identity: str, state: Json) -> None:
        """Remove the object; one that is gone already is fine."""


@dataclass(frozen=True)
class Function(Generic[Api]):
    """A look-up: which arguments it must have, and what it answers."""

    required: tuple[str, ...]
    run: Callable[[Api, Json], Awaitable[Json]]


def parts(identity: str, separator: str, count: int, form: str) -> list[str]:
    """Split an import id into exactly `count` parts; raises PluginError that shows the right form."""
    found: list[Any] = identity.split(separator, count - 1)
    if len(found) != count or not all(found):
        raise PluginError(f"import id {identity!r} should have the form {form}")
    return found
