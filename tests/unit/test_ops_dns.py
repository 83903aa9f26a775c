"""`ops dns`: which records are wanted, what a name server answers, and what is to be done about each."""

import json
import re
import socket
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import dns.message
import dns.rrset
import pytest

from config.parse import parse
from ops.accounts import AccountError, matches
from ops.dns import as_json, as_table, as_zone
from ops.dns.lookup import Answer, Resolver
from ops.dns.records import Wanted, judged, of_stack, unasked
from tests.conftest import StackFiles

SITE = Wanted("prod", "www.shop.example", "CNAME", "abc.vercel-dns.example", "the Vercel project shop")
API = Wanted("prod", "api.shop.example", "CNAME", "shop-api.onrender.example", "the Render service shop-api")
APEX = Wanted("prod", "shop.example", "A", "192.0.2.7", "the Vercel project shop")
LATER = Wanted("dev", "dev.shop.example", "CNAME", None, "the Vercel project shop")
ZONE = [
    "www.shop.example. 60 IN CNAME ABC.vercel-dns.example.",
    "abc.vercel-dns.example. 60 IN A 192.0.2.1",
    "api.shop.example. 60 IN A 192.0.2.9",
    "api.shop.example. 60 IN AAAA 2001:db8::9",
    "flat.shop.example. 60 IN A 192.0.2.1",
    'shop.example. 60 IN CAA 0 issue "letsencrypt.org; validationmethods=dns-01"',
    'shop.example. 60 IN CAA 0 iodef "mailto:a@shop.example"',
    'free.other.example. 60 IN TXT "proof"',
]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A name server on this machine that knows ZONE and nothing else."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind(("127.0.0.1", 0))
    listener.settimeout(0.1)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                packet, sender = listener.recvfrom(4096)
            except TimeoutError:
                continue
            listener.sendto(answered(packet), sender)

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"127.0.0.1:{listener.getsockname()[1]}"
    over.set()
    thread.join()
    listener.close()


def answered(packet: bytes) -> bytes:
    question = dns.message.from_wire(packet)
    reply = dns.message.make_response(question)
    asked = question.question[0]
    for name in (str(asked.name), "abc.vercel-dns.example."):
        for line in ZONE:
            owner, ttl, klass, kind, value = line.split(" ", 4)
            wanted = kind in ("CNAME", dns.rdatatype.to_text(asked.rdtype))
            # A name server follows an alias by itself.
            follows = name == str(asked.name) or any("CNAME" in str(found) for found in reply.answer)
            if owner == name and wanted and follows:
                found = dns.rrset.from_text(owner, int(ttl), klass, kind, value)
                if found not in reply.answer:
                    reply.answer.append(found)
    return reply.to_wire()


def ask(server: str, wanted: Wanted) -> Answer:
    return Resolver.of(server, only_here=True).ask(wanted.name, wanted.value)


@pytest.mark.proves("T31", "T32")
def test_a_record_that_leads_where_it_should_is_ok_but_for_who_may_sign(server: str) -> None:
    verdict = judged(SITE, ask(server, SITE))
    assert (verdict.state, verdict.answer) == ("ok", "abc.vercel-dns.example")
    assert verdict.warnings == ("CAA lets letsencrypt.org sign; add pki.goog",)


@pytest.mark.parametrize(
    ("url", "rows"),
    [
        ("https://shop.example", [("shop.example", "A"), ("www.shop.example", "CNAME")]),
        ("https://www.shop.example", [("www.shop.example", "CNAME"), ("shop.example", "A")]),
    ],
)
def test_a_bare_domain_is_reached_by_addresses_whichever_of_the_two_is_the_site(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch, url: str, rows: list[tuple[str, str]]
) -> None:
    values = {**stack_files["prod"], "frontendUrl": url}
    values["frontend"]["apexRedirect"] = True
    advice = {
        "recommendedCNAME": [{"rank": 1, "value": "abc.vercel-dns.example."}],
        "recommendedIPv4": [{"rank": 1, "value": ["192.0.2.7"]}],
    }
    account: Any = SimpleNamespace(recommended=lambda host, project: advice, domains=lambda project: [])
    found = SimpleNamespace(thing={"name": "shop", "id": "prj_1"})
    monkeypatch.setattr(matches, "project", lambda *_: found)
    monkeypatch.setattr(matches, "service", lambda *_: None)
    made: Any = None
    wanted = of_stack("prod", parse("prod", values), account, made)
    assert [(row.name, row.type) for row in wanted][:2] == rows
    monkeypatch.setattr(matches, "project", lambda *_: None)
    first = of_stack("prod", parse("prod", values), account, made)[0]
    assert (first.name, first.type, first.value) == (*rows[0], None)


