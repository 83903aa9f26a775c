"""What the smoke test says of the site of an environment, as a whole command."""

import httpx
import pytest

from ops import smoke
from tests.unit.smoke_edge import Api, run


def test_a_site_that_was_built_for_another_api_fails(
    kiln: type[Api], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(kiln, "page", b"<script>'https://api.kiln.example.org'")
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


def test_the_certificate_of_a_host_is_its_own_vendors(
    kiln: type[Api], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")

    monkeypatch.setattr(httpx.Client, "request", refused)
    assert run() == 1
    of_api, *_, of_site = capsys.readouterr().out.splitlines()
    assert ": no valid certificate; Render issues one" in of_api
    assert ": no valid certificate; Vercel issues one" in of_site


@pytest.mark.parametrize("routing", ["suspend-by-user", "suspend"])
def test_a_site_that_answers_as_a_suspended_api_would_is_looked_at_as_a_site(
    kiln: type[Api], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], routing: str
) -> None:
    monkeypatch.setattr(smoke, "checks", lambda *_: [])
    monkeypatch.setattr(kiln, "headers_of_page", {"x-render-routing": routing})
    monkeypatch.setattr(kiln, "status", 503)
    assert run() == 1
    assert capsys.readouterr().out.splitlines() == [
        "failed: https://www.kiln.example was built for this environment: status 503"
    ]


def test_a_site_that_redirects_within_its_host_is_followed(
    kiln: type[Api], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(kiln, "redirects", {("www.kiln.example", "/"): "https://www.kiln.example/de?a=b"})
    assert run() == 0
    assert (kiln.hosts[1:], kiln.paths[1:]) == (["www.kiln.example"] * 2, ["/", "/de?a=b"])


@pytest.mark.parametrize(
    "location",
    ["mailto:hello@kiln.example", "tel:1", "javascript:1", "https://xn--a/", "https://kiln.example:port/"],
)
def test_a_redirect_to_what_is_no_address_fails_in_one_line(
    kiln: type[Api], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], location: str
) -> None:
    hosts = ("api.kiln.example", "/healthz"), ("www.kiln.example", "/")
    monkeypatch.setattr(kiln, "redirects", dict.fromkeys(hosts, location))
    assert run() == 1
    of_api, _, of_site = capsys.readouterr().out.splitlines()
    nowhere = "sends its visitors to an address that is none"
    assert of_api == f"failed: https://api.kiln.example answers at /healthz: {nowhere}"
    assert of_site == f"failed: https://www.kiln.example was built for this environment: {nowhere}"


def test_a_site_that_asks_programs_for_proof_is_a_note_and_no_failure(
    kiln: type[Api], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(smoke, "checks", lambda *_: [])
    monkeypatch.setattr(kiln, "headers_of_page", {"x-vercel-mitigated": "challenge"})
    monkeypatch.setattr(kiln, "status", 403)
    assert run() == 0
    assert capsys.readouterr().out.splitlines() == [
        "note: https://www.kiln.example lets no program in, by Vercel's firewall (challenge); "
        "its page was not seen"
    ]
