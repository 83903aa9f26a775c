"""What the target's server can do to a run: one line each, and the target is old, or new after `recover`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from data.documents import batch_of
from data.errors import Failed, Interrupted, Leaked
from data.target import load
from data.target.load import Loading
from sandbox.lease import hold
from tests.data.conftest import a_target
from tests.data.places import Place
from tests.data.servers import Server, start
from tests.data.small_refresh import DOCUMENTS, fill_old, recovered, refresh
from tests.data.whole import whole

# An election, a connection that is cut, a lock that is not to be had.
PASSING: list[dict[str, Any]] = [{"errorCode": 10107}, {"closeConnection": True}, {"errorCode": 24}]


@pytest.fixture(scope="module")
def failing(mongod: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of this module's own: a fault is set for all of a server, and one is killed."""
    lease = tmp_path_factory.mktemp("failing") / "lease"
    with hold(lease):
        server = start("staging", mongod, lease)
        yield server
        server.client.close()


@pytest.fixture
def place(failing: Server) -> Iterator[Place]:
    place = a_target(failing)
    fill_old(place.database)
    yield place
    place.remove()


@contextmanager
def fault(place: Place, *commands: str, mode: object = "alwaysOn", **data: Any) -> Iterator[None]:
    """The server's own way to fail (`failCommand`), for the driver's commands of a refresh only."""
    admin, name = place.server.client.admin, "failCommand"
    settings = {"failCommands": commands, "appName": "data-refresh", **data}
    admin.command("configureFailPoint", name, mode=mode, data=settings)
    try:
        yield
    finally:
        admin.command("configureFailPoint", name, mode="off")


def failure(place: Place) -> str:
    with pytest.raises(Failed) as failed:
        refresh(place.uri)
    return str(failed.value)


def test_a_full_disk_leaves_the_target_as_it_was(place: Place) -> None:
    old = whole(place.database)
    with fault(place, "insert", errorCode=14031):
        assert failure(place) == (
            "the target, loading skills: its disk is full (OutOfDiskSpace): "
            "make room there, for the old and the new data together"
        )
    assert whole(place.database) == old
    assert refresh(place.uri).renamed == 3


def test_a_right_that_is_lost_between_two_commands_leaves_the_target_as_it_was(place: Place) -> None:
    old = whole(place.database)
    with fault(place, "createIndexes", errorCode=13):
        assert failure(place).startswith("the target, building the indexes of users: its user lacks a right")
    assert whole(place.database) == old


def test_a_batch_whose_connection_breaks_is_sent_again_and_nothing_is_there_twice(place: Place) -> None:
    sent = [{"_id": number, "again": True} for number in range(20, 40)]

    def lose_a_reply(loading: Loading) -> None:
        # As if the server had taken half of them before the connection broke.
        place.database["__refresh_1__skills"].insert_many(sent[:10])
        with fault(place, "insert", mode={"times": 1}, closeConnection=True):
            load.insert(load.handle(loading.target, "1", "skills"), batch_of("skills", sent))
        assert place.database["__refresh_1__skills"].count_documents({"again": True}) == 20
        place.database["__refresh_1__skills"].delete_many({"again": True})

    assert refresh(place.uri, meanwhile=lose_a_reply).renamed == 3


def test_whoever_stops_it_once_more_while_it_undoes_itself_is_told_to_recover(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = whole(place.database)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(load, "drop_temporaries", stop)
        with pytest.raises(Interrupted) as stopped:
            refresh(place.uri, meanwhile=stop)
    assert str(stopped.value) == ("stopped; what was begun is still there: run `python -m ops data recover`")
    assert recovered(place.uri) == "old"
    assert whole(place.database) == old


def test_what_cannot_be_removed_is_said(place: Place) -> None:
    old = whole(place.database)
    with fault(place, "insert", "drop", errorCode=13):
        said = failure(place)
    assert "loading skills: its user lacks a right" in said
    assert said.endswith("; what was begun is still there: run `python -m ops data recover`")
    assert recovered(place.uri) == "old"
    assert whole(place.database) == old


@pytest.mark.parametrize("how", PASSING, ids=str)
@pytest.mark.parametrize("command", ["renameCollection", "drop"])
def test_a_swap_goes_on_after_what_passes(place: Place, command: str, how: dict[str, Any]) -> None:
    with fault(place, command, mode={"times": 1}, **how):
        assert refresh(place.uri).renamed == 3
    assert set(whole(place.database)) == {"skills", "users", "resets"}


@pytest.mark.parametrize("how", PASSING, ids=str)
@pytest.mark.parametrize("command", ["delete", "drop"])
def test_an_undo_goes_on_after_what_passes(
    place: Place, command: str, how: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.target.patience._PAUSE", 0.0)
    old = whole(place.database)

    def leak(_: Loading) -> None:
        raise Leaked("something was found")

    # The driver tries a write to the journal twice by itself.
    with (
        fault(place, command, mode={"times": 3}, **how),
        pytest.raises(Leaked, match=r"^something was found$"),
    ):
        refresh(place.uri, meanwhile=leak)
    assert whole(place.database) == old
    assert refresh(place.uri).renamed == 3


def test_a_swap_that_cannot_go_on_is_finished_by_recover(place: Place) -> None:
    with fault(place, "renameCollection", mode={"skip": 1}, errorCode=13):
        assert failure(place) == (
            "the target, swapping users: its user lacks a right for this: "
            "give it `readWrite` on the target's database; "
            "old and new stand side by side there until `python -m ops data recover` finishes it"
        )
        with pytest.raises(Failed, match="until `python -m ops data recover` finishes it"):
            recovered(place.uri)
    assert recovered(place.uri) == "new"
    assert set(whole(place.database)) == {"skills", "users", "resets"}
    assert list(place.database.users.find()) == DOCUMENTS["users"]


def test_a_server_that_dies_while_it_is_loaded_is_old_when_it_is_back(
    own_staging: Server, own_target: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.target.load._DEADLINE", 0.0)
    fill_old(own_target.database)
    old = whole(own_target.database)

    def die(loading: Loading) -> None:
        own_staging.kill()
        load.insert(load.handle(loading.target, "1", "users"), batch_of("users", DOCUMENTS["users"]))

    with pytest.raises(Failed) as failed:
        refresh(f"{own_target.uri}&serverSelectionTimeoutMS=300", meanwhile=die)
    assert str(failed.value) == (
        "the target, loading users: no primary of it answers: "
        "see whether the cluster runs and lets this machine in; "
        "what was begun is still there: run `python -m ops data recover`"
    )
    own_staging.come_back()
    assert recovered(own_target.uri) == "old"
    assert whole(own_target.database) == old
