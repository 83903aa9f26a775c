"""What answers to the smoke test: an application's server and its site, on one port of this machine."""

import argparse
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from ops import smoke
from tests.companies import KILN


class Api(BaseHTTPRequestHandler):
    """Answers as the application's server: 200, and CORS for one site of one host; and as a site."""

    hosts: ClassVar[list[str]]
    paths: ClassVar[list[str]]
    status = 200
    allowed: str | None = "https://site.example"
    preflight = 204
    page = b""
    headers_of_page: ClassVar[dict[str, str]] = {}
    redirects: ClassVar[dict[tuple[str, str], str]] = {}

    def do_GET(self) -> None:
        self.hosts.append(self.headers["Host"])
        self.paths.append(self.path)
        location = self.redirects.get((self.headers["Host"], self.path))
        self.send_response(307 if location else self.status)
        for name, value in ({"location": location} if location else self.headers_of_page).items():
            self.send_header(name, value)
        self.send_header("x-vercel-id", "fra1::1")
        self.end_headers()
        self.wfile.write(self.page)

    def do_OPTIONS(self) -> None:
        self.send_response(self.preflight)
        if self.headers["Origin"] == "https://site.example" and self.allowed is not None:
            self.send_header("Access-Control-Allow-Origin", self.allowed)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def answering(handler: type[BaseHTTPRequestHandler], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every host that the smoke test of https://api.example and https://site.example asks is this one."""
    server = HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    monkeypatch.setenv("SANDBOX_DIR", "/sandbox")
    monkeypatch.setenv("SANDBOX_EDGE_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("SMOKE_API_URL", "https://api.example")
    monkeypatch.setenv("SMOKE_ORIGINS", "https://site.example")
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[type[Api]]:
    class Handler(Api):
        hosts: ClassVar[list[str]] = []
        paths: ClassVar[list[str]] = []

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(smoke, "DEADLINE_SECONDS", 0)
    with answering(Handler, monkeypatch):
        yield Handler


def run() -> int:
    return smoke.run(argparse.Namespace())


@pytest.fixture
def kiln(edge: type[Api], monkeypatch: pytest.MonkeyPatch) -> type[Api]:
    """An environment that a stack file describes."""
    monkeypatch.chdir(KILN)
    monkeypatch.setenv("SMOKE_API_URL", "https://api.kiln.example")
    page = b'<meta name="launched" content="true"><script>api = "https://api.kiln.example"</script>'
    monkeypatch.setattr(edge, "page", page)
    return edge
