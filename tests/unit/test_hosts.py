"""Hosts and origins, as DNS and browsers have them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.hosts import fault_of, is_bare, twin
from config.parse import parse
from config.rules import violations
from config.types import InvalidValue, _email, _host, _https_url, _origin, _site
from tests.conftest import StackFiles

LONG = "a" * 64
NONE = "is not a host name; write the bare host, without scheme, port or path"
ASCII = "is not in ASCII; browsers send its form in ASCII, and DNS knows no other; write "
HOSTS = [
    ("shop_api.example.org", "has an underscore; no certificate is issued for such a host; write a hyphen"),
    ("-shop.example.org", "has a hyphen at the end of a part; DNS allows it only inside; correct it"),
    ("shop-.example.org", "has a hyphen at the end of a part; DNS allows it only inside; correct it"),
    (f"{LONG}.org", "is too long; DNS knows 63 characters between dots and 253 in all; shorten it"),
    (
        ".".join(["a" * 50] * 5) + ".org",
        "is too long; DNS knows 63 characters between dots and 253 in all; shorten it",
    ),
    ("shop.example.123", "ends with a number; browsers take it for an address and refuse it; correct it"),
    ("shop.example.0x1f", "ends with a number; browsers take it for an address and refuse it; correct it"),
    ("example.org.", "ends with a dot; browsers take it for another host; write example.org"),
    ("shop..org", "is not a host name; write the bare host, without scheme, port or path"),
    (
        "xn--a-.org",
        "has a hyphen at the end of a part; DNS allows it only inside; correct it",
    ),
    ("xn--0.org", "holds 'xn--0', which stands for no name; browsers refuse it; correct it"),
    (
        "m\u00fcnchen.example",
        ASCII + "xn--mnchen-3ya.example",
    ),
    (
        "Stra\u00dfe.example",
        ASCII + "xn--strae-oqa.example",
    ),
    ("i\u2764.example", ASCII + "xn--i-7iq.example"),
    ("\U0001f355\ufe0f.example", ASCII + "xn--vi8h.example"),
    ("\uff21\u3002example", ASCII + "a.example"),
    ("\u0645\u06cc\u200c\u062e.example", ASCII + "xn--tgb9bvy774f.example"),
    ("\U0001f469\u200d\U0001f4bb.example", NONE),
    ("\u0301a.example", NONE),
    ("\u05d0a\u05d0.example", NONE),
    ("\u00e4_b.example", NONE),
    # A sign without a name of its own, of which idna says only `no such name`.
    ("\U00017000\u200c.example", NONE),
    ("\u00e4..example", NONE),
    (
        "xn--99999999999999.example",
        "holds 'xn--99999999999999', which stands for no name; browsers refuse it; correct it",
    ),
    ("xn--strasse-.example", "has a hyphen at the end of a part; DNS allows it only inside; correct it"),
]


def said(check: object, value: str) -> str:
    assert callable(check)
    with pytest.raises(InvalidValue) as caught:
        check(value)
    return str(caught.value)


@pytest.mark.parametrize(("host", "line"), HOSTS)
def test_a_host_that_no_browser_or_name_server_knows_is_refused_wherever_a_host_stands(
    host: str, line: str
) -> None:
    for check, form in ((_host, "{}"), (_email, "hello@{}")):
        assert said(check, form.format(host)) == line
    if "_" not in host:
        assert said(_https_url, f"https://{host}/maintenance") == line
    if host == host.lower():
        assert said(_origin, f"https://{host}") == line
        assert said(_site, f"https://{host}") == line


@pytest.mark.parametrize(
    ("origin", "line"),
    [
        (
            "https://partner.example.org:443",
            "names the port of https; a browser leaves it out; remove :443",
        ),
        ("http://localhost:80", "names the port of http; a browser leaves it out; remove :80"),
        ("http://localhost:03000", "has a port that begins with 0; a browser leaves it out; write 3000"),
        (
            "https://partner.example.org:70000",
            "has no port after its colon; write a number up to 65535, or remove the colon",
        ),
        (
            "https://partner.example.org:",
            "has no port after its colon; write a number up to 65535, or remove the colon",
        ),
        ("https://1.2.3", "ends with a number; browsers take it for an address and refuse it; correct it"),
        (
            "https://127.0.0.01",
            "ends with a number; browsers take it for an address and refuse it; correct it",
        ),
    ],
)
def test_an_origin_that_no_browser_sends_is_refused_with_the_one_that_it_sends(
    origin: str, line: str
) -> None:
    assert said(_origin, origin) == line


@pytest.mark.parametrize(
    "origin",
    [
        "https://partner.example.org:8443",
        "http://localhost:3000",
        "https://xn--mnchen-3ya.example",
        "https://192.0.2.7:8443",
        "https://shop-git-main--team.vercel.example",
        "https://1and1.example",
        "https://xn--i-7iq.example",
        "https://xn--strae-oqa.example",
    ],
)
def test_an_origin_that_browsers_send_is_accepted(origin: str) -> None:
    assert _origin(origin) == origin


@pytest.mark.parametrize(
    ("site", "bare"),
    [("www.me.uk", False), ("me.uk", False), ("www.shop.me.uk", True), ("www.example.org", True)],
)
def test_an_api_beside_its_site_shows_where_the_domain_ends(
    stack_files: StackFiles, site: str, bare: bool
) -> None:
    values = {**stack_files["prod"], "frontendUrl": f"https://{site}", "apiUrl": "https://api.me.uk"}
    found = violations({"prod": parse("prod", values)})
    assert ("is a bare domain" in [one.what for one in found if one.key == "apiUrl"]) is bare


@pytest.mark.parametrize(
    "url",
    [
        "https://our_page.status.example/x?y#z",
        "https://status.example:8443",
        "https://status.example:443/",
    ],
)
def test_an_address_of_somebody_else_is_one_that_browsers_open(url: str) -> None:
    assert _https_url(url) == url


@pytest.mark.parametrize("port", [":", ":0", ":65536", ":99999", ":/x"])
def test_an_address_has_a_port_after_its_colon(port: str) -> None:
    line = "has no port after its colon; write a number up to 65535, or remove the colon"
    assert said(_https_url, f"https://status.example{port}") == line


LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)


@given(st.lists(LABELS.filter(lambda label: not label.startswith("xn--")), min_size=1, max_size=4), LABELS)
def test_letters_digits_and_inner_hyphens_below_a_name_are_a_host(labels: list[str], top: str) -> None:
    assert fault_of(".".join([*labels, "a" + top])) is None


@given(st.text(min_size=1, max_size=12))
def test_no_text_ends_in_a_traceback_and_what_is_accepted_is_a_name(text: str) -> None:
    if fault_of(text, single=True) is None:
        assert all(before + after != ".." for before, after in pairwise(text))
        assert text == text.lower().strip(".-")


@pytest.mark.parametrize(
    ("host", "bare", "other"),
    [
        ("example.org", True, "www.example.org"),
        ("example.co.uk", True, "www.example.co.uk"),
        ("www.example.org", False, "example.org"),
        ("www.example.co.uk", False, "example.co.uk"),
        ("shop.example.org", False, None),
        ("www.io", True, None),
        ("api.me.ch", False, None),
        ("api.ne.ch", False, None),
        ("api.co.de", False, None),
        ("me.ch", True, "www.me.ch"),
        ("example.ne.jp", True, "www.example.ne.jp"),
    ],
)
def test_a_bare_domain_and_its_www_are_the_same_place_to_people(
    host: str, bare: bool, other: str | None
) -> None:
    assert (is_bare(host), twin(host)) == (bare, other)
