"""What a person's own browser gets under `HOST.localhost`: the same, and no address that leads elsewhere."""

from pathlib import Path

import httpx
import pytest

from tests.unit.edge_world import API, PRODUCTION, SITE, api, deploy, site
from tests.unit.sandbox_wire import Wire

PORT = 5005
THERE = f"http://{SITE}.localhost:{PORT}"


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return Wire(tmp_path)


def ask(wire: Wire, method: str, host: str, path: str = "/", **headers: str) -> httpx.Response:
    return wire.send(method, path, f"{host}.localhost:{PORT}", headers=headers)


def test_a_site_says_what_it_says_under_its_own_name_with_an_api_on_this_machine(wire: Wire) -> None:
    api(wire)
    site(wire, PRODUCTION)
    deploy(wire, 1)
    own = wire.send("GET", "/coaches/42", SITE)
    reply = ask(wire, "GET", SITE, "/coaches/42")
    assert reply.text == own.text.replace(f"https://{API}", f"http://{API}.localhost:{PORT}")
    assert f'data-api-url="http://{API}.localhost:{PORT}"' in reply.text
    assert "https://" not in reply.text
    assert reply.headers["Content-Length"] == str(len(reply.content))
    assert reply.headers["Content-Security-Policy"] == f"connect-src http://*.localhost:{PORT}"
    assert "Content-Security-Policy" not in own.headers


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("https://api.real.example", f"http://api.real.example.localhost:{PORT}"),
        ("HTTP://api.real.example:8443/v1", f"http://api.real.example.localhost:{PORT}/v1"),
        ("//api.real.example", "//api.real.example"),  # the header above keeps this in
        ("", ""),
    ],
)
def test_whatever_a_site_holds_as_its_api_is_an_address_here(wire: Wire, said: str, shown: str) -> None:
    site(wire, PRODUCTION)
    deploy(wire, 1, env={"REACT_APP_API_URL": said})
    assert f'data-api-url="{shown}"' in ask(wire, "GET", SITE).text


def test_a_host_without_a_port_is_answered_without_one(wire: Wire) -> None:
    site(wire, PRODUCTION)
    deploy(wire, 1)
    assert f'data-api-url="http://{API}.localhost"' in wire.send("GET", "/", f"{SITE}.localhost").text


def test_an_api_takes_the_origin_for_the_sites_own_and_answers_with_it_as_it_was_sent(wire: Wire) -> None:
    api(wire)
    reply = ask(wire, "GET", API, "/health", Origin=THERE)
    assert reply.json() == {"service": "shop-api", "environment": "prod"}
    assert reply.headers["Access-Control-Allow-Origin"] == THERE
    assert reply.headers["Access-Control-Allow-Credentials"] == "true"
    preflight = ask(wire, "OPTIONS", API, Origin=THERE, **{"Access-Control-Request-Method": "GET"})
    assert (preflight.status_code, preflight.headers["Access-Control-Allow-Origin"]) == (204, THERE)


@pytest.mark.parametrize(
    "origin",
    [
        f"http://other.shop.example.localhost:{PORT}",
        f"http://{SITE}.localhost:{PORT + 1}",
        f"http://{SITE}.localhost",
        f"https://{SITE}.localhost:{PORT}",
        f"http://{SITE}",
    ],
)
def test_an_api_refuses_another_origin_there_too(wire: Wire, origin: str) -> None:
    api(wire)
    reply = ask(wire, "GET", API, "/health", Origin=origin)
    assert (reply.status_code, reply.text) == (500, "Error: Not allowed by CORS\n")
    assert "Access-Control-Allow-Origin" not in reply.headers


def test_an_origin_that_is_in_the_list_as_it_stands_stays_so(wire: Wire) -> None:
    api(wire, "http://localhost:3000")
    reply = ask(wire, "GET", API, "/health", Origin="http://localhost:3000")
    assert reply.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"


def test_under_its_own_name_an_api_does_not_know_such_an_origin(wire: Wire) -> None:
    api(wire)
    assert wire.send("GET", "/health", API, headers={"Origin": THERE}).status_code == 500


def test_a_redirect_stays_on_this_machine(wire: Wire) -> None:
    service = wire.new_service()
    wire.render("POST", f"/services/{service['id']}/custom-domains", {"name": SITE})
    twin = ask(wire, "GET", "shop.example", "/x")
    assert (twin.status_code, twin.headers["Location"]) == (301, f"{THERE}/x")
    site(wire, {"gitBranch": None, "redirect": "shop.example"})
    wire.cloud.render["domains"] = {}
    moved = ask(wire, "GET", SITE, "/x")
    assert (moved.status_code, moved.headers["Location"]) == (308, f"http://shop.example.localhost:{PORT}/x")


def test_a_host_that_nobody_has_is_told_by_its_own_name(wire: Wire) -> None:
    reply = ask(wire, "GET", "nobody.example")
    assert (reply.status_code, reply.text) == (404, "nothing is deployed at nobody.example\n")


def test_what_is_for_the_sandbox_itself_is_not_reached_that_way(wire: Wire) -> None:
    reply = ask(wire, "GET", "127.0.0.1", "/_sandbox/health")
    assert (reply.status_code, reply.text) == (404, "nothing is deployed at 127.0.0.1\n")
