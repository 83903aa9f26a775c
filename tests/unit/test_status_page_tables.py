"""The page's tables: launch, costs, variables by name and source, DNS, and what differs from production."""

from dataclasses import replace

import pytest

from config.stacks import STACKS
from ops.diff import differences
from ops.status.page import page
from tests.unit import status_example as example
from tests.unit.html_tree import Element, read

TREE = read(page(example.healthy(), example.STACKS, example.launch(), example.costs(), example.records()))


def rows(table: Element) -> list[list[list[str]]]:
    """The cells of each row of each body."""
    return [
        [[cell.text for cell in row.all("th", "td")] for row in body.all("tr")] for body in table.all("tbody")
    ]


def table(place: str, name: str) -> Element:
    (found,) = (
        each for each in TREE.by_id(place).of_class("scroll") if each.attributes["aria-label"] == name
    )
    return found


def test_what_is_to_correct_before_a_launch_comes_first_and_what_is_ok_is_folded_away() -> None:
    launch = TREE.by_id("launch")
    assert [each.text for each in launch.of_class("finding")] == [
        "✗ to correct rehearsal: the launch was not rehearsed with these files make up",
        "! to know webhook: nobody here can tell where Stripe sends events look there",
        "✓ ok Stripe: STRIPE_SECRET_KEY is of its kind",
    ]
    assert launch.one("details").one("summary").text == "1 ok"
    assert "1 to correct, 1 to know, 1 ok, judged as if production were launched now." in launch.text


def test_costs_are_added_up_and_doubtful_prices_marked() -> None:
    prod, staging, dev, together = rows(table("costs", "Costs a month"))
    assert prod == [
        ["Production", "84", ""],
        ["API", "7", "bondigoo-api-prod", "starter", "2026-09", ""],
        ["Worker", "7", "bondigoo-worker-prod", "starter", "2026-09", ""],
        ["Redis", "10", "bondigoo-redis-prod", "starter", "2026-09", "! not confirmed"],
        ["Database", "60", "bondigoo-prod-cluster", "M10", "2026-01", "! older than 180 days"],
    ]
    assert staging[0] == ["Staging", "at least 14", ""]
    assert staging[-1] == ["Database", "not known", "coaching-platform-dev", "M2", "-", "no price is known"]
    assert dev[0] == ["Development", "14", ""]
    assert together == [["Together", "at least 112", ""]]
    listed = [each.text for each in TREE.by_id("costs").all("li")]
    assert listed == ["Render bandwidth and build minutes", "Atlas backup storage", "Vercel bandwidth"]


def test_each_variable_stands_with_its_source_in_each_environment() -> None:
    found = {name: cells for name, *cells in rows(table("variables", "Variables of API"))[0]}
    assert found["CORS_ORIGIN"] == ["from corsOrigins"] * 3
    assert found["MONGODB_URI"] == ["from database"] * 3
    assert found["JWT_SECRET"] == ["secret: generated"] * 3
    assert found["STRIPE_WEBHOOK_SECRET"] == ["secret: env"] * 3
    assert found["EMAIL_PASS"] == ["-", "secret: env", "-"]
    assert "DATABASE_PASSWORD" not in found
    worker = {name for name, *_ in rows(table("variables", "Variables of Worker"))[0]}
    assert "STRIPE_WEBHOOK_SECRET" not in worker
    (site,) = rows(table("variables", "Variables of Site"))
    assert ["REACT_APP_API_URL", *["from apiUrl"] * 3] in site


def test_a_plain_variable_is_named_with_its_key_and_without_its_value() -> None:
    prod = example.STACKS["prod"]
    api = prod.api.model_copy(update={"env": {"ONLY_API": "value-of-it"}})
    stacks = example.STACKS | {"prod": prod.model_copy(update={"env": {"BOTH": "x"}, "api": api})}
    text = page(example.healthy(), stacks, [], example.costs(), [])
    variables = read(text).by_id("variables")
    assert "ONLY_API in api.env - -" in variables.text
    assert "BOTH in env - -" in variables.text
    assert "value-of-it" not in variables.text


def test_dns_records_stand_ready_to_be_copied() -> None:
    found = table("dns", "DNS records")
    assert rows(found)[0] == [
        ["Production", "www.bondigoo.ch", "CNAME", "cname.vercel-dns.com", "the Vercel project p"],
        ["Production", "api.bondigoo.ch", "CNAME", "bondigoo-api-prod.onrender.com", "the Render service a"],
        [
            *("Staging", "api.staging.bondigoo.ch", "CNAME"),
            *("known once the Render service b is there", "the Render service b"),
        ],
    ]
    assert [each.text for each in found.of_class("copy")][:2] == ["www.bondigoo.ch", "cname.vercel-dns.com"]


@pytest.mark.parametrize("stack", STACKS[1:])
def test_every_difference_from_production_is_listed(stack: str) -> None:
    different, equal = differences(example.STACKS["prod"], example.STACKS[stack])
    title = {"staging": "Staging", "dev": "Development"}[stack]
    (found,) = rows(table("differences", f"Differences of {title.lower()}"))
    assert [row[0] for row in found] == [one.key for one in different]
    summary = f"{title}: {len(different)} keys differ, {equal} are equal"
    assert summary in [each.text for each in TREE.by_id("differences").all("summary")]


def test_what_is_paid_with_another_environment_is_not_unknown() -> None:
    costs = example.costs()
    shared = replace(costs.items["dev"][0], price=None, paid_with="prod", remark="paid with prod")
    items = {**costs.items, "dev": (shared,)}
    text = page(example.healthy(), example.STACKS, [], replace(costs, items=items), [])
    *_, dev, _ = rows(read(text).by_id("costs").one("table"))
    assert dev == [
        ["Development", "0", ""],
        ["API", "-", "bondigoo-api-dev", "starter", "-", "paid with prod"],
    ]
