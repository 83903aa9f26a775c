"""The page of `ops status --html`, from disk and as the sandbox serves it: by width, light, keyboard, axe."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from config.stacks import STACKS
from ops.status.page import page as made
from tests.browser.complaints import Complaints
from tests.browser.keyboard import to_act_upon, walk
from tests.browser.pictures import kept
from tests.browser.rules import broken
from tests.conftest import StackFiles
from tests.engine.page_commands import STATUS_PAGE
from tests.engine.rehearsal import Rehearsal
from tests.unit import status_example as example

PATIENCE = 60_000  # milliseconds
LOGIN = re.compile(r"\w+://[^/\s:@]*:[^/\s@]+@")
LEADS = "found => found.map(each => each.getAttribute('href'))"


@pytest.fixture(scope="module")
def file(three_up: Rehearsal) -> Path:
    done = three_up.ops(*STATUS_PAGE.split())
    # 1: something is down, which the page says.
    assert done.code in (0, 1), done.text
    return three_up.home.project / "status.html"


def secrets_of(variables: Mapping[str, str]) -> dict[str, str]:
    """Those of a service's variables that nobody may see, also what was generated."""
    ends = ("_SECRET", "_KEY", "_URL", "_URI", "PASSWORD")
    public = ("FRONTEND_URL",)
    return {key: value for key, value in variables.items() if key.endswith(ends) and key not in public}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 768, 400])
def test_the_page_breaks_no_rule_and_asks_nobody(
    width: int, scheme: Literal["light", "dark"], file: Path, page: Page, complaints: Complaints
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(file.as_uri())
    kept(page, f"status-{width}-{scheme}")
    wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide == [width, width]
    assert broken(page) == []
    assert complaints.texts == []
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_of_broken_parts_breaks_no_rule_on_a_narrow_screen_with_all_opened(
    scheme: Literal["light", "dark"], page: Page, complaints: Complaints, tmp_path: Path
) -> None:
    file = tmp_path / "status.html"
    told = (example.launch(), example.costs(), example.records())
    file.write_text(made(example.all_broken(), example.STACKS, *told))
    page.set_viewport_size({"width": 400, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    kept(page, f"status-broken-400-{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth") == 400
    assert broken(page) == []
    assert complaints.texts == []
    assert {state for state in ("FAIL", "doubt", "note") if page.locator(f".part.{state}").count()} == {
        *("FAIL", "doubt", "note")
    }


def test_neither_the_file_nor_what_it_shows_holds_a_secret_or_a_login_in_an_address(
    three_up: Rehearsal, file: Path, page: Page
) -> None:
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    shown = {"the file": file.read_text(), "the screen": page.locator("body").inner_text()}
    names = {**three_up.secrets(), **secrets_of(three_up.variables("bondigoo-api-prod"))}
    found = [(where, name) for where, text in shown.items() for name, value in names.items() if value in text]
    assert found == []
    assert [where for where, text in shown.items() if LOGIN.search(text)] == []
    assert "STRIPE_SECRET_KEY" in shown["the screen"]


def test_every_link_and_every_part_that_opens_is_reached_by_keyboard_and_shows_it(
    file: Path, page: Page
) -> None:
    page.goto(file.as_uri())
    visited, unseen = walk(page)
    assert [each for each in to_act_upon(page) if each not in visited] == []
    assert unseen == []
    assert page.locator("details:not([open])").count() == 0
    kept(page, "status-all-open")


def test_the_first_key_offers_to_skip_to_what_matters(file: Path, page: Page) -> None:
    page.goto(file.as_uri())
    page.keyboard.press("Tab")
    first = page.locator("a:focus")
    target = first.get_attribute("href") or ""
    assert target.startswith("#")
    expect(first).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator(target)).to_be_in_viewport()
    page.keyboard.press("Tab")
    assert page.locator(target).evaluate("found => found.contains(document.activeElement)")


def test_the_page_comes_by_itself_and_leads_to_the_raw_tables_and_to_every_site_and_api(
    three_up: Rehearsal, page: Page, complaints: Complaints, stack_files: StackFiles
) -> None:
    page.goto(three_up.home.url)
    first = page.get_by_text("The page is being made.")
    expect(first).to_be_visible()
    expect(first).to_have_count(0, timeout=PATIENCE)
    kept(page, "served")
    assert broken(page) == []
    page.get_by_role("link", name="The vendors' raw tables").click()
    expect(page).to_have_title("Local cloud")
    page.get_by_role("link", name="The environments").click()
    there = f".localhost:{three_up.home.port}"
    urls = [stack_files[stack][key] for stack in STACKS for key in ("frontendUrl", "apiUrl")]
    here = {url.replace("https", "http") + there for url in urls}
    assert {href for href in page.locator("a").evaluate_all(LEADS) if "localhost" in href} == here
    page.locator(f"a[href='http://staging.bondigoo.ch{there}']").first.click()
    expect(page.locator("#api")).to_have_text("ok")
    assert complaints.texts == []


def test_a_newer_page_comes_as_the_one_before_was_left(three_up: Rehearsal, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 600})
    page.goto(three_up.home.url)
    differences = page.locator("#differences details")
    expect(differences).to_have_count(2, timeout=PATIENCE)
    opened = differences.nth(1)
    opened.locator("summary").click()
    opened.scroll_into_view_if_needed()
    place = opened.bounding_box()
    assert page.evaluate("scrollY") > 0
    known = three_up.variables("bondigoo-api-prod")["NODE_ENV"]
    three_up.set_by_hand("bondigoo-api-prod", "NODE_ENV", "by hand")
    try:
        drift = page.locator("#prod-since dl")
        expect(drift).to_contain_text("api.env.NODE_ENV", timeout=PATIENCE)
        expect(opened.locator("summary")).to_be_focused()
        assert page.locator("details[open]").count() == 1
        expect(opened).to_have_attribute("open", "")
        assert opened.bounding_box() == pytest.approx(place, abs=1)
    finally:
        three_up.set_by_hand("bondigoo-api-prod", "NODE_ENV", known)
