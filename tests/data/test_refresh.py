"""A refresh from one real server to another: everything goes over, sanitized, or nothing at all."""

from pathlib import Path

import pytest
from bson.objectid import ObjectId

from data.ends import Addresses
from data.errors import Failed, Interrupted, Leaked, Refused
from data.inventory import Unclassified
from data.plan import plan
from data.policy.load import load as load_policy
from data.policy.load import parse
from data.policy.model import Policy
from data.receipt import Receipt, chain_fault, receipts
from data.refresh import recover, refresh, verify
from data.target.address import connect
from data.target.indexes import compare
from sandbox.clusters import people
from tests.conftest import ROOT
from tests.data.archive_writer import Dumped, write
from tests.data.originals import originals_found
from tests.data.places import Place, Source
from tests.data.whole import whole

PEOPLE = 400
SMALL = """
environment: staging
defaults: {int: keep, objectId: ref, "null": keep}
collections:
  users: {email: email, name: person}
  skills: {name: {keep: string}}
"""


class Quiet:
    """Nobody looks."""

    def phase(self, name: str, total: int) -> None: ...

    def advance(self, size: int, documents: int) -> None: ...


def run(source: Source | Path, target: Place, policy: Policy, workers: int = 1) -> Receipt:
    archive = source if isinstance(source, Path) else None
    uri = source.uri if isinstance(source, Source) else None
    return refresh(Addresses(uri, archive, target.uri), policy, "a test", workers, Quiet())


def stop(*_: object, **__: object) -> None:
    """What a Ctrl-C does, wherever it is put."""
    raise KeyboardInterrupt


def kept_receipts(target: Place) -> list[Receipt]:
    opened = connect(target.uri)
    try:
        return receipts(opened)
    finally:
        opened.close()


@pytest.fixture
def small() -> Policy:
    return parse(SMALL)


@pytest.fixture
def filled(source: Source, target: Place) -> tuple[Source, Place]:
    """Two users and a skill in production, something older in staging."""
    source.database.users.insert_many(
        [{"email": f"anna.{n}@firm.test", "name": "Anna Keller", "logins": n} for n in range(2)]
    )
    source.database.users.create_index("email", unique=True)
    source.database.skills.insert_one({"name": "Leadership"})
    target.database.users.insert_one({"old": True})
    target.database.stray.insert_one({"old": True})
    return source, target


@pytest.mark.proves("R42", "R43", "R44", "R46", "R47")
@pytest.mark.skipif(not (ROOT / "tests" / "blueprint").exists(), reason="the policy is another application's")
def test_the_whole_application_goes_over_and_nothing_of_it_is_found_again(
    source: Source, target: Place
) -> None:
    """The one test over all 49 collections: what it asserts is what a refresh is for."""
    policy = load_policy()
    counts = people.load(source.database, PEOPLE)
    target.database.stray.insert_one({"old": True})
    receipt = run(source, target, policy, workers=2)

    assert originals_found(source.database, target.database, policy) == {}
    dropped = {name for name in counts if policy.treatment(name) == "drop"}
    assert {name: target.database[name].count_documents({}) for name in counts} == {
        name: 0 if name in dropped else count for name, count in counts.items()
    }
    ours, theirs = (set(one.list_collection_names()) for one in (source.database, target.database))
    assert theirs - ours == {"_environment", "_refresh_journal", "_refresh_receipts"}
    listed = {name: list(source.database[name].list_indexes()) for name in counts}
    assert {name: compare(listed[name], target.database[name].list_indexes()) for name in counts} == (
        dict.fromkeys(counts, ())
    )
    every = [index for some in listed.values() for index in some]
    assert sum("unique" in index for index in every) == 26
    assert sum("expireAfterSeconds" in index for index in every) == 3
    assert sum("textIndexVersion" in index for index in every) == 8

    assert receipt.outcome == "done"
    assert receipt.verification is not None
    assert receipt.verification["passed"]
    assert (receipt.swap and receipt.swap.renamed, receipt.swap and receipt.swap.dropped) == (49, ("stray",))
    assert set(receipt.source_commands) <= {
        *("hello", "isMaster", "saslStart", "saslContinue", "connectionStatus", "getCmdLineOpts"),
        *("listCollections", "listIndexes", "aggregate", "find", "getMore", "endSessions", "killCursors"),
    }
    text = receipt.model_dump_json()
    one = source.database.users.find_one({}, {"email": 1, "firstName": 1, "lastName": 1}) or {}
    assert not [value for value in one.values() if str(value) in text]
    assert verify(Addresses(source.uri, None, target.uri), policy, 1, Quiet()).passed


