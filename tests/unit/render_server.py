"""The very server that Pulumi starts for dynamic providers, over gRPC, against the emulated API over HTTP."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import grpc  # type: ignore[import-untyped]
import pytest
import uvicorn
from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from sandbox.cloud import Cloud
from tests.unit.render_support import API_KEY, emulated_app, emulated_cloud


def _until_started(server: uvicorn.Server) -> None:
    deadline = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < deadline, "the emulated API does not start"
        threading.Event().wait(0.01)


@pytest.fixture(scope="module")
def server_cloud(tmp_path_factory: pytest.TempPathFactory) -> Cloud:
    return emulated_cloud(tmp_path_factory.mktemp("cloud"))


@pytest.fixture
def cloud(server_cloud: Cloud) -> Cloud:
    """The server's cloud as new: starting a server and a provider for each test would take seconds."""
    fresh = emulated_cloud(server_cloud.home)
    server_cloud.render, server_cloud.credentials = fresh.render, fresh.credentials
    server_cloud.requests.clear()
    server_cloud.stage_seconds = 0
    return server_cloud


@pytest.fixture(scope="module")
def api_url(server_cloud: Cloud) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(emulated_app(server_cloud), log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    _until_started(server)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/render/v1"
    server.should_exit = True
    thread.join(20)
    listener.close()


@pytest.fixture(scope="module")
def server(api_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    environ = {
        **os.environ,
        "RENDER_API_URL": api_url,
        "RENDER_API_KEY": API_KEY,
        "SANDBOX_DIR": str(tmp_path_factory.mktemp("sandbox")),
    }
    command = [sys.executable, "-u", "-m", "pulumi.dynamic", "127.0.0.1:1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environ) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            stub = provider_pb2_grpc.ResourceProviderStub(channel)
            stub.Configure(provider_pb2.ConfigureRequest())
            yield stub
        process.terminate()


@pytest.fixture
def provider(server: Any, cloud: Cloud) -> Any:
    return server


def struct(values: dict[str, Any]) -> struct_pb2.Struct:
    return json_format.ParseDict(values, struct_pb2.Struct())


def values(properties: struct_pb2.Struct) -> dict[str, Any]:
    found: dict[str, Any] = json_format.MessageToDict(properties)
    return found
