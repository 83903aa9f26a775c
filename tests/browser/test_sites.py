"""What only a browser can prove of deployed sites: that they may call their API, and what visitors see."""

import re

import pytest
from playwright.sync_api import Error, Page, expect

from config.stacks import STACKS
from tests.browser.complaints import Complaints
from tests.browser.conftest import IMPOSTOR
from tests.browser.pictures import kept
from tests.conftest import StackFiles
from tests.engine.loopback import until
from tests.engine.rehearsal import Project, Rehearsal

STRANGER = "https://stranger.example"
PROJECT, SITE = "bondigoo-platform-prod", "https://www.bondigoo.ch"
# As the application calls it; "ok" or what has become of it.
CALL = """url => fetch(url, {credentials: "include", headers: {"Content-Type": "application/json"}})
    .then(reply => reply.ok ? "ok" : "status " + reply.status, () => "blocked")"""

BLOCKED = re.compile(
    r"Access to fetch at '(?P<url>\S+)/' from origin '(?P<origin>\S+)' has been blocked by CORS policy: "
    r"Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-Origin'"
)


def test_a_certificate_of_another_authority_is_refused(page: Page) -> None:
    page.goto(STRANGER)
    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        page.goto(f"https://{IMPOSTOR}")


@pytest.mark.parametrize("name", ["staging", "dev"])
def test_the_application_of_a_launched_site_calls_its_api(
    name: str, page: Page, complaints: Complaints
) -> None:
    page.goto(f"https://{name}.bondigoo.ch")
    expect(page.locator("#api")).to_have_text("ok")
    expect(page.locator("code")).to_have_text(f"https://api.{name}.bondigoo.ch")
    kept(page, f"site-{name}")
    assert complaints.texts == []


def test_each_api_lets_in_the_origins_that_its_environment_names_and_no_other(
    page: Page, complaints: Complaints, stack_files: StackFiles
) -> None:
    files = [stack_files[stack] for stack in STACKS]
    origins = [origin for file in files for origin in file["corsOrigins"]] + [STRANGER]
    allowed = {(origin, file["apiUrl"]) for file in files for origin in file["corsOrigins"]}
    refused = {(origin, file["apiUrl"]) for origin in origins for file in files} - allowed
    answers: dict[tuple[str, str], str] = {}
    for origin in origins:
        # Whatever is there: any page of an origin may ask.
        page.goto(f"{origin}/any")
        assert page.evaluate("origin") == origin
        answers |= {(origin, file["apiUrl"]): page.evaluate(CALL, file["apiUrl"]) for file in files}
    assert answers == dict.fromkeys(allowed, "ok") | dict.fromkeys(refused, "blocked")
    # The browser itself has kept them apart, after it has had an answer to its question.
    told = [BLOCKED.match(text) for text in complaints.texts]
    assert {(each["origin"], each["url"]) for each in told if each} == refused


def test_in_a_persons_own_browser_a_site_calls_its_api_on_this_machine_and_nobody_else(
    three_up: Rehearsal, page: Page, complaints: Complaints
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    port = three_up.home.port
    site, api = (f"http://{name}staging.bondigoo.ch.localhost:{port}" for name in ("", "api."))
    page.goto(site)
    expect(page.locator("#api")).to_have_text("ok")
    expect(page.locator("code")).to_have_text(api)
    assert {url for url in asked if not url.startswith("data:")} == {f"{site}/", f"{api}/"}
    # Whatever a variable may hold: the browser is told to ask nobody else.
    assert page.evaluate(CALL, "https://api.staging.bondigoo.ch") == "blocked"
    assert "violates the following Content Security Policy" in complaints.texts[0]
    other = f"http://dev.bondigoo.ch.localhost:{port}"
    page.goto(other)
    assert page.evaluate(CALL, api) == "blocked"


class Gate:
    """Production's gate at the emulated Vercel: a variable, and the builds that were made with it."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self._rehearsal = rehearsal
        self._project: Project = rehearsal.project(PROJECT)
        self._before = self._served()

    def _served(self) -> str:
        host = SITE.removeprefix("https://")
        return str(self._rehearsal.vercel(f"/v13/deployments/{host}?teamId={self._project.team}")["id"])

    def launch(self) -> None:
        """What `ops launch go` causes: the variable, and a build that holds it."""
        gate = self._project.variable("REACT_APP_LAUNCHED")["id"]
        self._project.send("PATCH", f"/env/{gate}", {"value": "true"})
        self._project.build("main")

    def roll_back(self) -> None:
        """What `ops launch rollback` begins with: Vercel serves the build from before."""
        self._project.send("POST", f"/rollback/{self._before}", version=1)
        until(lambda: self._served() == self._before)


def test_visitors_see_what_the_gate_says_through_launch_and_rollback_also_by_a_deep_link(
    three_up: Rehearsal, page: Page, complaints: Complaints
) -> None:
    gate, deep = Gate(three_up), f"{SITE}/coaches/42"
    for address in (SITE, deep):
        page.goto(address)
        expect(page.get_by_role("heading")).to_have_text("Coming soon")
    kept(page, "site-prod-before-launch")
    gate.launch()
    for address in (SITE, deep):
        page.goto(address)
        expect(page.get_by_role("heading")).to_have_text("Application")
        expect(page.locator("#api")).to_have_text("ok")
        expect(page.locator("code")).to_have_text("https://api.bondigoo.ch")
    kept(page, "site-prod-launched")
    gate.roll_back()
    page.reload()
    expect(page).to_have_title("Coming soon")
    assert page.url == deep
    assert complaints.texts == []
