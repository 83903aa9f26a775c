"""Every command of README and of docs/operations.md is run as it stands there, in the order of the pages.

Questions are answered with yes, updates skip their preview, and what a page says twice at once is run once.
"""

import subprocess
import sys
from functools import cache
from itertools import groupby

import pytest

from tests.engine.page_commands import RUN_BY, commands, mentioned
from tests.engine.rehearsal import ROOT, Done, Rehearsal
from tests.ops_command import ops

# What runs this test, and what other tests run in rehearsals of their own: the three days and a bad release.
ELSEWHERE = {
    "make test": "runs this",
    "make up": "tests/engine/test_three_stacks.py",
    **RUN_BY,
}
# Where another exit code than 0 is the answer: the environments do differ, a person has to go on, and here is
# no terminal to draw on.
ANSWERS = {
    "python -m ops env parity": 1,
    "python -m ops diff prod staging": 1,
    "python -m ops redis rotate --stack prod": 1,
    "python -m ops status --watch": 2,
}
# In the checkout itself, that is without the sandbox's secrets, some are missing.
IN_CHECKOUT = {"python -m ops secrets list": 1}


def answer(command: str) -> int:
    """The exit code that a command should end with."""
    name = command.removeprefix(".venv/bin/")
    return ANSWERS.get(name, IN_CHECKOUT.get(name, 0) if name != command else 0)


def all_commands() -> list[str]:
    """Those of the operations page first: they bring up what README then looks at.

    What the page shows again at once is run once.
    """
    page = [command for command, _ in groupby(commands("docs/operations.md"))]
    readme = [command for command in commands("README.md") if command not in page]
    return [command for command in [*page, *readme] if command not in ELSEWHERE]


COMMANDS = list(enumerate(all_commands()))


def run(rehearsal: Rehearsal, command: str) -> Done:
    """The command in the sandbox, or in the checkout where it says so.

    With yes to every question of Pulumi, and an update without the preview that a command above it has shown.
    """
    if not command.startswith(".venv/bin/python"):
        answers = "export PULUMI_SKIP_CONFIRMATIONS=true PULUMI_OPTION_SKIP_PREVIEW=true"
        return rehearsal.run("sh", "-c", f"{answers}; {command}")
    return rehearsal.command(*command.split())


@pytest.fixture(scope="module")
def ran(rehearsal: Rehearsal) -> list[Done]:
    # The workflows of the checkout still follow the files at the root, which may be anybody's.
    rehearsal.command(sys.executable, "-m", "ops", "reference").ok()
    found: list[Done] = []
    for _, command in COMMANDS:
        found.append(run(rehearsal, command))
        if found[-1].code != answer(command):
            break  # what follows builds on it
    return found


def test_the_pages_show_commands() -> None:
    assert len(commands("README.md")) > 5
    assert len(commands("docs/operations.md")) > 25


def test_what_other_tests_run_for_the_pages_stands_there() -> None:
    shown = {*commands("README.md"), *commands("docs/operations.md")}
    assert ELSEWHERE.keys() - shown == set()


@pytest.mark.parametrize(("place", "command"), COMMANDS)
def test_it_does_what_the_page_says(ran: list[Done], place: int, command: str) -> None:
    assert place < len(ran), f"not run, because this failed before: {COMMANDS[len(ran) - 1][1]}"
    assert ran[place].code == answer(command), ran[place].text


def test_after_all_of_it_the_three_environments_are_there(ran: list[Done], rehearsal: Rehearsal) -> None:
    assert len(ran) == len(COMMANDS)
    for stack in ("prod", "staging", "dev"):
        assert rehearsal.service(f"bondigoo-api-{stack}")["suspended"] == "not_suspended"


@pytest.mark.parametrize("page", ["README.md", "docs/operations.md", "docs/state.md", "docs/ci.md"])
def test_a_command_in_a_sentence_is_one_that_exists(page: str) -> None:
    for command in mentioned(page):
        words = command.replace(".venv/bin/", "").replace("…", "--help").split(" -- ")[0].split()
        module, first = words[2], [word for word in words[3:5] if word.isalpha() and word.islower()]
        tried = ops(*first[:2], "--help") if module == "ops" else help_of(module, *first[:1])
        assert tried.returncode == 0, f"{command}: {tried.stderr}"


@cache
def help_of(module: str, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", module, *words, "--help"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
