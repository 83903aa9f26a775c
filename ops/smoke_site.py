"""Whether the site that answers was built for this environment: the API it calls, and its launch gate.

Variables are frozen into a build. The address of the API can be read in most of them, in the page or a script
that it loads; the launch gate only where the page says it. What both are called there, in Create React App's
words: `<meta name="launched" content="%REACT_APP_LAUNCHED%">`, `<meta name="api-url" …>`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from config.contract import OF_SITE, derived_values, name_of
from config.settings import Settings

_SCRIPT = re.compile(
    r"""<(?:script|link)\b[^>]*?\b(?:src|href)=["']?([^"'\s>]+\.m?js\b[^"'\s>]*)""", re.IGNORECASE
)
_META = re.compile(r"""<meta\s+name=["']?(launched|api-url)["']?\s+content=["']?([^"'\s>]*)""", re.IGNORECASE)

Get = Callable[[str], httpx.Response]


class NotSeenError(Exception):
    """Something else than the site answers, and that is no fault of it: what does."""


@dataclass(frozen=True)
class Site:
    """Where the site is and what it was built with; None for what the application does not get."""

    url: str
    api_url: str | None
    launched: str | None


def site_of(settings: Settings) -> Site | None:
    """What to expect of an environment's site, None while an update builds none."""
    adopt = settings.frontend.adopt
    if settings.freeze or (adopt is not None and adopt.keeps_settings):
        return None
    values = derived_values(settings, "frontend")

    def given(variable: str) -> str | None:
        return values.get(name_of(settings, OF_SITE[variable]) or "")

    return Site(settings.frontend_url, given("API_URL"), given("LAUNCHED"))


def site_fault(site: Site, get: Get) -> str | None:
    """What is wrong with the site, None when nothing is. Raises NotSeenError, httpx.HTTPError."""
    reply = get(site.url)
    # In every answer of Vercel's, also through a proxy: vercel.com/docs/headers/response-headers.
    if "x-vercel-id" not in reply.headers:
        raise NotSeenError("is not answered by Vercel yet (`python -m ops dns` shows its records)")
    if reply.status_code == 401 or _to_login(reply):
        raise NotSeenError("asks for a login at Vercel (frontend.protection)")
    if reply.status_code != 200:
        return f"status {reply.status_code}"
    said = {name.lower(): value for name, value in _META.findall(reply.text)}
    launched = said.get("launched")
    if None not in (launched, site.launched) and launched != site.launched:
        return f"was built with launched {launched}, not {site.launched}; it needs a new deployment"
    if site.api_url is None:
        return None
    texts = [said["api-url"]] if "api-url" in said else _texts(site.url, reply.text, get)
    if any(_names(text, site.api_url) for text in texts):
        return None
    return (
        f"was built with another API: neither its page nor its scripts name {site.api_url}; it needs a new "
        'deployment, or, when it loads the address later, a page that says it in <meta name="api-url">'
    )


def _to_login(reply: httpx.Response) -> bool:
    host = urlsplit(reply.headers.get("location", "")).hostname or ""
    return reply.is_redirect and host == "vercel.com"


def _names(text: str, url: str) -> bool:
    """Whether a text holds this address, and not only one that begins with it."""
    return re.search(rf"{re.escape(url)}(?![\w.:-])", text) is not None


def _texts(url: str, page: str, get: Get) -> Iterator[str]:
    yield page
    for source in dict.fromkeys(_SCRIPT.findall(page)):
        script = urljoin(f"{url}/", source)
        # What others serve, a counter of visits for one, was not built here.
        if urlsplit(script).netloc == urlsplit(url).netloc:
            yield get(script).text
