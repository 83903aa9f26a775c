"""What a page of HTML says, read as a browser reads it, and the addresses that a script holds."""

import re

from ops.smoke_html import elements, unescaped

_SCRIPT = re.compile(r"\.m?js([?#]|$)")
# What a module imports, of itself or when it needs it; a bare name is one that a build has resolved.
_IMPORTED = re.compile(r"""\bimport\b[^"'`;]{0,300}["'`]((?:https?:/|\.{0,2})/[^"'`\s]+)["'`]""")
# Within ten seconds. Later than that people have seen the page: a session that ends, for one.
_ONWARD = re.compile(
    r"""\s*(?=[\d.])0*\d?(?:\.[\d.]*)?(?:\s*[;,]\s*|\s+)(?:url\s*=\s*)?["']?([^"'\s]+)""", re.IGNORECASE
)
# In texts of JavaScript and JSON, also of JSON within JavaScript: `\/`, `\u002F`, `\\u002F`, `\x2F`.
_ESCAPED = re.compile(r"\\{1,4}(?:(?:u00|x)([2-7][0-9a-f])|(/))", re.IGNORECASE)


class Page:
    """The elements of a page, as far as they say where it is from.

    `said` holds the contents of its `meta` by their names in small letters; `inline` the scripts that stand
    in it; `scripts` the addresses of the others, each once and as written, relative to `base` where that is
    not ""; `onward` where the page sends its visitors by itself.
    """

    def __init__(self, text: str) -> None:
        self.said: dict[str, str] = {}
        self.inline: list[str] = []
        self.scripts: dict[str, None] = {}
        self.base = ""
        self.onward: str | None = None
        for tag, attributes, content in elements(text):
            self._keep(tag, attributes, content)

    def _keep(self, tag: str, attributes: dict[str, str], content: str) -> None:
        """What is asked for; of equal names, browsers take the first."""
        match tag, attributes:
            case "meta", {"http-equiv": kind, "content": said} if kind.strip().lower() == "refresh":
                found = _ONWARD.match(said)
                self.onward = self.onward or (found and found[1])
            case "meta", {"name": name, "content": said}:
                self.said.setdefault(name.strip().lower(), said)
            case "script", {"src": source}:
                self.scripts[source] = None
            case "script", _:
                self.inline.append(content)
                self.scripts |= dict.fromkeys(_IMPORTED.findall(content))
            case "link", {"href": source} if _SCRIPT.search(source):
                self.scripts[source] = None
            case "base", {"href": base}:
                self.base = self.base or base


def names(text: str, url: str) -> bool:
    """Whether a script holds this address, and not only one that begins with it.

    In small letters or capitals, and with the port that `https://` means anyway: browsers call the same.
    """
    plain = _ESCAPED.sub(lambda sign: sign[2] or chr(int(sign[1], 16)), unescaped(text))
    address = rf"{re.escape(url)}(?::443)?(?!:|\.?[\w-])"
    return re.search(address, plain, re.ASCII | re.IGNORECASE) is not None
