"""The whole refresh with its worker processes, cut off: the target is old or new, and no process is left."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from data.ends import Addresses
from data.errors import Interrupted
from data.policy.load import parse
from data.receipt import Receipt, chain_fault, receipts
from data.refresh import recover, refresh
from data.target.address import connect
from data.workers import Workers
from tests.data.conftest import a_target
from tests.data.killed import Moment, decisive_commands, kill, stop
from tests.data.places import Place, Source
from tests.data.servers import Server
from tests.data.whole import whole

POLICY = """
environment: staging
defaults: {objectId: ref}
collections:
  users: {email: email, name: person}
  skills: {name: {keep: string}}
"""
# LOADING, settled, VERIFIED, SWAPPING, settled, two renames, a drop, settled, DONE.
LOADING, SWAPPING, FIRST_RENAME, ALL = 1, 4, 6, 10
MOMENTS: dict[tuple[Moment, int], str] = {
    ("before", LOADING): "old",
    ("after", LOADING): "old",
    ("before", SWAPPING): "old",
    ("after", FIRST_RENAME): "new",
    ("after", ALL): "new",
}
HALF = "old and new stand side by side there until `python -m ops data recover` finishes it"
STOPPED: dict[tuple[Moment, int], str] = {
    ("after", LOADING): "old",
    ("after", FIRST_RENAME): "new",
}
AT_A_TIME = 2


class Quiet:
    """Nobody looks."""

    def phase(self, name: str, total: int) -> None: ...

    def advance(self, size: int, documents: int) -> None: ...


def refresh_with_a_known_key(addresses: tuple[str, str]) -> None:
    """In a process of its own: two runs with one key make the same of the same."""
    secrets.token_bytes = lambda nbytes=None: bytes(nbytes or 32)
    refresh(Addresses(addresses[0], None, addresses[1]), parse(POLICY), "a test", 1, Quiet())


def filled(source: Source) -> str:
    """The address of fifty people and a skill."""
    source.database.users.insert_many(
        [{"email": f"anna.{n}@firm.test", "name": "Anna Keller"} for n in range(50)]
    )
    source.database.users.create_index("email", unique=True)
    source.database.skills.insert_one({"name": "Leadership"})
    return source.uri


def kept(place: Place) -> list[Receipt]:
    with closing(connect(place.uri)) as opened:
        return receipts(opened)


def fill_old(place: Place) -> dict[str, Any]:
    place.database.users.insert_one({"_id": 1, "old": True})
    place.database.stray.insert_one({"_id": 1})
    return whole(place.database)


def test_a_refresh_killed_with_its_workers_leaves_the_old_or_the_new_and_no_process(
    source: Source, staging: Server, target: Place
) -> None:
    uri = filled(source)
    fill_old(target)
    assert decisive_commands(refresh_with_a_known_key, (uri, target.uri)) == ALL
    new = whole(target.database)
    (done,) = kept(target)
    assert set(new) == {"users", "skills"}

    def killed(at: tuple[Moment, int]) -> str:
        place = a_target(staging)
        old = fill_old(place)
        kill(*at, refresh_with_a_known_key, (uri, place.uri))
        state = recover(place.uri).state
        assert whole(place.database) == {"old": old, "new": new}[state]
        assert recover(place.uri).receipt is None
        # What is there was verified, and says so as one that was not cut off does.
        proofs = [(one.outcome, one.verification, one.collections, one.policy_sha256) for one in kept(place)]
        recovered = ("recovered", done.verification, done.collections, done.policy_sha256)
        assert proofs == {"old": [], "new": [recovered]}[state]
        place.remove()
        return state

    with ThreadPoolExecutor(AT_A_TIME) as threads:
        assert dict(zip(MOMENTS, threads.map(killed, MOMENTS), strict=True)) == MOMENTS


def test_a_refresh_that_is_stopped_undoes_itself_and_leaves_a_receipt_that_says_what_is_left(
    source: Source, staging: Server
) -> None:
    uri = filled(source)

    def stopped(at: tuple[Moment, int]) -> str:
        place = a_target(staging)
        old = fill_old(place)
        said = stop(*at, refresh_with_a_known_key, (uri, place.uri))
        undone = whole(place.database) == old
        (stopped,) = kept(place)
        assert (stopped.outcome, stopped.reason, stopped.swap) == ("interrupted", said, None)
        outcome = recover(place.uri)
        state, every = outcome.state, kept(place)
        assert every == [stopped, *([outcome.receipt] if state == "new" else [])]
        assert {one.run for one in every} == {stopped.run}
        assert chain_fault(every) is None
        assert said == ("stopped; the target is as it was" if undone else f"stopped; {HALF}")
        assert undone == (state == "old")
        place.remove()
        return state

    with ThreadPoolExecutor(AT_A_TIME) as threads:
        assert dict(zip(STOPPED, threads.map(stopped, STOPPED), strict=True)) == STOPPED


class Stopped(Workers):
    """Ctrl-C comes when all is done and the workers have gone home."""

    def __exit__(self, *error: Any) -> None:
        super().__exit__(*error)
        raise KeyboardInterrupt


def test_one_that_is_stopped_when_all_is_done_says_that_the_target_is_new_and_holds_its_receipt(
    source: Source, target: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.refresh.Workers", Stopped)
    with pytest.raises(Interrupted, match=r"^stopped; the target is new all the same$") as stopped:
        refresh(Addresses(filled(source), None, target.uri), parse(POLICY), "a test", 1, Quiet())
    assert [stopped.value.receipt] == kept(target)
    assert kept(target)[0].outcome == "done"
