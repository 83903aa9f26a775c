"""Axe's rules of accessibility over a page as it is shown, by the copy that its package brings along."""

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

# What is right is not described: on a long page that takes longer than to look for what is wrong.
_OPTIONS = {"resultTypes": ["violations"]}


def broken(page: Page) -> list[tuple[str, list[str]]]:
    """Return each rule that is broken with where (CSS selectors)."""
    found = Axe().run(page, options=_OPTIONS).response["violations"]
    return [(rule["id"], node["target"]) for rule in found for node in rule["nodes"]]
