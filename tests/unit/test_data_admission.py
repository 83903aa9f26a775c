"""Who runs a refresh is let in at Atlas while it runs, and by nothing that stays open."""

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from ops.accounts import AccountError, atlas
from ops.accounts.atlas import Network
from ops.commands import InputError
from ops.data.admission import admitted, lets_in, runner
from ops.data.waiting import Clock
from tests.unit.accounts_wire import Accounts, settings

PROD, STAGING = "000000000000000000000001", "000000000000000000000002"
NAMED = {"DATA_RUNNER_ADDRESS": "203.0.113.7"}
STACKS = {"prod": settings(), "staging": settings("staging")}
OFFICE = "203.0.113.0/24"


class World:
    """The two Atlas projects of a refresh, both without an entry."""

    def __init__(self, accounts: Accounts) -> None:
        self.accounts, self.told, self.pauses = accounts, list[str](), list[float]()
        self.accounts.wire.cloud.stage_seconds = 0
        for project in (PROD, STAGING):
            self.table(project).clear()

    def table(self, project: str) -> dict[str, Any]:
        group = self.accounts.wire.cloud.atlas["groups"][project]
        found: dict[str, Any] = group.setdefault("accessList", {})
        return found

    def comments(self, project: str) -> list[str]:
        return [entry.comment for entry in atlas.connect(project).entries()]

    def admitted(
        self, environ: Mapping[str, str] = NAMED, stacks: Mapping[str, Settings] = STACKS, run: str = "1"
    ) -> Any:
        clock = Clock(self.accounts.wire.cloud.now, self._pause, self.told.append)
        return admitted(stacks, run, environ, clock)

    def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.accounts.wire.cloud.clock_offset += seconds

    def fault(self, **rule: Any) -> None:
        body = [{"service": "atlas", **rule}]
        assert self.accounts.wire.send("POST", "/_sandbox/faults", json=body).is_success

    def by_hand(self, project: str, cidr: str, hours: float | None = None, comment: str = "office") -> None:
        until = datetime.fromtimestamp(self.accounts.wire.cloud.now(), UTC) + timedelta(hours=hours or 0)
        dated = {"deleteAfterDate": until.isoformat(), "_until": until.timestamp()} if hours else {}
        self.table(project)[cidr] = {"cidrBlock": cidr, "comment": comment, **dated}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    accounts = Accounts(tmp_path)
    accounts.used_by(monkeypatch)
    return World(accounts)


def test_the_runner_is_in_while_it_runs_and_out_afterwards_at_each_project(world: World) -> None:
    with world.admitted():
        assert (world.comments(PROD), world.comments(STAGING)) == (["prod refresh 1"], ["staging refresh 1"])
        (entry,) = atlas.connect(PROD).entries()
        assert entry.network == ip_network("203.0.113.7/32")
        assert entry.until is not None
        assert entry.until.timestamp() - world.accounts.wire.cloud.now() == pytest.approx(7200, abs=2)
    assert world.comments(PROD) + world.comments(STAGING) == []
    assert world.told == [
        f"203.0.113.7/32 is let in at the Atlas project {project} of {stack} until this ends"
        for project, stack in ((PROD, "prod"), (STAGING, "staging"))
    ]


def test_it_begins_when_the_clusters_know_of_the_entry(world: World) -> None:
    world.accounts.wire.cloud.stage_seconds = 5
    with world.admitted(stacks={"prod": STACKS["prod"]}):
        assert atlas.connect(PROD).entry_status(ip_network("203.0.113.7/32")) == "ACTIVE"
    assert world.pauses == [0.5, 1.0, 2.0, 4.0]


def test_what_atlas_does_not_answer_meanwhile_is_asked_again(world: World) -> None:
    world.fault(kind="status", status=503, method="GET", path=".*/status", times=2)
    with world.admitted(stacks={"prod": STACKS["prod"]}):
        assert world.comments(PROD) == ["prod refresh 1"]
    assert world.pauses == [0.5, 1.0]


