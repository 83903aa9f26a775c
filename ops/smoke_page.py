"""What a page of HTML says, read as a browser reads it, and the addresses that it or a script holds."""

import html
import re
from collections.abc import Iterable
from html.parser import HTMLParser

_SCRIPT = re.compile(r"\.m?js([?#]|$)")
_ONWARD = re.compile(r"""\s*[\d.]+\s*[;,]\s*(?:url\s*=\s*)?["']?([^"'\s]+)""", re.IGNORECASE)
# In texts of JavaScript and JSON, also of JSON within JavaScript: `\/`, `\u002F`, `\\u002F`, `\x2F`.
_ESCAPED = re.compile(r"\\{1,4}(?:(?:u00|x)([2-7][0-9a-f])|(/))", re.IGNORECASE)


class Page(HTMLParser):
    """The elements of a page, as far as they say where it is from.

    `said` holds the contents of its `meta` by their names in small letters; `scripts` the addresses of these,
    each once and as written, relative to `base` where that is not ""; `onward` where the page sends its
    visitors by itself.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.said: dict[str, str] = {}
        self.scripts: dict[str, None] = {}
        self.base = ""
        self.onward: str | None = None
        self._hidden = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        """Keep what is asked for; of equal attributes and equal names, browsers take the first."""
        given = {name: value or "" for name, value in reversed(list(attrs))}
        if self._hidden:
            return
        match tag, given:
            case "meta", {"http-equiv": kind, "content": content} if kind.strip().lower() == "refresh":
                found = _ONWARD.match(content)
                self.onward = self.onward or (found and found[1])
            case "meta", {"name": name, "content": content}:
                self.said.setdefault(name.strip().lower(), content)
            case "script", {"src": source}:
                self.scripts[source] = None
            case "link", {"href": source} if _SCRIPT.search(source):
                self.scripts[source] = None
            case "base", {"href": base}:
                self.base = self.base or base
            case "noscript", _:
                self._hidden = True

    def handle_endtag(self, tag: str) -> None:
        """What stands in `noscript` is for nobody who runs the site's scripts."""
        self._hidden = self._hidden and tag != "noscript"

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """`<![…>` is a comment to a browser; the parser would stop with an AssertionError."""
        return self.parse_bogus_comment(i)


def names(text: str, url: str) -> bool:
    """Whether a page or a script holds this address, and not only one that begins with it."""
    plain = _ESCAPED.sub(lambda sign: sign[2] or chr(int(sign[1], 16)), html.unescape(text))
    return re.search(rf"{re.escape(url)}(?!:|\.?[\w-])", plain, re.ASCII) is not None
