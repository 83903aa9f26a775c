"""What an update will put right at Vercel, from what is there: the number that each variable carries."""

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any

import pulumi
import pytest

from components.bundle import deployment_meta
from components.live_site import LiveSite, conflict, revisions, rewrites_build

ENV = {"REACT_APP_API_URL": "https://api.shop.example", "REACT_APP_LAUNCHED": "true"}
PRODUCTION = ["production"]


def record(key: str = "REACT_APP_API_URL", **changes: Any) -> Any:
    """A variable as the provider's look-up shows it."""
    values = {
        "value": ENV.get(key),
        "targets": PRODUCTION,
        "git_branch": None,
        "comment": "",
        "sensitive": False,
    }
    return SimpleNamespace(key=key, **(values | changes))


def counted(*records: Any, deployment: str = "dpl_1", again: Collection[str] = ()) -> list[int]:
    live = LiveSite("prj_1", [*records])
    found = revisions(live, ENV, PRODUCTION, None, deployment=deployment, again=again)
    return [*found.values()]


LAUNCHED = record("REACT_APP_LAUNCHED")
# The CRC-32 of dpl_1 and of the values, two more so that they are never one of the first counts.
ANEW = 3969906155
FROM_WRONG, FROM_RIGHT = 3762651350, 3619418637


@pytest.mark.parametrize(
    ("there", "revision"),
    [
        (record(), 0),
        (record(comment="revision 4"), 4),
        (record(comment="a person's words"), 0),
        (record(value="https://api.wrong.example"), FROM_WRONG),
        (record(value="https://api.wrong.example", comment="revision 4"), 5),
        (record(value="https://api.wrong.example", comment="a person's words"), ANEW),
        (record(targets=["production", "preview"]), FROM_RIGHT),
        (record(targets=["preview"]), 1),
        (record(git_branch="develop"), 1),
        (record(value=None, sensitive=True, comment="revision 2"), 2),
    ],
)
def test_a_variable_has_another_number_when_an_update_will_write_it(there: Any, revision: int) -> None:
    assert counted(there, LAUNCHED) == [revision, 0]


def test_a_comment_that_is_not_ours_never_leads_back_to_a_number_that_was_built() -> None:
    wrong = record(value="https://api.wrong.example", comment="ask Ann")
    numbers = [counted(wrong, LAUNCHED, deployment=live)[0] for live in ("", "dpl_1", "dpl_2")]
    assert len({*numbers, 0, 1}) == 5


def test_a_change_of_the_stack_file_has_the_same_number_whatever_is_live() -> None:
    before = record(value="https://api.before.example")
    assert counted(before, LAUNCHED, deployment="dpl_1") == counted(before, LAUNCHED, deployment="dpl_2")


@pytest.mark.parametrize(("comment", "number"), [("", FROM_RIGHT), ("ask Ann", ANEW), ("revision 4", 5)])
def test_a_variable_that_counts_for_the_settings_has_another_number_whatever_it_holds(
    comment: str, number: int
) -> None:
    assert counted(record(comment=comment), LAUNCHED, again=["REACT_APP_API_URL"]) == [number, 0]


def test_a_variable_that_was_deleted_by_hand_is_written_too() -> None:
    assert counted(LAUNCHED) == [1, 0]


@pytest.mark.parametrize("live", [None, LiveSite("prj_1", None)])
def test_of_a_project_that_is_not_there_yet_nothing_is_put_right(live: LiveSite | None) -> None:
    assert revisions(live, ENV, PRODUCTION, None, deployment="dpl_1") == dict.fromkeys(ENV, 0)


def test_a_branch_has_variables_of_its_own() -> None:
    of_branch = [record(key, targets=["preview"], git_branch="develop") for key in ENV]
    live = LiveSite("prj_1", [record(value="another"), *of_branch])
    assert revisions(live, ENV, ["preview"], "develop", deployment="dpl_1") == dict.fromkeys(ENV, 0)


def test_a_project_is_left_by_a_site_only_where_all_of_its_variables_hold_what_they_are_to_hold() -> None:
    def holds(*records: Any, branch: str = "develop") -> bool:
        return LiveSite("prj_1", records).holds(ENV, branch)

    of_branch = [record(key, targets=["preview"], git_branch="develop") for key in ENV]
    assert holds(*of_branch)
    assert holds(record(), LAUNCHED)
    assert not holds(*of_branch, branch="main")
    assert not holds(record())
    assert not holds(record(value="https://api.wrong.example"), LAUNCHED)
    assert holds(record(value=None, sensitive=True), LAUNCHED)
    assert not LiveSite("prj_1", of_branch).holds({}, "develop")


def test_a_deployment_names_what_was_written_and_nothing_where_nothing_was() -> None:
    assert deployment_meta("digest", {}) == {"digest": "digest"}
    assert deployment_meta("digest", {"A": ["env_1", 0]}) == {"digest": "digest"}
    written = [
        deployment_meta("digest", {"A": ["env_1", 1]}),
        deployment_meta("digest", {"A": ["env_1", 2]}),
        deployment_meta("digest", {"A": ["env_2", 1]}),
        deployment_meta("digest", {"A": ["env_1", 1], "B": ["env_3", 1]}),
    ]
    assert len({meta["revision"] for meta in written}) == 4


@pytest.mark.parametrize(
    ("key", "value", "built"),
    [
        ("framework", "vite", True),
        ("rootDirectory", "web", True),
        ("buildCommand", "npm run build:wrong", True),
        ("outputDirectory", "dist", True),
        ("gitRepository", {"type": "github", "repo": "somebody/else"}, True),
        ("name", "renamed", False),
        ("vercelAuthentication", {"deploymentType": "none"}, False),
        ("previewDeploymentsDisabled", True, False),
    ],
)
def test_settings_of_a_project_lead_to_a_build_when_a_build_reads_them(
    key: str, value: object, built: bool
) -> None:
    there = {"name": "shop", "buildCommand": "npm run build", "gitRepository": {"repo": "shop/shop"}}
    assert rewrites_build({**there, key: value}, there) is built
    assert rewrites_build(there, {**there, key: value}) is built
    assert rewrites_build(there, dict(there)) is False


@pytest.mark.parametrize(
    ("operation", "words", "advised"),
    [
        ("create", "answered 400: ENV_CONFLICT - A variable with the name 'A' already exists", True),
        ("create", "403 ENV_ALREADY_EXISTS the conflicting environment variable ID is x", True),
        ("create", "answered 400: domain_already_exists - The domain 'a' is already assigned", True),
        ("create", "unexpected error: conflict - Project 'a' already exists, please use a new name.", True),
        # Another project has it, which `hosts` knows more about.
        ("create", "answered 409: domain_already_in_use - Cannot add a", False),
        ("create", "answered 403: forbidden - Not authorized", False),
        ("update", "answered 400: ENV_CONFLICT - A variable with the name 'A' already exists", False),
    ],
)
def test_what_vercel_has_already_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, operation: str, words: str, advised: bool
) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi, "ErrorHook", lambda name, advise: advise)
    monkeypatch.setattr(pulumi.log, "error", said.append)
    hook: Any = conflict("name")
    kind = "vercel:index/projectDomain:ProjectDomain"
    failed = SimpleNamespace(failed_operation=operation, type=kind, name="A", errors=[words])
    assert hook(failed) is False
    line = (
        "ProjectDomain A is at Vercel already, and not in this stack's state: `python -m ops adopt --lost "
        f"--stack {pulumi.get_stack()}` takes it there if it is of an update that was cut off, and says what "
        "to do if somebody else has made it"
    )
    assert said == ([line] if advised else [])
