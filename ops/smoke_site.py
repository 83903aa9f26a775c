"""Whether the site that answers was built for this environment: the API it calls, and its launch gate.

Variables are frozen into a build. The address of the API can be read in most of them, in a script that
stands in the page or that the same host serves; the launch gate only where the page says it. What both are
called there, in Create React App's words: `<meta name="launched" content="%REACT_APP_LAUNCHED%">`,
`<meta name="api-url" …>`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx

from config.contract import OF_SITE, derived_values, name_of
from config.derived import redirected_host
from config.rules.addresses import names_host
from config.settings import Settings
from ops.smoke_page import Page, names

MOST_REDIRECTS = 5
# One look at a site asks for no more; what follows is no address of an API.
MOST_SCRIPTS = 60
LOGIN = "asks for a login at Vercel (frontend.protection)"

Get = Callable[[str], httpx.Response]


class NotSeenError(Exception):
    """Something else than the site answers, and that is no fault of it: what does."""


class WrongError(Exception):
    """What is wrong with the site."""


@dataclass(frozen=True)
class Site:
    """Where the site is and what it was built with; None for what the application does not get.

    `redirected` is the host that leads to it; `elsewhere` the text that names other hosts to which it sends
    its visitors on purpose.
    """

    url: str
    api_url: str | None
    launched: str | None
    redirected: str | None = None
    elsewhere: str = ""


def site_of(settings: Settings) -> Site | None:
    """What to expect of an environment's site, None while an update builds none."""
    adopt = settings.frontend.adopt
    if settings.freeze or (adopt is not None and adopt.keeps_settings):
        return None
    values = derived_values(settings, "frontend")

    def given(variable: str) -> str | None:
        return values.get(name_of(settings, OF_SITE[variable]) or "")

    elsewhere = settings.acknowledge.get("siteElsewhere", "")
    built_with = given("API_URL"), given("LAUNCHED")
    return Site(settings.frontend_url, *built_with, redirected_host(settings), elsewhere)


@dataclass(frozen=True)
class Seen:
    """`fault`: what is wrong with the site, None when nothing is. `launched`: its gate, if it says so."""

    fault: str | None = None
    launched: bool | None = None


def site_fault(site: Site, get: Get) -> str | None:
    """What is wrong with the site, None when nothing is. Raises NotSeenError, httpx.HTTPError."""
    return site_seen(site, get).fault


def site_seen(site: Site, get: Get) -> Seen:
    """What visitors get. Raises NotSeenError, httpx.HTTPError."""
    try:
        url, page = opened(site, get)
    except WrongError as wrong:
        return Seen(str(wrong))
    gate = {"true": True, "false": False}
    return Seen(_fault(site, url, page, get), gate.get(page.said.get("launched", "").strip()))


def _fault(site: Site, url: httpx.URL, page: Page, get: Get) -> str | None:
    launched = page.said.get("launched")
    if launched is not None and site.launched not in (None, launched.strip()):
        return f"was built with launched {_shown(launched)}, not {site.launched}; it needs a new deployment"
    if site.api_url is None:
        return None
    texts = [page.said["api-url"]] if "api-url" in page.said else _texts(url, page, get)
    if any(names(text, site.api_url) for text in texts):
        return None
    return (
        f"was built with another API: no script in its page or of its host names {site.api_url}; it needs a "
        "new deployment, or, when it has the address from elsewhere, a page that says it in "
        '<meta name="api-url">'
    )


def opened(site: Site, get: Get) -> tuple[httpx.URL, Page]:
    """The page that people see who open the site, and its address."""
    home = url = httpx.URL(site.url)
    for _ in range(MOST_REDIRECTS + 1):
        reply = _seen(get(str(url)))
        page = Page(_text(reply))
        onward = _onward(url, reply, page)
        if onward is None:
            break
        url = onward
        host = _host(url)
        if host and names_host(re.escape(host), site.elsewhere):
            raise NotSeenError(f"sends its visitors to {host}, as acknowledged")
        if host not in (_host(home), site.redirected):
            raise _away(home, host, str(url))
    else:
        raise WrongError(f"redirects more than {MOST_REDIRECTS} times, so no page is ever seen")
    # The host that is redirected to the site may be on the way; a page that stays there has another origin.
    if _host(url) != _host(home):
        raise _away(home, _host(url))
    return url, page


