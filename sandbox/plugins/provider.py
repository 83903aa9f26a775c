"""The engine's requests, answered from tables of resources and functions. Nothing here knows a service."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic

from pulumi.provider.experimental import provider as engine
from pulumi.provider.experimental.property_value import PropertyValue
from pulumi.runtime.rpc import UNKNOWN

from sandbox.plugins.fields import differences, top_level
from sandbox.plugins.plan import ignoring, plan_differences
from sandbox.plugins.resource import Api, Function, Resource
from sandbox.plugins.service import PluginError
from sandbox.plugins.values import Json, Values, plain_map, wrap_map


class TableProvider(engine.Provider, Generic[Api]):
    """A provider over `resources` and `functions` (by token); `connect` makes the API."""

    def __init__(
        self,
        connect: Callable[[Json], Any],
        resources: Iterable[Resource[Api]],
        functions: Mapping[str, Function[Api]],
    ) -> None:
        self._connect = connect
        self._resources = {resource.kind: resource for resource in resources}
        self._functions = functions
        self._api: Api | None = None

    async def configure(self, request: engine.ConfigureRequest) -> engine.ConfigureResponse:
        """Connect to the service; raises PluginError if that is not the local cloud."""
        self._api = await self._connect(plain_map(request.args))
        return engine.ConfigureResponse(accept_secrets=True, supports_preview=True)

    async def check(self, request: engine.CheckRequest) -> engine.CheckResponse:
        """Refuse what the SDK or the real provider would refuse; unknown values pass."""
        resource = self._resource(request.type)
        failures = [
            engine.CheckFailure(path, reason)
            for path, reason in resource.problems(plain_map(request.new_inputs))
        ]
        hidden = resource.secrets
        inputs = {
            key: value.with_secret(True) if key in hidden else value
            for key, value in request.new_inputs.items()
        }
        return engine.CheckResponse(inputs=inputs, failures=failures)

    async def diff(self, request: engine.DiffRequest) -> engine.DiffResponse:
        """Compare inputs with inputs (where the old ones come from: server.py), or the state with a plan."""
        resource = self._resource(request.type)
        old, new = plain_map(request.old_state), plain_map(request.new_inputs)
        if resource.plans:
            changes, found = plan_differences(
                resource.fields, old, ignoring(new, old, request.ignore_changes)
            )
        else:
            found = differences(resource.fields, old, new)
            changes = bool(found)
        replaces = {top_level(path) for path, change in found.items() if change.kind.name.endswith("REPLACE")}
        return engine.DiffResponse(
            changes=changes,
            replaces=sorted(replaces),
            diffs=sorted({top_level(path) for path in found}),
            detailed_diff=found,
        )

    async def create(self, request: engine.CreateRequest) -> engine.CreateResponse:
        """Make the object, or say what is not known before it is made."""
        resource = self._resource(request.type)
        if request.preview:
            unknown = {key: PropertyValue(UNKNOWN) for key in resource.outputs}
            return engine.CreateResponse(properties={**request.properties, **unknown})
        inputs = plain_map(request.properties)
        identity, reply = await resource.create(self.api, inputs)
        outputs = _wrapped(resource, resource.state(inputs, reply), request.properties)
        return engine.CreateResponse(resource_id=identity, properties=outputs)

    async def read(self, request: engine.ReadRequest) -> engine.ReadResponse:
        """Return the object as it is, with inputs, so that drift shows; an import comes without either."""
        resource = self._resource(request.type)
        state, old = plain_map(request.properties), plain_map(request.inputs)
        importing = not state
        if importing:
            old = state = resource.imported(request.resource_id)
        found = await resource.read(self.api, request.resource_id, state)
        if found is None:
            return engine.ReadResponse(resource_id="")
        identity, reply = found
        inputs = resource.inputs(old, reply, importing)
        return engine.ReadResponse(
            resource_id=identity,
            inputs=_wrapped(resource, inputs, request.inputs),
            properties=_wrapped(resource, resource.state(inputs, reply), request.properties),
        )

    async def update(self, request: engine.UpdateRequest) -> engine.UpdateResponse:
        """Change the object in place; at preview what only the service knows stays known, unless volatile."""
        resource = self._resource(request.type)
        if request.preview:
            chosen = {key for key, field in resource.fields.items() if field.computed} | set(resource.outputs)
            kept = {key: value for key, value in request.olds.items() if key in chosen}
            unknown = {key: PropertyValue(UNKNOWN) for key in resource.volatile}
            return engine.UpdateResponse(properties={**kept, **request.news, **unknown})
        inputs, old = plain_map(request.news), plain_map(request.olds)
        wanted = ignoring(inputs, old, request.ignore_changes) if resource.plans else inputs
        reply = await resource.update(self.api, request.resource_id, old, wanted)
        return engine.UpdateResponse(
            properties=_wrapped(resource, resource.state(inputs, reply), request.news)
        )

    async def delete(self, request: engine.DeleteRequest) -> None:
        """Remove the object."""
        resource = self._resource(request.type)
        await resource.delete(self.api, request.resource_id, plain_map(request.properties))

    async def invoke(self, request: engine.InvokeRequest) -> engine.InvokeResponse:
        """Answer a look-up."""
        function = self._functions.get(request.tok)
        if function is None:
            raise PluginError(f"the sandbox does not emulate the function {request.tok}")
        arguments = plain_map(request.args)
        missing = [name for name in function.required if name not in arguments]
        if missing:
            failures = [engine.CheckFailure(name, f"Missing required property '{name}'") for name in missing]
            return engine.InvokeResponse(failures=failures)
        result = await function.run(self.api, arguments)
        return engine.InvokeResponse(return_value=wrap_map(result, like=request.args, secret=()))

    def plans(self, qualified: str) -> bool:
        """Whether the diff of a resource type wants the outputs of the state, not its old inputs."""
        token = qualified.rpartition("$")[2]
        return token in self._resources and self._resources[token].plans

    @property
    def api(self) -> Api:
        """Return the connection; the engine configures a provider before it asks for anything else."""
        if self._api is None:
            raise PluginError("the provider was used before it was configured")
        return self._api

    def _resource(self, qualified: str) -> Resource[Api]:
        # The type in a URN is qualified by those of its parents, as in "a:b:Parent$command:local:Command".
        token = qualified.rpartition("$")[2]
        if token not in self._resources:
            raise PluginError(f"the sandbox does not emulate the resource type {token}")
        return self._resources[token]


def _wrapped(resource: Resource[Any], content: Json, like: Mapping[str, PropertyValue]) -> Values:
    # An output that any update may change can hold a part of any input.
    tainted = any(value.contains_secret() for value in like.values())
    return wrap_map(content, like=like, secret=resource.secrets.union(resource.volatile if tainted else ()))