def test_an_entry_that_never_comes_into_force_is_one_line_and_taken_away(world: World) -> None:
    world.accounts.wire.cloud.stage_seconds = 1000
    with pytest.raises(AccountError) as caught, world.admitted():
        pytest.fail("the block was begun")
    assert str(caught.value) == (
        f"203.0.113.7/32 is not let in at the Atlas project {PROD} of prod after 5 min; run this again, "
        "and see Network Access in Atlas if it stays so"
    )
    assert world.comments(PROD) + world.comments(STAGING) == []


@pytest.mark.parametrize(("status", "said"), [("FAILED", "FAILED"), (None, "its entry is gone")])
def test_an_entry_that_atlas_could_not_make_is_one_line(
    world: World, monkeypatch: pytest.MonkeyPatch, status: str | None, said: str
) -> None:
    monkeypatch.setattr(atlas.Atlas, "entry_status", lambda *_: status)
    with pytest.raises(AccountError, match=rf"could not be let in at .* \({said}\); run this again"):
        world.admitted().__enter__()
    assert world.comments(PROD) == []


@pytest.mark.parametrize("ended_by", [KeyboardInterrupt, SystemExit, RuntimeError])
def test_it_is_out_however_the_refresh_ends(world: World, ended_by: type[BaseException]) -> None:
    with pytest.raises(ended_by), world.admitted():
        raise ended_by
    assert world.comments(PROD) + world.comments(STAGING) == []


def test_a_runner_that_is_killed_is_out_by_itself(world: World) -> None:
    door = world.admitted()
    door.__enter__()
    world.accounts.wire.cloud.clock_offset += 7201
    assert world.comments(PROD) + world.comments(STAGING) == []
    door.__exit__(None, None, None)


def test_without_the_variable_nobody_asks_atlas(world: World) -> None:
    before = len(world.accounts.wire.cloud.requests)
    for environ in ({}, {"DATA_RUNNER_ADDRESS": " "}):
        with world.admitted(environ):
            pass
    assert (len(world.accounts.wire.cloud.requests), world.told) == (before, [])


def test_stacks_of_one_project_have_one_entry(world: World) -> None:
    one = {"staging": settings("staging"), "dev": settings("dev")}
    with world.admitted(stacks=one):
        assert len(world.comments(STAGING)) == 1
    assert world.comments(STAGING) == []


@pytest.mark.parametrize("hours", [None, 3.0])
def test_where_an_entry_lets_it_in_already_none_is_made_or_taken_away(
    world: World, hours: float | None
) -> None:
    world.by_hand(PROD, OFFICE, hours)
    with world.admitted():
        assert world.comments(PROD) == ["office"]
    assert (world.comments(PROD), world.comments(STAGING)) == (["office"], [])


def test_a_range_that_closes_too_early_is_no_help_and_stays(world: World) -> None:
    world.by_hand(PROD, OFFICE, hours=1.0)
    with world.admitted():
        assert sorted(world.comments(PROD)) == ["office", "prod refresh 1"]
    assert world.comments(PROD) == ["office"]


def test_somebody_elses_entry_of_the_same_address_is_theirs(world: World) -> None:
    world.by_hand(PROD, "203.0.113.7/32", hours=1.0, comment="ada at home")
    with world.admitted():
        assert world.comments(PROD) == ["ada at home"]
    assert world.comments(PROD) == ["ada at home"]


def test_the_entry_of_a_refresh_that_was_killed_is_renewed_and_taken_away(world: World) -> None:
    world.by_hand(PROD, "203.0.113.7/32", hours=0.2, comment="prod refresh 0")
    with world.admitted():
        assert world.comments(PROD) == ["prod refresh 1"]
        world.accounts.wire.cloud.clock_offset += 3600
        assert world.comments(PROD) == ["prod refresh 1"]
    assert world.comments(PROD) == []


def test_where_one_project_lets_nobody_in_the_other_is_closed_again(world: World) -> None:
    world.fault(kind="status", status=403, method="POST", path=f".*{STAGING}/accessList")
    with pytest.raises(AccountError, match="answered 403"), world.admitted():
        pytest.fail("the block was begun")
    assert world.comments(PROD) == []


