"""`ops status --html`: what making the page asks of the accounts."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ops.status.written import written
from tests.unit.html_tree import Element, read
from tests.unit.status_broken import BROKEN
from tests.unit.status_world import Up

NOT_LOOKED_AT = (
    "! to know launch: keys of others in production's Redis and waiting updates were not looked at for this "
    "page python -m ops launch check looks at both"
)


@pytest.fixture
def up(tmp_path: Path) -> Up:
    return Up(tmp_path)


def launch(up: Up, file: Path) -> list[str]:
    """What the page says of a launch."""
    world = up.world()
    never = replace(world, redis=_refused, keys=_refused)
    vars(never)["resolver"] = up.names
    written(file, never, up.state)
    section: Element = read(file.read_text(encoding="utf-8")).by_id("launch")
    return [each.text for each in section.of_class("finding")]


def _refused(*_: Any) -> Any:
    raise AssertionError("production's Redis was connected to")


def test_making_the_page_fetches_no_address_of_a_redis_and_connects_to_none(up: Up, tmp_path: Path) -> None:
    found = launch(up, tmp_path / "page.html")
    assert NOT_LOOKED_AT in found
    assert [asked for asked in up.asked if "connection-info" in asked] == []


def test_what_the_status_finds_of_productions_redis_stands_with_the_launch(up: Up, tmp_path: Path) -> None:
    BROKEN["a Redis that evicts"][0](up)
    evicts = "✗ to correct Redis: bondigoo-redis-prod evicts (allkeys_lru): jobs are dropped"
    assert len([each for each in launch(up, tmp_path / "page.html") if each.startswith(evicts)]) == 1


UNSEEN = [
    *("Render's key expired", "Render's key of another account", "Vercel's token expired"),
    *("Atlas' key expired", "no token of Vercel", "Vercel out of reach", "an answer in other words"),
]


@pytest.mark.parametrize("name", UNSEEN)
def test_the_page_is_written_also_where_a_vendor_cannot_be_looked_at(
    up: Up, tmp_path: Path, name: str
) -> None:
    BROKEN[name][0](up)
    assert NOT_LOOKED_AT in launch(up, tmp_path / "page.html")


def test_a_redis_that_cannot_be_looked_at_is_no_fault_of_a_launch_and_counted_by_itself(
    up: Up, tmp_path: Path
) -> None:
    BROKEN["Render's key expired"][0](up)
    found = launch(up, tmp_path / "page.html")
    (unseen,) = [each for each in found if each.startswith("? ")]
    assert unseen.startswith("? not seen Redis: Render answered 401 to GET /key-value")
    assert found.index(unseen) > max(at for at, each in enumerate(found) if each.startswith("✗"))
    assert ", 1 not seen, " in read((tmp_path / "page.html").read_text(encoding="utf-8")).by_id("launch").text