@pytest.mark.proves("R46")
def test_what_the_policy_does_not_name_is_refused_with_its_path_and_count_and_nothing_is_written(
    filled: tuple[Source, Place], small: Policy
) -> None:
    source, target = filled
    before = whole(target.database)
    source.database.users.insert_many(
        [
            {"email": "b@firm.test", "nickname": "Bea"},  # a new field
            {"email": 7},  # a new type in a known one
            {"email": "c@firm.test", "votes": {"anna@firm.test": 1}},  # a new map, its keys somebody's
            {"email": "d@firm.test", "likes": {"music": {}}},  # one in which nothing stands but its keys
        ]
    )
    source.database.polls.insert_many([{"question": "?"}, {}])  # a new collection
    source.database.create_collection("drafts")  # another, empty
    with pytest.raises(Unclassified) as refused:
        run(source, target, small)
    assert refused.value.places == {
        ("drafts", (), "collection"): 0,
        ("polls", (), "collection"): 2,
        ("users", ("email",), "int"): 1,
        ("users", ("nickname",), "string"): 1,
        ("users", ("likes", "music"), "object"): 1,
        ("users", ("votes", "<key>"), "int"): 1,
        ("users", ("votes", "<key>"), "key"): 1,
    }
    assert "users.votes.<key> (key): 1" in str(refused.value)
    assert not [word for word in ("anna", "firm", "Bea") if word in str(refused.value)]
    assert whole(target.database) == before
    (receipt,) = kept_receipts(target)
    assert (receipt.outcome, receipt) == ("refused", refused.value.receipt)
    found = plan(Addresses(source.uri, None, target.uri), small, 1, Quiet())
    assert {one[:3]: one[3] for one in found.unclassified} == refused.value.places
    assert found.target_ready is None


def test_a_key_of_a_known_map_in_another_form_is_refused(filled: tuple[Source, Place]) -> None:
    source, target = filled
    text = SMALL.replace("email: email,", 'email: email, "unread.<key:ref>": {keep: int},')
    source.database.users.insert_many(
        [
            {"email": "b@firm.test", "unread": {str(ObjectId()): 1}},
            {"email": "c@firm.test", "unread": {"anna@firm.test": 1}},
        ]
    )
    with pytest.raises(Unclassified) as refused:
        run(source, target, parse(text))
    assert refused.value.places == {("users", ("unread", "<key>"), "key"): 1}


@pytest.mark.proves("R46")
def test_what_leaks_is_dropped_and_the_target_is_as_it_was(
    filled: tuple[Source, Place], small: Policy
) -> None:
    source, target = filled
    before = whole(target.database)
    source.database.skills.insert_one({"name": "ask somebody@company.ch"})
    with pytest.raises(Leaked, match=r"only reserved domains: FAILED"):
        run(source, target, small)
    assert whole(target.database) == before
    (receipt,) = kept_receipts(target)
    assert receipt.outcome == "leaked"
    assert "somebody" not in receipt.model_dump_json()
    source.database.skills.delete_one({"name": "ask somebody@company.ch"})
    assert run(source, target, small).number == 2
    assert chain_fault(kept_receipts(target)) is None
    assert recover(target.uri).state == "new"


def test_one_that_is_stopped_while_it_reads_leaves_a_receipt_and_a_second_ctrl_c_not_even_that(
    filled: tuple[Source, Place], small: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Quiet, "advance", stop)
    with pytest.raises(Interrupted, match=r"^stopped; the target is as it was$") as stopped:
        run(*filled, small)
    (receipt,) = kept_receipts(filled[1])
    assert (receipt, receipt.outcome) == (stopped.value.receipt, "interrupted")
    assert list(receipt.seconds) == ["reading"]
    monkeypatch.setattr("data.receipt.keep", stop)
    with pytest.raises(Interrupted) as stopped:
        run(*filled, small)
    assert stopped.value.receipt is None


