"""The page of a world that is really broken: each trouble in its environment's place, and nowhere else."""

from pathlib import Path

import pytest

from config.stacks import STACKS
from ops.cost.model import Costs
from ops.picture.palette import SYMBOLS, WORDS
from ops.status.model import PARTS
from ops.status.page import coded, page
from tests.unit.html_tree import Element, read
from tests.unit.status_broken import BROKEN
from tests.unit.status_made import PASSWORD
from tests.unit.status_world import Up

COSTS = Costs(items={}, by_use=())
ID = {part: {"addresses": "dns", "changes": "since"}.get(part, part) for part in PARTS}


def findings(tree: Element) -> dict[tuple[str, str], list[str]]:
    """Environment and part -> what stands there as found."""
    return {
        (stack, part): [each.text for each in place.of_class("finding")]
        for stack in STACKS
        for part in PARTS
        if (place := tree.by_id(f"{stack}-{ID[part]}")).of_class("finding")
    }


@pytest.mark.parametrize("name", BROKEN)
def test_each_trouble_stands_in_its_place_on_the_page_and_nowhere_else(tmp_path: Path, name: str) -> None:
    change, there, said = BROKEN[name]
    up = Up(tmp_path)
    change(up)
    text = page(up.status(), up.files, [], COSTS, [])
    tree = read(text)
    found = findings(tree)
    assert set(found) == {(stack, part) for stack, part, _ in there}
    shown = read(f"<p>{coded(said)}</p>").text
    assert [each for each in found.values() if len(each) != 1 or shown not in each[0]] == []
    for stack, part, state in there:
        badge = tree.by_id(f"{stack}-{ID[part]}").of_class("badge")[0].text
        assert badge == f"{SYMBOLS[state]} {WORDS[state]}"
    # All that is found stands in a place: none in the head of an environment, none outside.
    assert len(tree.by_id("environments").of_class("finding")) == len(there)
    assert PASSWORD not in text
