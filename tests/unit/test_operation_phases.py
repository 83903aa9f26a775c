"""Phases one after the other: each once, whatever happened in between, and an account of them."""

import json
from pathlib import Path

import pytest

from ops.commands import InputError
from ops.operation.journal import Journal
from ops.operation.phases import Account, Halted, Phase, RefusedError, plan, run
from render.errors import RenderError


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    made = Journal(tmp_path / "launch-prod.json")
    made.begin()
    return made


class Steps:
    """Two phases; the second raises what it is told to."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.fails: BaseException | None = None

    @property
    def phases(self) -> list[Phase]:
        return [
            Phase("one", "do one", lambda: self._do("one")),
            Phase("two", "do two", self._two, "go on so"),
        ]

    def _do(self, name: str) -> None:
        self.done.append(name)

    def _two(self) -> None:
        if self.fails:
            raise self.fails
        self._do("two")


def test_what_an_earlier_command_has_done_is_not_done_again(journal: Journal) -> None:
    steps = Steps()
    steps.fails = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        run(steps.phases, journal)
    steps.fails = None
    again = Journal(journal.file)
    assert plan(steps.phases, again) == " 1. do one (done)\n 2. do two"
    assert [name for name, *_ in run(steps.phases, again)] == ["one", "two"]
    assert steps.done == ["one", "two"]
    assert run(steps.phases, Journal(journal.file)) == run(steps.phases, again)
    assert steps.done == ["one", "two"]


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (InputError("Vercel: no reply"), "Vercel: no reply"),
        (RenderError("api: deploy dep-1 ended"), "api: deploy dep-1 ended"),
        (PermissionError(13, "Permission denied", "Pulumi.prod.yaml"), "Pulumi.prod.yaml: Permission denied"),
    ],
)
def test_what_stops_a_phase_is_said_with_what_leads_on(journal: Journal, error: Exception, line: str) -> None:
    steps = Steps()
    steps.fails = error
    with pytest.raises(Halted) as halted:
        run(steps.phases, journal)
    said, way_back = str(halted.value).splitlines()
    assert said.startswith(line)
    assert (way_back, halted.value.exit_code, list(journal.done)) == ("go on so", 3, ["one"])


def test_what_is_refused_is_no_half_done_operation(journal: Journal) -> None:
    steps = Steps()
    steps.fails = RefusedError("site: not back")
    with pytest.raises(RefusedError) as refused:
        run(steps.phases, journal)
    assert (str(refused.value), getattr(refused.value, "exit_code", 2)) == ("site: not back", 2)


def test_an_account_tells_people_and_scripts_the_same() -> None:
    account = Account("launch", "prod", [("switch", 0.0, 1.25)], {"served": "dpl_a"}, ["commit the file"])
    assert account.shown(as_json=False).splitlines() == [
        "launch prod",
        "  1970-01-01T00:00:00Z  switch, 1.2 s",
        "  served: dpl_a",
        "  left to do: commit the file",
    ]
    assert json.loads(account.shown(as_json=True)) == {
        "operation": "launch",
        "stack": "prod",
        "phases": [{"phase": "switch", "at": "1970-01-01T00:00:00Z", "seconds": 1.25}],
        "facts": {"served": "dpl_a"},
        "left": ["commit the file"],
    }
