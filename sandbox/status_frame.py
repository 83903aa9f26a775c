"""What the sandbox adds to the page of `ops status`: a way to the raw tables, and a look for a newer one."""

import base64
import hashlib
import html
import re
from dataclasses import dataclass
from pathlib import Path
from string import Template

PAGES = Path(__file__).parent
_HEADER, _BODY = (re.compile(form, re.IGNORECASE) for form in (r"<header\b", r"<body[^>]*>"))
_AGE = re.compile(r"(<time\b[^>]*>).*?</time>", re.IGNORECASE | re.DOTALL)
_NOTHING = "default-src 'none'"


@dataclass(frozen=True)
class Shown:
    """A page, and the tag by which a browser sees whether there is another one by now.

    What `<time>` says in words is not in the tag: an age grows while everything else is as it was.
    """

    text: str
    tag: str


def framed(page: str, problem: str | None) -> Shown:
    """Return a whole page with a strip at its top; `problem`: why there is no newer one, in one line."""
    lasting = _AGE.sub(r"\1", page)
    tag = hashlib.sha256(f"{problem}\n{lasting}".encode()).hexdigest()[:16]
    told = f"<p>The page could not be made anew: {html.escape(problem)}</p>" if problem else ""
    script = (PAGES / "status_newer.js").read_text(encoding="utf-8")
    strip = _filled("status_strip.html", tag=tag, problem=told, script=script)
    place = _place(page)
    return Shown(_allowing(script, page[:place] + strip + page[place:]), tag)


def _place(page: str) -> int:
    """Before the header: a link over it, that skips it, stays the first that the keyboard meets."""
    if header := _HEADER.search(page):
        return header.start()
    body = _BODY.search(page)
    return body.end() if body else 0


def _allowing(script: str, page: str) -> str:
    """A page that lets nothing run and asks nobody lets this script run, and ask where the page is from."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return page.replace(_NOTHING, f"{_NOTHING}; script-src 'sha256-{digest}'; connect-src 'self'", 1)


def waiting(problem: str | None) -> Shown:
    """Return what there is before the first page; `problem`: why that could not be made."""
    said = "There is no page yet." if problem else "The page is being made. This takes a few seconds."
    return framed(_filled("status_waiting.html", said=said), problem)


def _filled(name: str, **values: str) -> str:
    return Template((PAGES / name).read_text(encoding="utf-8")).substitute(values)
