"""The page of `ops status --html`, opened from disk: in each width and light, by keyboard, by axe's rules."""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from ops.__main__ import COMMANDS
from tests.browser.complaints import Complaints
from tests.browser.keyboard import to_act_upon, walk
from tests.browser.pictures import kept
from tests.engine.rehearsal import Rehearsal

pytestmark = pytest.mark.skipif("status" not in COMMANDS, reason="there is no `ops status` yet")


@pytest.fixture(scope="module")
def file(three_up: Rehearsal, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("page") / "status.html"
    done = three_up.ops("status", "--html", str(made))
    # 1: something is down, which the page says.
    assert done.code in (0, 1), done.text
    return made


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
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], node["target"]) for rule in found for node in rule["nodes"]] == []
    assert complaints.texts == []
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]


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
