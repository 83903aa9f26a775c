"""Every resource through every method of the provider protocol, as the engine calls it; no CLI."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import grpc  # type: ignore[import-untyped]
import pytest
from pulumi.dynamic import ResourceProvider
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime.proto import provider_pb2
from pulumi.runtime.rpc import UNKNOWN as UNKNOWN_ON_THE_WIRE

from render.background_worker import BackgroundWorkerProvider
from render.custom_domain import CustomDomainProvider
from render.deploy import DeployProvider
from render.key_value import KeyValueProvider
from render.key_value_ref import KeyValueRefProvider
from render.web_service import WebServiceProvider
from sandbox.cloud import Cloud
from tests.unit.render_server import api_url, cloud, provider, server, server_cloud, struct, values
from tests.unit.render_support import API_KEY, KEY_VALUE, OWNER, WEB, WORKER

__all__ = ["api_url", "cloud", "provider", "server", "server_cloud"]

News = dict[str, Any]
SECRET = WEB["env"]["SECRET"]


def pickled(provider: ResourceProvider, **news: Any) -> News:
    return {**news, "__provider": serialize_provider(provider)}


@dataclass(frozen=True)
class Case:
    """`news` makes one resource from the id of a web service that exists; `change` alters it in place."""

    news: Callable[[str], News]
    change: News
    replaced_by: str = ""


def service_case(provider: ResourceProvider, wanted: News) -> Case:
    named = {**wanted, "name": f"another-{wanted['name']}", "num_instances": 2}
    change = {"num_instances": 3, "env": {"A": "two"}}
    return Case(lambda _: pickled(provider, **named), change, replaced_by="region")


CASES = {
    "WebService": service_case(WebServiceProvider(), WEB),
    "BackgroundWorker": service_case(BackgroundWorkerProvider(), WORKER),
    "KeyValue": Case(
        lambda _: pickled(KeyValueProvider(), **KEY_VALUE), {"plan": "standard"}, replaced_by="region"
    ),
    "KeyValueRef": Case(
        lambda _: pickled(KeyValueRefProvider(), name="shared", owner_id=OWNER, region="frankfurt"), {}
    ),
    "CustomDomain": Case(
        lambda service: pickled(CustomDomainProvider(), service_id=service, name="api.example.com"),
        {},
        replaced_by="name",
    ),
    "Deploy": Case(
        lambda service: pickled(
            DeployProvider(), service_id=service, digest="d1", revision="dep-0+1", timeout_seconds=60
        ),
        {"digest": "d2", "revision": "dep-0+2"},
        replaced_by="service_id",
    ),
}
EACH = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())


@pytest.fixture
def service(provider: Any, cloud: Cloud) -> str:
    """A web service and a Key Value instance that exist already."""
    create(provider, pickled(KeyValueProvider(), **{**KEY_VALUE, "name": "shared"}))
    return str(create(provider, pickled(WebServiceProvider(), **WEB)).id)


def create(provider: Any, news: News) -> Any:
    return provider.Create(provider_pb2.CreateRequest(properties=struct(news)))


def read(provider: Any, id_: str, state: Any, news: News) -> Any:
    return provider.Read(provider_pb2.ReadRequest(id=id_, properties=state, inputs=struct(news)))


def diff(provider: Any, id_: str, state: Any, news: News) -> Any:
    return provider.Diff(provider_pb2.DiffRequest(id=id_, olds=state, news=struct(news)))


def check(provider: Any, news: News, olds: News | None = None) -> Any:
    return provider.Check(provider_pb2.CheckRequest(olds=struct(olds or {}), news=struct(news)))


@EACH
def test_a_resource_lives_through_all_six_methods(
    provider: Any, service: str, cloud: Cloud, case: Case
) -> None:
    news = case.news(service)
    checked = check(provider, news)
    assert (values(checked.inputs), list(checked.failures)) == (news, [])
    created = create(provider, news)
    state = created.properties
    assert values(state).items() >= news.items()
    found = read(provider, created.id, state, news)
    assert (found.id, values(found.properties)) == (created.id, values(state))
    unchanged = diff(provider, created.id, state, news)
    assert (unchanged.changes, list(unchanged.replaces)) == (provider_pb2.DiffResponse.DIFF_NONE, [])
    wanted = {**news, **case.change}
    changed = diff(provider, created.id, state, wanted)
    assert changed.changes == (
        provider_pb2.DiffResponse.DIFF_SOME if case.change else provider_pb2.DiffResponse.DIFF_NONE
    )
    updated = provider.Update(
        provider_pb2.UpdateRequest(id=created.id, olds=state, news=struct(wanted))
    ).properties
    assert values(updated).keys() == values(state).keys()
    assert values(updated).items() >= wanted.items()
    for _ in range(2):
        provider.Delete(provider_pb2.DeleteRequest(id=created.id, properties=updated))


@EACH
def test_a_preview_full_of_unknowns_gets_an_answer(provider: Any, service: str, case: Case) -> None:
    news = case.news(service)
    unknown = {key: value if key == "__provider" else UNKNOWN_ON_THE_WIRE for key, value in news.items()}
    checked = check(provider, unknown)
    assert (values(checked.inputs), list(checked.failures)) == (unknown, [])
    created = create(provider, news)
    changed = diff(provider, created.id, created.properties, unknown)
    assert changed.changes == provider_pb2.DiffResponse.DIFF_SOME


@EACH
def test_what_is_gone_reads_as_gone(provider: Any, service: str, cloud: Cloud, case: Case) -> None:
    news = case.news(service)
    created = create(provider, news)
    for table in ("services", "keyValues", "domains"):
        cloud.render.get(table, {}).clear()
    assert read(provider, created.id, created.properties, news).id == ""


@pytest.mark.parametrize("case", [case for case in CASES.values() if case.replaced_by])
def test_what_cannot_change_in_place_is_a_replacement(provider: Any, service: str, case: Case) -> None:
    news = case.news(service)
    created = create(provider, news)
    changed = diff(provider, created.id, created.properties, {**news, case.replaced_by: "other"})
    assert list(changed.replaces) == [case.replaced_by]


@EACH
def test_an_error_with_its_traceback_holds_no_secret(
    provider: Any, service: str, cloud: Cloud, case: Case
) -> None:
    news = case.news(service)
    cloud.credentials["renderApiKey"] = "another"
    with pytest.raises(grpc.RpcError) as caught:
        create(provider, news)
    text = str(caught.value)
    assert "Render answered 401 to GET" in text
    assert API_KEY not in text
    assert SECRET not in text


def test_an_unknown_variable_is_a_change_and_replaces_nothing(provider: Any, service: str) -> None:
    news = pickled(WebServiceProvider(), **{**WEB, "env": {"A": UNKNOWN_ON_THE_WIRE}})
    created = create(provider, CASES["WebService"].news(""))
    changed = diff(provider, created.id, created.properties, news)
    assert (changed.changes, list(changed.replaces)) == (provider_pb2.DiffResponse.DIFF_SOME, [])


@pytest.mark.parametrize(
    ("provider_", "news", "property_"),
    [
        (BackgroundWorkerProvider(), {**WORKER, "plan": "free"}, "plan"),
        (KeyValueProvider(), {**KEY_VALUE, "maxmemory_policy": "allkeys_lru"}, "maxmemory_policy"),
        (KeyValueRefProvider(), {"name": "nobodys", "owner_id": OWNER, "region": "frankfurt"}, "name"),
        (WebServiceProvider(), {**WEB, "adopt": "srv-00000000000000000000"}, "adopt"),
        (CustomDomainProvider(), {"service_id": "srv-1", "name": ""}, "name"),
        (DeployProvider(), {"service_id": "srv-1", "digest": "d", "timeout_seconds": 0}, "timeout_seconds"),
    ],
)
def test_a_fault_names_its_property(
    provider: Any, provider_: ResourceProvider, news: News, property_: str
) -> None:
    (failure,) = check(provider, pickled(provider_, **news)).failures
    assert failure.property == property_


def test_a_region_changes_only_where_a_replacement_is_allowed(provider: Any) -> None:
    olds, news = (
        pickled(WebServiceProvider(), **WEB),
        pickled(WebServiceProvider(), **{**WEB, "region": "oregon"}),
    )
    (failure,) = check(provider, news, olds).failures
    assert failure.property == "region"
    assert "`allowReplacement: true`" in failure.reason
    assert list(check(provider, {**news, "allow_replacement": True}, olds).failures) == []
