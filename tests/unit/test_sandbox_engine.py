"""What a person sees of a run of `pulumi`: a line in a pipe, a line redrawn on a terminal, the log."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox import terminal
from sandbox.engine import work
from sandbox.home import Home, SandboxError
from sandbox.session import Session
from tests.ops_command import Screen

SAID = """\
 +  pulumi-python:dynamic/render:Deploy api creating (0s)
Diagnostics:
  pulumi:pulumi:Stack (bondigoo-prod):
    warning: frontendUrl: nobody serves it

Resources:
    + 23 created
"""
LOGIN = "somebody:password"
LAST_WORDS = f"error: could not load plugin\nhttps://{LOGIN}@example.com says no\n"
SECONDS = re.compile(r"\d+ s\b")


class Scripted(Session):
    """Says what it is told instead of running `pulumi`."""

    said: str
    code: int

    def follow(self, *arguments: str, hear: Callable[[str], object]) -> int:
        assert arguments == ("up", "--stack", "prod", "--yes", "--skip-preview", "--suppress-outputs")
        for line in self.said.splitlines(keepends=True):
            hear(line)
        return self.code

    def pulumi(self, *arguments: str, quiet: bool = False) -> None:
        sys.stdout.write(self.said)


def scripted(folder: Path, said: str = SAID, code: int = 0) -> Scripted:
    home = Home(folder / ".sandbox", folder)
    home.prepare()
    made = Scripted(home, {})
    made.__dict__.update(said=said, code=code)
    return made


def test_in_a_pipe_it_is_a_line_when_it_begins_and_one_when_it_ended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work(scripted(tmp_path), "prod", "up", "up")
    assert SECONDS.sub("N s", capsys.readouterr().out) == (
        "prod: pulumi up\nprod: up after N s, 23 created; 1 warning in .sandbox/logs/up-prod.log\n"
    )
    assert (tmp_path / ".sandbox" / "logs" / "up-prod.log").read_text() == SAID


def test_all_of_it_is_shown_to_whoever_asks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    work(scripted(tmp_path), "prod", "up", "up", verbose=True)
    assert SECONDS.sub("N s", capsys.readouterr().out) == f"prod: pulumi up\n{SAID}prod: up after N s\n\n"


def test_what_fails_says_why_and_where_all_of_it_is(tmp_path: Path) -> None:
    faults = "".join(f"    error: fault {number}\n" for number in range(10))
    with pytest.raises(SandboxError) as refused:
        work(scripted(tmp_path, f"Diagnostics:\n{faults}", 255), "prod", "up", "up")
    assert str(refused.value).splitlines() == [
        "prod: `pulumi up` ended with exit code 255; all of it is in .sandbox/logs/up-prod.log",
        *(f"  fault {number}" for number in range(8)),
        "  and 2 more",
    ]


def test_what_fails_without_a_diagnosis_says_its_last_words_and_no_password(tmp_path: Path) -> None:
    with pytest.raises(SandboxError) as refused:
        work(scripted(tmp_path, LAST_WORDS, 1), "prod", "up", "up")
    assert str(refused.value).splitlines()[1:] == [
        "  error: could not load plugin",
        "  https://***@example.com says no",
    ]


def test_on_a_terminal_one_line_is_redrawn_with_what_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Screen(terminal=True)
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "40")
    work(scripted(tmp_path, SAID.partition("Diagnostics")[0]), "prod", "up", "up")
    drawn = SECONDS.sub("N s", screen.getvalue())
    assert "prod  N s  waiting for api (Deploy)" in drawn
    # What was redrawn is gone when the last line stands: the cursor up, the line cleared.
    assert drawn.endswith("\x1b[1A\x1b[2Kprod: up after N s, \n")
    assert "prod: pulumi up" not in drawn


ROWS = [("prod", "www.example.com", "yes"), ("staging", "staging.example.com", "no")]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            60,
            [
                " environment   frontend              launched",
                " ────────────────────────────────────────────",
                " prod          www.example.com       yes",
                " staging       staging.example.com   no",
            ],
        ),
        (
            40,
            [
                " environmen",
                " t            prod         staging",
                " ──────────────────────────────────────",
                " frontend     www.exampl   staging.exam",
                "              e.com        ple.com",
                " launched     yes          no",
            ],
        ),
    ],
)
def test_a_table_folds_to_the_terminal(
    columns: int, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Screen(terminal=True)
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(columns))
    terminal.show_table(("environment", "frontend", "launched"), ROWS)
    assert screen.getvalue().splitlines() == expected


def test_a_table_in_a_pipe_is_whole_and_plain(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "20")
    terminal.show_table(("environment", "frontend", "launched"), ROWS)
    assert capsys.readouterr().out.splitlines() == [
        "environment  frontend             launched",
        "prod         www.example.com      yes",
        "staging      staging.example.com  no",
    ]


def test_after_ctrl_c_the_engine_ends_in_order_and_what_it_says_is_heard(tmp_path: Path) -> None:
    home = Home(tmp_path / ".sandbox", tmp_path)
    home.project.mkdir(parents=True)
    pulumi = tmp_path / "pulumi"
    pulumi.write_text("#!/bin/sh\necho begun\necho cancelled\necho done > ended\n")
    pulumi.chmod(0o755)
    heard: list[str] = []

    def hear(line: str) -> None:
        heard.append(line)
        if len(heard) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Session(home, {"PATH": f"{tmp_path}:{os.environ['PATH']}"}).follow("up", hear=hear)
    assert heard == ["begun\n", "cancelled\n"]
    assert (home.project / "ended").exists()
