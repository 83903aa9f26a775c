"""What a person sees of `make up`: a line for each environment, a table, an address; the rest is in logs."""

import re
from pathlib import Path

import pytest

from sandbox.home import Home
from tests.engine.golden import PRINTED

STACKS = ("prod", "staging", "dev")
# Those of the toolchain are among them.
MOST_LINES = 15


@pytest.fixture(scope="module")
def printed(golden_three: Path) -> str:
    return (golden_three / PRINTED).read_text()


def test_up_ends_with_one_table_and_the_address_of_the_page(golden_three: Path, printed: str) -> None:
    lines = printed.strip().splitlines()
    assert lines[-1] == f"everything in one page: {Home(golden_three / '.sandbox').url}"
    assert [" ".join(line.split()) for line in lines[-5:-1]] == [
        "environment frontend API worker Redis database launched",
        "prod www.bondigoo.ch api.bondigoo.ch bondigoo-worker-prod bondigoo-redis-prod bondigoo-prod no",
        "staging staging.bondigoo.ch api.staging.bondigoo.ch"
        " bondigoo-worker-staging bondigoo-redis-prod bondigoo-staging yes",
        "dev dev.bondigoo.ch api.dev.bondigoo.ch"
        " bondigoo-worker-dev bondigoo-redis-prod coaching-platform-dev yes",
    ]


@pytest.mark.proves("R1", "C15")
def test_the_environments_come_up_in_deploy_order(printed: str) -> None:
    assert re.findall(r"^(\w+): pulumi up$", printed, re.MULTILINE) == list(STACKS)


def test_up_prints_a_line_when_an_environment_begins_and_one_when_it_is_up(
    golden_three: Path, printed: str
) -> None:
    lines = printed.splitlines()
    assert len(lines) <= MOST_LINES
    ended = [re.sub(r"\d+ s\b", "N s", line) for line in lines if ": up after " in line]
    assert ended == [
        "prod: up after N s, 23 created; 1 note in .sandbox/logs/up-prod.log",
        "staging: up after N s, 23 created",
        "dev: up after N s, 22 created",
    ]
    for stack in STACKS:
        log = (golden_three / ".sandbox" / "logs" / f"up-{stack}.log").read_text()
        assert "pulumi-python:dynamic/render:Deploy api created" in log
