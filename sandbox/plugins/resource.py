"""What a resource of a plugin consists of: its table of fields, its own rules, and five requests.

The requests of one that a REST API keeps follow from a table of paths.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar
from urllib.parse import quote

from sandbox.plugins import schema
from sandbox.plugins.fields import Fields, decode, encode, encode_whole, inputs_now, merged
from sandbox.plugins.service import PluginError, Service
from sandbox.plugins.values import Json

Api = TypeVar("Api")


class Resource(ABC, Generic[Api]):
    """One resource type. An identity is the engine's id; a reply is what the service shows of it."""

    kind: ClassVar[str]  # the type token that the engine knows it by
    module: ClassVar[str]  # the SDK module that holds the resource and its Args class
    fields: ClassVar[Fields]
    outputs: ClassVar[tuple[str, ...]] = ()  # what only the service knows
    volatile: ClassVar[tuple[str, ...]] = ()  # outputs that any update may change
    plans: ClassVar[bool] = False  # whether a diff is one between the state and a plan, or between inputs

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


def by_method(collection: str, item: str, **others: str) -> dict[str, str]:
    """Return a table of paths by method: POST to the collection, everything but `others` to the item."""
    return {"POST": collection, **dict.fromkeys(("GET", "PATCH", "DELETE"), item), **others}


class RestResource(Resource[Service]):
    """A resource with a path for each method; a subclass overrides what its API does otherwise.

    {names} in `paths` are properties, {id} is the identity; in `identity` {id} is the one in the reply.
    """

    paths: ClassVar[Mapping[str, str]]
    identity: ClassVar[str] = "{id}"

    async def create(self, api: Service, inputs: Json) -> tuple[str, Json]:
        """POST what the inputs say."""
        return await self.created(api, inputs, encode(self.fields, inputs))

    async def created(self, api: Service, inputs: Json, body: Any) -> tuple[str, Json]:
        """POST a body; returns the identity and what the service shows then."""
        reply = await self.send(api, "POST", inputs, body)
        return self._identity(inputs, reply), await self.shown(api, inputs, reply)

    async def read(self, api: Service, identity: str, state: Json) -> tuple[str, Json] | None:
        """GET it; what an import id says beside the id is in the state."""
        reply = await self.send(api, "GET", state, None, state.get("_id", identity), missing_ok=True)
        if reply is None:
            return None
        return self._identity(state, reply), await self.shown(api, state, reply)

    async def update(self, api: Service, identity: str, state: Json, inputs: Json) -> Json:
        """PATCH it to what the inputs say."""
        reply = await self.send(api, "PATCH", inputs, encode_whole(self.fields, inputs), identity)
        return await self.shown(api, inputs, reply)

    async def delete(self, api: Service, identity: str, state: Json) -> None:
        """DELETE it; what is not there any more is as good as deleted."""
        await self.send(api, "DELETE", state, None, identity, missing_ok=True)

    async def shown(self, api: Service, properties: Json, reply: Json) -> Json:
        """Return what a reply shows, with what only further requests tell."""
        return reply

    def names(self, properties: Json) -> Json:
        """Return what paths and identity can name."""
        return properties

    def path(self, method: str, properties: Json, identity: str = "") -> str:
        """Return the path of a request."""
        known = {**self.names(properties), "id": identity}
        escaped = {key: quote(value, safe="") for key, value in known.items() if isinstance(value, str)}
        return self.paths[method].format_map(escaped)

    async def send(
        self,
        api: Service,
        method: str,
        properties: Json,
        body: Any = None,
        identity: str = "",
        missing_ok: bool = False,
    ) -> Any:
        """Send a request about the object, for the team (if there are teams) that its properties name."""
        path = self.path(method, properties, identity)
        return await api.call(method, path, body, missing_ok, teamId=properties.get("teamId"))

    def _identity(self, properties: Json, reply: Json) -> str:
        return self.identity.format_map({**self.names(properties), "id": reply.get("id")})


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
