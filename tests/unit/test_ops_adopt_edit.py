"""A stack file is changed in a few keys: all else, comments and order included, stays byte for byte."""

import string
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from config.stacks import STACKS, stack_file
from config.violations import SettingsError
from ops.adopt.plan import Edit, applied
from tests.companies import BONDIGOO

FILE = """\
# the first line
config:
  branch: main # a comment

  api:
    name: shop-api # the name
    # about the plan
    plan: starter
  shop:worker: { name: shop-worker, plan: starter }
  database:
    ipAccessList:
      - { cidr: 203.0.113.0/24, description: "the office" } # short
      - cidr: 203.0.113.7/32
        description: a partner # until May
  secrets:
    JWT_SECRET: generated # signs logins
"""


def one(key: str, value: object, after: str = "") -> str:
    return applied("Pulumi.dev.yaml", FILE, [Edit(key, value, after)])


def test_a_key_is_inserted_behind_its_sibling_and_its_comment() -> None:
    assert one("api.adopt", "srv-1", "name") == FILE.replace(
        "    name: shop-api # the name\n", "    name: shop-api # the name\n    adopt: srv-1\n"
    )


def test_an_object_gets_lines_of_its_own() -> None:
    value = {"project": "prj_1", "domains": ["a.example"], "variables": {"KEY": "12345678"}}
    assert one("api.adopt", value, "plan") == FILE.replace(
        "    plan: starter\n  shop",
        "    plan: starter\n    adopt:\n      project: prj_1\n      domains: [a.example]\n"
        "      variables:\n        KEY: '12345678'\n  shop",
    )


def test_a_value_is_replaced_where_it_stands() -> None:
    assert one("secrets.JWT_SECRET", "ui") == FILE.replace("generated #", "ui #")
    assert one("branch", True) == FILE.replace("main #", "true #")


def test_an_item_of_a_list_gets_a_key_in_its_line_or_behind_its_comment() -> None:
    assert one("database.ipAccessList.0.adopt", True, "description") == FILE.replace(
        '"the office" }', '"the office", adopt: true }'
    )
    assert one("database.ipAccessList.1.adopt", True, "description") == FILE.replace(
        "a partner # until May\n", "a partner # until May\n        adopt: true\n"
    )
    with pytest.raises(SettingsError, match="there by hand"):
        one("database.ipAccessList.2.adopt", True, "description")


@pytest.mark.parametrize(
    ("key", "place"),
    [("worker.adopt", "worker"), ("api.adopt", "api"), ("nothing.adopt", "nothing")],
)
def test_what_cannot_be_inserted_is_told_to_be_written_by_hand(key: str, place: str) -> None:
    after = "name" if key != "api.adopt" else "no such sibling"
    with pytest.raises(SettingsError) as caught:
        one(key, "srv-1", after)
    text = str(caught.value)
    assert text.startswith(f"Pulumi.dev.yaml: {place}: ")
    assert "write `adopt: srv-1` there by hand" in text


# libyaml's reader takes a tenth of the time of Python's, which the program uses.
READER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
IDS = st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=30)


def read(text: str) -> Any:
    return yaml.load(text, READER)


@settings(deadline=None)
@given(st.sampled_from(STACKS), st.dictionaries(IDS, IDS, min_size=1, max_size=3), st.lists(IDS, max_size=3))
def test_of_whole_files_exactly_the_edited_keys_change(
    stack: str, variables: dict[str, str], overwrite: list[str]
) -> None:
    text = (BONDIGOO / stack_file(stack)).read_text()
    edits = [
        Edit("api.overwrite", overwrite, after="name"),
        Edit("frontend.adopt", {"variables": variables}, after="project"),
        Edit("secrets.JWT_SECRET", "ui"),
    ]
    after = applied(stack_file(stack), text, edits)
    wanted = read(text)
    wanted["config"]["api"]["overwrite"] = overwrite
    wanted["config"]["frontend"]["adopt"] = {"variables": variables}
    wanted["config"]["secrets"]["JWT_SECRET"] = "ui"
    assert read(after) == wanted
    before = [line for line in text.splitlines() if "JWT_SECRET" not in line]
    left = iter(after.splitlines())
    assert all(line in left for line in before)
