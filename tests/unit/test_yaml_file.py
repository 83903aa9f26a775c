"""What YAML makes of a value that looks like another, and the line that says so."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.parse import parse_text, read_stack_file
from config.violations import SettingsError
from config.yaml_file import key_lines, read_document
from tests.companies import BONDIGOO
from tests.conftest import StackFiles

DEV = (BONDIGOO / "Pulumi.dev.yaml").read_text()


def said_of(folder: Path, before: str, after: str) -> list[str]:
    """What is said of Pulumi.dev.yaml in which one piece of text is another."""
    assert before in DEV
    (folder / "Pulumi.yaml").write_text("name: bondigoo")
    (folder / "Pulumi.dev.yaml").write_text(DEV.replace(before, after, 1))
    with pytest.raises(SettingsError) as caught:
        read_stack_file(folder, "dev")
    return [line.removeprefix("Pulumi.dev.yaml: ") for line in str(caught.value).splitlines()]


LIST = (
    "corsOrigins:\n    - https://dev.bondigoo.ch\n"
    "    - http://localhost:3000 # a front end on a developer's machine"
)
WORD = "launched: is a word and not a boolean; write true or false, in small letters"
NUMBER = "environmentName: is read as a number and not as text; put it in quotes"
FORM = f"{NUMBER}, or write it in plain digits for a number"
DATE = "environmentName: is read as a date and not as text; put it in quotes"
HALF = "is not valid YAML in line 4: an escape is half a character or none; write the character itself"
EMPTY = "environmentName: begins with an empty line, which Pulumi drops; begin with the first line"
TAB = "environmentName: begins with a tab, with which Pulumi reads no block; begin with another character"
BOOLEAN = (
    "launched: is read as a boolean and not as text; put it in quotes, or write true or false in small "
    "letters for a boolean"
)
TRAPS = [
    ("launched: true", "launched: no", WORD),
    ("launched: true", "launched: on", WORD),
    ("launched: true", "launched: True", BOOLEAN),
    ("environmentName: development", "environmentName: TRUE", BOOLEAN.replace("launched", "environmentName")),
    ("launched: true", 'launched: "yes"', WORD),
    ("launched: true", "launched:", "launched: is empty; write a value after the colon, or remove the key"),
    ("environmentName: development", "environmentName: 1e3", FORM),
    ("environmentName: development", "environmentName: 007", FORM),
    ("environmentName: development", "environmentName: 08", FORM),
    ("environmentName: development", "environmentName: 1_000", FORM),
    ("environmentName: development", "environmentName: 12", NUMBER),
    ("environmentName: development", "environmentName: 2024-03-01", DATE),
    ("environmentName: development", "bondigoo:environmentName: 2024-03-01", DATE),
    (
        "environmentName: development",
        "environmentName: NULL",
        "environmentName: is read as nothing and not as text; put it in quotes",
    ),
    (
        "environmentName: development",
        "environmentName: !!binary ZGV2",
        "environmentName: has the tag !!binary, which readers take differently; remove it",
    ),
    (
        "environmentName: development",
        "environmentName: development\n  bondigoo:environmentName: other",
        "environmentName: stands twice, as Pulumi takes a key with the project's name or without; now one "
        "and now the other would win; remove one of them",
    ),
    (
        "environmentName: development",
        "environmentName: development\n  env: { 1: x }",
        "env.1: is a key that is not read as text; put it in quotes",
    ),
    (
        "environmentName: development",
        "environmentName: development\n  env: &env { <<: *env }",
        "is not valid YAML in line 5: an alias leads back to itself",
    ),
    (
        "environmentName: development",
        'environmentName: "\\/"',
        "is not valid YAML in line 4: found unknown escape character '/'",
    ),
    (
        "environmentName: development",
        "environmentName: true",
        "environmentName: is read as a boolean and not as text; put it in quotes",
    ),
    (
        '"000000000000000000000002"',
        "000000000000000000000002",
        FORM.replace("environmentName", "atlas.projectId"),
    ),
    (
        LIST,
        "corsOrigins: https://dev.bondigoo.ch",
        "corsOrigins: is one value where a list belongs; write each on a line of its own, after `- `",
    ),
    (
        LIST,
        "corsOrigins: https://dev.bondigoo.ch,http://localhost:3000",
        "corsOrigins: is one value where a list belongs; write each on a line of its own, after `- `",
    ),
    (
        "branch: develop",
        "branch: [develop]",
        "branch: has the wrong type or size: input should be a valid string",
    ),
    (
        "branch: develop",
        "branch: develop\n  branch: main",
        "is not valid YAML in line 7: key 'branch' stands twice",
    ),
    (
        "  branch: develop",
        "\tbranch: develop",
        "is not valid YAML in line 6: found character '\\t' that cannot start any token; write spaces "
        "instead of the tab",
    ),
    (
        "environmentName: development",
        "environmentName: development\t# the tab is before a comment",
        "is not valid YAML in line 4: found character '\\t' that cannot start any token; write spaces "
        "instead of the tab",
    ),
    ("environmentName: development", "environmentName: 2024-03-01   10:00:00", DATE),
    ("environmentName: development", f"environmentName: {'9' * 5000}", FORM),
    ("environmentName: development", 'environmentName: "\\ud83d\\ude00"', HALF),
    ("environmentName: development", 'environmentName: "\\ud83d"', HALF),
    ("environmentName: development", '"environmentName\\udc00": x', HALF),
    ("environmentName: development", 'environmentName: "\\U00110000"', HALF),
    ("environmentName: development", 'environmentName: "\\UFFFFFFFF"', HALF),
    ("environmentName: development", "environmentName: |-\n\n    first", EMPTY),
    ("environmentName: development", "environmentName: >-\n\n    first", EMPTY),
    ("environmentName: development", 'environmentName: "\\nfirst"', EMPTY),
    ("environmentName: development", "environmentName: '\n\n    first'", EMPTY),
    ("environmentName: development", "environmentName: |-\n    \tfirst", TAB),
    ("environmentName: development", 'environmentName: "\\tfirst\\nsecond"', TAB),
    (
        "config:",
        "%YAML 1.2\n---\nconfig:",
        "is not valid YAML in line 3: Pulumi does not take the line %YAML, which may be left out",
    ),
]


@pytest.mark.parametrize(("before", "after", "line"), TRAPS, ids=[trap[1][:30] for trap in TRAPS])
def test_each_trap_of_yaml_ends_in_one_clear_line(tmp_path: Path, before: str, after: str, line: str) -> None:
    assert said_of(tmp_path, before, after) == [line]


def test_what_is_not_ours_is_pulumis_to_judge(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text(
        "name: bondigoo\ndescription: 2024-03-01\nversion: 1.0\n"
        "plugins: { providers: [{ name: x, version: 1.0 }] }"
    )
    others = "config:\n  aws:since: 2024-03-01\n  aws:limits: { most: 1e3, tag: !!binary ZGV2 }"
    environment = "environment: { values: { since: 2024-03-01, 1: 007 } }\n"
    (tmp_path / "Pulumi.dev.yaml").write_text(environment + DEV.replace("config:", others, 1))
    assert read_stack_file(tmp_path, "dev") == read_stack_file(BONDIGOO, "dev")


@pytest.mark.parametrize("key", ["my.shop:env", "my.shop:config:env", "env"])
def test_a_value_of_ours_is_judged_in_each_spelling_of_its_key(tmp_path: Path, key: str) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: my.shop")
    (tmp_path / "Pulumi.dev.yaml").write_text(f"config:\n  {key}: {{ A: 1e3 }}\n")
    with pytest.raises(SettingsError, match=r"^Pulumi\.dev\.yaml: env\.A: is read as a number"):
        read_stack_file(tmp_path, "dev")


@pytest.mark.parametrize("value", ["true", "{ value: true }", "{ type: boolean, default: true }"])
@pytest.mark.parametrize("key", ["freeze", "bondigoo:freeze"])
def test_a_value_that_pulumi_adds_to_every_stack_is_refused(tmp_path: Path, key: str, value: str) -> None:
    (tmp_path / "Pulumi.yaml").write_text(f"name: bondigoo\nconfig:\n  {key}: {value}\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(DEV)
    with pytest.raises(SettingsError) as caught:
        read_stack_file(tmp_path, "dev")
    assert str(caught.value) == (
        f"Pulumi.yaml: config.{key}: gives every environment a value; only Pulumi reads it there, and no "
        "rule sees it; write it into each stack file"
    )


def test_a_type_or_anothers_value_may_stand_in_the_projects_file(tmp_path: Path) -> None:
    declared = "config: { freeze: { type: boolean }, 'vercel:team': x }"
    (tmp_path / "Pulumi.yaml").write_text(f"name: bondigoo\n{declared}\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(DEV)
    assert read_stack_file(tmp_path, "dev") == read_stack_file(BONDIGOO, "dev")


@pytest.mark.parametrize(
    "nothing",
    ["mail:", "mail: null", "mail: ''", "cloudinary: ~\n  mail:"],
)
def test_nothing_at_the_top_is_what_pulumi_hands_on_as_an_empty_text(nothing: str, tmp_path: Path) -> None:
    (tmp_path / "file.yaml").write_text(f"config:\n  {nothing}\n")
    read = read_document(tmp_path / "file.yaml")["config"]
    base = {key: value for key, value in StackFiles()["dev"].items() if key not in ("mail", "cloudinary")}
    base["secrets"] = {"DATABASE_PASSWORD": "env"}
    handed_on = {key: value or "" for key, value in read.items()}
    assert parse_text("dev", {**base, **read}) == parse_text("dev", {**base, **handed_on})
    assert parse_text("dev", {**base, **read}).mail is None


def test_a_text_that_looks_like_a_number_stays_text_also_where_it_may_be_left_out() -> None:
    values = {**StackFiles()["dev"], "cloudinary": "2024"}
    assert parse_text("dev", values).cloudinary == "2024"


@pytest.mark.parametrize("key", ["bondigoo:branch", "bondigoo:config:branch"])
def test_a_key_of_the_project_is_known_in_each_spelling_of_pulumi(tmp_path: Path, key: str) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: bondigoo")
    (tmp_path / "Pulumi.dev.yaml").write_text(DEV.replace("  branch: develop", f"  {key}: next", 1))
    assert read_stack_file(tmp_path, "dev").branch == "next"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("Off", "Off"),
        ("on", "on"),
        ("tRue", "tRue"),
        ("0o8", "0o8"),
        ("2024-01-01 or so", "2024-01-01 or so"),
        ("1:30", "1:30"),
        ("1.2.3", "1.2.3"),
        ("-7", -7),
        ("true", True),
        ("null", None),
        ("~", None),
        ("!!str 12", "12"),
        ("\n  <<: [{ a: 1, b: 2 }, { a: 3, c: 4 }]\n  b: 5", {"a": 1, "b": 5, "c": 4}),
    ],
)
def test_a_plain_word_is_read_as_pulumi_reads_it(tmp_path: Path, text: str, value: Any) -> None:
    (tmp_path / "file.yaml").write_text(f"value: {text}")
    read = read_document(tmp_path / "file.yaml")["value"]
    assert (read, type(read)) == (value, type(value))


@given(st.from_regex(r"[0-9_.eE+-]{1,12}", fullmatch=True))
def test_no_plain_number_ends_in_a_traceback(text: str) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "number.yaml"
        file.write_text(f"config: {{ value: {text} }}")
        try:
            said = str(sorted(read_document(file, "shop")))
        except SettingsError as error:
            said = str(error)
    refused = ("number.yaml: is not valid YAML", "number.yaml: value: is read as a ")
    assert said in ("[]", "['config']") or said.startswith(refused)
    assert "\n" not in said


def test_an_alias_that_leads_back_or_unfolds_without_end_is_one_line_and_not_unfolded(tmp_path: Path) -> None:
    rows = "".join(f"  l{n}: &l{n} [{', '.join([f'*l{n - 1} '] * 10)}]\n" for n in range(1, 30))
    for text, said in (
        (f"config:\n  l0: &l0 x\n{rows}", "aliases make it more than ten times as large"),
        ("config:\n  a: &a { <<: [*a] }\n", "an alias leads back to itself"),
        ("config:\n  a: &a [*a]\n", "an alias leads back to itself"),
    ):
        (tmp_path / "s.yaml").write_text(text)
        with pytest.raises(SettingsError, match=said):
            read_document(tmp_path / "s.yaml")
        assert len(key_lines(tmp_path / "s.yaml")) < 400


def test_a_key_under_both_of_its_names_stands_twice(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  branch: a\n  other:branch: b\n  shop:branch: c\n")
    with pytest.raises(SettingsError) as caught:
        read_stack_file(tmp_path, "dev")
    assert [str(fault) for fault in caught.value.violations] == [
        "Pulumi.dev.yaml: branch: stands twice, as Pulumi takes a key with the project's name or without; "
        "now one and now the other would win; remove one of them"
    ]


@pytest.mark.parametrize("name", ["Lark Map", "", "ä", "[a]", "a" * 101])
def test_a_project_that_pulumi_would_not_take_is_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "Pulumi.yaml").write_text(f"name: {name}")
    with pytest.raises(SettingsError, match=r"^Pulumi\.yaml: name: '.*' is no name of a project; Pulumi"):
        read_stack_file(tmp_path, "dev")
