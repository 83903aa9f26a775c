"""The plugins as the sandbox serves them, found by launcher and driven over gRPC as the engine does."""

import asyncio
import os
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

import grpc  # type: ignore[import-untyped]
import uvicorn
from google.protobuf import empty_pb2
from pulumi.provider.experimental.property_value import PropertyValue
from pulumi.runtime.proto import engine_pb2_grpc, provider_pb2, provider_pb2_grpc

from sandbox.plugins.install import Start, install, launcher_of
from sandbox.plugins.server import serving
from sandbox.plugins.values import Json, Values, plain_map, wrap
from tests.unit.sandbox_wire import KEYS, Wire

DEADLINE_SECONDS = 30


class Server:
    """The sandbox of a `Wire`, served on a free loopback port by a thread of this process."""

    def __init__(self, wire: Wire) -> None:
        config = uvicorn.Config(wire.app, port=0, access_log=False, log_config=None)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not self._server.started:
            assert time.monotonic() < deadline, "the sandbox did not start"
            self._thread.join(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"

    def environment(self) -> dict[str, str]:
        """Return what the sandbox sets for every command."""
        return {
            "VERCEL_API_URL": f"{self.url}/vercel",
            "VERCEL_API_TOKEN": KEYS["vercelToken"],
            "MONGODB_ATLAS_BASE_URL": f"{self.url}/atlas",
            "MONGODB_ATLAS_PUBLIC_API_KEY": KEYS["atlasPublicKey"],
            "MONGODB_ATLAS_PRIVATE_API_KEY": KEYS["atlasPrivateKey"],
        }

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(DEADLINE_SECONDS)


class Engine(engine_pb2_grpc.EngineServicer):
    """The part of the engine that plugins talk to: it takes their log lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._server = grpc.server(ThreadPoolExecutor(max_workers=2))
        engine_pb2_grpc.add_EngineServicer_to_server(self, self._server)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def Log(self, request: Any, context: Any) -> Any:
        self.lines.append(request.message)
        return empty_pb2.Empty()


class Served:
    """The plugins, served by a thread of this process as the sandbox does it; `home` gets the launchers."""

    def __init__(self, home: Path, environ: dict[str, str] | None = None) -> None:
        self.home = home
        self._environ = {**os.environ, **(environ or {})}
        self._loop = asyncio.new_event_loop()
        self._ready, self._done = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))

    async def _serve(self) -> None:
        async with serving(self._environ, self.home, self.home) as ports:
            self.ports = ports
            install(self.home, ports, os.getpid())
            self._ready.set()
            await self._done.wait()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(DEADLINE_SECONDS), "the plugins are not served"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._done.set)
        self._thread.join(DEADLINE_SECONDS)
        self._loop.close()

    def run(self, package: str, engine: Engine | None = None, start: Start | None = None) -> "Plugin":
        """Return what one run of the engine, which starts it so, has of a plugin."""
        return Plugin(launcher_of(self.home, package), engine or Engine(), start or Start(self.home))


class Plugin:
    """A plugin in one run. Properties are plain data on the way in and out; `secret` names secret ones."""

    def __init__(self, launcher: Path, engine: Engine, start: Start) -> None:
        self._process = subprocess.Popen(
            [launcher, engine.address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=start.folder,
            env={**os.environ, **({} if start.git_dir is None else {"GIT_DIR": start.git_dir})},
        )
        assert self._process.stdout is not None
        port = int(self._process.stdout.readline())
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}", [("grpc.use_local_subchannel_pool", 1)])
        self.stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
        self.stub.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address=engine.address))
        self.package = launcher.name.removeprefix("pulumi-resource-")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End as the engine does, also when it is killed: the launcher's input closes."""
        self._channel.close()
        self._process.communicate(timeout=DEADLINE_SECONDS)

    def configure(self, **config: str) -> Self:
        self.stub.Configure(provider_pb2.ConfigureRequest(args=struct(config), acceptSecrets=True))
        return self

    def urn(self, kind: str) -> str:
        return f"urn:pulumi:dev::shop::infra:components:Parent${kind}::it"

    def check(self, kind: str, inputs: Json) -> dict[str, str]:
        """Return the failures, by path."""
        reply = self.stub.Check(provider_pb2.CheckRequest(urn=self.urn(kind), news=struct(inputs)))
        return {failure.property: failure.reason for failure in reply.failures}

    def diff(self, kind: str, old: Json, new: Json, state: Json | None = None) -> dict[str, str]:
        """Return the kind of change by path, "" for one that is not marked. `state`: the old outputs."""
        request = provider_pb2.DiffRequest(
            urn=self.urn(kind), id="it", olds=struct(state or {}), old_inputs=struct(old), news=struct(new)
        )
        reply = self.stub.Diff(request, timeout=DEADLINE_SECONDS)
        detailed = reply.detailedDiff
        if reply.changes == provider_pb2.DiffResponse.DIFF_SOME and not detailed:
            return {"": "UPDATE"}
        return {path: provider_pb2.PropertyDiff.Kind.Name(change.kind) for path, change in detailed.items()}

    def create(self, kind: str, inputs: Json, preview: bool = False, secret: tuple[str, ...] = ()) -> "Made":
        request = provider_pb2.CreateRequest(
            urn=self.urn(kind), properties=struct(inputs, secret), preview=preview
        )
        reply = self.stub.Create(request, timeout=DEADLINE_SECONDS)
        return Made(kind, reply.id, inputs, PropertyValue.unmarshal_map(reply.properties))

    def update(self, made: "Made", inputs: Json, preview: bool = False) -> "Made":
        olds, news = struct(made.state), struct(inputs)
        request = provider_pb2.UpdateRequest(
            urn=self.urn(made.kind), id=made.identity, olds=olds, news=news, preview=preview
        )
        reply = self.stub.Update(request, timeout=DEADLINE_SECONDS)
        return Made(made.kind, made.identity, inputs, PropertyValue.unmarshal_map(reply.properties))

    def read(self, made: "Made") -> "Made":
        """Refresh; the identity is empty if it is gone."""
        return self._read(made.kind, made.identity, made.state, made.inputs)

    def adopt(self, kind: str, identity: str) -> "Made":
        """Import by id."""
        return self._read(kind, identity, {}, {})

    def _read(self, kind: str, identity: str, state: Json, inputs: Json) -> "Made":
        request = provider_pb2.ReadRequest(
            urn=self.urn(kind), id=identity, properties=struct(state), inputs=struct(inputs)
        )
        reply = self.stub.Read(request, timeout=DEADLINE_SECONDS)
        found = plain_map(PropertyValue.unmarshal_map(reply.inputs))
        return Made(kind, reply.id, found, PropertyValue.unmarshal_map(reply.properties))

    def delete(self, made: "Made") -> None:
        request = provider_pb2.DeleteRequest(
            urn=self.urn(made.kind), id=made.identity, properties=struct(made.state)
        )
        self.stub.Delete(request, timeout=DEADLINE_SECONDS)

    def invoke(self, function: str, arguments: Json) -> Json:
        reply = self.stub.Invoke(provider_pb2.InvokeRequest(tok=function, args=struct(arguments)))
        return plain_map(PropertyValue.unmarshal_map(getattr(reply, "return")))


class Made:
    """A resource as the engine would remember it."""

    def __init__(self, kind: str, identity: str, inputs: Json, values: Values) -> None:
        self.kind = kind
        self.identity = identity
        self.inputs = inputs
        self.values = values
        self.state = plain_map(values)

    def secrets(self) -> set[str]:
        """Return the names of the outputs that are secret as a whole."""
        return {key for key, value in self.values.items() if value.is_secret}


def struct(content: Json, secret: tuple[str, ...] = ()) -> Any:
    """Return plain data in the engine's wire form."""
    values = {key: wrap(value).with_secret(key in secret) for key, value in content.items()}
    return PropertyValue.marshal_map(values)
