"""What the page of a site says of the environment that it was built for."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from config.parse import read_stack_file
from config.settings import Settings
from ops.smoke_site import NotSeenError, Site, site_fault, site_of
from tests.companies import BONDIGOO, KILN

API = "https://api.shop.example"
SITE = Site("https://www.shop.example", API, "true")
GATE = '<meta name="launched" content="false">'


def serving(pages: dict[str, str]) -> Callable[[str], httpx.Response]:
    """A site whose pages are these; any other request is a mistake."""
    return lambda url: answer(200, text=pages[url.removeprefix(SITE.url)])


def answer(status: int, **reply: Any) -> httpx.Response:
    """What Vercel answers."""
    return httpx.Response(
        status, **{**reply, "headers": {"x-vercel-id": "fra1::1"} | reply.get("headers", {})}
    )


@pytest.mark.parametrize(
    "pages",
    [
        {"": f"<body>{API}</body>"},
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
        {"": f"<body>{API}.org {API}-old {API}:8443</body>"},
        {"": f'<meta name="api-url" content="https://api.wrong.example"><p>{API}</p>'},
        {"": '<script src="/a.js"></script>', "/a.js": "https://api.wrong.example"},
    ],
)
def test_a_site_that_was_built_with_another_api_needs_a_new_deployment(pages: dict[str, str]) -> None:
    assert (site_fault(SITE, serving(pages)) or "").startswith(
        f"was built with another API: neither its page nor its scripts name {API}; it needs a new deployment"
    )


def test_a_page_that_says_its_launch_gate_is_held_to_it() -> None:
    pages = {"": f"{GATE}{API}"}
    assert site_fault(SITE, serving(pages)) == (
        "was built with launched false, not true; it needs a new deployment"
    )
    for launched in ("false", None):
        assert site_fault(Site(SITE.url, API, launched), serving(pages)) is None


def test_an_application_that_does_not_get_the_address_is_not_asked_for_it() -> None:
    assert site_fault(Site(SITE.url, None, "true"), serving({"": ""})) is None


@pytest.mark.parametrize("status", [404, 500])
def test_a_site_that_is_not_there_is_wrong_by_its_status(status: int) -> None:
    assert site_fault(SITE, lambda _: answer(status)) == f"status {status}"


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (answer(401), "asks for a login"),
        (answer(302, headers={"location": "https://vercel.com/sso-api?url=x"}), "asks for a login"),
        (httpx.Response(200, text=f"the former site, {API}"), "is not answered by Vercel yet"),
    ],
)
def test_what_is_not_the_site_is_told_apart(reply: httpx.Response, reason: str) -> None:
    with pytest.raises(NotSeenError, match=reason):
        site_fault(SITE, lambda _: reply)


def test_what_is_expected_follows_the_stack_file_and_its_names() -> None:
    assert site_of(read_stack_file(BONDIGOO, "prod")) == Site(
        "https://www.bondigoo.ch", "https://api.bondigoo.ch", "false"
    )
    renamed = changed(read_stack_file(KILN, "prod"), names={"API_URL": "none", "LAUNCHED": "VITE_OPEN"})
    assert site_of(renamed) == Site("https://www.kiln.example", None, "true")


def test_nothing_is_expected_of_a_site_that_no_update_builds() -> None:
    settings = read_stack_file(BONDIGOO, "prod")
    assert site_of(settings.model_copy(update={"freeze": True})) is None
    adopt = {"project": "prj_00000000", "keepSettings": True}
    assert site_of(changed(settings, adopt=adopt)) is None


def changed(settings: Settings, **changes: object) -> Settings:
    """The same settings with another front end."""
    whole = settings.frontend.model_dump(by_alias=True) | changes
    return settings.model_copy(update={"frontend": type(settings.frontend).model_validate(whole)})
