"""The working copy of the program in the sandbox: its stack files, and what may not come along."""

from pathlib import Path

import pytest
import yaml

from sandbox.home import Home, SandboxError
from sandbox.project import copy_project, plain_values
from tests.unit.sandbox_program import prepared, program


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return prepared(tmp_path)


def test_the_working_copy_follows_the_stack_file_and_keeps_its_own_salt(home: Home) -> None:
    program(home)
    copy_project(home)
    copy = home.project / "Pulumi.dev.yaml"
    copy.write_text(copy.read_text() + "encryptionsalt: v1:own\n")
    (home.source / "Pulumi.dev.yaml").write_text("encryptionsalt: v1:real\nconfig: {'shop:branch': next}")
    assert copy_project(home)["dev"] == {"branch": "next"}
    config = {"shop:branch": "next"}
    assert yaml.safe_load(copy.read_text()) == {"config": config, "encryptionsalt": "v1:own"}


def test_what_a_rehearsed_operation_has_written_stays_until_the_file_itself_changes(home: Home) -> None:
    program(home)
    copy_project(home)
    target = home.project / "Pulumi.dev.yaml"
    (home.path / "kept").mkdir()
    (home.path / "kept" / "dev").touch()
    target.write_text("config: {branch: written}\n")
    assert copy_project(home)["dev"] == {"branch": "written"}
    assert target.read_text() == "config: {branch: written}\n"
    (home.source / "Pulumi.dev.yaml").write_text("config: {branch: develop, launched: true}")
    assert copy_project(home)["dev"] == {"branch": "develop", "launched": "true"}
    target.write_text("config: {branch: written}\n")
    assert copy_project(home)["dev"] == {"branch": "develop", "launched": "true"}


def test_the_working_copy_is_what_the_person_wrote_even_where_that_is_wrong(home: Home) -> None:
    text = "config:\n  launched: yes\n  launched: 2024-13-45 # twice"
    program(home, text)
    copy_project(home)
    assert (home.project / "Pulumi.dev.yaml").read_text() == text + "\n"


def test_a_file_with_values_encrypted_for_the_real_backend_is_copied_without_them(home: Home) -> None:
    program(home, "config: {'shop:A': {secure: v1:x}, 'shop:launched': true, secrets: {A: config}}")
    copy_project(home)
    assert yaml.safe_load((home.project / "Pulumi.dev.yaml").read_text()) == {
        "config": {"shop:launched": True, "secrets": {"A": "env"}}
    }


ENCRYPTED = """# the school
config:
  shop:terms: 2024-03-01   # a date, to Pulumi
  zip: 0123
  FIRST:
    secure: v1:abc
  # of the second
  shop:SECOND: { secure: v1:def } # said
  flag: yes
  secrets:
    FIRST: config
    SECOND: "config"
    THIRD: &source config
    FOURTH: env
    FIFTH: *source
  env: { KIND: config }
  THIRD:
    secure: >-
      v1:
      ghi

  last: |
    encryptionsalt: of no one
encryptionsalt: v1:real
"""

COPIED = """# the school
config:
  shop:terms: 2024-03-01   # a date, to Pulumi
  zip: 0123
  # of the second
  flag: yes
  secrets:
    FIRST: env
    SECOND: env
    THIRD: &source env
    FOURTH: env
    FIFTH: *source
  env: { KIND: config }

  last: |
    encryptionsalt: of no one
"""