def test_an_older_value_that_vercel_still_recommends_is_as_good(server: str) -> None:
    older = Wanted("prod", "www.shop.example", "CNAME", "new.example", "x", also=("abc.vercel-dns.example",))
    assert judged(older, ask(server, older)).state == "ok"


def test_a_name_with_the_addresses_of_the_target_leads_there_too(server: str) -> None:
    flat = Wanted("prod", "flat.shop.example", "CNAME", "abc.vercel-dns.example", "the Vercel project shop")
    verdict = judged(flat, ask(server, flat))
    assert (verdict.state, verdict.answer) == ("ok", "192.0.2.1")


def test_an_address_of_somebody_else_is_wrong_and_ipv6_on_render_is_said(server: str) -> None:
    verdict = judged(API, ask(server, API))
    assert (verdict.state, verdict.answer) == ("wrong", "192.0.2.9, 2001:db8::9")
    assert verdict.warnings[-1].startswith("has an AAAA record, and Render serves no IPv6")


def test_nothing_is_missing_and_a_proof_is_found(server: str) -> None:
    assert judged(APEX, ask(server, APEX)).state == "missing"
    proof = Wanted("dev", "free.other.example", "TXT", "proof", "the Vercel project shop")
    answer = ask(server, proof)
    assert (judged(proof, answer).state, answer.caa) == ("ok", None)


def test_a_server_that_does_not_answer_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.dns.lookup._SECONDS", 0.2)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        verdict = judged(SITE, ask(f"127.0.0.1:{silent.getsockname()[1]}", SITE))
    assert verdict.state == "unknown"
    assert verdict.answer.startswith("no answer (")


@pytest.mark.parametrize(
    ("named", "line"),
    [
        ("ns.example", "--resolver ns.example: write an address"),
        ("127.0.0.1:x", "--resolver 127.0.0.1:x: write an address"),
        ("192.0.2.1", "--resolver 192.0.2.1: a rehearsal only asks this machine"),
    ],
)
def test_a_rehearsal_asks_only_a_server_on_this_machine(named: str, line: str) -> None:
    with pytest.raises(AccountError, match=line):
        Resolver.of(named, only_here=True)


def squeezed(table: str) -> list[str]:
    return [re.sub("  +", "  ", line) for line in table.splitlines()]


def test_what_has_no_target_yet_is_said_so_in_every_format() -> None:
    verdicts = [unasked(SITE), unasked(LATER)]
    assert [verdict.state for verdict in verdicts] == ["not asked", "no target yet"]
    assert [line.split("  ") for line in squeezed(as_table(verdicts))] == [
        ["environment", "name", "type", "value", "DNS answers"],
        ["prod", "www.shop.example", "CNAME", "abc.vercel-dns.example", "-", "not asked"],
        ["dev", "dev.shop.example", "CNAME", "(after the Vercel project shop exists)", "-", "no target yet"],
    ]
    assert as_zone([*verdicts, unasked(APEX)]).splitlines() == [
        "www.shop.example. 3600 IN CNAME abc.vercel-dns.example.",
        "; dev.shop.example. 3600 IN CNAME (after the Vercel project shop exists)",
        "shop.example. 3600 IN A 192.0.2.7",
    ]
    (first, _) = json.loads(as_json(verdicts))
    assert first == {
        "stack": "prod",
        "name": "www.shop.example",
        "type": "CNAME",
        "value": "abc.vercel-dns.example",
        "leads_to": "the Vercel project shop",
        "also": [],
        "state": "not asked",
        "answer": "",
        "warnings": [],
    }
