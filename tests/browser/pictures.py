"""Pictures of what a browser has shown, for people: they stay when the run is over."""

from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).resolve().parents[2] / "test-results" / "browser"


def kept(page: Page, name: str) -> None:
    """Keep the whole page as it looks now, in place of the one that an earlier run has kept."""
    page.screenshot(path=FOLDER / f"{name}.png", full_page=True)
