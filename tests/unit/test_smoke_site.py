"""What the page of a site says of the environment that it was built for."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from ops.smoke_site import NotSeenError, Site, site_fault

API = "https://api.shop.example"
SITE = Site("https://www.shop.example", API, "true")
GATE = '<meta name="launched" content="false">'
NAMED = f"<script>x='{API}'</script>"


def serving(pages: dict[str, str]) -> Callable[[str], httpx.Response]:
    """A site whose pages are these; any other request is a mistake."""
    return lambda url: answer(200, text=pages[url.removeprefix(SITE.url)])


def onward(location: str, status: int = 307) -> httpx.Response:
    return answer(status, headers={"location": location})


def replying(**replies: httpx.Response) -> Callable[[str], httpx.Response]:
    """A site and the host that leads to it, each path by its name, `home` being the page that opens first."""
    addresses = {"home": SITE.url, "apex": "https://shop.example/de"}
    known = {addresses.get(name, f"{SITE.url}/{name}"): reply for name, reply in replies.items()}
    return lambda url: known[url]


def answer(status: int, **reply: Any) -> httpx.Response:
    """What Vercel answers."""
    return httpx.Response(
        status, **{**reply, "headers": {"x-vercel-id": "fra1::1"} | reply.get("headers", {})}
    )


@pytest.mark.parametrize(
    "pages",
    [
        {"": f"<script>x={{api:'{API}'}}</script>"},
        {"": f'<script type="application/json">{{"api":"{API}"}}</script>'},
        {"": "<script type=module>import{a}from'/a.js'</script>", "/a.js": API},
        {"": f'<meta name="api-url" content="{API}"><script src="/never-asked.js"></script>'},
        {
            "": '<script defer="defer" src="/static/js/main.0a1b.js"></script>',
            "/static/js/main.0a1b.js": f'x="{API}"',
        },
        {
            "": "<script type=module src='/a.js'></script><link rel=modulepreload href=/b.mjs?v=1>",
            "/a.js": "",
            "/b.mjs?v=1": f"fetch(`{API}/orders`)",
        },
        {
            "": '<script src="https://counter.example/c.js"></script><script src="./a.js"></script>',
            "/a.js": API,
        },
    ],
)
def test_a_site_that_names_its_api_in_its_page_or_in_one_of_its_scripts_is_right(
    pages: dict[str, str],
) -> None:
    assert site_fault(SITE, serving(pages)) is None


@pytest.mark.parametrize(
    "pages",
    [
        {"": "<body></body>"},
        {"": f"<script>'{API}.org {API}-old {API}:8443'</script>"},
        {"": f"<body>{API}</body>"},
        {"": f"<!-- <script>'{API}'</script> -->"},
        {"": f'<link rel="preconnect" href="{API}">'},
        {"": f'<meta http-equiv="Content-Security-Policy" content="connect-src {API}">'},
        {"": f"<noscript>{API}</noscript><style>{API}</style>"},
        {"": f'<meta name="api-url" content="https://api.wrong.example"><p>{API}</p>'},
        {"": '<script src="/a.js"></script>', "/a.js": "https://api.wrong.example"},
    ],
)
def test_a_site_that_was_built_with_another_api_needs_a_new_deployment(pages: dict[str, str]) -> None:
    assert (site_fault(SITE, serving(pages)) or "").startswith(
        f"was built with another API: no script in its page or of its host names {API}; it needs a new "
    )


def test_a_page_that_says_its_launch_gate_is_held_to_it() -> None:
    pages = {"": f"{GATE}{NAMED}"}
    assert site_fault(SITE, serving(pages)) == (
        "was built with launched false, not true; it needs a new deployment"
    )
    for launched in ("false", None):
        assert site_fault(Site(SITE.url, API, launched), serving(pages)) is None


def test_space_around_a_launch_gate_is_the_pages_own() -> None:
    assert site_fault(SITE, serving({"": f'<meta name="launched" content=" true ">{NAMED}'})) is None


def test_an_application_that_does_not_get_the_address_is_not_asked_for_it() -> None:
    assert site_fault(Site(SITE.url, None, "true"), serving({"": ""})) is None


@pytest.mark.parametrize("status", [404, 500])
def test_a_site_that_is_not_there_is_wrong_by_its_status(status: int) -> None:
    assert site_fault(SITE, lambda _: answer(status)) == f"status {status}"


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (answer(401), "asks for a login"),
        (onward("https://vercel.com/sso-api?url=x", 302), "asks for a login"),
        (answer(403, headers={"x-vercel-mitigated": "challenge"}), r"firewall \(challenge\)"),
        (answer(429, headers={"x-vercel-mitigated": "challenge"}), r"firewall \(challenge\)"),
        (answer(403, headers={"x-vercel-mitigated": "deny"}), r"firewall \(deny\)"),
        (httpx.Response(403, headers={"x-vercel-mitigated": "challenge"}), r"firewall \(challenge\)"),
        (httpx.Response(200, text=f"the former site, {API}"), "is not answered by Vercel yet"),
    ],
)
def test_what_is_not_the_site_is_told_apart(reply: httpx.Response, reason: str) -> None:
    with pytest.raises(NotSeenError, match=reason):
        site_fault(SITE, lambda _: reply)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "location", ["/de", "de", "https://www.shop.example/de", "//WWW.shop.example:443/de"]
)
def test_a_page_that_its_host_redirects_to_is_the_sites_page(status: int, location: str) -> None:
    there = answer(200, text='<script src="./app.js"></script>')
    script = {"app.js": answer(200, text=API)}
    assert site_fault(SITE, replying(home=onward(location, status), de=there, **script)) is None


def test_a_page_that_sends_its_visitors_on_by_itself_is_not_the_sites_page() -> None:
    home = answer(200, text='<meta content="0;url=/de" http-equiv="refresh">')
    assert site_fault(SITE, replying(home=home, de=answer(200, text=NAMED))) is None
    away = answer(200, text=f'{NAMED}<meta content="0;url=https://www.other.example" http-equiv="refresh">')
    assert (site_fault(SITE, replying(home=away)) or "").startswith(
        "www.shop.example sends its visitors to www.other.example"
    )


@pytest.mark.parametrize("address", ["/", "https://www.shop.example", "http://www.shop.example:port/"])
def test_a_page_that_loads_itself_anew_is_the_sites_page(address: str) -> None:
    page = answer(200, text=f'{NAMED}<meta http-equiv="refresh" content="5;url={address}">')
    assert site_fault(SITE, replying(home=page)) is None


def test_the_host_that_is_redirected_to_the_site_may_be_on_the_way_but_not_at_its_end() -> None:
    site = replace(SITE, redirected="shop.example")
    to_apex, page = onward("https://shop.example/de"), answer(200, text=NAMED)
    back = onward("https://www.shop.example/de", 308)
    assert site_fault(site, replying(home=to_apex, apex=back, de=page)) is None
    wrong = "www.shop.example sends its visitors to shop.example"
    assert (site_fault(site, replying(home=to_apex, apex=page)) or "").startswith(wrong)
    assert (site_fault(SITE, replying(home=to_apex)) or "").startswith(wrong)


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("https://www.other.example/", "www.other.example"),
        ("//other.example", "other.example"),
        ("https://www.shop.example:8443/", "www.shop.example:8443"),
        ("https://www.shop.example./", "www.shop.example."),
        ("https://vercel.com.other.example/", "vercel.com.other.example"),
    ],
)
def test_a_site_that_redirects_to_another_host_is_wrong_and_the_other_is_not_asked(
    location: str, shown: str
) -> None:
    assert site_fault(SITE, replying(home=onward(location))) == (
        f"www.shop.example sends its visitors to {shown}, so they never see it; look at the domains of its "
        "Vercel project and at the redirects of the application, or acknowledge it: "
        f'`acknowledge: {{siteElsewhere: "{shown}: your reason"}}`'
    )


def test_a_login_on_another_host_is_no_fault_where_it_is_acknowledged_by_its_name() -> None:
    site = replace(SITE, elsewhere="login.shop.example: everybody logs in first")
    with pytest.raises(NotSeenError, match=r"^sends its visitors to login\.shop\.example, as acknowledged$"):
        site_fault(site, replying(home=onward("https://login.shop.example/?from=www")))
    for other in ("shop.example", "login.shop.example.org", "my-login.shop.example"):
        fault = site_fault(site, replying(home=onward(f"https://{other}/"))) or ""
        assert fault.startswith(f"www.shop.example sends its visitors to {other}, so they never see it")


@pytest.mark.parametrize(
    "location", ["http://www.shop.example:port/", ":http://[/", "mailto:hello@shop.example"]
)
def test_a_site_that_redirects_to_no_address_says_so_in_one_line(location: str) -> None:
    fault = site_fault(SITE, lambda _: onward(location)) or ""
    assert fault.startswith(f"www.shop.example sends its visitors to {location}, so they never see it;")
    assert fault.endswith("at the redirects of the application")


def test_a_site_that_redirects_in_a_circle_is_asked_six_times() -> None:
    asked: list[str] = []

    def get(url: str) -> httpx.Response:
        asked.append(url)
        return onward("/de" if url == SITE.url else "/")

    assert site_fault(SITE, get) == "redirects more than 5 times, so no page is ever seen"
    assert len(asked) == 6


def test_a_redirect_that_leads_nowhere_is_wrong_by_the_status_at_its_end() -> None:
    assert site_fault(SITE, replying(home=onward("/de"), de=answer(404))) == "status 404 at /de"
    assert site_fault(SITE, replying(home=answer(307))) == "status 307"


def test_what_vercel_says_of_a_site_that_is_not_there_is_passed_on() -> None:
    paused = answer(503, headers={"x-vercel-error": "DEPLOYMENT_PAUSED"})
    assert site_fault(SITE, lambda _: paused) == "status 503 (DEPLOYMENT_PAUSED)"


def test_a_script_that_is_not_there_names_nothing() -> None:
    home = answer(200, text='<script src="/a.js"></script>')
    assert site_fault(SITE, replying(home=home, **{"a.js": answer(404, text=API)})) is not None


def test_one_look_at_a_site_asks_for_sixty_scripts_at_most() -> None:
    asked: list[str] = []

    def get(url: str) -> httpx.Response:
        asked.append(url)
        return answer(200, text="".join(f'<script src="/{n}.js"></script>' for n in range(3000)))

    assert (site_fault(SITE, get) or "").startswith("was built with another API")
    assert len(asked) == 61


def test_a_script_may_be_redirected_within_its_host() -> None:
    home, script = answer(200, text='<script src="/a.js"></script>'), answer(200, text=API)
    assert site_fault(SITE, replying(home=home, **{"a.js": onward("/v2/a.js"), "v2/a.js": script})) is None
    for nowhere in ("https://other.example/a.js", "/a.js", "http://["):
        assert site_fault(SITE, replying(home=home, **{"a.js": onward(nowhere)})) is not None


def test_the_pages_own_base_says_where_its_scripts_are() -> None:
    home = answer(200, text='<base href="/de/"><script src="a.js"></script>')
    assert site_fault(SITE, replying(home=home, **{"de/a.js": answer(200, text=API)})) is None


@pytest.mark.parametrize(
    "source",
    [
        "http://[/a.js",
        "//[::1/a.js",
        ":http://[/a.js",
        "https://www.shop.example:abc/a.js",
        "/\0.js",
        "/" + "a" * 70_000,
        "data:,1",
        "",
        "javascript:1",
        "//",
        "/&#xd800;",
        "https://www.shop.example:8443/a.js",
        "//www.shop.example./a.js",
    ],
)
def test_a_script_whose_address_is_none_or_elsewhere_is_passed_over(source: str) -> None:
    page = f'<script src="{source}"></script><script src="/good.js"></script>'

    def get(url: str) -> httpx.Response:
        assert httpx.URL(url).netloc == b"www.shop.example"
        return answer(200, text={SITE.url: page, f"{SITE.url}/good.js": API}.get(url, ""))

    assert site_fault(SITE, get) is None


@pytest.mark.parametrize("charset", ["base64", "idna", "utf-16", "no-such", "x\0"])
def test_a_page_is_read_whatever_it_calls_its_letters(charset: str) -> None:
    headers = {"content-type": f"text/html; charset={charset}"}
    page = answer(200, content=b"\xff" + NAMED.encode(), headers=headers)
    assert site_fault(SITE, lambda _: page) is None


def test_a_launch_gate_of_any_length_is_shown_in_one_short_line() -> None:
    page = answer(200, text=f'<meta name="launched" content="a\n\x1b[31m{"b" * 900}">')
    fault = site_fault(SITE, lambda _: page) or ""
    assert fault.startswith("was built with launched a\\n\\x1b[31mbbb")
    assert len(fault) < 125
