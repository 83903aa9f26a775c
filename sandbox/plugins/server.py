"""The gRPC side of the plugins: one server for all runs of the engine, with nothing shared between two."""

import traceback
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped]
from google.protobuf import empty_pb2
from pulumi.provider.experimental import server
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from sandbox.plugins import command, mongodbatlas, vercel
from sandbox.plugins.install import PACKAGES, Start, start_of, version_of
from sandbox.plugins.provider import TableProvider
from sandbox.plugins.service import PluginError

ANSWERED = (
    *("GetPluginInfo", "CheckConfig", "DiffConfig", "Configure"),
    *("Check", "Diff", "Create", "Read", "Update", "Delete", "Invoke"),
)
# Nobody runs more commands than this at once in one sandbox.
REMEMBERED_RUNS = 64
# The engine's own limit; gRPC's is 4 MiB.
MESSAGE_BYTES = 400 * 1024 * 1024


def provider_of(
    name: str, environ: Mapping[str, str], folder: Path, engine: str, start: Start
) -> TableProvider[Any]:
    """Return a new provider of the plugin `name` for the engine at this address (host:port)."""
    match name:
        case "vercel":
            return TableProvider(partial(vercel.connect, environ, start), vercel.RESOURCES, vercel.FUNCTIONS)
        case "mongodbatlas":
            connect = partial(mongodbatlas.connect, environ)
            return TableProvider(connect, mongodbatlas.RESOURCES, mongodbatlas.FUNCTIONS)
        case "command":
            shell = partial(command.connect, environ, folder, engine)
            return TableProvider(shell, command.RESOURCES, command.FUNCTIONS)
    raise KeyError(name)


class _Run(server.ProviderServicer):
    """The SDK's servicer, with the old inputs as the left side of a diff, unless the resource plans."""

    _provider: TableProvider[Any]

    async def Diff(self, request: Any, context: Any) -> Any:
        # Only inputs tell "left out" from "never there"; the SDK hands on nothing but the old outputs.
        if not self._provider.plans(request.urn.split("::")[2]):
            request.olds.CopyFrom(request.old_inputs)
        return await super().Diff(request, context)


class Runs(provider_pb2_grpc.ResourceProviderServicer):
    """Answers every run with a provider of its own: a run is a connection, which begins with a handshake.

    `make`: the provider for the engine at an address; `start_of`: how that started its launcher, None if not.
    What goes wrong reaches the user as one line: the SDK would show a traceback, whose text may hold a value.
    """

    def __init__(
        self,
        version: str,
        make: Callable[[str, Start], TableProvider[Any]],
        start_of: Callable[[str], Start | None],
    ) -> None:
        self._version = version
        self._make = make
        self._start_of = start_of
        self._runs: OrderedDict[str, _Run] = OrderedDict()

    async def Handshake(self, request: Any, context: Any) -> Any:
        """Begin a run."""
        engine = request.engine_address
        start = self._start_of(engine)
        if start is None:
            refused = grpc.StatusCode.PERMISSION_DENIED
            return await context.abort(refused, "no launcher of this sandbox runs for that")
        self._runs.pop(context.peer(), None)
        self._runs[context.peer()] = _Run([], self._version, self._make(engine, start), engine)
        if len(self._runs) > REMEMBERED_RUNS:
            self._runs.popitem(last=False)
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    async def Cancel(self, request: Any, context: Any) -> Any:
        """Acknowledge the end of a command, whoever asks: without that the engine calls the plugin broken.

        Nothing goes on here that could be cancelled.
        """
        return empty_pb2.Empty()

    async def _answer(self, method: str, request: Any, context: Any) -> Any:
        try:
            if context.peer() not in self._runs:
                raise PluginError("the sandbox was started anew in the middle of this command: run it again")
            return await getattr(self._runs[context.peer()], method)(request, context)
        except NotImplementedError:
            raise
        except Exception as error:
            await context.abort(grpc.StatusCode.UNKNOWN, _explain(error.__context__ or error))


def _answered(method: str) -> Callable[[Runs, Any, Any], Awaitable[Any]]:
    async def answer(self: Runs, request: Any, context: Any) -> Any:
        return await self._answer(method, request, context)

    return answer


for _method in ANSWERED:
    setattr(Runs, _method, _answered(_method))


def _explain(error: BaseException) -> str:
    if isinstance(error, PluginError):
        return str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    return f"a fault of the sandbox's plugin: {type(error).__name__} at {where}"


@asynccontextmanager
async def serving(
    environ: Mapping[str, str], folder: Path, pulumi_home: Path
) -> AsyncIterator[dict[str, int]]:
    """Serve each plugin on a loopback port of its own, in this event loop; yields the ports by plugin.

    `environ`: endpoints, tokens, and what commands inherit. `folder`: where commands run.
    `pulumi_home`: where the launchers are.
    """
    options = [("grpc.max_receive_message_length", MESSAGE_BYTES), ("grpc.so_reuseport", 0)]
    servers = {name: grpc.aio.server(options=options) for name in PACKAGES}
    ports = {}
    for name, each in servers.items():
        started = partial(start_of, pulumi_home, name)
        runs = Runs(version_of(name), partial(provider_of, name, environ, folder), started)
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(runs, each)
        ports[name] = each.add_insecure_port("127.0.0.1:0")
        await each.start()
    try:
        yield ports
    finally:
        for each in servers.values():
            await each.stop(grace=None)
