"""What the smoke test asks, where it asks it, and what it makes of the answers."""

import argparse
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import httpx
import pytest

from ops import smoke
from tests.companies import KILN


class Api(BaseHTTPRequestHandler):
    """Answers as the application's server: 200, and CORS for one site of one host; and as a site."""

    hosts: ClassVar[list[str]]
    paths: ClassVar[list[str]]
    status = 200
    allowed: str | None = "https://site.example"
    page = b""

    def do_GET(self) -> None:
        self.hosts.append(self.headers["Host"])
        self.paths.append(self.path)
        self.send_response(self.status)
        self.send_header("x-vercel-id", "fra1::1")
        self.end_headers()
        self.wfile.write(self.page)

    def do_OPTIONS(self) -> None:
        self.send_response(204)
        if self.headers["Origin"] == "https://site.example" and self.allowed is not None:
            self.send_header("Access-Control-Allow-Origin", self.allowed)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[type[Api]]:
    class Handler(Api):
        hosts: ClassVar[list[str]] = []
        paths: ClassVar[list[str]] = []

    monkeypatch.chdir(tmp_path)

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    monkeypatch.setenv("SANDBOX_DIR", "/sandbox")
    monkeypatch.setenv("SANDBOX_EDGE_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("SMOKE_API_URL", "https://api.example")
    monkeypatch.setenv("SMOKE_ORIGINS", "https://site.example")
    monkeypatch.setattr(smoke, "DEADLINE_SECONDS", 0)
    yield Handler
    server.shutdown()
    server.server_close()


def run() -> int:
    return smoke.run(argparse.Namespace())


def test_an_environment_that_answers_as_configured_passes(
    edge: type[Api], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run() == 0
    assert capsys.readouterr().out.splitlines() == [
        "ok: https://api.example answers",
        "ok: https://api.example lets https://site.example in",
    ]
    assert edge.hosts == ["api.example"]


@pytest.mark.parametrize(
    ("status", "code", "line"),
    [
        (503, 0, "ok: https://api.example is closed for maintenance"),
        (307, 0, "ok: https://api.example is closed for maintenance"),
        (200, 1, "failed: https://api.example is closed for maintenance: status 200, so it is still open"),
    ],
)
def test_an_api_under_maintenance_answers_nobody(
    edge: type[Api],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    status: int,
    code: int,
    line: str,
) -> None:
    monkeypatch.setenv("SMOKE_MAINTENANCE", "true")
    monkeypatch.setattr(edge, "status", status)
    assert run() == code
    assert capsys.readouterr().out.splitlines() == [line]


def test_an_origin_that_a_browser_would_block_fails(
    edge: type[Api], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SMOKE_ORIGINS", "https://site.example,https://other.example")
    assert run() == 1
    assert capsys.readouterr().out.splitlines()[-1] == (
        "failed: https://api.example lets https://other.example in: status 204, the browser would block it"
    )


@pytest.mark.parametrize(
    "allowed", [None, "*", "null", "https://other.example", "https://site.example/", "https://SITE.example"]
)
def test_an_answer_that_does_not_name_the_origin_to_the_letter_is_one_that_a_browser_blocks(
    edge: type[Api],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    allowed: str | None,
) -> None:
    monkeypatch.setattr(edge, "allowed", allowed)
    assert run() == 1
    assert capsys.readouterr().out.splitlines()[-1] == (
        "failed: https://api.example lets https://site.example in: status 204, the browser would block it"
    )


@pytest.fixture
def kiln(edge: type[Api], monkeypatch: pytest.MonkeyPatch) -> type[Api]:
    """An environment that a stack file describes."""
    monkeypatch.chdir(KILN)
    monkeypatch.setenv("SMOKE_API_URL", "https://api.kiln.example")
    monkeypatch.setattr(edge, "page", b'<meta name="launched" content="true"><body>https://api.kiln.example')
    return edge


def test_the_path_that_is_asked_is_the_one_that_render_probes(
    kiln: type[Api], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run() == 0
    assert (kiln.hosts, kiln.paths) == (["api.kiln.example", "www.kiln.example"], ["/healthz", "/"])
    assert capsys.readouterr().out.splitlines() == [
        "ok: https://api.kiln.example answers at /healthz",
        "ok: https://api.kiln.example lets https://site.example in",
        "ok: https://www.kiln.example was built for this environment",
    ]


@pytest.mark.parametrize(("status", "code"), [(204, 0), (302, 0), (404, 1), (503, 1)])
def test_an_api_is_well_when_it_answers_what_render_takes_for_healthy(
    edge: type[Api], monkeypatch: pytest.MonkeyPatch, status: int, code: int
) -> None:
    monkeypatch.setattr(edge, "status", status)
    assert run() == code


def test_a_site_that_was_built_for_another_api_fails(
    kiln: type[Api], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(kiln, "page", b"<body>https://api.kiln.example.org")
    assert run() == 1
    assert (
        "failed: https://www.kiln.example was built for this environment: was built with another API: "
        in (capsys.readouterr().out)
    )


def test_a_site_that_asks_for_a_login_is_a_note_and_no_failure(
    kiln: type[Api], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SMOKE_MAINTENANCE", "true")
    monkeypatch.setattr(smoke, "closed", lambda: smoke.Check("is asked", "GET", {}, lambda _: None))
    monkeypatch.setattr(kiln, "status", 401)
    assert run() == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "note: https://www.kiln.example asks for a login at Vercel (frontend.protection); "
        "its page was not seen"
    )


def test_an_api_that_answers_an_error_fails(
    edge: type[Api], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(edge, "status", 503)
    assert run() == 1
    assert "failed: https://api.example answers: status 503" in capsys.readouterr().out


def test_a_host_without_a_dns_record_is_a_note_and_no_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SANDBOX_DIR", raising=False)
    monkeypatch.setenv("SMOKE_API_URL", "https://api.does-not-exist.invalid")
    monkeypatch.setenv("SMOKE_ORIGINS", "https://site.example")

    def unknown(*_: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert run() == 0
    assert capsys.readouterr().out.strip() == (
        "note: https://api.does-not-exist.invalid has no DNS record yet; nothing was asked"
    )


@pytest.mark.parametrize("edge_url", [None, "", "https://edge.example", "http://127.0.0.1.example"])
def test_a_rehearsal_never_asks_another_machine(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], edge_url: str | None
) -> None:
    monkeypatch.setenv("SANDBOX_DIR", "/sandbox")
    monkeypatch.setenv("SMOKE_API_URL", "https://api.example")
    monkeypatch.setenv("SMOKE_ORIGINS", "https://site.example")
    monkeypatch.delenv("SANDBOX_EDGE_URL", raising=False)
    if edge_url is not None:
        monkeypatch.setenv("SANDBOX_EDGE_URL", edge_url)
    assert run() == 1
    assert "but a rehearsal only ever asks this machine" in capsys.readouterr().out


def test_a_certificate_that_is_not_there_yet_says_what_to_wait_for() -> None:
    error = httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")
    assert smoke.unanswered(error).startswith("no valid certificate; Render issues one within minutes")
    assert smoke.unanswered(httpx.ReadTimeout("slow")) == "no answer (ReadTimeout)"
