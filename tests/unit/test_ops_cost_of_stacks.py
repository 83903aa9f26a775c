"""What the stack files say of costs: what counts once, in which stack, and what has no known price."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from config.parse import parse
from config.settings import Settings
from config.stacks import STACKS
from ops.cost.costs import costs
from ops.cost.model import Item, at_least, total
from ops.cost.report import as_text
from tests.conftest import StackFiles


def settings(stack_files: StackFiles, **changed: Mapping[str, Any]) -> dict[str, Settings]:
    """The company's stacks, each with some keys of its file put over."""
    return {stack: parse(stack, {**stack_files[stack], **changed.get(stack, {})}) for stack in STACKS}


def row(items: tuple[Item, ...], what: str) -> tuple[str, Decimal | None, str, str]:
    (found,) = [item for item in items if item.what == what]
    return found.plan, found.price.usd if found.price else None, found.remark, found.paid_with


def test_what_nobody_makes_has_no_known_price_and_counts_once(stack_files: StackFiles) -> None:
    stacks = {stack: settings(stack_files)[stack] for stack in ("staging", "dev")}
    found = costs(stacks)
    assert row(found.items["staging"], "Redis") == ("", None, "plan not known: no stack makes it", "")
    assert row(found.items["dev"], "Redis") == ("", None, "paid with staging", "staging")
    assert [at_least(items) for items in found.items.values()] == [True, False]


def test_a_cluster_has_the_size_that_atlas_tells_in_the_first_stack_that_uses_it(
    stack_files: StackFiles,
) -> None:
    told = {"bondigoo-prod-cluster": "M30", "coaching-platform-dev": "FLEX"}
    found = costs(settings(stack_files), told)
    clusters = [row(items, "cluster") for items in found.items.values()]
    assert clusters == [
        ("M30", Decimal(388), "on AWS; the region makes a difference", ""),
        ("FLEX", Decimal(8), "8 to 30 USD, by use", ""),
        ("", None, "paid with staging", "staging"),
    ]
    assert total(found.everything) == 52 + 388 + 8
    assert [stack for stack, items in found.items.items() if at_least(items)] == ["staging"]


def test_a_cluster_is_paid_by_the_stack_that_makes_it_and_is_what_its_file_says(
    stack_files: StackFiles,
) -> None:
    own = {"adopt": True, "providerName": "AWS", "regionName": "EU_CENTRAL_1", "instanceSize": "M30"}
    database = {**stack_files["dev"]["database"], "ownedCluster": own}
    stacks = settings(stack_files, dev={"database": database})
    found = costs(stacks, {"coaching-platform-dev": "M10"})
    assert row(found.items["staging"], "cluster") == ("", None, "paid with dev", "dev")
    assert row(found.items["dev"], "cluster")[:2] == ("M30", Decimal(388))


def test_clusters_of_one_name_in_two_projects_are_two(stack_files: StackFiles) -> None:
    elsewhere = {
        "atlas": {"projectId": "000000000000000000000003"},
        "database": {**stack_files["dev"]["database"], "host": "coaching-platform-dev.abcde.mongodb.net"},
    }
    found = costs(settings(stack_files, dev=elsewhere), {"coaching-platform-dev": "M0"})
    assert row(found.items["dev"], "cluster") == ("M0", Decimal(0), "", "")


def test_each_instance_is_paid(stack_files: StackFiles) -> None:
    worker = {**stack_files["prod"]["worker"], "plan": "standard", "numInstances": 3}
    found = costs(settings(stack_files, prod={"worker": worker}))
    assert row(found.items["prod"], "worker") == ("3 x standard", Decimal(75), "", "")


@pytest.mark.parametrize(
    ("plan", "priced"),
    [
        ("free", (Decimal(0), "")),
        ("0.5c-512mb", (Decimal(7), "the price of starter, which has the same size")),
        ("2c-8g", (None, "price not known")),
    ],
)
def test_a_plan_has_its_price_or_says_that_none_is_known(
    stack_files: StackFiles, plan: str, priced: tuple[Decimal | None, str]
) -> None:
    found = costs(settings(stack_files, prod={"api": {**stack_files["prod"]["api"], "plan": plan}}))
    assert row(found.items["prod"], "API") == (plan, *priced, "")


def test_two_custom_domains_in_a_workspace_are_nothing_to_name(stack_files: StackFiles) -> None:
    home = {**stack_files["dev"]["render"], "ownerId": "tea-00000000000000000001"}
    found = costs(settings(stack_files, dev={"render": home}))
    assert [one for one in found.by_use if "custom domains" in one] == []
    # In another workspace it is another Redis too.
    assert row(found.items["dev"], "Redis")[2] == "plan not known: no stack makes it"


def test_no_mark_is_explained_that_no_price_has(stack_files: StackFiles) -> None:
    found = costs({"dev": settings(stack_files)["dev"]})
    text = as_text(found, date(2026, 6, 1))
    assert "not sure\n" not in text
    assert "old: " not in text
