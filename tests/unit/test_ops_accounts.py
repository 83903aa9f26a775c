"""Reading the accounts: what goes wrong is one line with the next step, and nothing leaves a rehearsal."""

import httpx
import pytest

from ops.accounts import AccountError, Api, atlas, endpoint, vercel

TOKEN = "a-token-that-nobody-may-see"
VERCEL = {"VERCEL_API_TOKEN": TOKEN}


def api(reply: httpx.Response | Exception) -> Api:
    def answer(_: httpx.Request) -> httpx.Response:
        if isinstance(reply, Exception):
            raise reply
        return reply

    headers = {"Authorization": f"Bearer {TOKEN}"}
    return Api(
        "Vercel",
        "https://api.example",
        what_refused="make a new token",
        headers=headers,
        transport=httpx.MockTransport(answer),
    )


@pytest.mark.parametrize(
    ("reply", "line"),
    [
        (httpx.Response(401, text=TOKEN), "Vercel: answered 401; make a new token"),
        (httpx.Response(403), "Vercel: answered 403; make a new token"),
        (httpx.Response(404), "Vercel: /v2/x is not there, or this key may not see it"),
        (httpx.Response(503, text=TOKEN), "Vercel: answered 503 to /v2/x; run again later"),
        (httpx.Response(429), "Vercel: answered 429 to /v2/x; run again later"),
        (httpx.Response(400, text=TOKEN), "Vercel: answered 400 to /v2/x; correct the id or name in it"),
        (httpx.Response(200, text="<html>"), "Vercel: /v2/x answered something that is no JSON"),
        (
            httpx.ConnectError(f"to {TOKEN}"),
            "Vercel: no reply (ConnectError); check the network, then run again",
        ),
    ],
)
def test_what_goes_wrong_is_one_line_without_the_token(reply: httpx.Response | Exception, line: str) -> None:
    with pytest.raises(AccountError) as caught:
        api(reply).get("/v2/x")
    assert str(caught.value) == line


@pytest.mark.parametrize(
    ("reply", "passes"),
    [
        *((httpx.Response(status), status in (429, 503)) for status in (400, 401, 404, 409, 429, 503)),
        (httpx.ConnectError("no"), True),
    ],
)
def test_what_may_be_otherwise_soon_is_told_from_what_stays(
    reply: httpx.Response | Exception, passes: bool
) -> None:
    with pytest.raises(AccountError) as caught:
        api(reply).get("/v2/x")
    assert caught.value.may_pass is passes


def test_what_is_not_there_can_be_asked_for() -> None:
    assert api(httpx.Response(404)).find("/v2/x") is None
    assert api(httpx.Response(200, json={"a": 1})).find("/v2/x") == {"a": 1}


def test_every_page_is_read_and_each_request_names_the_team() -> None:
    asked: list[dict[str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(dict(request.url.params))
        number = len(asked)
        following = number if number < 3 else None
        return httpx.Response(200, json={"projects": [{"id": number}], "pagination": {"next": following}})

    found = list(vercel.connect("team_1", VERCEL, httpx.MockTransport(answer)).projects())
    assert [project["id"] for project in found] == [1, 2, 3]
    assert asked == [
        {"teamId": "team_1", "limit": "100"},
        {"teamId": "team_1", "limit": "100", "from": "1"},
        {"teamId": "team_1", "limit": "100", "from": "2"},
    ]


@pytest.mark.parametrize(
    ("environ", "line"),
    [
        ({"SANDBOX_DIR": "/x"}, "X_URL: SANDBOX_DIR is set, so it must name this machine"),
        ({"SANDBOX_DIR": "/x", "X_URL": "https://api.example"}, "X_URL: SANDBOX_DIR is set"),
        ({"X_URL": "http://api.example"}, "X_URL: must begin with https://"),
    ],
)
def test_an_unsafe_endpoint_is_refused(environ: dict[str, str], line: str) -> None:
    with pytest.raises(AccountError, match=line):
        endpoint("X_URL", "https://real.example", environ)


def test_the_vendor_itself_is_asked_outside_a_rehearsal_and_this_machine_inside() -> None:
    assert endpoint("X_URL", "https://real.example", {}) == "https://real.example"
    inside = {"SANDBOX_DIR": "/x", "X_URL": "http://127.0.0.1:9/"}
    assert endpoint("X_URL", "https://real.example", inside) == "http://127.0.0.1:9"


def test_without_a_key_the_line_says_where_to_get_one() -> None:
    with pytest.raises(AccountError, match="Vercel: VERCEL_API_TOKEN is not set; create a token"):
        vercel.connect("team_1", {})
    with pytest.raises(AccountError, match="MongoDB Atlas: MONGODB_ATLAS_PUBLIC_API_KEY and"):
        atlas.connect("0" * 24, {"MONGODB_ATLAS_PUBLIC_API_KEY": "only one"})


def test_atlas_takes_an_access_token_too() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(f"{request.headers['authorization']} {request.url}")
        return httpx.Response(
            200, json={"results": [{"ipAddress": "192.0.2.1"}, {"cidrBlock": "10.0.0.0/8"}]}
        )

    account = atlas.connect("g1", {"MONGODB_ATLAS_ACCESS_TOKEN": "t"}, httpx.MockTransport(answer))
    assert list(account.access_list()) == ["192.0.2.1/32", "10.0.0.0/8"]
    assert seen == ["Bearer t https://cloud.mongodb.com/api/atlas/v2/groups/g1/accessList?itemsPerPage=500"]
