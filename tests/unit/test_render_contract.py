"""The providers behind the very server that Pulumi starts, over gRPC, against the emulated API over HTTP."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped]
import pytest
import uvicorn
from google.protobuf import json_format, struct_pb2
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc
from pulumi.runtime.rpc import UNKNOWN as UNKNOWN_ON_THE_WIRE

from render.background_worker import BackgroundWorkerProvider
from render.web_service import WebServiceProvider
from sandbox.cloud import Cloud
from tests.unit.render_support import API_KEY, WEB, WORKER, emulated_app, emulated_cloud

NEWS = {**WEB, "num_instances": 2, "__provider": serialize_provider(WebServiceProvider())}


def _until_started(server: uvicorn.Server) -> None:
    deadline = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < deadline, "the emulated API does not start"
        threading.Event().wait(0.01)


@pytest.fixture
def cloud(tmp_path: Path) -> Cloud:
    return emulated_cloud(tmp_path)


@pytest.fixture
def api_url(cloud: Cloud) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(emulated_app(cloud), log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    _until_started(server)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/render/v1"
    server.should_exit = True
    thread.join(20)
    listener.close()


@pytest.fixture
def provider(api_url: str, tmp_path: Path) -> Iterator[Any]:
    environ = {
        **os.environ,
        "RENDER_API_URL": api_url,
        "RENDER_API_KEY": API_KEY,
        "SANDBOX_DIR": str(tmp_path),
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


def struct(values: dict[str, Any]) -> struct_pb2.Struct:
    return json_format.ParseDict(values, struct_pb2.Struct())


def values(properties: struct_pb2.Struct) -> dict[str, Any]:
    found: dict[str, Any] = json_format.MessageToDict(properties)
    return found


def test_a_service_lives_through_all_six_methods(provider: Any, cloud: Cloud) -> None:
    news = struct(NEWS)
    checked = provider.Check(provider_pb2.CheckRequest(news=news))
    assert (values(checked.inputs), list(checked.failures)) == (NEWS, [])
    created = provider.Create(provider_pb2.CreateRequest(properties=checked.inputs))
    state = created.properties
    read = provider.Read(provider_pb2.ReadRequest(id=created.id, properties=state, inputs=news))
    assert (read.id, values(read.properties), values(read.inputs)) == (created.id, values(state), NEWS)
    diff = provider.Diff(provider_pb2.DiffRequest(id=created.id, olds=state, news=news))
    assert diff.changes == provider_pb2.DiffResponse.DIFF_NONE
    wanted = {**NEWS, "num_instances": 3, "env": {"A": "two"}}
    update = provider_pb2.UpdateRequest(id=created.id, olds=state, news=struct(wanted))
    assert values(provider.Update(update).properties) == {
        **values(state),
        **wanted,
        "revision": f"{values(state)['revision']}+1",
    }
    service = cloud.render["services"][created.id]
    assert (service["_env"], service["serviceDetails"]["numInstances"]) == ({"A": "two"}, 3)
    provider.Delete(provider_pb2.DeleteRequest(id=created.id, properties=state))
    assert cloud.render["services"] == {}
    gone = provider.Read(provider_pb2.ReadRequest(id=created.id, properties=state, inputs=news))
    assert gone.id == ""


def test_a_preview_full_of_unknowns_gets_an_answer(provider: Any) -> None:
    news = {**NEWS, "branch": UNKNOWN_ON_THE_WIRE, "env": {"A": UNKNOWN_ON_THE_WIRE}}
    checked = provider.Check(provider_pb2.CheckRequest(news=struct(news)))
    assert (values(checked.inputs), list(checked.failures)) == (news, [])
    diff = provider.Diff(provider_pb2.DiffRequest(id="srv-1", olds=struct(NEWS), news=struct(news)))
    assert diff.changes == provider_pb2.DiffResponse.DIFF_SOME
    assert list(diff.replaces) == []


def test_a_fault_names_its_property(provider: Any) -> None:
    news = {**WORKER, "plan": "free", "__provider": serialize_provider(BackgroundWorkerProvider())}
    (failure,) = provider.Check(provider_pb2.CheckRequest(news=struct(news))).failures
    assert failure.property == "plan"


def test_an_error_with_its_traceback_holds_no_secret(provider: Any, cloud: Cloud) -> None:
    cloud.credentials["renderApiKey"] = "another"
    with pytest.raises(grpc.RpcError) as caught:
        provider.Create(provider_pb2.CreateRequest(properties=struct(NEWS)))
    text = str(caught.value)
    assert "Render answered 401 to GET /services: Unauthorized" in text
    assert API_KEY not in text
    assert WEB["env"]["SECRET"] not in text
