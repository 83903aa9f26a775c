"""What all commands have alike: help that ends with examples that work, an answer to a misspelt word."""

import argparse
import re
import shlex
from collections.abc import Iterator
from functools import cache

import pytest

from ops.__main__ import parser as ops_parser
from sandbox.__main__ import parser as sandbox_parser
from tests.ops_command import ops
from toolchain.__main__ import _parser as toolchain_parser
from toolchain.parser import Parser, unknown


@cache
def parsers() -> dict[str, Parser]:
    made = {"ops": ops_parser(), "sandbox": sandbox_parser(), "toolchain": toolchain_parser()}
    return {f"python{'3' * (name == 'toolchain')} -m {name}": one for name, one in made.items()}


def below(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A parser and those of all its subcommands."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for each in action.choices.values():
                yield from below(each)


def examples(parser: argparse.ArgumentParser) -> list[str]:
    """The commands of ours in the last block of the help, without what the shell does with their output."""
    block = parser.format_help().rstrip().split("\n\n")[-1]
    assert block.startswith("examples:\n"), parser.prog
    lines = [re.split(r"\s{2,}| [|>] ", line.strip())[0] for line in block.splitlines()[1:]]
    return [line for line in lines if line.startswith("python")]


def parsed(command: str) -> None:
    """Raise what the parser raises for a command, also for one that another one is to run."""
    start = next(name for name in parsers() if command.startswith(name))
    try:
        arguments = parsers()[start].parse_args(shlex.split(command.removeprefix(start)))
    except SystemExit as asked_for_help:
        if asked_for_help.code:
            raise
        return
    inner = shlex.join(getattr(arguments, "argv", []))
    if inner.startswith("python"):
        parsed(inner)


@pytest.mark.parametrize("name", ["python -m ops", "python -m sandbox", "python3 -m toolchain"])
def test_the_help_of_every_command_ends_with_examples_that_can_be_given(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for parser in below(parsers()[name]):
        shown = examples(parser)
        assert any(parser.prog in command for command in shown), parser.prog
        for command in shown:
            parsed(command)


def test_prose_stays_in_the_description_and_examples_are_told_once() -> None:
    parser = Parser(prog="x", description="Do it.\n\n    python -m x\n    python -m x -h  more\n\nMore.\n")
    assert parser.format_help() == (
        "usage: x [-h]\n\nDo it.\n\nMore.\n\n"
        "options:\n  -h, --help  show this help message and exit\n\n"
        "examples:\n  python -m x\n  python -m x -h  more\n"
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ops docter", "error: unknown command 'docter'; did you mean 'doctor'?"),
        ("ops data plam", "python -m ops data: error: unknown command 'plam'; did you mean 'plan'?"),
        (
            "ops data policy scafold",
            "python -m ops data policy: error: unknown command 'scafold'; did you mean 'scaffold'?",
        ),
        (
            "ops adopt --stack stagin",
            "python -m ops adopt: error: argument --stack: unknown choice 'stagin'; did you mean 'staging'?",
        ),
    ],
)
def test_a_misspelt_word_is_answered_with_the_nearest(words: str, expected: str) -> None:
    done = ops(*words.split()[1:])
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == expected


def test_a_missing_subcommand_is_answered_with_all_there_are() -> None:
    done = ops("data", "policy")
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "python -m ops data policy: what to do is missing; write one of check, scaffold\n",
    )


def test_the_sandbox_and_the_toolchain_answer_alike(capsys: pytest.CaptureFixture[str]) -> None:
    for name, word, meant in (
        ("python -m sandbox", "stauts", "status"),
        ("python3 -m toolchain", "set", "setup"),
    ):
        with pytest.raises(SystemExit) as refused:
            parsers()[name].parse_args([word])
        assert refused.value.code == 2
        said = capsys.readouterr().err.splitlines()[-1]
        assert said == f"{name}: error: unknown command '{word}'; did you mean '{meant}'?"


def test_where_nothing_is_near_all_is_named() -> None:
    assert unknown("command", "zzz", ("up", "down")) == "unknown command 'zzz'; choose from up, down"
