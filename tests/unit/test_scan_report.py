"""What counts as a difference, who is on which side, and what the program gives to whom."""

import sys

import pytest

from components.environment import service_env
from config.contract import plain_variables
from config.parse import read_stack_file, read_stack_files
from config.stacks import STACKS
from ops.env.scan import merged
from ops.env.scan.model import Dynamic, Listing, Place, Read, ScanResult, Side, Unclear
from ops.env.scan.report import Name, Report, compare
from ops.env.scan.text import lines
from tests.companies import BONDIGOO
from tests.ops_command import Screen

AT = Place("a.js", 1)


def compared(reads: list[tuple[str, Side]], **given: str) -> Report:
    found = ScanResult(frozenset(Read(name, side, AT) for name, side in reads))
    contract = {name: frozenset(readers.split()) for name, readers in given.items()}
    return compare(found, contract, Listing(("a.js",)))


def report(
    missing: tuple[Name, ...] = (), unread: tuple[Name, ...] = (), platform: tuple[Name, ...] = ()
) -> Report:
    return Report(1, 0, 0, missing, unread, (), platform, ())


def test_what_is_given_and_read_is_no_difference() -> None:
    result = compared([("A", "server"), ("REACT_APP_B", "frontend")], A="api", REACT_APP_B="frontend")
    assert (result, result.differs) == (report(), False)


def test_what_is_given_and_not_read_is_a_difference() -> None:
    result = compared([], A="worker api")
    assert (result, result.differs) == (report(unread=(Name("A", ("api", "worker")),)), True)


@pytest.mark.parametrize("reader", ["api", "worker", "api worker"])
def test_api_and_worker_are_one_side_because_they_share_their_source(reader: str) -> None:
    assert compared([("A", "server")], A=reader) == report()


def test_a_name_that_the_other_side_has_is_missing_here_and_unread_there() -> None:
    result = compared([("A", "frontend")], A="api worker")
    missing = Name("A", ("api", "worker"), ("frontend",), (AT,))
    assert (result, result.differs) == (report((missing,), (Name("A", ("api", "worker")),)), True)


def test_a_name_for_both_sides_is_read_if_one_of_them_reads_it() -> None:
    assert compared([("A", "server")], A="api frontend") == report()


@pytest.mark.parametrize(
    "name",
    ["NODE_ENV", "PORT", "CI", "PUBLIC_URL", "RENDER", "RENDER_GIT_COMMIT", "npm_package_version", "HOME"],
)
def test_what_the_platform_sets_is_neither_missing_nor_unread(name: str) -> None:
    seen = compared([(name, "server")])
    assert (seen, seen.differs) == (report(platform=(Name(name, (), ("server",), (AT,)),)), False)
    assert compared([], **{name: "api"}) == report()


@pytest.mark.parametrize("name", ["PORTAL", "RENDERER", "MY_CI", "NODE_ENVIRONMENT"])
def test_a_name_that_only_begins_like_the_platforms_is_missing(name: str) -> None:
    assert compared([(name, "server")]) == report((Name(name, (), ("server",), (AT,)),))


def test_a_dynamic_use_alone_is_no_difference_and_an_unclear_file_is_one() -> None:
    dynamic = ScanResult(dynamic=frozenset({Dynamic(AT, "server", "process.env[a]")}))
    unclear = ScanResult(unclear=frozenset({Unclear(AT, "why")}))
    files = Listing(("a.js",))
    assert [compare(found, {}, files).differs for found in (dynamic, unclear)] == [False, True]


def test_places_are_counted_after_the_third_and_control_characters_are_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(sys, "stdout", Screen(terminal=True))
    places = tuple(Place("\x1b[1m.js", line) for line in range(1, 6))
    assert lines(report((Name("A", ("api",), ("frontend",), places),))) == [
        "\x1b[1mread but not in the contract (1)\x1b[0m",
        "  A  frontend  ?[1m.js:1, ?[1m.js:2, ?[1m.js:3 and 2 more  (the contract gives it to api only)",
        "1 file read: 1 missing from the contract, 0 that nobody reads, 0 dynamic",
    ]


@pytest.mark.parametrize("stack", STACKS)
def test_the_contract_is_what_the_components_give(stack: str) -> None:
    settings = read_stack_file(BONDIGOO, stack)
    values = dict.fromkeys(settings.secrets)
    addresses = {"REDIS_URL", *settings.database.uri_variables}
    given = {
        "api": {*addresses, *service_env(settings, "api", {}, values)},  # type: ignore[arg-type]
        "worker": {*addresses, *service_env(settings, "worker", {}, values)},  # type: ignore[arg-type]
        "frontend": set(plain_variables(settings, "frontend")),
    }
    found = merged([settings])
    assert {reader: {name for name in found if reader in found[name]} for reader in given} == given


def test_the_contract_of_all_stacks_has_the_names_of_each() -> None:
    each = [merged([read_stack_file(BONDIGOO, stack)]) for stack in STACKS]
    assert merged(read_stack_files(BONDIGOO).values()) == {
        name: frozenset().union(*(names.get(name, frozenset()) for names in each))
        for name in set().union(*each)
    }
