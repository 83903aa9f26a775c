"""What whoever calls a refresh does around it: prevents the swap, only tries, says what the backup is."""

import json

import pytest

from data.ends import Addresses
from data.errors import Failed
from data.receipt import Receipt, chain_fault
from data.refresh import ALONE, Surroundings, recover, refresh
from tests.data.places import Place, Source
from tests.data.test_refresh import Quiet, filled, kept_receipts, small
from tests.data.whole import whole

__all__ = ["filled", "small"]


def run(ends: tuple[Source, Place], policy: object, around: Surroundings = ALONE) -> Receipt:
    source, target = ends
    return refresh(Addresses(source.uri, None, target.uri), policy, "a test", 1, Quiet(), around)  # type: ignore[arg-type]


def test_what_is_only_tried_is_verified_and_dropped_and_leaves_its_receipt(
    filled: tuple[Source, Place], small: object
) -> None:
    _, target = filled
    before = whole(target.database)
    receipt = run(filled, small, Surroundings(dry_run=True))
    assert (receipt.outcome, receipt.swap) == ("tried", None)
    assert receipt.verification is not None
    assert receipt.verification["passed"]
    assert whole(target.database) == before
    assert [name for name in target.database.list_collection_names() if name.startswith("__")] == []
    assert recover(target.uri).state == "old"
    assert run(filled, small).outcome == "done"


def test_who_prevents_the_swap_has_the_target_as_it_was_and_everything_verified_by_then(
    filled: tuple[Source, Place], small: object
) -> None:
    _, target = filled
    before, seen = whole(target.database), list[bool]()

    def prevented() -> None:
        seen.append(any(name.startswith("__") for name in target.database.list_collection_names()))
        raise Failed("the services do not stop")

    with pytest.raises(Failed, match="the services do not stop"):
        run(filled, small, Surroundings(before_swap=prevented, backup="snapshot 1"))
    assert seen == [True]
    assert whole(target.database) == before
    (receipt,) = kept_receipts(target)
    assert (receipt.outcome, receipt.backup) == ("failed", "snapshot 1")
    assert receipt.verification is not None


def test_a_receipt_from_before_there_were_backups_in_it_is_followed_and_the_chain_is_whole(
    filled: tuple[Source, Place], small: object
) -> None:
    _, target = filled
    run(filled, small)
    kept = target.database["_refresh_receipts"]
    older = json.loads((kept.find_one({"_id": 1}) or {})["receipt"])
    del older["backup"]
    kept.update_one({"_id": 1}, {"$set": {"receipt": json.dumps(older, separators=(",", ":"))}})
    assert run(filled, small, Surroundings(backup="snapshot 2")).number == 2
    found = kept_receipts(target)
    assert [each.backup for each in found] == [None, "snapshot 2"]
    assert chain_fault(found) is None
