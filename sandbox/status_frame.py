"""What the sandbox adds to the page of `ops status`: a way to the raw tables, and a look for a newer one."""

import hashlib
import html
import re
from dataclasses import dataclass
from pathlib import Path
from string import Template

PAGES = Path(__file__).parent
_BODY = re.compile(r"<body[^>]*>", re.IGNORECASE)


@dataclass(frozen=True)
class Shown:
    """A page, and the tag by which a browser sees whether there is another one by now."""

    text: str
    tag: str


def framed(page: str, problem: str | None) -> Shown:
    """Return a whole page with a strip at its top; `problem`: why there is no newer one, in one line."""
    tag = hashlib.sha256(f"{problem}\n{page}".encode()).hexdigest()[:16]
    told = f"<p>The page could not be made anew: {html.escape(problem)}</p>" if problem else ""
    begins = _BODY.search(page)
    place = begins.end() if begins else 0
    return Shown(f"{page[:place]}\n{_filled('status_strip.html', tag=tag, problem=told)}{page[place:]}", tag)


def waiting(problem: str | None) -> Shown:
    """Return what there is before the first page; `problem`: why that could not be made."""
    said = "There is no page yet." if problem else "The page is being made. This takes a few seconds."
    return framed(_filled("status_waiting.html", said=said), problem)


def _filled(name: str, **values: str) -> str:
    return Template((PAGES / name).read_text(encoding="utf-8")).substitute(values)
