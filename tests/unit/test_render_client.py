import pytest

from render import errors
from tests.unit.render_support import API_KEY, reply, script


def test_a_list_is_read_to_its_empty_page() -> None:
    page = [{"cursor": f"c{n}", "service": n} for n in range(3)]
    render = script(reply(200, page), reply(200, page[:1]), reply(200, []))
    assert list(render.client().pages("/services", "service", {"name": "api"})) == [0, 1, 2, 0]
    queries = [dict(request.url.params) for request in render.requests]
    assert queries == [
        {"name": "api", "limit": "100"},
        {"name": "api", "limit": "100", "cursor": "c2"},
        {"name": "api", "limit": "100", "cursor": "c0"},
    ]


@pytest.mark.parametrize("status", [202, 204])
def test_a_reply_without_a_body_is_none(status: int) -> None:
    assert script(reply(status)).client().post("/services/srv-1/deploys", {}) is None


@pytest.mark.parametrize("status", [404, 410])
def test_deleting_what_is_gone_is_fine(status: int) -> None:
    script(reply(status, {"message": "not found"})).client().delete("/services/srv-1")


def test_other_refusals_of_a_delete_are_errors() -> None:
    with pytest.raises(errors.ApiError, match="workspace admin"):
        script(reply(403)).client().delete("/services/srv-1")


def test_every_request_says_who_asks_and_with_which_key() -> None:
    render = script(reply(200, []))
    render.client().get("/services")
    headers = render.requests[0].headers
    assert headers["Authorization"] == f"Bearer {API_KEY}"
    assert headers["User-Agent"].startswith("pulumi-render-dynamic/")
