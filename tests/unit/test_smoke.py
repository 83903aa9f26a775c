"""What the smoke test asks, where it asks it, and what it makes of the answers."""

import socket

import httpx
import pytest

from ops import smoke
from tests.unit.smoke_edge import Api, run


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


@pytest.mark.parametrize("status", [302, 404, 500])
def test_an_origin_that_is_named_in_a_refusal_is_blocked_too(
    edge: type[Api], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], status: int
) -> None:
    monkeypatch.setattr(edge, "preflight", status)
    assert run() == 1
    assert capsys.readouterr().out.splitlines()[-1] == (
        f"failed: https://api.example lets https://site.example in: status {status}, "
        "the browser would block it"
    )


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
    for vendor in ("Render", "Vercel"):
        assert smoke.unanswered(error, vendor) == (
            f"no valid certificate; {vendor} issues one within minutes of the DNS record, so look at the "
            "record and run again later"
        )
    assert smoke.unanswered(httpx.ReadTimeout("slow"), "Render") == "no answer (ReadTimeout)"


@pytest.mark.parametrize(
    "api", ["https://[", "api.example", "https://", "https://a..b", f"https://{'a' * 70}.b"]
)
def test_what_is_no_address_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], api: str
) -> None:
    monkeypatch.delenv("SANDBOX_DIR", raising=False)
    monkeypatch.setenv("SMOKE_API_URL", api)
    monkeypatch.setenv("SMOKE_ORIGINS", "https://site.example")
    assert run() == 1
    assert capsys.readouterr().out.splitlines() == [
        f"SMOKE_API_URL is '{api}', which is no address; write it as in the stack file, https:// and the host"
    ]
