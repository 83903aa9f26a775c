"""On which line of its file a key stands."""

import re
from pathlib import Path

import pytest

from config.yaml_file import key_lines, line_of
from tests.companies import BONDIGOO


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
