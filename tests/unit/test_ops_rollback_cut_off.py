"""`ops rollback` whose replies are lost, or which is killed: the same command goes on."""

import pytest

from tests.unit.journal_kills import killed
from tests.unit.rollback_world import World, back, done

LOST = [
    ("site", "vercel", "POST", ".*/rollback/.*"),
    ("api", "render", "PATCH", "/v1/services/[^/]*"),
    ("api", "render", "POST", ".*/rollback"),
]


@pytest.mark.parametrize(("part", "vendor", "method", "path"), LOST)
@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
def test_a_reply_that_is_lost_on_the_way_back_changes_nothing(
    world: World, part: str, vendor: str, method: str, path: str, kind: str
) -> None:
    world.fault({"kind": kind, "service": vendor, "method": method, "path": path, "times": 1})
    assert back(part) == 0
    assert world.seen(part) == "First"
    if part == "api":
        assert [deploy["trigger"] for deploy in world.deploys("api")].count("rollback") == 1


@pytest.mark.parametrize(
    ("vendor", "method", "path"),
    [
        ("vercel", "POST", ".*/promote/.*"),
        ("render", "PATCH", "/v1/services/[^/]*"),
        ("render", "POST", ".*/deploys"),
    ],
)
def test_a_reply_that_is_lost_on_the_way_forward_changes_nothing(
    world: World, vendor: str, method: str, path: str
) -> None:
    back("site")
    back("api")
    world.fault({"kind": "cut_after", "service": vendor, "method": method, "path": path, "times": 1})
    assert done() == 0
    assert (world.seen("site"), world.seen("api")) == ("Second", "Second")
    assert [deploy["trigger"] for deploy in world.deploys("api")][:2] == ["api", "rollback"]


@pytest.mark.parametrize("part", ["site", "api"])
def test_a_command_that_is_killed_anywhere_goes_on_when_it_is_given_again(
    world: World, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before each write of the journal in turn, there and back, as often as there are writes."""
    before, writes = world.file, 1
    while killed(writes, monkeypatch, lambda: back(part), written=False):
        assert back(part) == 0
        assert (world.seen(part), world.state_frozen) == ("First", True)
        if killed(writes, monkeypatch, done, written=False):
            assert done() == 0
        assert (world.seen(part), world.state_frozen, world.file) == ("Second", False, before)
        assert world.trigger("api") == "checksPass"
        if part == "api":
            made = [deploy["trigger"] for deploy in world.deploys("api")]
            assert made[:3] == ["api", "rollback", "new_commit"]
        world.push("First")
        world.push("Second")
        writes += 1
    assert writes > 8


def test_a_command_that_is_killed_anywhere_is_taken_back_as_well(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, writes = world.file, 2
    while killed(writes, monkeypatch, lambda: back("api"), written=False):
        assert done() == 0
        assert (world.seen("api"), world.file) == ("Second", before)
        assert (world.trigger("api"), world.state_frozen) == ("checksPass", False)
        world.push("First")
        world.push("Second")
        writes += 1
    assert writes > 8
