"""What is asked of Atlas before a create, and what is said where somebody else was there first."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pulumi
import pytest

from components import atlas_existing
from config.settings import BackupSchedule

Taken = Callable[[], Awaitable[str | None]]
ENTRY, USER = "getProjectIpAccessList", "getDatabaseUser"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The questions; each is answered 404 until `answers` says otherwise."""
    return answers(monkeypatch, {})


def answers(patch: pytest.MonkeyPatch, known: dict[str, Any]) -> list[dict[str, Any]]:
    """`known`: the answer for each look-up and the first of its names; a number is a status."""
    questions: list[dict[str, Any]] = []

    async def invoke(token: str, arguments: dict[str, Any], options: pulumi.InvokeOptions) -> Any:
        questions.append({"look-up": token.rpartition(":")[2], **arguments})
        named = next(value for key, value in arguments.items() if key != "projectId")
        answer = known.get(f"{token.rpartition(':')[2]} {named}", 404)
        if isinstance(answer, int):
            raise ValueError(f"GET https://cloud.mongodb.com/groups/g/x: HTTP {answer} (Error code: x)")
        return answer

    patch.setattr(pulumi.runtime, "invoke_async", invoke)
    # The look alone, without the engine that would call it.
    patch.setattr(atlas_existing, "unless_taken", lambda name, taken: taken)
    return questions


def said(taken: Any) -> str | None:
    async def whole() -> str | None:
        answer: str | None = await taken()
        return answer

    # Not `asyncio.run`: it leaves the thread without a loop, and Pulumi's mocks ask for one.
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(whole())
    finally:
        loop.close()


def test_what_is_not_there_may_be_created(asked: list[dict[str, Any]]) -> None:
    assert said(atlas_existing.unless_an_entry("k", "g", "203.0.113.0/24")) is None
    assert said(atlas_existing.unless_a_user("g", "ada", "do that")) is None
    assert asked == [
        {"look-up": ENTRY, "projectId": "g", "cidrBlock": "203.0.113.0/24"},
        {"look-up": USER, "projectId": "g", "username": "ada", "authDatabaseName": "admin"},
    ]


def after_a_cut() -> str:
    # Pulumi's mocks of other tests leave the name of their stack.
    command = f"python -m ops adopt --lost --stack {pulumi.get_stack()}"
    return f"; if an update was cut off that was making it, `{command}` takes it into the state"


def test_an_address_of_one_is_found_under_either_name(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, {f"{ENTRY} 203.0.113.7": {"comment": "partner VPN"}})
    line = said(atlas_existing.unless_an_entry("database.ipAccessList[2]", "g", "203.0.113.7/32"))
    assert line == (
        "database.ipAccessList[2]: 203.0.113.7/32 is in Atlas' access list already, as 'partner VPN', and "
        "not in this stack's state: its comment would be overwritten, and whoever needs it locked out once "
        "it leaves the file; write `adopt: true` there (`python -m ops adopt` does) to take it over, or "
        f"remove it{after_a_cut()}"
    )


def test_an_entry_without_a_comment_is_somebodys_too(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, {f"{ENTRY} 203.0.113.0/24": {}})
    assert said(atlas_existing.unless_an_entry("k", "g", "203.0.113.0/24")) is not None


def test_a_user_of_somebody_else_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, {f"{USER} ada": {"username": "ada"}})
    assert said(atlas_existing.unless_a_user("g", "ada", "do that")) == (
        f"database: the Atlas user ada exists already, and its create is refused: do that{after_a_cut()}"
    )


def policy(interval: int, value: int, unit: str = "days") -> list[dict[str, Any]]:
    return [{"frequencyInterval": interval, "retentionUnit": unit, "retentionValue": value}]


@pytest.mark.usefixtures("asked")
def test_a_schedule_with_other_hours_and_days_stops_its_create_and_names_them() -> None:
    found = {"policyItemHourlies": policy(12, 3), "policyItemDailies": policy(1, 1, "months")}
    assert said(atlas_existing.unless_a_schedule("shop", BackupSchedule(), found, wins=False)) == (
        "database.backup: the cluster shop has other policies (each 12 hours, kept 3 days; daily, kept "
        "1 months), whose place this schedule would take; say the same under `backup` "
        "(`python -m ops adopt` does where it can), or write `adopt: true` there to let the file's hours and "
        "days win; what else the cluster has stays"
    )


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    "found",
    [
        {},
        {"policyItemHourlies": [], "policyItemDailies": None, "policyItemYearlies": policy(1, 1, "years")},
        {"policyItemHourlies": policy(6, 2), "policyItemDailies": policy(1, 1, "weeks")},
    ],
)
def test_a_schedule_that_says_the_same_or_less_takes_nothing_away(found: dict[str, Any]) -> None:
    assert said(atlas_existing.unless_a_schedule("shop", BackupSchedule(), found, wins=False)) is None


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("days", "kept", "refused"),
    [
        (29, (4, "weeks"), True),
        (28, (4, "weeks"), False),
        (31, (1, "months"), False),
        (32, (1, "months"), True),
    ],
)
def test_a_schedule_that_atlas_refuses_stops_before_the_one_that_is_there_is_deleted(
    days: int, kept: tuple[int, str], refused: bool
) -> None:
    backup = BackupSchedule.model_validate({"keepDailyDays": days})
    found = {"policyItemWeeklies": policy(6, *kept)}
    line = said(atlas_existing.unless_a_schedule("shop", backup, found, wins=True))
    number, unit = kept
    start = f"database.backup: daily, kept {days} days, but weekly, kept {number} {unit}, and Atlas"
    assert (line is not None and line.startswith(start)) is refused


@pytest.mark.usefixtures("asked")
def test_so_does_one_that_keeps_its_own_rarer_snapshots_for_less() -> None:
    backup = BackupSchedule.model_validate({"keepHourlyDays": 8})
    assert said(atlas_existing.unless_a_schedule("shop", backup, {}, wins=True)) == (
        "database.backup: each 6 hours, kept 8 days, but daily, kept 7 days, and Atlas takes no schedule "
        "that keeps rarer snapshots for less; write fewer days, or keep the others longer in Atlas first"
    )


@pytest.mark.parametrize("there", [False, True])
def test_a_cluster_that_may_be_absent_is_nothing_and_one_that_cannot_be_read_is_said(
    there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def invoke(*_: Any) -> Any:
        raise ValueError(f"HTTP {401 if there else 404}")

    monkeypatch.setattr(pulumi.runtime, "invoke", invoke)
    if not there:
        assert atlas_existing.cluster("g", "shop", may_be_absent=True) == {}
        assert atlas_existing.schedule("g", "shop") == {}
        return
    with pytest.raises(pulumi.RunError, match="what stands in its place, is not accepted"):
        atlas_existing.cluster("g", "shop", may_be_absent=True)
    with pytest.raises(pulumi.RunError, match=r"database\.backup: the schedule of the Atlas cluster shop"):
        atlas_existing.schedule("g", "shop")


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (401, "MONGODB_ATLAS_PUBLIC_API_KEY, or what stands in its place, is not accepted"),
        (500, "run it again later"),
    ],
)
def test_what_cannot_be_asked_stops_the_create_and_is_told_by_the_status(
    status: int, advice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, {f"{ENTRY} 203.0.113.0/24": status})
    with pytest.raises(pulumi.RunError, match=advice) as caught:
        said(atlas_existing.unless_an_entry("k", "g", "203.0.113.0/24"))
    assert str(caught.value).startswith("Atlas cannot be asked whether 203.0.113.0/24 is there already; ")
