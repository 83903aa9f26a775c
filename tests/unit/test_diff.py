"""Two environments compared, for a person and for a script."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.parse import parse
from ops.diff import Difference, as_text, differences, flat, in_words
from ops.terminal import table
from tests.conftest import ROOT, StackFiles
from tests.ops_command import Screen, ops

NAMES = ("prod", "dev")


def folder_with(tmp_path: Path, **stacks: dict[str, Any]) -> str:
    (tmp_path / "Pulumi.yaml").write_text("name: bondigoo")
    for stack, values in stacks.items():
        (tmp_path / f"Pulumi.{stack}.yaml").write_text(yaml.safe_dump({"config": values}))
    return str(tmp_path)


def small_change(stack_files: StackFiles, tmp_path: Path) -> str:
    values = stack_files["dev"]
    other = {**values, "launched": False, "corsOrigins": ["https://dev.bondigoo.ch"]}
    other["api"] = {**values["api"], "env": {"LOG_LEVEL": "info"}}
    other["database"] = {**values["database"], "name": "elsewhere"}
    return folder_with(tmp_path, prod=values, dev=other)


def test_what_differs_is_one_table_in_groups_and_plain_in_a_pipe(
    stack_files: StackFiles, tmp_path: Path
) -> None:
    done = ops("diff", "prod", "dev", "--folder", small_change(stack_files, tmp_path))
    equal = len(flat(parse("dev", stack_files["dev"]))) - 3
    assert (
        done.stdout
        == f"""\
key                prod                                            dev

corsOrigins        https://dev.bondigoo.ch, http://localhost:3000  https://dev.bondigoo.ch
launched           true                                            false

api.env.LOG_LEVEL  -                                               info

database.name      coaching-platform-dev                           elsewhere

