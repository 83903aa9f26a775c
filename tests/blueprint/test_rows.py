"""Every row of the blueprint has what carries it and a test that says it proves it."""

import json
import re
from typing import Any

import pytest

from ops.__main__ import COMMANDS
from tests.conftest import ROOT
from tests.traceability.__main__ import main
from tests.traceability.markers import read_proofs
from tests.traceability.rows import read_rows


def test_the_page_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--check"])
    assert (capsys.readouterr().out, code) == ("", 0)


def test_every_row_of_the_blueprint_is_there() -> None:
    rows = read_rows()
    wanted = [
        f"{family}{number}"
        for family, count in (("R", 80), ("C", 24), ("T", 50))
        for number in range(1, count + 1)
    ]
    assert list(rows) == wanted
    assert [row.id for row in rows.values() if not (row.carrier or row.open)] == []


def test_every_marker_names_a_row() -> None:
    assert [proof for proof in read_proofs(ROOT) if proof.row not in read_rows()] == []


def test_every_row_that_is_not_open_has_a_test_that_says_it_proves_it() -> None:
    proven = {proof.row for proof in read_proofs(ROOT)}
    assert [row.id for row in read_rows().values() if not row.open and row.id not in proven] == []


def known_keys() -> set[str]:
    """Every key of the settings and of the objects in them, as `redis` and `redis.plan`."""
    schema = json.loads((ROOT / "docs" / "stack.schema.json").read_text())
    found: set[str] = set()

    def walk(prefix: str, node: Any) -> None:
        for part in (*node.get("oneOf", ()), *node.get("anyOf", ()), *filter(None, [node.get("items")])):
            walk(prefix, part)
        if "$ref" in node:
            walk(prefix, schema["$defs"][node["$ref"].rpartition("/")[2]])
        for key, field in node.get("properties", {}).items():
            found.add(f"{prefix}{key}")
            walk(f"{prefix}{key}.", field)

    walk("", schema["properties"]["config"])
    return found


def is_command(name: str) -> bool:
    words = name.split()
    return words[:3] == ["python", "-m", "ops"] and words[3] in COMMANDS


def test_what_carries_a_row_exists() -> None:
    names = {name for row in read_rows().values() for name in re.findall(r"`([^`]+)`", row.carrier or "")}
    keys = known_keys()
    missing = [
        name
        for name in sorted(names)
        if not (name in keys or (ROOT / name).exists() or is_secret(name) or is_command(name))
    ]
    assert missing == []


def is_secret(name: str) -> bool:
    """`secrets.KEY`, or a command of ours."""
    if name.startswith("python -m ops "):
        return (ROOT / "ops" / f"{name.split()[3]}.py").is_file()
    return bool(re.fullmatch(r"secrets\.[A-Z][A-Z0-9_]*", name))
