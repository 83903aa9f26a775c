"""Going through a page with the keyboard alone."""

from playwright.sync_api import Page

# What a person can act upon and sees; in a `details` that is closed there is nothing to be seen.
_ALL = """() => [...document.querySelectorAll("a[href], summary, button, input, select, textarea")]
    .filter(each => each.checkVisibility() && each.tabIndex >= 0 && !each.disabled)
    .map(WHAT)"""
_HERE = """() => {
    const each = document.activeElement;
    if (!each || each === document.body) return null;
    const style = getComputedStyle(each);
    const shown = style.outlineStyle !== "none" || style.boxShadow !== "none";
    return {what: (WHAT)(each), shown, closed: each.tagName === "SUMMARY" && !each.parentElement.open};
}"""
# Where it stands tells one from another of the same words.
_WHAT = """each => {
    const place = [...document.querySelectorAll("*")].indexOf(each);
    return `${each.tagName.toLowerCase()} ${place}: ${each.textContent.trim().slice(0, 40)}`;
}"""
_MOST = 1000


def walk(page: Page) -> tuple[list[str], list[str]]:
    """Press Tab from the top to the end and open with Enter what is closed.

    Returns what had the focus, in order, and what of that did not show it.
    """
    visited: list[str] = []
    unseen: list[str] = []
    for _ in range(_MOST):
        page.keyboard.press("Tab")
        here = page.evaluate(_HERE.replace("WHAT", _WHAT))
        if here is None or here["what"] in visited:
            return visited, unseen
        visited.append(here["what"])
        if not here["shown"]:
            unseen.append(here["what"])
        if here["closed"]:
            page.keyboard.press("Enter")
    raise AssertionError("the focus comes to no end")


def to_act_upon(page: Page) -> list[str]:
    """All links, buttons, fields and summaries that are to be seen now, in the order of the page."""
    return list(page.evaluate(_ALL.replace("WHAT", _WHAT)))
