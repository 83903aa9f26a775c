import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pulumi
import pytest
from google.protobuf import json_format
from pulumi.dynamic import ResourceProvider
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks
from pulumi.runtime.rpc import is_rpc_secret

import render
from render.background_worker import BackgroundWorkerProvider
from render.custom_domain import CustomDomainProvider
from render.deploy import DeployProvider
from render.key_value import KeyValueProvider
from render.key_value_ref import KeyValueRefProvider
from render.web_service import WebServiceProvider
from tests.unit.render_support import OWNER, WEB

PROVIDERS = [
    WebServiceProvider,
    BackgroundWorkerProvider,
    KeyValueProvider,
    KeyValueRefProvider,
    CustomDomainProvider,
    DeployProvider,
]
PICKLE = """
import importlib, sys
from pulumi.dynamic.dynamic import serialize_provider
for module, name in map(str.split, sys.argv[1:]):
    print(serialize_provider(getattr(importlib.import_module(module), name)()))
"""
CONNECTION_STRINGS = ["internal_connection_string", "external_connection_string"]


@pytest.fixture(scope="module")
def elsewhere() -> dict[type[ResourceProvider], str]:
    """Each provider as another process pickles it; one for all of them, for it takes a second to start."""
    names = [f"{provider.__module__} {provider.__name__}" for provider in PROVIDERS]
    command = [sys.executable, "-c", PICKLE, *names]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(zip(PROVIDERS, done.stdout.splitlines(), strict=True))


@pytest.mark.proves("T34")
@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_pickled_provider_is_a_short_constant_in_every_process(
    provider: type[ResourceProvider], elsewhere: dict[type[ResourceProvider], str]
) -> None:
    here = serialize_provider(provider())
    assert elsewhere[provider] == here
    assert len(here) < 200
    assert provider.serialize_as_secret_always is False


class Answers(Mocks):
    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        computed = {"slug": "api", "dashboard_url": "x", "revision": "dep-1", "deploy_id": "dep-1"}
        strings = dict.fromkeys(CONNECTION_STRINGS, "redis://x")
        return f"{args.name}-id", {**args.inputs, **computed, **strings, "url": "https://api.onrender.com"}

    def call(self, args: MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        return {}, None


class Monitor(MockMonitor):
    def __init__(self) -> None:
        super().__init__(Answers())
        self.requests: dict[str, Any] = {}

    def RegisterResource(self, request: Any) -> Any:
        if request.type.startswith("pulumi-python:"):
            self.requests[request.name] = request
        return super().RegisterResource(request)  # type: ignore[no-untyped-call]


@pytest.fixture
def monitor() -> Iterator[Monitor]:
    found = Monitor()
    pulumi.runtime.set_mocks(Answers(), monitor=found)
    yield found
    pulumi.runtime.set_mocks(Answers())


def build() -> dict[str, pulumi.Output[Any]]:
    env = {"A": "one", "SECRET": pulumi.Output.secret("s3cr3t-value")}
    args = render.ServiceArgs(**{**WEB, "env": env})
    api = render.WebService("api", args)
    worker = render.BackgroundWorker("worker", args)
    redis = render.KeyValue(
        "redis", render.KeyValueArgs(name="redis", owner_id=OWNER, region="frankfurt", plan="starter")
    )
    shared = render.KeyValueRef(
        "shared", render.KeyValueRefArgs(name="redis", owner_id=OWNER, region="frankfurt")
    )
    domain = render.CustomDomain("domain", render.CustomDomainArgs(service_id=api.id, name="api.example.com"))
    deploy = render.Deploy(
        "deploy",
        render.DeployArgs(
            service_id=api.id,
            digest=pulumi.Output.secret("d1"),
            revision=api.revision,
        ),
    )
    return {
        "url": api.url,
        "slug": worker.slug,
        "dashboard_url": worker.dashboard_url,
        "internal": redis.internal_connection_string,
        "external": shared.external_connection_string,
        "domain": domain.id,
        "deploy": deploy.deploy_id,
    }


@pytest.mark.proves("R80", "T5")
def test_the_resources_register_under_fixed_types_with_what_was_given(monitor: Monitor) -> None:
    outputs: dict[str, pulumi.Output[Any]] = {}
    values: dict[str, Any] = {}

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def program() -> pulumi.Output[None]:
        outputs.update(build())
        return pulumi.Output.all(**outputs).apply(values.update)

    program()
    assert values == {
        "url": "https://api.onrender.com",
        "slug": "api",
        "dashboard_url": "x",
        "internal": "redis://x",
        "external": "redis://x",
        "domain": "domain-id",
        "deploy": "dep-1",
    }
    types = {name: request.type for name, request in monitor.requests.items()}
    assert types == {
        "api": "pulumi-python:dynamic/render:WebService",
        "worker": "pulumi-python:dynamic/render:BackgroundWorker",
        "redis": "pulumi-python:dynamic/render:KeyValue",
        "shared": "pulumi-python:dynamic/render:KeyValueRef",
        "domain": "pulumi-python:dynamic/render:CustomDomain",
        "deploy": "pulumi-python:dynamic/render:Deploy",
    }
    # Raw, because pulumi's own decoding lifts a nested secret to the whole property.
    inputs = {name: json_format.MessageToDict(r.object) for name, r in monitor.requests.items()}
    assert set(inputs["api"]) == {*WEB, "__provider"}
    assert is_rpc_secret(inputs["api"]["env"]["SECRET"])
    assert inputs["api"]["env"]["A"] == "one"
    assert is_rpc_secret(inputs["deploy"]["digest"])
    assert inputs["redis"]["maxmemory_policy"] == "noeviction"
    assert inputs["redis"]["ip_allow_list"] == []
    assert list(monitor.requests["redis"].additionalSecretOutputs) == CONNECTION_STRINGS
    assert list(monitor.requests["shared"].additionalSecretOutputs) == CONNECTION_STRINGS
