"""The colours of picture and page, light and dark. A test holds each pair below against WCAG 2.2's AA."""

from collections.abc import Mapping

LIGHT: Mapping[str, str] = {
    "ground": "#f6f6f4",
    "panel": "#ffffff",
    "line": "#d6d8da",
    "ink": "#1b1f24",
    "quiet": "#565d66",
    "strong": "#767e88",
    "link": "#0a56a8",
    "ok": "#1b6b3f",
    "note": "#855300",
    "doubt": "#6a3f9e",
    "FAIL": "#b3211b",
    "note-ground": "#fdf3dc",
    "doubt-ground": "#f1ebfa",
    "FAIL-ground": "#fdeae8",
}
DARK: Mapping[str, str] = {
    "ground": "#121518",
    "panel": "#1b1f24",
    "line": "#373d45",
    "ink": "#e8eaed",
    "quiet": "#a9b1ba",
    "strong": "#7d8590",
    "link": "#8cbcf5",
    "ok": "#7fcb9c",
    "note": "#e6b859",
    "doubt": "#c9aef2",
    "FAIL": "#f7a39c",
    "note-ground": "#332a14",
    "doubt-ground": "#2a2140",
    "FAIL-ground": "#3d1d1b",
}
TEXT = ("ink", "quiet", "link", "ok", "note", "doubt", "FAIL")
"""What is written, on each of GROUNDS (4.5:1)."""
GROUNDS = ("ground", "panel", "note-ground", "doubt-ground", "FAIL-ground")
SYMBOLS: Mapping[str, str] = {"ok": "✓", "note": "!", "doubt": "?", "FAIL": "✗"}
WORDS: Mapping[str, str] = {"ok": "ok", "note": "note", "doubt": "not seen", "FAIL": "broken"}


def variables(selector: str) -> str:
    """The CSS that gives a selector the colours as `--ink` …; on paper always the light ones."""
    return (
        f"{selector}{{{_declared(LIGHT)}}}"
        f"@media screen and (prefers-color-scheme:dark){{{selector}{{{_declared(DARK)}}}}}"
    )


def _declared(colours: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())