def test_one_that_is_stopped_while_its_receipt_is_kept_says_that_the_target_is_new(
    filled: tuple[Source, Place], small: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.receipt.keep", stop)
    with pytest.raises(Interrupted, match="stopped; the target is new all the same; `python"):
        run(*filled, small)
    assert kept_receipts(filled[1]) == []
    monkeypatch.undo()
    assert run(*filled, small).number == 2
    assert [one.outcome for one in kept_receipts(filled[1])] == ["recovered", "done"]


def test_a_target_whose_marker_is_taken_away_meanwhile_stays_as_it_was(
    filled: tuple[Source, Place], small: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, target = filled
    before = whole(target.database)

    def verifying(_: Quiet, name: str, __: int) -> None:
        if name == "verifying":
            target.database["_environment"].delete_many({})

    monkeypatch.setattr(Quiet, "phase", verifying)
    with pytest.raises(Failed, match="is not marked now, and was marked as staging when this began"):
        run(*filled, small)
    assert whole(target.database) == before


@pytest.mark.proves("R42")
def test_an_archive_is_refreshed_from_like_its_database_and_a_damaged_one_leaves_the_target(
    filled: tuple[Source, Place], small: Policy, tmp_path: Path
) -> None:
    source, target = filled
    before = whole(target.database)
    dumped = [
        Dumped(name, list(source.database[name].find()), database="company-prod")
        for name in ("skills", "users")
    ]
    file = write(tmp_path / "all.archive", dumped, packed=True)
    whole_file = file.read_bytes()
    file.write_bytes(whole_file[:-9])
    with pytest.raises(Refused, match=r"all\.archive"):
        run(file, target, small)
    assert whole(target.database) == before
    file.write_bytes(whole_file)
    receipt = run(file, target, small)
    assert (receipt.source_kind, receipt.source_commands) == ("archive", {})
    assert {name: one.documents_out for name, one in receipt.collections.items()} == {"skills": 1, "users": 2}
    assert originals_found(source.database, target.database, small) == {}


def test_a_receipt_that_this_program_cannot_read_is_followed_and_said(
    filled: tuple[Source, Place], small: Policy
) -> None:
    source, target = filled
    target.database["_refresh_receipts"].insert_one({"_id": 4, "receipt": "of another version, by anna"})
    assert run(source, target, small).number == 5
    with pytest.raises(Failed, match="has not written, or that was changed") as failed:
        kept_receipts(target)
    assert "anna" not in str(failed.value)


def test_a_receipt_that_cannot_be_kept_does_not_hide_that_the_target_is_new(
    filled: tuple[Source, Place], small: Policy
) -> None:
    source, target = filled
    target.database.create_collection("_refresh_receipts", validator={"never": True})
    with pytest.raises(Failed, match="the target is new all the same, only its receipt is missing"):
        run(source, target, small)
    assert set(whole(target.database)) == {"skills", "users"}
    recovered = recover(target.uri)
    assert (recovered.state, recovered.receipt) == ("new", None)
    assert "the target is wholly new; its receipt is missing still: the target, keeping the" in recovered.text
    target.database.command("collMod", "_refresh_receipts", validator={})
    assert recover(target.uri).receipt == kept_receipts(target)[0]


def test_a_refusal_of_more_paths_than_anybody_reads_is_cut_and_has_its_receipt(
    filled: tuple[Source, Place], small: Policy
) -> None:
    source, target = filled
    source.database.users.insert_one({f"name_{chr(97 + n // 26)}{chr(97 + n % 26)}": "x" for n in range(250)})
    with pytest.raises(Unclassified, match="and 50 more: a map") as refused:
        run(source, target, small)
    assert len(refused.value.places) == 250
    assert len(kept_receipts(target)) == 1