def _seen(reply: httpx.Response) -> httpx.Response:
    """The same reply, unless something stands before the site."""
    # Vercel's firewall answers in the site's place, with 403 or 429: challenge, deny.
    if mitigated := reply.headers.get("x-vercel-mitigated"):
        raise NotSeenError(f"lets no program in, by Vercel's firewall ({_shown(mitigated)})")
    # In every answer of Vercel's, also through a proxy: vercel.com/docs/headers/response-headers.
    if "x-vercel-id" not in reply.headers:
        raise NotSeenError("is not answered by Vercel yet (`python -m ops dns` shows its records)")
    if reply.status_code == 401:
        raise NotSeenError(LOGIN)
    return reply


def _onward(url: httpx.URL, reply: httpx.Response, page: Page) -> httpx.URL | None:
    """Where a reply sends people by a redirect or its page by itself, None when they stay."""
    if reply.has_redirect_location:
        return _redirect(url, reply.headers["location"])
    if reply.status_code != 200:
        reason = reply.headers.get("x-vercel-error")
        at = f" at {_shown(url.path)}" if url.path != "/" else ""
        raise WrongError(f"status {reply.status_code}{f' ({_shown(reason)})' if reason else ''}{at}")
    onward = _joined(url, page.onward) if page.onward else None
    # A page may load itself anew from time to time.
    same = onward is not None and (onward.netloc, onward.raw_path) == (url.netloc, url.raw_path)
    return None if same else onward


def _redirect(url: httpx.URL, location: str) -> httpx.URL:
    onward = _joined(url, location)
    if onward is None:
        raise _away(url, "", location)
    if _host(onward) == "vercel.com":
        raise NotSeenError(LOGIN)
    return onward


def _away(home: httpx.URL, host: str, address: str = "") -> WrongError:
    """`address`: what the page sends people to where that has no host."""
    meant = f', or acknowledge it: `acknowledge: {{siteElsewhere: "{_shown(host)}: your reason"}}`'
    return WrongError(
        f"{_host(home)} sends its visitors to {_shown(host or address)}, so they never see it; look at the "
        f"domains of its Vercel project and at the redirects of the application{meant if host else ''}"
    )


def _texts(url: httpx.URL, page: Page, get: Get) -> Iterator[str]:
    """Each of its scripts but for what others serve, such as a counter of visits."""
    yield from page.inline
    base = _joined(url, page.base) or url
    for source in list(page.scripts)[:MOST_SCRIPTS]:
        yield _script(url, _joined(base, source), get)


def _script(page: httpx.URL, script: httpx.URL | None, get: Get) -> str:
    """What the host of a page serves as a script, also after redirects; "" for anything else."""
    for _ in range(MOST_REDIRECTS + 1):
        if script is None or script.netloc != page.netloc:
            break
        reply = get(str(script))
        if not reply.has_redirect_location:
            return _text(reply) if reply.status_code == 200 else ""
        script = _joined(script, reply.headers["location"])
    return ""


def _joined(base: httpx.URL, address: str) -> httpx.URL | None:
    """An address as it is meant where `base` is, None for one that is none."""
    try:
        return base.join(address.strip())
    except (ValueError, httpx.InvalidURL):
        return None


def _host(url: httpx.URL) -> str:
    """With the port, where it is not the usual one."""
    return url.netloc.decode()


def _text(reply: httpx.Response) -> str:
    """What is looked for is ASCII, so a reply is read as UTF-8 whatever it says of itself."""
    return reply.content.decode(errors="replace")


def _shown(text: str) -> str:
    """What others have written, in one short line."""
    return repr(text)[1:-1][:60]