def test_an_entry_that_was_made_and_never_confirmed_is_taken_away(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Unsure(atlas.Atlas):
        def let_in(self, network: Network, comment: str, until: datetime) -> None:
            super().let_in(network, comment, until)
            assert world.comments(PROD) == [comment]
            raise AccountError("MongoDB Atlas: no reply")

    known = atlas.connect
    monkeypatch.setattr(atlas, "connect", lambda project: Unsure(known(project)._api, project))
    with pytest.raises(AccountError, match="no reply"), world.admitted(stacks={"prod": STACKS["prod"]}):
        pytest.fail("the block was begun")
    assert world.comments(PROD) == []


def test_an_entry_that_is_hard_to_take_away_is_tried_again(world: World) -> None:
    with world.admitted(stacks={"prod": STACKS["prod"]}):
        world.fault(kind="status", status=503, method="DELETE", times=2)
    assert (world.comments(PROD), world.pauses) == ([], [1.0, 1.0])
    assert len(world.told) == 1


@pytest.mark.parametrize(("status", "tries"), [(503, 3), (403, 1)])
def test_one_that_cannot_be_taken_away_is_named_with_its_own_end_and_hides_nothing(
    world: World, status: int, tries: int
) -> None:
    ended = nullcontext() if status == 503 else pytest.raises(RuntimeError, match="the refresh failed")
    with ended, world.admitted(stacks={"prod": STACKS["prod"]}):
        until = datetime.fromtimestamp(world.accounts.wire.cloud.now(), UTC) + timedelta(hours=2)
        world.fault(kind="status", status=status, method="DELETE")
        if status != 503:
            raise RuntimeError("the refresh failed")
    assert len(world.pauses) == tries - 1
    assert world.told[1].startswith(
        f"203.0.113.7/32 is still let in at the Atlas project {PROD} of prod: Mongo"
    )
    assert world.told[1].endswith(
        f"; it goes by itself at {until:%Y-%m-%d %H:%M} UTC, and sooner by hand (Network Access)"
    )


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ("the office", "is neither an address nor a range"),
        ("203.0.113.7/24", "is neither an address nor a range .*has host bits set"),
        ("0.0.0.0/0", "0.0.0.0/0 is wider than /24, and would let in others than this machine"),
        ("203.0.112.0/23", "203.0.112.0/23 is wider than /24"),
        ("::/0", "::/0 is wider than /64"),
        ("2001:db8::/63", "2001:db8::/63 is wider than /64"),
        ("0.0.0.0", "Atlas sees nobody who calls from 0.0.0.0/32"),
        ("127.0.0.1", "Atlas sees nobody who calls from 127.0.0.1/32"),
        ("203.0.113.7,203.0.113.8", "is neither an address nor a range"),
    ],
)
def test_an_address_that_is_none_or_far_too_many_is_one_line_before_anything_is_asked(
    world: World, given: str, line: str
) -> None:
    before = len(world.accounts.wire.cloud.requests)
    with pytest.raises(InputError, match=rf"^DATA_RUNNER_ADDRESS: {line}") as caught:
        world.admitted({"DATA_RUNNER_ADDRESS": given}).__enter__()
    assert str(caught.value).endswith(
        "; write the address that this machine calls from, such as 203.0.113.7, or unset DATA_RUNNER_ADDRESS"
    )
    assert len(world.accounts.wire.cloud.requests) == before


@pytest.mark.parametrize(
    ("given", "network"),
    [
        ("203.0.113.7", "203.0.113.7/32"),
        (" 203.0.113.0/24\n", "203.0.113.0/24"),
        ("2001:db8::7", "2001:db8::7/128"),
        ("2001:db8::/64", "2001:db8::/64"),
    ],
)
def test_an_address_of_either_kind_or_a_narrow_range_is_taken(given: str, network: str) -> None:
    assert runner({"DATA_RUNNER_ADDRESS": given}) == ip_network(network)


def test_the_kinds_of_addresses_do_not_let_each_other_in() -> None:
    now = datetime(2026, 11, 27, tzinfo=UTC)
    everybody = [atlas.Entry(ip_network("0.0.0.0/0"), "", None)]
    assert lets_in(everybody, ip_network("203.0.113.7"), now, "prod refresh ")
    assert not lets_in(everybody, ip_network("2001:db8::7"), now, "prod refresh ")
    assert not lets_in([], ip_network("203.0.113.7"), now, "prod refresh ")
