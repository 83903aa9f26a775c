"""A stack file is changed in a few keys: all else, comments and order included, stays byte for byte."""

import argparse
import string
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from config.stacks import STACKS, stack_file
from config.violations import SettingsError
from ops import adopt
from ops.adopt.edits import applied
from ops.adopt.plan import Edit, Plan
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


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("12e45678", "'12e45678'"),
        ("12345678", "'12345678'"),
        ("0o17", "'0o17'"),
        ("yes", "'yes'"),
        ("a1", "a1"),
    ],
)
def test_an_id_stays_a_text_to_every_reader(value: str, text: str) -> None:
    assert f"    adopt: {text}\n" in one("api.adopt", value, "name")


SIBLINGS = [
    "name: |-\n      shop\n",
    "name: |\n      shop\n\n\n    # about the plan\n",
    "name: >-\n      shop\n      api\n    # about the plan\n\n",
    "name: shop\n      api # of two lines\n\n",
    "name: 'shop\n\n      api' # of three\n",
    "name: # it comes\n      shop\n",
    "name: &name shop\n",
    "name:\n      - a\n      - b # last\n\n",
    "name:\n      a:\n        b: |\n          c\n\n    # about the plan\n",
]


@pytest.mark.parametrize("sibling", SIBLINGS)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_key_is_inserted_behind_a_sibling_of_any_form_and_its_lines_end_like_the_others(
    sibling: str, ends: str
) -> None:
    text = f"config:\n  api:\n    {sibling}    plan: starter\n  worker: {{ plan: free }}\n".replace(
        "\n", ends
    )
    after = applied("Pulumi.dev.yaml", text, [Edit("api.adopt", "srv-1", after="name")])
    wanted = read(text)
    wanted["config"]["api"]["adopt"] = "srv-1"
    assert read(after) == wanted
    assert list(read(after)["config"]["api"]) == ["name", "adopt", "plan"]
    assert after.replace(f"    adopt: srv-1{ends}", "", 1) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("|-\n      generated\n\n", "ui\n\n"),
        (">\n      generated\n", "ui\n"),
        ("generated\n      or so # and why\n", "ui # and why\n"),
        ("'generated' # and why\n", "ui # and why\n"),
        ("# and why\n      generated\n", "# and why\n      ui\n"),
        ("!!str generated\n", "ui\n"),
        ("\n", "ui\n"),
    ],
)
def test_a_value_of_any_form_is_replaced_alone(before: str, after: str) -> None:
    text = "config:\n  secrets:\n    JWT_SECRET: {}    OTHER: env\n"
    edits = [Edit("secrets.JWT_SECRET", "ui")]
    changed = applied("Pulumi.dev.yaml", text.format(before).replace(": \n", ":\n"), edits)
    assert changed == text.format(after)


@pytest.mark.parametrize(
    "text",
    [
        "secrets:\n    A: &s generated\n    JWT_SECRET: *s",
        "secrets:\n    JWT_SECRET: &s generated\n    A: *s",
        "env: &s { JWT_SECRET: generated }\n  secrets: *s",
        "env: &s { JWT_SECRET: generated }\n  secrets:\n    <<: *s",
        "secrets: { JWT_SECRET: [generated] }",
        "secrets: [generated]",
        "secrets:",
    ],
)
def test_what_cannot_be_changed_alone_is_left_to_a_person(text: str) -> None:
    with pytest.raises(
        SettingsError, match=r"^Pulumi\.dev\.yaml: secrets: is written in a form that this"
    ) as caught:
        applied("Pulumi.dev.yaml", f"config:\n  {text}\n", [Edit("secrets.JWT_SECRET", "ui")])
    assert str(caught.value).endswith("; write `JWT_SECRET: ui` there by hand")


def test_a_file_keeps_the_ends_of_its_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(adopt, "found", lambda _stack: Plan((), (Edit("api.adopt", "srv-1", after="name"),)))
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_bytes(FILE.replace("\n", "\r\n").encode())
    adopt.run(argparse.Namespace(stack="dev", dry_run=False, lost=False))
    assert file.read_bytes() == one("api.adopt", "srv-1", "name").replace("\n", "\r\n").encode()


def test_a_text_that_keeps_its_last_empty_lines_is_left_to_a_person() -> None:
    text = "config:\n  api:\n    name: |+\n      shop\n\n    plan: free\n"
    with pytest.raises(SettingsError, match="by hand"):
        applied("Pulumi.dev.yaml", text, [Edit("api.adopt", "srv-1", after="name")])


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
