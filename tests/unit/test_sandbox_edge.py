"""What browsers and probes get from the deployed services, told apart by the Host header."""

from pathlib import Path

import pytest

from tests.unit.edge_world import API, BRANCH, ORIGIN, PRODUCTION, SITE, api, deploy, preflight, site
from tests.unit.sandbox_wire import Wire


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return Wire(tmp_path)


def test_an_allowed_origin_passes_the_preflight_with_credentials(wire: Wire) -> None:
    api(wire)
    reply = preflight(wire, ORIGIN)
    assert reply.status_code == 204
    assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert reply.headers["Access-Control-Allow-Credentials"] == "true"
    assert reply.headers["Access-Control-Allow-Headers"] == "content-type"
    assert "GET" in reply.headers["Access-Control-Allow-Methods"]
    assert "Origin" in reply.headers["Vary"]


@pytest.mark.parametrize(
    ("configured", "origin"),
    [
        (ORIGIN, "https://evil.example"),
        (ORIGIN, f"{ORIGIN}/"),
        (f"{ORIGIN}/", ORIGIN),
        (f"https://other.example, {ORIGIN}", ORIGIN),  # the blank stays: split without trimming
        (ORIGIN.upper(), ORIGIN),
        ("*", ORIGIN),
    ],
)
def test_an_origin_that_is_not_in_the_list_to_the_letter_is_refused(
    wire: Wire, configured: str, origin: str
) -> None:
    api(wire, configured)
    reply = preflight(wire, origin)
    assert reply.status_code == 500
    assert "Not allowed by CORS" in reply.text
    assert "Access-Control-Allow-Origin" not in reply.headers


def test_every_origin_of_the_list_is_allowed(wire: Wire) -> None:
    api(wire, f"{ORIGIN},http://localhost:3000")
    assert preflight(wire, "http://localhost:3000").status_code == 204


def test_a_simple_request_gets_the_header_too_and_one_without_origin_gets_none(wire: Wire) -> None:
    api(wire)
    reply = wire.send("GET", "/health", API, headers={"Origin": ORIGIN})
    assert reply.json() == {"service": "shop-api", "environment": "prod"}
    assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Access-Control-Allow-Origin" not in wire.send("GET", "/health", API).headers


def test_an_env_var_reaches_the_edge_only_with_the_next_live_deploy(wire: Wire) -> None:
    service = api(wire)
    wire.render("PUT", f"/services/{service}/env-vars/CORS_ORIGIN", {"value": "https://new.example"})
    assert preflight(wire, ORIGIN).status_code == 204
    wire.render("POST", f"/services/{service}/deploys", {})
    assert preflight(wire, ORIGIN).status_code == 204
    wire.stages(5)
    assert preflight(wire, ORIGIN).status_code == 500
    assert preflight(wire, "https://new.example").status_code == 204


def test_the_health_check_path_answers_and_an_unknown_path_does_not(wire: Wire) -> None:
    api(wire)
    assert wire.send("GET", "/health", API).status_code == 200
    for path in ("/", "/other"):
        assert wire.send("GET", path, API).status_code == 404


def test_without_a_health_check_path_the_root_answers(wire: Wire) -> None:
    wire.new_service()
    assert wire.send("GET", "/", "shop-api.onrender.com").status_code == 200


@pytest.mark.parametrize(("path", "asked"), [({}, "/"), ({"healthCheckPath": "/health"}, "/health")])
def test_a_site_asks_its_api_for_the_path_that_the_api_has(
    wire: Wire, path: dict[str, str], asked: str
) -> None:
    service = wire.new_service(details=path)
    wire.render("POST", f"/services/{service['id']}/custom-domains", {"name": API})
    site(wire, PRODUCTION)
    deploy(wire, 1)
    assert f'dataset.apiUrl + "{asked}"' in wire.send("GET", "/", SITE).text


def test_a_service_answers_under_its_onrender_name_whatever_port_the_host_carries(wire: Wire) -> None:
    api(wire)
    assert wire.send("GET", "/health", "shop-api.onrender.com:8443").status_code == 200


def test_a_service_without_a_live_deploy_is_a_bad_gateway(wire: Wire) -> None:
    wire.send("POST", "/_sandbox/fail-deploy", json={"service": "shop-api", "status": "build_failed"})
    wire.new_service()
    assert wire.send("GET", "/", "shop-api.onrender.com").status_code == 502


def test_a_suspended_service_is_unavailable(wire: Wire) -> None:
    service = api(wire)
    wire.render("POST", f"/services/{service}/suspend")
    assert wire.send("GET", "/", API).status_code == 503


