import httpx
import pulumi
import pytest

from render import custom_domain
from render.custom_domain import CustomDomainProvider
from render.errors import RenderError
from render.web_service import WebServiceProvider
from tests.unit.render_support import WEB, Emulated, reply, script, wrapped

DOMAIN = {"service_id": "srv-1", "name": "api.example.com"}


def service(name: str = "api") -> str:
    return WebServiceProvider().create({**WEB, "name": name}).id


@pytest.mark.parametrize("name", ["api.example.com", "example.com", "www.example.com", "API.example.com"])
def test_a_refresh_right_after_a_create_changes_nothing(render: Emulated, name: str) -> None:
    wanted = {"service_id": service(), "name": name}
    created = CustomDomainProvider().create(wanted)
    assert created.id.startswith("cdm-")
    assert created.outs == wanted
    assert render.cloud.render["domains"][created.id]["name"] == name.lower()
    read = CustomDomainProvider().read(created.id, created.outs or {})
    assert (read.id, read.outs, read.inputs) == (created.id, wanted, wanted)


@pytest.mark.parametrize("name", ["example.com", "Api.Example.com"])
def test_a_domain_that_is_attached_already_is_gone_on_with(
    render: Emulated, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = {"service_id": service(), "name": name}
    first = CustomDomainProvider().create(wanted)
    render.forget_requests()
    assert CustomDomainProvider().create(wanted).id == first.id
    assert render.writes() == []
    assert capsys.readouterr().out == f"{name.lower()}: is attached already, goes on with it\n"


def test_a_domain_on_another_service_is_a_clear_error(render: Emulated) -> None:
    CustomDomainProvider().create({"service_id": service(), "name": "api.example.com"})
    with pytest.raises(RenderError, match=r"409: domain already in use.*remove it there first"):
        CustomDomainProvider().create({"service_id": service("other"), "name": "api.example.com"})


def test_a_create_whose_reply_is_lost_goes_on_with_what_it_made() -> None:
    listed = reply(200, wrapped("customDomain", [{"id": "cdm-1", "name": "api.example.com"}]))
    render = script(reply(200, []), httpx.ReadTimeout("lost"), listed)
    assert custom_domain.attach(render.client(), DOMAIN) == "cdm-1"


def test_the_twin_in_the_reply_is_not_taken_for_the_domain() -> None:
    twin = {"id": "cdm-2", "name": "www.example.com", "redirectForName": "example.com"}
    created = reply(201, [twin, {"id": "cdm-1", "name": "example.com", "redirectForName": ""}])
    render = script(reply(200, []), created)
    assert custom_domain.attach(render.client(), {**DOMAIN, "name": "example.com"}) == "cdm-1"


def test_a_reply_without_the_domain_is_an_error() -> None:
    other = reply(201, [{"id": "cdm-2", "name": "www.example.com"}])
    with pytest.raises(RenderError, match="attached something else"):
        custom_domain.attach(script(reply(200, []), other).client(), DOMAIN)


def test_refusals_that_have_nothing_to_do_with_the_name_stay_as_they_are() -> None:
    with pytest.raises(RenderError, match="payment method"):
        custom_domain.attach(script(reply(200, []), reply(402)).client(), DOMAIN)


def test_a_domain_that_is_gone_reads_as_gone_and_deletes_without_error(render: Emulated) -> None:
    provider, wanted = CustomDomainProvider(), {"service_id": service(), "name": "api.example.com"}
    created = provider.create(wanted)
    provider.delete(created.id, wanted)
    provider.delete(created.id, wanted)
    assert provider.read(created.id, wanted).id is None
    WebServiceProvider().delete(wanted["service_id"], {})
    assert provider.read(created.id, wanted).id is None


@pytest.mark.parametrize(
    ("name", "value", "first"),
    [
        ("name", "other.example.com", False),
        ("name", pulumi.output.UNKNOWN, False),
        ("name", "www.api.example.com", True),
        ("service_id", "srv-2", True),
        ("service_id", pulumi.output.UNKNOWN, True),
    ],
)
def test_an_old_domain_goes_first_only_where_the_new_one_would_collide_with_it(
    name: str, value: object, first: bool
) -> None:
    result = CustomDomainProvider().diff("cdm-1", DOMAIN, {**DOMAIN, name: value})
    assert (result.changes, result.replaces, result.delete_before_replace) == (True, [name], first)


def test_the_same_domain_is_no_change() -> None:
    news = {**DOMAIN, "name": "API.example.com", "__provider": "pickled"}
    assert CustomDomainProvider().diff("cdm-1", {**DOMAIN, "__provider": "old"}, news).changes is False


def test_a_missing_name_is_named() -> None:
    assert [f.property for f in CustomDomainProvider().check({}, {"service_id": "srv-1"}).failures] == [
        "name"
    ]
