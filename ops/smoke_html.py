"""The elements of a page of HTML, as browsers read them and in one pass, however the page is written.

`html.parser` reads on from each `<` that nothing closes, which takes it minutes for a page of 100 kB.
Source: html.spec.whatwg.org, "Tokenization". As there, what a page ends in the middle of is left out.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

_MARK = re.compile(
    r"<(?:(?P<comment>!--)|(?P<other>[!?]|/(?![a-z]))|/?(?P<tag>[a-z][^\s/>]*+))", re.IGNORECASE
)
_COMMENTS_END = re.compile(r"--!?>")
_ATTRIBUTE = re.compile(
    r"""[\s/]*+(?:(?P<end>>)|(?P<name>[^\s/>][^\s/>=]*+)"""
    r"""(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|(?P<open>["'])|([^\s>]++)))?)"""
)
# Their content is text. `noscript` is one where scripts run, as in every browser that sees the site.
_TEXTS = ("script", "style", "textarea", "title", "noscript", "iframe", "noembed", "noframes", "xmp")


class Element(NamedTuple):
    """A start tag in small letters, its attributes, and the content of one that holds text only."""

    tag: str
    attributes: dict[str, str]
    text: str


def elements(page: str) -> Iterator[Element]:
    """Each element in its order. Of equal attributes the first counts."""
    at = 0
    while mark := _MARK.search(page, at):
        if mark["comment"]:
            closed = _COMMENTS_END.search(page, mark.start() + len("<!"))
            end = closed.end() if closed else 0
        elif mark["other"]:
            end = page.find(">", mark.end()) + 1
        else:
            attributes, end = _attributes(page, mark.end())
            tag = mark["tag"].lower()
            if end and page[mark.start() + 1] != "/":
                text, end = _text(page, tag, end)
                yield Element(tag, attributes, text)
        if not end:
            return
        at = end


def unescaped(text: str) -> str:
    """A text without its character references."""
    try:
        return html.unescape(text)
    except ValueError:  # a number of thousands of digits
        return text


def _attributes(page: str, at: int) -> tuple[dict[str, str], int]:
    """Those of the tag whose name ends at `at`, and where the tag ends; 0 when it does not."""
    found: dict[str, str] = {}
    while (part := _ATTRIBUTE.match(page, at)) and not part["open"]:
        if part["end"]:
            return found, part.end()
        value = next(filter(None, part.group(3, 4, 6)), "")
        found.setdefault(part["name"].lower(), unescaped(value))
        at = part.end()
    return found, 0


def _text(page: str, tag: str, at: int) -> tuple[str, int]:
    """The content of an element of text only, and where it ends: at its end tag, or with the page."""
    if tag not in _TEXTS:
        return "", at
    closed = re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE).search(page, at)
    end = closed.start() if closed else len(page)
    return page[at:end], end
