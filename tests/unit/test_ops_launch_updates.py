"""Who is at an update, and when a certificate ends: what `ops launch check` asks beside the accounts."""

import json
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ops.commands import InputError
from ops.launch.conditions import certificates
from ops.operation.locks import UnknownError, running


@pytest.fixture
def backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of Pulumi's, beside the project `shop`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    return tmp_path / "sta te"


def lock(backend: Path, place: str, text: str | None = None) -> None:
    file = backend / ".pulumi" / "locks" / place / "2e253cde.json"
    file.parent.mkdir(parents=True)
    held = {"pid": 1, "username": "ada", "hostname": "laptop", "timestamp": "2027-01-15T08:00:00Z"}
    file.write_text(json.dumps(held) if text is None else text)


@pytest.mark.parametrize("place", ["organization/shop/prod", "prod"])
def test_the_lock_of_an_update_says_whose_it_is(backend: Path, place: str) -> None:
    environ = {"PULUMI_BACKEND_URL": f"{backend.as_uri()}?no_tmp_dir=true"}
    assert running("prod", environ) is None
    lock(backend, place)
    assert running("prod", environ) == "ada on laptop"
    assert running("staging", environ) is None


def test_the_lock_of_another_project_is_none_and_one_that_cannot_be_read_is_somebodys(backend: Path) -> None:
    environ = {"PULUMI_BACKEND_URL": backend.as_uri()}
    lock(backend, "organization/bakery/prod")
    assert running("prod", environ) is None
    lock(backend, "organization/shop/prod", "")
    assert running("prod", environ) == "somebody"


def pulumi(monkeypatch: pytest.MonkeyPatch, **answers: Any) -> None:
    """Let `pulumi whoami` and `pulumi stack ls` print these."""

    def run(words: list[str], **_: object) -> object:
        return SimpleNamespace(stdout=answers[words[1]])

    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(subprocess, "run", run)


@pytest.mark.parametrize(
    ("rows", "who"),
    [
        ([{"name": "prod", "updateInProgress": True}], "somebody"),
        ([{"name": "shop-org/prod", "updateInProgress": True}], "somebody"),
        ([{"name": "prod"}, {"name": "dev", "updateInProgress": True}], None),
    ],
)
def test_pulumis_own_service_says_whether_an_update_runs(
    monkeypatch: pytest.MonkeyPatch, rows: list[dict[str, object]], who: str | None
) -> None:
    pulumi(monkeypatch, whoami='{"url": "https://app.pulumi.com/shop"}', stack=json.dumps(rows))
    assert running("prod", {}) == who


def test_a_bucket_lists_nobody_and_nobody_who_is_logged_in_cannot_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(
        UnknownError, match=r"^the state is kept at s3://, which is not asked who is at work$"
    ):
        running("prod", {"PULUMI_BACKEND_URL": "s3://bucket?region=eu"})
    pulumi(monkeypatch, whoami="")
    with pytest.raises(InputError, match=r"^`pulumi whoami` says nothing; log in first"):
        running("prod", {})
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(InputError, match="pulumi is not on PATH"):
        running("prod", {})


class Secured:
    """A context of TLS and the connection that it makes."""

    def __init__(self) -> None:
        self.asked = ""

    @contextmanager
    def wrap_socket(self, connection: socket.socket, server_hostname: str) -> Iterator["Secured"]:
        self.asked = server_hostname
        yield self

    def getpeercert(self) -> dict[str, str]:
        return {"notAfter": "Jan 15 08:00:00 2027 GMT"}


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Every connection leads to a server on this machine that knows no TLS; the places that were asked."""
    server, asked, connect = socket.create_server(("127.0.0.1", 0)), list[object](), socket.create_connection

    def answer() -> None:
        connection, _ = server.accept()
        # Whoever asked may have gone by then.
        with connection, suppress(OSError):
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.recv(4096)

    def create(place: object, timeout: float) -> socket.socket:
        asked.append(place)
        return connect(server.getsockname(), timeout)

    monkeypatch.setattr(socket, "create_connection", create)
    thread = threading.Thread(target=answer)
    thread.start()
    yield asked
    thread.join()
    server.close()


def test_the_end_of_a_certificate_is_read_for_the_name_of_the_host(
    monkeypatch: pytest.MonkeyPatch, listener: list[object]
) -> None:
    context = Secured()
    monkeypatch.setattr(ssl, "create_default_context", lambda: context)
    assert certificates.end_of("www.shop.example") == 1_800_000_000
    assert (listener, context.asked) == ([("www.shop.example", 443)], "www.shop.example")


def test_a_host_that_speaks_no_tls_has_no_certificate(listener: list[object]) -> None:
    with pytest.raises(ssl.SSLError):
        certificates.end_of("www.shop.example")
    assert listener == [("www.shop.example", 443)]
