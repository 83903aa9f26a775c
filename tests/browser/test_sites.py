"""What only a browser can prove of deployed sites: that they may call their API, and what visitors see."""

from playwright.sync_api import Page, expect


def test_the_application_calls_its_api_with_credentials(page: Page) -> None:
    page.goto("https://staging.bondigoo.ch")
    expect(page.locator("#api")).to_have_text("ok")
