import httpx
import pytest

from render import session
from render.client import RenderClient
from render.errors import SetupError
from render.retry import PATIENT, Patience
from tests.unit.render_support import API_KEY

LOOPBACK = "http://127.0.0.1:8787/render/v1"


@pytest.mark.parametrize(
    ("environ", "url"),
    [
        ({}, "https://api.render.com/v1"),
        ({"RENDER_API_URL": "https://render.example/v1/"}, "https://render.example/v1"),
        ({"RENDER_API_URL": LOOPBACK}, LOOPBACK),
        ({"RENDER_API_URL": LOOPBACK, "SANDBOX_DIR": "/x"}, LOOPBACK),
        ({"RENDER_API_URL": "http://[::1]:1/v1", "SANDBOX_DIR": "/x"}, "http://[::1]:1/v1"),
        ({"RENDER_API_URL": "http://localhost:1/v1", "SANDBOX_DIR": ""}, "http://localhost:1/v1"),
    ],
)
def test_the_environment_names_the_api(environ: dict[str, str], url: str) -> None:
    assert session.endpoint(environ) == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "https://api.render.com/v1",
        "http://127.0.0.1.example.com/v1",
        "http://user@example.com:1/127.0.0.1",
        "http://10.0.0.1/v1",
        "ftp://127.0.0.1/v1",
        "127.0.0.1:8787",
        "http://[",
    ],
)
def test_in_the_sandbox_only_loopback_will_do(url: str | None) -> None:
    environ = {"SANDBOX_DIR": "/x"} | ({} if url is None else {"RENDER_API_URL": url})
    with pytest.raises(SetupError, match="must be a loopback address"):
        session.endpoint(environ)


@pytest.mark.parametrize("url", ["", " "])
def test_an_empty_address_is_an_error_and_not_the_real_render(url: str) -> None:
    with pytest.raises(SetupError, match="set but empty"):
        session.endpoint({"RENDER_API_URL": url})


def test_the_key_does_not_cross_the_network_in_clear() -> None:
    with pytest.raises(SetupError, match="https://"):
        session.endpoint({"RENDER_API_URL": "http://render.example/v1"})


@pytest.mark.parametrize(
    "url",
    [
        "https://",
        "https:///v1",
        "https://h:port/v1",
        "https://rnd_key@host/v1",
        "https://h/v1\n",
        "https://h h/v1",
    ],
)
def test_an_address_without_a_host_or_with_a_user_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(SetupError, match="is no address of an API") as caught:
        session.endpoint({"RENDER_API_URL": url})
    assert "rnd_" not in str(caught.value)


@pytest.mark.parametrize("key", ["", "  "])
def test_a_missing_key_says_where_to_get_one(key: str) -> None:
    with pytest.raises(SetupError, match="create a key in the Render dashboard"):
        session.api_key({"RENDER_API_KEY": key})


@pytest.mark.parametrize("key", ["rnd_a b", "rnd_a\nb", "rnd_\u201c"])
def test_a_key_that_cannot_be_one_is_not_shown(key: str) -> None:
    with pytest.raises(SetupError) as caught:
        session.api_key({"RENDER_API_KEY": key})
    assert "rnd_" not in str(caught.value)


def test_the_line_end_of_a_copied_key_does_no_harm() -> None:
    assert session.api_key({"RENDER_API_KEY": f"{API_KEY}\n"}) == API_KEY


def test_one_client_serves_the_whole_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "_shared", None)
    monkeypatch.setenv("RENDER_API_KEY", API_KEY)
    monkeypatch.setenv("RENDER_API_URL", LOOPBACK)
    first = session.client()
    assert isinstance(first, RenderClient)
    assert session.client() is first


def test_a_proxy_is_not_asked_for_what_is_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    client = session.from_environment({"RENDER_API_URL": LOOPBACK, "RENDER_API_KEY": API_KEY})
    assert not client._http._mounts


@pytest.mark.parametrize(("patience", "connect"), [(PATIENT, 10), (Patience(reply=5.0), 5)])
def test_a_provider_waits_for_a_reply_as_long_as_ever_and_who_looks_as_long_as_it_says(
    patience: Patience, connect: float
) -> None:
    environ = {"RENDER_API_URL": LOOPBACK, "RENDER_API_KEY": API_KEY}
    client = session.from_environment(environ, patience=patience)
    assert client._http.timeout == httpx.Timeout(patience.reply, connect=connect)
