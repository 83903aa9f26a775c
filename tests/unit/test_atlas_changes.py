"""What a refresh changes at Atlas: a snapshot taken, a runner let in for a while and kept out again."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import httpx
import pytest

from ops.accounts import AccountError, atlas
from tests.unit.accounts_wire import ENVIRON, Accounts

GROUP = "000000000000000000000001"
CLUSTER = "bondigoo-prod-cluster"
RUNNER = ip_network("203.0.113.7")
SNAPSHOTS = f"/api/atlas/v2/groups/{GROUP}/clusters/{CLUSTER}/backup/snapshots"
ACCESS = f"/api/atlas/v2/groups/{GROUP}/accessList"


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path)


@pytest.fixture
def account(accounts: Accounts) -> atlas.Atlas:
    return atlas.connect(GROUP, ENVIRON, accounts.transport)


def fault(accounts: Accounts, **rule: Any) -> None:
    accounts.wire.send("POST", "/_sandbox/faults", json=[{"service": "atlas", **rule}])


def sent(accounts: Accounts, method: str, path: str) -> int:
    """How often it reached a handler, or was answered for one; the challenges of digest do not count."""
    return sum(
        (entry["method"], entry["path"]) == (method, path) and entry["status"] != 401
        for entry in accounts.wire.cloud.requests
    )


def in_two_hours(accounts: Accounts) -> datetime:
    return datetime.fromtimestamp(accounts.wire.cloud.now(), UTC).replace(microsecond=0) + timedelta(hours=2)


def test_a_snapshot_is_taken_with_its_description_and_found_by_its_id(account: atlas.Atlas) -> None:
    made = account.take_snapshot(CLUSTER, "refresh 1", 7)
    found = account.snapshot(CLUSTER, made["id"])
    assert found is not None
    told = [found[key] for key in ("description", "snapshotType", "status")]
    assert told == ["refresh 1", "onDemand", "queued"]
    life = datetime.fromisoformat(found["expiresAt"]) - datetime.fromisoformat(found["createdAt"])
    assert life == timedelta(days=7)
    assert account.snapshot(CLUSTER, "0" * 24) is None


def test_after_a_lost_reply_the_snapshot_is_found_by_its_description_and_not_asked_for_again(
    accounts: Accounts, account: atlas.Atlas
) -> None:
    fault(accounts, kind="cut_after", method="POST", times=1)
    made = account.take_snapshot(CLUSTER, "refresh 1", 7)
    assert made["description"] == "refresh 1"
    assert sent(accounts, "POST", SNAPSHOTS) == 1
    assert sum(each.get("description") == "refresh 1" for each in account.snapshots(CLUSTER)) == 1


@pytest.mark.parametrize(
    "rule", [{"kind": "cut_before"}, {"kind": "status", "status": 503}, {"kind": "status", "status": 429}]
)
def test_a_snapshot_that_was_not_taken_is_said_and_not_asked_for_again(
    accounts: Accounts, account: atlas.Atlas, rule: dict[str, Any]
) -> None:
    fault(accounts, method="POST", times=1, **rule)
    with pytest.raises(AccountError, match="run again"):
        account.take_snapshot(CLUSTER, "refresh 1", 7)
    assert [each for each in account.snapshots(CLUSTER) if each["snapshotType"] == "onDemand"] == []


def test_one_that_failed_is_not_taken_for_the_one_whose_reply_was_lost(
    accounts: Accounts, account: atlas.Atlas
) -> None:
    accounts.wire.send("POST", "/_sandbox/snapshots", json={"cluster": CLUSTER, "failNext": True})
    account.take_snapshot(CLUSTER, "refresh 1", 7)
    accounts.wire.stages(2)
    fault(accounts, kind="cut_before", method="POST", times=1)
    with pytest.raises(AccountError, match="no reply"):
        account.take_snapshot(CLUSTER, "refresh 1", 7)


def test_a_key_without_the_role_is_told_which_it_needs(accounts: Accounts, account: atlas.Atlas) -> None:
    fault(accounts, kind="status", status=403, method="POST", times=1)
    with pytest.raises(AccountError) as caught:
        account.take_snapshot(CLUSTER, "refresh 1", 7)
    assert str(caught.value) == (
        "MongoDB Atlas: this key may take no snapshot; give it the role Project Backup Manager"
    )


def test_a_second_one_beside_another_is_refused_in_atlas_words(account: atlas.Atlas) -> None:
    account.take_snapshot(CLUSTER, "refresh 1", 7)
    with pytest.raises(AccountError, match=r"409.*Another on-demand snapshot is queued or in progress"):
        account.take_snapshot(CLUSTER, "refresh 2", 7)


def test_a_runner_is_let_in_for_a_while_and_kept_out_again(accounts: Accounts, account: atlas.Atlas) -> None:
    until = in_two_hours(accounts)
    account.let_in(RUNNER, "staging refresh 1", until)
    assert account.entries() == [atlas.Entry(RUNNER, "staging refresh 1", until)]
    account.keep_out(RUNNER)
    assert account.entries() == []
    account.keep_out(RUNNER)


def test_a_runner_that_is_forgotten_is_out_by_itself(accounts: Accounts, account: atlas.Atlas) -> None:
    account.let_in(RUNNER, "staging refresh 1", in_two_hours(accounts))
    accounts.wire.cloud.clock_offset += 7201
    assert account.entries() == []


def test_an_address_of_the_longer_kind_is_an_entry_too(accounts: Accounts, account: atlas.Atlas) -> None:
    network = ip_network("2001:db8::7")
    account.let_in(network, "staging refresh 1", in_two_hours(accounts))
    assert list(account.access_list()) == ["2001:db8::7/128"]
    account.keep_out(network)
    assert account.access_list() == {}


def test_after_a_lost_reply_an_entry_is_looked_up_by_its_address(
    accounts: Accounts, account: atlas.Atlas
) -> None:
    fault(accounts, kind="cut_after", method="POST", times=1)
    account.let_in(RUNNER, "staging refresh 1", in_two_hours(accounts))
    assert sent(accounts, "POST", ACCESS) == 1
    # One of an earlier run is not the one that was asked for.
    fault(accounts, kind="cut_before", method="POST", times=1)
    with pytest.raises(AccountError, match="no reply"):
        account.let_in(RUNNER, "staging refresh 2", in_two_hours(accounts) + timedelta(hours=1))


def test_more_than_a_week_is_refused_in_atlas_words(accounts: Accounts, account: atlas.Atlas) -> None:
    with pytest.raises(AccountError, match=r"400.*at most one week ahead"):
        account.let_in(RUNNER, "staging refresh 1", in_two_hours(accounts) + timedelta(days=8))
    assert account.entries() == []


def test_what_cannot_be_taken_away_is_said(accounts: Accounts, account: atlas.Atlas) -> None:
    account.let_in(RUNNER, "staging refresh 1", in_two_hours(accounts))
    fault(accounts, kind="status", status=503, method="DELETE")
    with pytest.raises(AccountError) as caught:
        account.keep_out(RUNNER)
    assert caught.value.may_pass


def test_a_word_of_the_request_is_no_path_of_its_own() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.raw_path.decode())
        return httpx.Response(404)

    account = atlas.connect("g", ENVIRON, httpx.MockTransport(answer))
    account.snapshot("a/b", "../x")
    account.keep_out(ip_network("203.0.113.0/24"))
    assert [path.partition("/g/")[2] for path in asked] == [
        "clusters/a%2Fb/backup/snapshots/..%2Fx",
        "accessList/203.0.113.0%2F24",
    ]