def test_a_copy_without_encrypted_values_is_otherwise_the_persons_text(home: Home) -> None:
    program(home, ENCRYPTED)
    values = copy_project(home)["dev"]
    assert (home.project / "Pulumi.dev.yaml").read_text(encoding="utf-8") == COPIED
    assert values["secrets"] == dict.fromkeys(("FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH"), "env")
    assert (values["terms"], values["zip"], values["flag"]) == ("2024-03-01", "0123", "yes")


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        ("config: {A: {secure: x}, b: 1}", "config: {b: 1}"),
        ("config: {b: 01, A: {secure: x}, c: yes}", "config: {b: 01, c: yes}"),
        ("config: {b: 01, A: {secure: x}}", "config: {b: 01, }"),
        ("config: {b: 01, A: {secure: x}, B: {secure: y}}", "config: {b: 01, }"),
        (
            "\ufeffconfig: # \u00fc \U0001f600\n  A: {secure: x}\n  b: 01",
            "config: # \u00fc \U0001f600\n  b: 01",
        ),
        ("config:\r\n  A:\r\n    secure: x\r\n  b: 01", "config:\n  b: 01"),
    ],
)
def test_an_encrypted_value_leaves_a_copy_wherever_it_stands(home: Home, text: str, copied: str) -> None:
    program(home)
    (home.source / "Pulumi.dev.yaml").write_text(text, encoding="utf-8")
    copy_project(home)
    assert (home.project / "Pulumi.dev.yaml").read_text(encoding="utf-8") == copied + "\n"


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        ("config:\n  A: &a { secure: x }\n  B: *a\n  c: 01", "config:\n  c: 01"),
        ("config:\n  A: { secure: &s x }\n  c: *s", "config:\n  c: x"),
        (
            "config:\n  env: &e { A: config }\n  secrets: *e",
            "config:\n  env: {A: config}\n  secrets:\n    A: env",
        ),
        (
            "config:\n  env: &e { A: config }\n  secrets: { <<: *e, B: config }",
            "config:\n  env: {A: config}\n  secrets:\n    B: env\n    A: env",
        ),
        (
            "config:\n  kind: &k config\n  secrets: { A: *k }",
            "config:\n  kind: config\n  secrets:\n    A: env",
        ),
        (
            "x: &x { A: { secure: v }, b: 2 }\nconfig: { <<: *x, b: '01' }",
            "x: {A: {secure: v}, b: 2}\nconfig:\n  b: '01'",
        ),
        ("config:\n  b: 01\nencryptionsalt:\n  v1:abc\nencryptedkey: >-\n  a\n  b", "config:\n  b: 01"),
        ("'encryptionsalt': v1\nconfig: { b: 01 } # said", "config: { b: 01 } # said"),
        ("config:\n  b: 'a\nencryptionsalt: c'", "config:\n  b: 'a\nencryptionsalt: c'"),
    ],
)
def test_what_is_shared_with_what_goes_stays_as_it_is_read(home: Home, text: str, copied: str) -> None:
    test_an_encrypted_value_leaves_a_copy_wherever_it_stands(home, text, copied)


def test_an_alias_is_followed(home: Home) -> None:
    program(home, "config:\n  api: &one { name: a, plan: << }\n  worker: { <<: *one, name: b }\n  l: [*one ]")
    values = copy_project(home)["dev"]
    assert values["worker"] == {"name": "b", "plan": "<<"}
    assert values["l"] == [{"name": "a", "plan": "<<"}]


def test_a_secret_encrypted_for_the_real_backend_becomes_a_fake_one() -> None:
    secrets = {"JWT_SECRET": "config", "A": "ui"}
    config = {"shop:JWT_SECRET": {"secure": "v1:x"}, "shop:secrets": secrets, "vercel:team": "kept"}
    assert plain_values({"config": config}, "shop:") == {
        "secrets": {"JWT_SECRET": "env", "A": "ui"},
        "vercel:team": "kept",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("config: {a", "Pulumi.dev.yaml: line 1 is not YAML: expected ',' or '}', but got '<stream end>'"),
        ("- a", "Pulumi.dev.yaml: has no settings; they belong under `config:`"),
        ("", "Pulumi.dev.yaml: has no settings; they belong under `config:`"),
        ("config: [a]", "Pulumi.dev.yaml: has no settings; they belong under `config:`"),
    ],
)
def test_a_stack_file_that_is_none_is_one_line(home: Home, text: str, message: str) -> None:
    program(home, text)
    with pytest.raises(SandboxError) as caught:
        copy_project(home)
    assert str(caught.value) == message
