"""Resources that a REST API keeps: their requests follow from a table of paths."""

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from sandbox.plugins.fields import encode, encode_whole
from sandbox.plugins.resource import Resource
from sandbox.plugins.service import Service
from sandbox.plugins.values import Json


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
