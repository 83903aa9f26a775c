"""A world that is really broken: each trouble in its environment's place, and nowhere else.

Each world is made and looked at once, for what is found and for the page of it.
"""

from dataclasses import dataclass

import pytest

from config.settings import Settings
from config.stacks import STACKS
from ops.cost.model import Costs
from ops.picture.palette import SYMBOLS, WORDS
from ops.status.model import PARTS, Status
from ops.status.page import coded, page
from ops.status.shown import as_json, as_table
from tests.unit.html_tree import Element, read
from tests.unit.sandbox_wire import KEYS
from tests.unit.status_broken import BROKEN, Place
from tests.unit.status_made import PASSWORD
from tests.unit.status_world import Up, checks, places

COSTS = Costs(items={}, by_use=())
ID = {part: {"addresses": "dns", "changes": "since"}.get(part, part) for part in PARTS}
SECRETS = (
    *(PASSWORD, "of a person", "other.example", "no-such-token"),
    *(KEYS["renderApiKey"], KEYS["vercelToken"]),
)


@dataclass(frozen=True)
class Seen:
    """What was found, and where what should be said."""

    status: Status
    files: dict[str, Settings]
    there: set[Place]
    said: str


@pytest.fixture(scope="module", params=BROKEN)
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    change, there, said = BROKEN[request.param]
    up = Up(tmp_path_factory.mktemp("up"))
    change(up)
    return Seen(up.status(), up.files, there, said)


def test_each_trouble_stands_in_its_place_and_nowhere_else_and_shows_no_secret(seen: Seen) -> None:
    assert places(seen.status) == seen.there
    # Once in each place.
    assert len(checks(seen.status)) == len(seen.there)
    assert all(seen.said in check.found for check in checks(seen.status))
    shown = as_table(seen.status) + as_json(seen.status)
    assert [secret for secret in SECRETS if secret in shown] == []


def findings(tree: Element) -> dict[tuple[str, str], list[str]]:
    """Environment and part -> what stands there as found."""
    return {
        (stack, part): [each.text for each in place.of_class("finding")]
        for stack in STACKS
        for part in PARTS
        if (place := tree.by_id(f"{stack}-{ID[part]}")).of_class("finding")
    }


def test_each_trouble_stands_in_its_place_on_the_page_and_nowhere_else(seen: Seen) -> None:
    text = page(seen.status, seen.files, [], COSTS, [])
    tree = read(text)
    found = findings(tree)
    assert set(found) == {(stack, part) for stack, part, _ in seen.there}
    shown = read(f"<p>{coded(seen.said)}</p>").text
    assert [each for each in found.values() if len(each) != 1 or shown not in each[0]] == []
    for stack, part, state in seen.there:
        badge = tree.by_id(f"{stack}-{ID[part]}").of_class("badge")[0].text
        assert badge == f"{SYMBOLS[state]} {WORDS[state]}"
    # All that is found stands in a place: none in the head of an environment, none outside.
    assert len(tree.by_id("environments").of_class("finding")) == len(seen.there)
    assert PASSWORD not in text
