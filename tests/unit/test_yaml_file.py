"""What YAML makes of a value that looks like another, and the line that says so."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.parse import read_stack_file
from config.violations import SettingsError
from config.yaml_file import key_lines, line_of, read_document
from tests.companies import BONDIGOO

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
TRAPS = [
    ("launched: true", "launched: no", WORD),
    ("launched: true", "launched: on", WORD),
    ("launched: true", "launched: True", WORD),
    ("launched: true", 'launched: "yes"', WORD),
    ("launched: true", "launched:", "launched: is empty; write a value after the colon, or remove the key"),
    ("environmentName: development", "environmentName: 1e3", NUMBER),
    ("environmentName: development", "environmentName: 007", NUMBER),
    ("environmentName: development", "environmentName: 08", NUMBER),
    ("environmentName: development", "environmentName: 1_000", NUMBER),
    (
        "environmentName: development",
        "environmentName: true",
        "environmentName: is read as a boolean and not as text; put it in quotes",
    ),
    (
        '"000000000000000000000002"',
        "000000000000000000000002",
        "atlas.projectId: is read as a number and not as text; put it in quotes",
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
        "is not valid YAML in line 6: found character '\\t' that cannot start any token; YAML is indented by "
        "spaces, so replace the tab",
    ),
]


@pytest.mark.parametrize(("before", "after", "line"), TRAPS, ids=[trap[1][:30] for trap in TRAPS])
def test_each_trap_of_yaml_ends_in_one_clear_line(tmp_path: Path, before: str, after: str, line: str) -> None:
    assert said_of(tmp_path, before, after) == [line]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("Off", "Off"),
        ("True", "True"),
        ("2024-01-01", "2024-01-01"),
        ("1:30", "1:30"),
        ("1.2.3", "1.2.3"),
        ("1e3", 1000.0),
        ("1.5E-2", 0.015),
        ("0x1F", 31),
        ("0o17", 15),
        ("017", 15),
        ("08", 8.0),
        ("-7", -7),
        ("true", True),
        ("null", None),
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
        file.write_text(f"value: {text}")
        try:
            said = str(sorted(read_document(file)))
        except SettingsError as error:
            said = str(error)
    assert said in ("[]", "['value']") or said.startswith("number.yaml: is not valid YAML")
    assert "\n" not in said


def test_every_key_of_a_stack_file_is_found_on_its_line() -> None:
    for stack in ("prod", "staging", "dev"):
        file = BONDIGOO / f"Pulumi.{stack}.yaml"
        text = file.read_text().splitlines()
        for path, line in key_lines(file).items():
            key = re.split(r"[.\[]", path)[-1]
            assert key in text[line - 1] if not path.endswith("]") else "- " in text[line - 1], (path, line)


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("branch", 2),
        ("redis.name", 4),
        ("redis.allow[0]", 6),
        ("redis.allow[0].cidr", 6),
        ("redis.allow[7]", 5),
        ("redis.plan", 3),
        ("missing.deep[3].key", None),
        ("", None),
    ],
)
def test_a_key_that_the_file_lacks_is_placed_at_the_nearest_one_above(
    tmp_path: Path, key: str, line: int | None
) -> None:
    (tmp_path / "s.yaml").write_text(
        "config:\n  shop:branch: main\n  redis:\n    name: x\n    allow:\n      - { cidr: 203.0.113.0/24 }\n"
    )
    assert line_of(key_lines(tmp_path / "s.yaml"), key) == line


@pytest.mark.parametrize("text", ["config: [", "- 1", "", "config: 1", "a: \x07"])
def test_a_file_that_is_no_stack_file_has_no_lines(tmp_path: Path, text: str) -> None:
    (tmp_path / "s.yaml").write_text(text)
    assert key_lines(tmp_path / "s.yaml") == {}
    assert key_lines(tmp_path / "nowhere.yaml") == {}


@pytest.mark.parametrize("name", ["Lark Map", "", "ä", "[a]", "7" * 101])
def test_a_project_that_pulumi_would_not_take_is_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "Pulumi.yaml").write_text(f"name: {name}")
    with pytest.raises(SettingsError, match=r"^Pulumi\.yaml: name: '.*' is no name of a project; Pulumi"):
        read_stack_file(tmp_path, "dev")
