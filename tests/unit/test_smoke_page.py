"""What is read in a page of HTML, in whatever way its attributes and addresses are written."""

from collections.abc import Callable

import pytest

from ops.smoke_page import Page, names

API = "https://api.shop.example"


@pytest.mark.parametrize(
    "element",
    [
        '<meta name="launched" content="false">',
        '<meta content="false" name="launched">',
        "<META NAME='Launched' CONTENT='false'/>",
        "<meta content=false name=launched>",
        '<meta data-rh="true"\n  name = "launched"\n  content = "false" />',
        '<meta name="launched" name="other" content="false" content="true">',
        '<meta name="launched" content="&#102;alse">',
        '<meta name="launched" content="false"><meta name="launched" content="true">',
        '<!-- <meta name="launched" content="true"> --><meta name="launched" content="false">',
        "<script>x = '<meta name=launched content=true>'</script><meta name=launched content=false>",
        '<noscript><p></p><meta name="launched" content=""></noscript><meta name="launched" content="false">',
        '<![x[ a ]]><![endif]--><meta name="launched" content="false">',
        '<meta name="description" content="a > b"><meta name="launched" content="false">',
    ],
)
def test_an_element_says_the_same_in_any_order_and_any_quotes(element: str) -> None:
    assert Page(f"<html><head>{element}</head></html>").said["launched"] == "false"


def test_of_two_elements_that_say_where_to_go_the_first_counts() -> None:
    refresh = '<meta http-equiv="refresh" content="0;/c"><meta http-equiv="refresh" content="0;/d">'
    page = Page(f'<base href="/a/"><base href="/b/">{refresh}')
    assert (page.base, page.onward) == ("/a/", "/c")


def test_a_content_is_kept_to_the_letter_as_the_application_compares_it() -> None:
    assert Page('<meta name=" launched " content="true ">').said == {"launched": "true "}


@pytest.mark.parametrize(
    "page",
    [
        "",
        "\0",
        "<",
        "<!",
        "<![",
        "<![x[",
        "<![foo bar]>",
        "<!--",
        "<meta name='launched",
        "<script>",
        "&#9999999999;",
        f"<p title='&#{'9' * 5000};'>",
        "<meta name='launched' content='x",
        "<meta name=launched content=x",
        "</",
        "</>",
        "<?",
    ],
)
def test_a_page_that_is_no_html_says_nothing(page: str) -> None:
    assert Page(page).said == {}


@pytest.mark.parametrize(
    ("element", "scripts"),
    [
        ('<script defer src="/a.js"></script>', ["/a.js"]),
        ("<SCRIPT SRC=/a.js type=module></SCRIPT>", ["/a.js"]),
        ('<script src=" /a?v=1&amp;w=2\n"></script>', [" /a?v=1&w=2\n"]),
        ("<script>import('/a.js')</script>", ["/a.js"]),
        ('<script type=module>import x,{y}from"./b.js";import`../c.js`</script>', ["./b.js", "../c.js"]),
        ("<script>import x from 'react'; reimport('/a.js')</script>", []),
        ("<script>import(document.getElementById('legacy').getAttribute('/a'))</script>", []),
        ('<link href="/b.mjs?v=1" rel="modulepreload">', ["/b.mjs?v=1"]),
        ('<link href="/c.css" rel="stylesheet"><link rel="icon" href="/x.json">', []),
        ('<script data-src="/a.js"></script><img src="/a.js">', []),
        ('<!-- <script src="/a.js"></script> -->', []),
        ('<script src="/a.js"></script>' * 2, ["/a.js"]),
    ],
)
def test_the_scripts_of_a_page_are_those_that_a_browser_loads(element: str, scripts: list[str]) -> None:
    assert list(Page(element).scripts) == scripts


@pytest.mark.parametrize(
    ("content", "address"),
    [
        ("0;url=/de/", "/de/"),
        ("2; URL='/de/'", "/de/"),
        ("0, /de/", "/de/"),
        ("0.5 ; url = /de/ ", "/de/"),
        ("0 /de/", "/de/"),
        ("009.9;/de/", "/de/"),
        (".5;/de/", "/de/"),
        ("10;url=/de/", None),
        ("1800;url=/logout", None),
        (f"{'9' * 5000};url=/logout", None),
        ("300", None),
        ("", None),
        ("0;", None),
    ],
)
def test_a_page_may_send_its_visitors_on(content: str, address: str | None) -> None:
    assert Page(f'<meta http-equiv="Refresh" content="{content}">').onward == address
    assert Page(f'<noscript><meta http-equiv="refresh" content="{content}"></noscript>').onward is None


@pytest.mark.parametrize(
    "part", ["<a ", "<!--", "<!", "</a", "<a x='", "<script>", "<title></", "<![x[", "&#"]
)
def test_a_page_is_read_once_whatever_it_leaves_open(part: str) -> None:
    size = 400_000
    page = Page('<meta name="launched" content="true">' + part * (size // len(part)))
    assert page.said == {"launched": "true"}


WRITTEN: list[Callable[[str], str]] = [
    lambda url: url,
    lambda url: url.replace("/", "\\/"),
    lambda url: url.replace("/", "\\u002F"),
    lambda url: url.replace("/", "\\u002f").replace(":", "\\u003a"),
    lambda url: url.replace("/", "\\\\u002F"),
    lambda url: url.replace("/", "\\x2F").replace(":", "\\x3A").replace(".", "\\x2e"),
    lambda url: url.replace("/", "&#x2F;"),
    lambda url: url.replace("/", "&#47;").replace(":", "&colon;"),
]


@pytest.mark.parametrize("write", WRITTEN)
def test_an_address_is_found_however_its_signs_are_written(write: Callable[[str], str]) -> None:
    assert names(f'x="{write(API)}"', API)
    assert not names(f'x="{write("https://api.wrong.example")}"', API)


@pytest.mark.parametrize(
    "after", ["", "/orders", '"', "`", "?x", "\\n", "\\u002Forders", ". Ask", ".", "&quot;", "で"]
)
def test_an_address_may_be_followed_by_what_is_no_part_of_its_host(after: str) -> None:
    assert names(f"{API}{after}", API)


@pytest.mark.parametrize("address", ["HTTPS://API.Shop.Example", f"{API}:443", f"{API}:443/orders"])
def test_an_address_is_the_same_in_capitals_and_with_the_port_that_it_has_anyway(address: str) -> None:
    assert names(f'x="{address}"', API)


@pytest.mark.parametrize(
    "after", [":4430", ":443.example", ".org", "-old", ":8443", "x", "\\u002eorg", "\\u003a8443", "_", "1"]
)
def test_an_address_that_only_begins_as_another_is_not_that_one(after: str) -> None:
    assert not names(f"{API}{after}", API)
