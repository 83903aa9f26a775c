"""The page stands alone: nothing is loaded from elsewhere, no name becomes markup, no secret is in it."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from ops.doctor.check import Check
from ops.redact import Redactor
from ops.status.page import coded, page
from ops.status.page.links import opened_in
from tests.unit import status_example as example
from tests.unit.html_tree import read

EDGE = "http://127.0.0.1:8700"
REHEARSAL = {"SANDBOX_DIR": "/x", "SANDBOX_EDGE_URL": EDGE}
PAGE = page(example.healthy(), example.STACKS, example.launch(), example.costs(), example.records())
HOSTS = {f"{site}bondigoo.ch" for site in ("www.", "api.", "staging.", "api.staging.", "dev.", "api.dev.")}


def test_nothing_is_loaded_and_no_script_runs() -> None:
    tree = read(PAGE)
    assert [each.tag for each in tree.all("script", "img", "iframe", "object", "base", "form")] == []
    assert [each.attributes.get("href") for each in tree.all("link")] == ["data:,"]
    assert [(each.tag, name) for each in tree.all() for name in each.attributes if name in LOADS] == []
    assert re.findall(r"@import|@font-face|url\((?!#)", PAGE) == []
    (policy,) = (each for each in tree.all("meta") if each.attributes.get("http-equiv") == POLICY)
    assert policy.attributes["content"] == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


LOADS = ("src", "srcset", "poster", "data", "action", "formaction", "background", "ping", "xlink:href")
POLICY = "Content-Security-Policy"


def links(text: str) -> set[str]:
    return {
        href
        for each in read(text).all("a")
        if (href := each.attributes.get("href") or "") and not href.startswith("#")
    }


def test_its_only_links_lead_to_own_sites_and_apis() -> None:
    assert links(PAGE) == {f"https://{host}" for host in HOSTS}


def test_a_rehearsals_links_stay_on_this_machine() -> None:
    text = page(
        replace(example.healthy(), rehearsal=True),
        example.STACKS,
        example.launch(),
        example.costs(),
        example.records(),
        opened_in(REHEARSAL),
    )
    assert links(text) == {f"http://{host}.localhost:8700" for host in HOSTS}


@pytest.mark.parametrize(
    ("environ", "leads"),
    [
        ({}, "https://www.shop.example/x?y=1"),
        (REHEARSAL, "http://www.shop.example.localhost:8700/x?y=1"),
        (
            REHEARSAL | {"SANDBOX_EDGE_URL": "https://127.0.0.1:8743/"},
            "https://www.shop.example.localhost:8743/x?y=1",
        ),
        (REHEARSAL | {"SANDBOX_EDGE_URL": "http://127.0.0.1"}, "http://www.shop.example.localhost/x?y=1"),
        (REHEARSAL | {"SANDBOX_EDGE_URL": "https://elsewhere.example"}, ""),
        ({"SANDBOX_DIR": "/x"}, ""),
    ],
)
def test_an_address_opens_where_the_process_is(environ: Mapping[str, str], leads: str) -> None:
    assert opened_in(environ)("https://www.shop.example/x?y=1") == leads


def test_an_address_that_nothing_answers_is_text() -> None:
    text = page(example.healthy(), example.STACKS, [], example.costs(), [], opened_in({"SANDBOX_DIR": "/x"}))
    assert links(text) == set()
    assert "www.bondigoo.ch" in read(text).by_id("prod-site").text


HOSTILE = """<script>alert(1)</script>"'><img src=x onerror=alert(1)>"""


def test_hostile_names_stay_text() -> None:
    status = example.broken(
        example.healthy(),
        "dev",
        "worker",
        Check("FAIL", "dev", HOSTILE, f"{HOSTILE} and `{HOSTILE}`", HOSTILE),
        name=HOSTILE,
        plan=HOSTILE,
    )
    dev = example.STACKS["dev"]
    worker = dev.worker.model_copy(update={"name": HOSTILE, "env": {HOSTILE: HOSTILE}})
    stacks = example.STACKS | {"dev": dev.model_copy(update={"worker": worker, "branch": HOSTILE})}
    costs = example.costs()
    costs = replace(costs, by_use=(HOSTILE,), items={"dev": (replace(costs.items["dev"][0], name=HOSTILE),)})
    records = [replace(example.records()[0], name=HOSTILE, value=HOSTILE)]
    text = page(
        status, stacks, [Check("FAIL", "prod", HOSTILE, HOSTILE, HOSTILE)], costs, records, lambda _: HOSTILE
    )
    tree = read(text)
    assert list(tree.all("script", "img")) == []
    assert "<script" not in text
    assert HOSTILE in tree.by_id("dev-worker").text
    assert {each.attributes["href"] for each in tree.by_id("dev-site").all("a")} == {HOSTILE}


def test_what_stands_between_backticks_is_code() -> None:
    assert coded("run `a & b`, then `c`") == "run <code>a &amp; b</code>, then <code>c</code>"
    assert coded("<b>") == "&lt;b&gt;"
    assert coded("") == ""


def test_nothing_on_it_has_the_shape_of_a_secret() -> None:
    assert Redactor(())(PAGE) == PAGE
