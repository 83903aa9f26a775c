"""The smoke test of an API that is suspended: by a person it is said, by Render it fails; both at once."""

import argparse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import ClassVar

import pytest

from ops import smoke
from tests.unit.sandbox_wire import Wire
from tests.unit.smoke_edge import answering


class Suspended(BaseHTTPRequestHandler):
    """Answers as Render's edge does for a suspended service."""

    routing: ClassVar[str] = "suspend-by-user"
    asked: ClassVar[list[str]]

    def do_GET(self) -> None:
        self.asked.append(self.command)
        self.send_response(503)
        self.send_header("x-render-routing", self.routing)
        self.end_headers()

    do_OPTIONS = do_GET

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[type[Suspended]]:
    monkeypatch.chdir(tmp_path)

    class Handler(Suspended):
        asked: ClassVar[list[str]] = []

    with answering(Handler, monkeypatch):
        yield Handler


@pytest.mark.parametrize("maintenance", [False, True])
@pytest.mark.parametrize(
    ("routing", "code", "line"),
    [
        (
            "suspend-by-user",
            0,
            "note: https://api.example is suspended in Render's dashboard, so it was asked nothing else. "
            "What was written to it is deployed when it is resumed",
        ),
        (
            "suspend",
            1,
            "failed: https://api.example is suspended by Render (payment or used-up hours, as a rule): see "
            "the service in Render's dashboard",
        ),
    ],
)
def test_a_suspended_api_is_told_from_a_broken_one_at_once(
    edge: type[Suspended],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    routing: str,
    code: int,
    line: str,
    maintenance: bool,
) -> None:
    monkeypatch.setattr(edge, "routing", routing)
    if maintenance:
        monkeypatch.setenv("SMOKE_MAINTENANCE", "true")
    assert smoke.run(argparse.Namespace()) == code
    assert capsys.readouterr().out.splitlines() == [line]
    assert edge.asked == ["GET"]


def test_another_routing_of_render_is_an_answer_like_any_other(
    edge: type[Suspended], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(edge, "routing", "no-server")
    monkeypatch.setattr(smoke, "DEADLINE_SECONDS", 0)
    assert smoke.run(argparse.Namespace()) == 1
    assert "failed: https://api.example answers: status 503" in capsys.readouterr().out


@pytest.mark.parametrize(("by", "routing"), [("user", "suspend-by-user"), ("billing", "suspend")])
def test_the_sandboxs_edge_says_who_has_suspended_a_service(tmp_path: Path, by: str, routing: str) -> None:
    wire = Wire(tmp_path)
    wire.new_service()
    wire.send("POST", "/_sandbox/suspend", json={"service": "shop-api", "by": by})
    reply = wire.send("GET", "/", "shop-api.onrender.com")
    assert (reply.status_code, reply.headers["x-render-routing"]) == (503, routing)
