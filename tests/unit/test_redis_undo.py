"""`ops redis move --undo`: whenever it is asked for, all is as it was, or a line says why not."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ops.ci.preview import Preview
from ops.commands import InputError
from ops.operation import engine
from ops.operation.phases import Halted
from ops.redis import services
from render.errors import RenderError
from render.wire import Service
from tests.unit.journal_kills import KilledError
from tests.unit.key_values import EVERYBODY
from tests.unit.redis_world import NEW, OLD, World, held, others, run, until_killed, with_jobs


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with with_jobs(tmp_path, monkeypatch) as made:
        yield made


@pytest.mark.parametrize("jobs", ["copy", "drop"])
def test_killed_anywhere_it_can_be_undone_and_all_is_as_before(
    company: World, monkeypatch: pytest.MonkeyPatch, jobs: str
) -> None:
    before, foreign, text = held(company, OLD), others(company), company.file.read_text()
    monkeypatch.setattr("ops.redis.move.remove_old", lambda *_, ask: refuse())
    for after in range(3, 200, 6 if jobs == "copy" else 11):
        try:
            stopped = until_killed(company, after, "--jobs", jobs, "--yes")
        except Halted:
            stopped = True
        assert until_killed(company, after, "--undo", "--yes") or run("--undo", "--yes") == 0
        assert held(company, OLD) == before
        assert (others(company), company.file.read_text()) == (foreign, text)
        assert [company.runs_on(role) for role in ("api", "worker")] == [OLD, OLD]
        assert sorted(company.instances()) == [OLD]
        if stopped:
            return
    raise AssertionError("it never came to its end")


def refuse() -> None:
    raise InputError("Nothing was done.")


def test_after_the_removal_there_is_no_way_back(company: World) -> None:
    run("--jobs", "copy", "--yes")
    with pytest.raises(InputError, match="there is nothing to go back to"):
        run("--undo", "--yes")


def test_where_nothing_is_under_way_nothing_is_undone(
    company: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--undo", "--yes") == 0
    assert capsys.readouterr().err == "staging: no move is under way; nothing to undo\n"


def test_a_file_that_a_person_has_written_stays_so_while_nothing_is_held(company: World) -> None:
    until_killed(company, 1, "--jobs", "copy", "--yes")
    text = company.file.read_text()
    assert run("--undo", "--yes") == 0
    assert company.file.read_text() == text


def test_an_instance_of_which_the_state_has_not_heard_goes_with_the_undo(company: World) -> None:
    def cut_off(_stack: str) -> None:
        company.create(name=NEW, ipAllowList=EVERYBODY)
        raise KilledError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "update", cut_off)
        assert not until_killed(company, 999, "--jobs", "copy", "--yes")
    assert sorted(company.instances()) == [OLD, NEW]
    assert run("--undo", "--yes") == 0
    assert sorted(company.instances()) == [OLD]


@pytest.mark.parametrize("made", [False, True])
def test_the_way_back_is_open_where_no_update_comes_to_its_end(
    company: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], made: bool
) -> None:
    before, text = held(company, OLD), company.file.read_text()

    def fails(_stack: str) -> None:
        if company.wanted()["mode"] == "dedicated":
            if made and NEW not in company.instances():
                company.create(name=NEW, ipAllowList=EVERYBODY)
            raise InputError("staging: `pulumi up` ended with exit code 255; its last lines say why")

    def previewed(_stack: str) -> Preview:
        return company.preview() if company.wanted()["mode"] == "dedicated" else Preview((), (), (), False)

    monkeypatch.setattr(engine, "update", fails)
    monkeypatch.setattr(engine, "previewed", previewed)
    with pytest.raises(Halted, match=r"last lines say why\n.*`--undo` goes back"):
        run("--jobs", "copy", "--yes")
    assert run("--undo", "--yes", "--json") == 0
    assert (held(company, OLD), company.file.read_text()) == (before, text)
    assert [company.runs_on(role) for role in ("api", "worker")] == [OLD, OLD]
    left = json.loads(capsys.readouterr().out)["left"]
    assert [line.partition(" (")[0] for line in left] == [f"Key Value {NEW}"] * made


@pytest.mark.parametrize("jobs", ["copy", "drop"])
def test_the_way_back_is_open_where_a_deploy_with_the_new_address_does_not_get_live(
    company: World, monkeypatch: pytest.MonkeyPatch, jobs: str
) -> None:
    before, live = held(company, OLD), services.wait_until_live

    def wait(client: Any, one: Service, latest: str, timeout: float) -> None:
        if company.wanted()["mode"] == "dedicated":
            raise RenderError(f"{one.name}: deploy dep-1 ended as update_failed")
        live(client, one, latest, timeout)

    monkeypatch.setattr(services, "wait_until_live", wait)
    with pytest.raises(Halted, match=r"ended as update_failed\n`ops redis move --stack staging` goes on"):
        run("--jobs", jobs, "--yes")
    assert run("--undo", "--yes") == 0
    assert held(company, OLD) == before
    assert [company.runs_on(role) for role in ("api", "worker")] == [OLD, OLD]