def test_a_service_under_maintenance_is_unavailable_at_once_and_answers_again_without_a_deploy(
    wire: Wire,
) -> None:
    service = api(wire)
    for enabled, status in ((True, 503), (False, 200)):
        mode = {"maintenanceMode": {"enabled": enabled, "uri": "https://status.shop.example"}}
        wire.render("PATCH", f"/services/{service}", {"serviceDetails": mode})
        for host in (API, "shop-api.onrender.com"):
            assert wire.send("GET", "/health", host).status_code == status
    assert len(wire.render("GET", f"/services/{service}/deploys").json()) == 1


def test_a_twin_domain_redirects_to_the_domain_that_was_added(wire: Wire) -> None:
    service = wire.new_service()
    wire.render("POST", f"/services/{service['id']}/custom-domains", {"name": "www.shop.example"})
    reply = wire.send("GET", "/x", "shop.example")
    assert (reply.status_code, reply.headers["Location"]) == (301, "https://www.shop.example/x")


def test_an_unknown_host_is_a_plain_404(wire: Wire) -> None:
    reply = wire.send("GET", "/", "nobody.example")
    assert reply.status_code == 404
    assert reply.headers["Content-Type"].startswith("text/plain")


def test_an_api_cannot_be_reached_under_a_host_that_is_not_loopback(wire: Wire) -> None:
    assert wire.send("GET", "/_sandbox/health", "rebound.example").status_code == 404


def test_a_launched_site_shows_the_application_with_its_api_url(wire: Wire) -> None:
    site(wire, PRODUCTION)
    deploy(wire, 1)
    page = wire.send("GET", "/any/path", SITE).text
    assert 'data-page="app"' in page
    assert '<meta name="launched" content="true">' in page
    assert wire.send("GET", "/", SITE).headers["x-vercel-id"]
    assert f'data-api-url="https://{API}"' in page


@pytest.mark.parametrize("launched", ["false", "True", "1", " true", ""])
def test_anything_but_exactly_true_shows_the_pre_launch_page(wire: Wire, launched: str) -> None:
    site(wire, PRODUCTION)
    deploy(wire, 1, env={"REACT_APP_LAUNCHED": launched})
    page = wire.send("GET", "/", SITE).text
    assert 'data-page="pre-launch"' in page
    assert "<script>" not in page


def test_the_newest_ready_production_deployment_is_served(wire: Wire) -> None:
    site(wire, PRODUCTION)
    deploy(wire, 2, env={"REACT_APP_API_URL": "https://second.example"})
    deploy(wire, 1)
    deploy(wire, 3, readyState="BUILDING")
    deploy(wire, 4, target=None, ref="main")
    assert "https://second.example" in wire.send("GET", "/", SITE).text


def test_a_branch_domain_serves_the_previews_of_its_branch_only(wire: Wire) -> None:
    site(wire, BRANCH)
    deploy(wire, 1)
    deploy(wire, 2, target=None, ref="other")
    assert wire.send("GET", "/", SITE).status_code == 404
    deploy(wire, 3, target=None, ref="develop")
    assert wire.send("GET", "/", SITE).status_code == 200


def test_a_domain_without_a_deployment_answers_as_vercel_does(wire: Wire) -> None:
    site(wire, PRODUCTION)
    reply = wire.send("GET", "/", SITE)
    assert reply.status_code == 404
    assert "DEPLOYMENT_NOT_FOUND" in reply.text


def test_a_redirecting_domain_redirects(wire: Wire) -> None:
    site(wire, {"gitBranch": None, "redirect": "shop.example", "redirectStatusCode": 307})
    reply = wire.send("GET", "/x", SITE)
    assert (reply.status_code, reply.headers["Location"]) == (307, "https://shop.example/x")


def test_a_site_escapes_what_its_env_holds(wire: Wire) -> None:
    site(wire, PRODUCTION)
    deploy(wire, 1, env={"REACT_APP_API_URL": '"><script>alert(1)</script>'})
    assert "<script>alert" not in wire.send("GET", "/", SITE).text


def test_each_deployment_answers_under_its_own_address_too(wire: Wire) -> None:
    site(wire, PRODUCTION)
    deploy(wire, 1, url="shop-1.vercel.app", env={"REACT_APP_LAUNCHED": "false"})
    deploy(wire, 2, url="shop-2.vercel.app")
    assert 'data-page="pre-launch"' in wire.send("GET", "/", "shop-1.vercel.app").text
    assert wire.send("GET", "/", "shop-2.vercel.app").text == wire.send("GET", "/", SITE).text
    assert wire.send("GET", "/", "shop-3.vercel.app").status_code == 404
