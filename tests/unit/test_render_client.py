import pytest

from render import errors
from tests.unit.render_support import API_KEY, reply, script


@pytest.mark.parametrize(
    ("sizes", "cursors"),
    [
        ([0], [None]),
        ([3], [None]),
        ([99], [None]),
        # Only a page that is full can have another one behind it.
        ([100, 0], [None, "c99"]),
        ([100, 100, 1], [None, "c99", "c199"]),
    ],
)
def test_a_list_is_read_to_its_first_page_that_is_not_full(
    sizes: list[int], cursors: list[str | None]
) -> None:
    entries = [{"cursor": f"c{n}", "service": n} for n in range(sum(sizes))]
    pages = [entries[sum(sizes[:place]) :][:size] for place, size in enumerate(sizes)]
    render = script(*(reply(200, page) for page in pages))
    assert list(render.client().pages("/services", "service", {"name": "api"})) == list(range(sum(sizes)))
    assert [dict(request.url.params) for request in render.requests] == [
        {"name": "api", "limit": "100"} | ({"cursor": cursor} if cursor else {}) for cursor in cursors
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
