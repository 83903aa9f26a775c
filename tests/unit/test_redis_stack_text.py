"""The stack file of a move: a Redis of its own in the form of the shared one, and back, and no other text."""

import difflib

import pytest

from config.parse import parse
from config.settings import Settings
from config.violations import SettingsError
from ops.adopt.edits import applied, removed
from ops.adopt.plan import Edit
from ops.commands import InputError
from ops.redis.stack_text import name_for, shared_again, with_its_own
from tests.companies import BONDIGOO
from tests.conftest import StackFiles

TEXT = (BONDIGOO / "Pulumi.staging.yaml").read_text()


@pytest.fixture
def stacks(stack_files: StackFiles) -> dict[str, Settings]:
    return {stack: parse(stack, stack_files[stack]) for stack in ("prod", "staging", "dev")}


def changed(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]


def test_a_shared_redis_becomes_one_of_its_own_and_its_comment_stays(stacks: dict[str, Settings]) -> None:
    after = with_its_own("staging", stacks, TEXT)
    assert changed(TEXT, after) == [
        *changed(TEXT, removed("f", TEXT, "acknowledge.sharedRedis")),
        "-  redis: { mode: shared, name: bondigoo-redis-prod, connection: external } # TLS, as in prod",
        "+  redis: # TLS, as in prod",
        "+    mode: dedicated",
        "+    name: bondigoo-redis-staging",
        "+    plan: starter",
        "+    connection: external",
        "+    allow:",
        "+      - { cidr: 74.220.51.0/24, description: Render Frankfurt }",
        "+      - { cidr: 74.220.59.0/24, description: Render Frankfurt }",
    ]


def test_the_way_back_changes_no_other_text(stacks: dict[str, Settings]) -> None:
    own = with_its_own("staging", stacks, TEXT)
    back = shared_again("staging", own, "bondigoo-redis-prod", "external")
    assert "  redis:\n    mode: shared\n    name: bondigoo-redis-prod\n    connection: external\n" in back
    assert back.partition("  redis:")[0] == own.partition("  redis:")[0]
    assert back.partition("  database:")[2] == own.partition("  database:")[2]


def test_lines_end_as_they_did(stacks: dict[str, Settings]) -> None:
    after = with_its_own("staging", stacks, TEXT.replace("\n", "\r\n"))
    assert after.count("\n") == after.count("\r\n")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("shop-redis-prod", "shop-redis-dev"), ("prod-redis", "dev-redis"), ("queue", "queue-dev")],
)
def test_the_name_has_the_form_of_the_owners(name: str, wanted: str) -> None:
    assert name_for("dev", "prod", name) == wanted


def test_without_an_owner_nobody_can_tell_the_plan(stacks: dict[str, Settings]) -> None:
    del stacks["prod"]
    with pytest.raises(InputError, match="no stack owns 'bondigoo-redis-prod'"):
        with_its_own("staging", stacks, TEXT)


FILE = """\
config:
  branch: main
  acknowledge: # why
    one: because
    # about two
    two: of this
  short: { a: 1, b: 2 } # kept
  last: true
"""


def test_a_key_is_taken_out_and_its_block_with_the_last_one() -> None:
    once = removed("f", FILE, "acknowledge.two")
    assert once == FILE.replace("    two: of this\n", "")
    assert removed("f", once, "acknowledge.one") == (
        "config:\n  branch: main\n  short: { a: 1, b: 2 } # kept\n  last: true\n"
    )


@pytest.mark.parametrize("key", ["short.a", "acknowledge.three", "nothing"])
def test_what_cannot_be_taken_out_is_told_to_be_removed_by_hand(key: str) -> None:
    with pytest.raises(SettingsError, match="remove it there by hand"):
        removed("f", FILE, key)


def test_an_object_is_exchanged_whole() -> None:
    assert applied("f", FILE, [Edit("short", {"c": [{"d": 1}, {"d": 2}]})]) == FILE.replace(
        "  short: { a: 1, b: 2 } # kept\n", "  short: # kept\n    c:\n      - { d: 1 }\n      - { d: 2 }\n"
    )