prod and dev: 4 keys differ, {equal} are equal
"""
    )
    assert (done.returncode, done.stderr) == (1, "")


def test_a_script_gets_the_same_as_json(stack_files: StackFiles, tmp_path: Path) -> None:
    done = ops("diff", "prod", "dev", "--json", "--folder", small_change(stack_files, tmp_path))
    report = json.loads(done.stdout)
    origins = ["https://dev.bondigoo.ch", "http://localhost:3000"]
    assert report.pop("equal") > 40
    assert report == {
        "left": "prod",
        "right": "dev",
        "different": [
            {"key": "corsOrigins", "left": origins, "right": ["https://dev.bondigoo.ch"]},
            {"key": "launched", "left": True, "right": False},
            {"key": "api.env.LOG_LEVEL", "left": None, "right": "info"},
            {"key": "database.name", "left": "coaching-platform-dev", "right": "elsewhere"},
        ],
    }
    assert done.returncode == 1


def test_an_environment_equals_itself() -> None:
    done = ops("diff", "staging", "staging")
    assert done.returncode == 0
    assert done.stdout.startswith("staging and staging: 0 keys differ, ")


def test_a_file_that_cannot_be_used_is_an_error_of_its_own_kind(
    stack_files: StackFiles, tmp_path: Path
) -> None:
    folder = folder_with(tmp_path, prod=stack_files["prod"], dev={**stack_files["dev"], "brunch": "x"})
    done = ops("diff", "prod", "dev", "--folder", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "Pulumi.dev.yaml: brunch: is not a key of this file, perhaps branch was meant; correct or remove it\n"
    )


def test_a_wrong_name_is_refused_with_the_known_ones() -> None:
    done = ops("diff", "prod", "qa")
    assert (done.returncode, done.stdout) == (2, "")
    assert "unknown choice 'qa'; choose from prod, staging, dev" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_help_shows_an_example_and_the_exit_codes() -> None:
    text = ops("diff", "--help").stdout
    assert text.endswith("  python -m ops diff prod staging --json\n")
    assert "Exit code, as of diff(1): 0 the two are equal, 1 they differ, 2 a file cannot be used." in text


def test_a_default_that_one_side_writes_out_is_no_difference(stack_files: StackFiles) -> None:
    values = stack_files["dev"]
    written = {
        **values,
        "protect": False,
        "freeze": False,
        "database": {**values["database"], "backup": None},
    }
    found, equal = differences(parse("dev", values), parse("dev", written))
    assert found == []
    assert equal == len(flat(parse("dev", values)))
    assert "database.backup" not in flat(parse("dev", values))


@pytest.mark.proves("R19", "C3")
def test_the_real_environments_differ_in_what_the_blueprint_says(stack_files: StackFiles) -> None:
    prod, staging = (parse(stack, stack_files[stack]) for stack in ("prod", "staging"))
    found, _ = differences(prod, staging)
    assert [one.key for one in found if one.group in ("", "frontend", "api", "worker")] == [
        *("environmentName", "branch", "frontendUrl", "apiUrl", "corsOrigins", "launched", "protect"),
        *("stripe", "cloudinary"),
        *("frontend.project", "frontend.previews", "api.name", "worker.name"),
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "-"),
        (True, "true"),
        (1800, "1800"),
        ("", '""'),
        ([], "(empty)"),
        (["a", "b"], "a, b"),
        ([{"cidr": "203.0.113.0/24", "description": "office"}], "203.0.113.0/24 office"),
    ],
)
def test_a_value_is_spelt_as_in_a_stack_file(value: Any, words: str) -> None:
    assert in_words(value) == words


ROWS = [Difference("branch", "main", "develop"), Difference("database.host", "a" * 30, "b " * 14 + "b")]


def a_terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    """Standard output is a terminal of this width without colours."""
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys, "stdout", Screen(terminal=True))


def test_a_terminal_that_is_too_narrow_for_the_values_folds_them_in_a_box(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_terminal(monkeypatch, 62)
    assert as_text(NAMES, ROWS, 5).splitlines() == [
        "╭───────────────┬─────────────────────┬──────────────────────╮",
        "│ key           │ prod                │ dev                  │",
        "├───────────────┼─────────────────────┼──────────────────────┤",
        "│ branch        │ main                │ develop              │",
        "├───────────────┼─────────────────────┼──────────────────────┤",
        "│ database.host │ aaaaaaaaaaaaaaaaaaa │ b b b b b b b b b b  │",
        "│               │ aaaaaaaaaaa         │ b b b b b            │",
        "╰───────────────┴─────────────────────┴──────────────────────╯",
        "",
        "prod and dev: 2 keys differ, 5 are equal",
    ]


@pytest.mark.parametrize("width", [20, 40, 61, 80, 200])
def test_no_line_is_wider_than_the_terminal_and_nothing_is_cut(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_terminal(monkeypatch, width)
    drawn = table(("key", "left", "right"), [[("a.key", "x" * 100, "y"), ("b", "z", "word " * 40)]])
    assert max(map(len, drawn.splitlines())) <= width
    assert drawn.count("x") == 100
    assert "\x1b" not in drawn


def test_a_pipe_gets_every_value_whole_in_one_line_and_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("COLUMNS", "20")
    long = "[bold]x[/bold] :smile: " * 40
    monkeypatch.setattr(sys, "stdout", Screen(terminal=False))
    assert table(("key", "value"), [[("a", long), ("bb", "y")]]).splitlines() == [
        "key  value",
        f"a    {long.rstrip()}",
        "bb   y",
    ]


def test_a_terminal_that_knows_no_lines_gets_a_box_of_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    a_terminal(monkeypatch, 40)
    monkeypatch.setattr(Screen, "encoding", "latin-1")
    assert table(("key",), [[("a",)]]).isascii()


def test_a_heading_is_bold_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys, "stdout", Screen(terminal=True))
    assert "\x1b[1m" in table(("key",), [[("a",)]])


def loaded(modules: str, heavy: str) -> str:
    code = f"import sys, {modules}; print([m for m in sys.modules if m.split('.')[0].startswith('{heavy}')])"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout


def test_no_command_waits_for_a_cloud_sdk() -> None:
    assert loaded("ops.check, ops.diff, ops.reference, ops.smoke", "pulumi") == "[]\n"


def test_no_command_waits_for_what_draws_tables() -> None:
    assert loaded("ops.__main__, ops.check, ops.diff, ops.env, ops.terminal", "rich") == "[]\n"
