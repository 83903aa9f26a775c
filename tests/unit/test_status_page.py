"""The page of a status: the four answers first, then each part in its place, in plain words."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from config.parse import read_stack_files
from config.stacks import STACKS
from ops.cost.model import Costs
from ops.doctor.check import Check
from ops.status.model import Addresses, Changes, Environment, Host, Status
from ops.status.page import page
from tests.companies import KILN
from tests.unit import status_example as example
from tests.unit.html_tree import Element, read


def shown(status: Status) -> Element:
    """The page of a status of the frozen company."""
    return read(page(status, example.STACKS, example.launch(), example.costs(), example.records()))


HEALTHY = shown(example.healthy())


def answers(tree: Element) -> dict[str, list[str]]:
    return {
        answer.one("h2").text: [answer.one("p").text, *(line.text for line in answer.all("li"))]
        for answer in tree.of_class("answer")
    }


def test_what_a_stranger_asks_is_answered_first() -> None:
    assert answers(HEALTHY) == {
        "What is launched?": [
            "Production is not launched",
            "Production: visitors see the pre-launch page.",
            "Staging and development: visitors see the application.",
        ],
        "What is shared?": [
            "3 things are shared",
            "Development's site is a branch in production's Vercel project.",
            "Staging and development use production's Redis, bondigoo-redis-prod.",
            "Staging and development have databases (bondigoo-staging, coaching-platform-dev) "
            "on one cluster, coaching-platform-dev.",
        ],
        "What is broken?": ["✓ Nothing is broken"],
        "What does it cost?": [
            "At least 112 USD a month",
            "Production: 84 USD",
            "Staging: at least 14 USD",
            "Development: 14 USD",
            "Fixed parts, by list price before tax.",
            "Not in it : what is billed by use or for an account and 1 thing without a known price",
        ],
    }


def test_an_environment_of_which_no_deployment_is_known_is_said_beside_what_is_launched() -> None:
    status = example.broken(example.healthy(), "dev", "site", deployment=None)
    assert answers(shown(status))["What is launched?"][-1] == (
        "Development: no deployment of the site is known."
    )


def test_launched_is_what_visitors_get_whatever_the_file_says() -> None:
    tree = shown(example.broken(example.healthy(), "prod", "site", launched=True))
    assert answers(tree)["What is launched?"] == [
        "Production is launched",
        "Production, staging and development: visitors see the application.",
    ]
    assert facts(tree, "prod-site")["Visitors see"] == "the application"
    assert facts(tree, "prod-site")["By its file"] == "the pre-launch page"


def test_headings_go_down_one_level_at_a_time() -> None:
    levels = [int(each.tag[1]) for each in HEALTHY.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_there_are_landmarks_a_way_past_them_and_links_that_lead_somewhere() -> None:
    ids = [each.attributes["id"] for each in HEALTHY.all() if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    inside = [(link.attributes["href"] or "")[1:] for link in HEALTHY.all("a") if link.text in NAV]
    assert inside == ["environments", "picture", "launch", "costs", "variables", "dns", "differences"]
    assert set(inside) <= set(ids)
    first = next(HEALTHY.one("body").all("a"))
    assert (first.attributes["class"], first.attributes["href"]) == ("skip", "#main")
    assert [each.tag for each in HEALTHY.all("main", "nav", "footer")] == ["nav", "main", "footer"]


NAV = ("Environments", "Picture", "Launch", "Costs", "Variables", "DNS", "Differences")


def test_what_scrolls_has_a_name_and_is_reached_by_keyboard() -> None:
    regions = HEALTHY.of_class("scroll")
    assert len(regions) == 8
    assert all(each.attributes["tabindex"] == "0" for each in regions)
    names = [each.attributes["aria-label"] for each in regions]
    assert len(set(names)) == len(names)


def test_the_environments_stand_side_by_side_with_the_same_parts() -> None:
    columns = HEALTHY.of_class("column")
    assert [column.one("h3").text for column in columns] == ["Production", "Staging", "Development"]
    parts = [[each.text for each in column.all("h4")] for column in columns]
    assert (
        parts
        == [["Site", "API", "Worker", "Redis", "Database", "DNS and certificates", "Since the last update"]]
        * 3
    )


def facts(tree: Element, place: str) -> dict[str, str]:
    return {each.one("dt").text: each.one("dd").text for each in tree.by_id(place).one("dl").all("div")}


def test_a_part_says_its_facts_in_words() -> None:
    assert facts(HEALTHY, "prod-site") == {
        "Address": "www.bondigoo.ch",
        "Visitors see": "the pre-launch page",
        "By its file": "the pre-launch page",
        "Deployed": "READY, 3 hours ago",
        "Commit": "3c1f9a2",
        "Vercel project": "bondigoo-platform-prod",
    }
    assert facts(HEALTHY, "dev-redis") == {
        "Name": "bondigoo-redis-prod",
        "Whose": "Production's",
        "Shared with": "Production and staging",
        "Plan": "starter",
        "When full": "noeviction",
    }
    assert facts(HEALTHY, "staging-database") == {
        "Name": "bondigoo-staging",
        "Cluster": "coaching-platform-dev",
        "Shared with": "Development",
        "Tier": "M10",
        "Newest backup": "5 hours ago",
        "Last refresh": "12 days ago",
    }
    assert "Last refresh" not in facts(HEALTHY, "prod-database")
    assert facts(HEALTHY, "dev-dns") == {
        "dev.bondigoo.ch": "record ok, certificate for 61 days",
        "api.dev.bondigoo.ch": "record ok, certificate for 61 days",
    }


def unknown(one: Environment) -> Environment:
    """An environment of which no account has said anything."""
    return replace(
        one,
        site=replace(one.site, deployment=None, launched=None),
        api=replace(one.api, plan=None, instances=None, deploy=None, suspended=None, maintenance=None),
        worker=replace(one.worker, plan=None, instances=None, deploy=None, suspended=None),
        redis=replace(one.redis, owner=None, plan=None, policy=None),
        database=replace(one.database, tier=None, has_backup=None, backup_at=None, refreshed_at=None),
        addresses=Addresses(hosts=tuple(Host(name=host.name) for host in one.addresses.hosts)),
        changes=Changes(uncompared=("everything",), waiting=None, operations=None),
    )


def test_what_nobody_knows_is_called_unknown() -> None:
    status = example.healthy()
    tree = shown(replace(status, environments=tuple(map(unknown, status.environments))))
    assert answers(tree)["What is launched?"] == [
        "Production is not launched, by its file; its site does not say so",
        "Production, staging and development: what visitors see is not known, as no page says it.",
        "Production, staging and development: no deployment of the site is known.",
    ]
    assert (facts(tree, "prod-site")["Visitors see"], facts(tree, "prod-site")["By its file"]) == (
        "unknown",
        "the pre-launch page",
    )
    assert facts(tree, "staging-api") == {
        "Address": "api.staging.bondigoo.ch",
        "At Render": "bondigoo-api-staging",
        "Deployed": "unknown",
        "Commit": "unknown",
        "Plan": "unknown",
        "Instances": "unknown",
        "Suspended": "unknown",
        "Maintenance": "unknown",
    }
    assert facts(tree, "dev-dns")["dev.bondigoo.ch"] == "record unknown, certificate unknown"
    assert facts(tree, "dev-redis")["Whose"] == "nobody's here"
    assert facts(tree, "prod-database")["Newest backup"] == "unknown"
    assert facts(tree, "dev-since") == {
        "Frozen": "no",
        "Changed by hand": "nothing known",
        "Not compared": "everything",
        "Waits to deploy": "unknown",
        "Stands half done": "unknown",
    }
    assert "None" not in tree.text


def test_where_there_are_no_backups_none_is_the_newest() -> None:
    tree = shown(example.broken(example.healthy(), "dev", "database", has_backup=False, backup_at=None))
    assert facts(tree, "dev-database")["Newest backup"] == "none"


def test_what_has_changed_and_what_waits_is_named() -> None:
    changes = Changes(
        frozen=True, drift=("api.env.LOG_LEVEL",), waiting=("worker",), operations=("refresh: run it again",)
    )
    status = example.healthy()
    first, *others = status.environments
    tree = shown(replace(status, environments=(replace(first, changes=changes), *others)))
    assert facts(tree, "prod-since") == {
        "Frozen": "yes: nothing is deployed",
        "Changed by hand": "api.env.LOG_LEVEL",
        "Waits to deploy": "worker",
        "Stands half done": "refresh: run it again",
    }


def test_a_certificate_that_has_ended_says_so() -> None:
    ended = (Host(name="dev.bondigoo.ch", record="ok", certificate_until=example.NOW - timedelta(days=3)),)
    tree = shown(example.broken(example.healthy(), "dev", "addresses", hosts=ended))
    assert facts(tree, "dev-dns") == {"dev.bondigoo.ch": "record ok, certificate ended 3 days ago"}


def test_another_companys_stack_files_make_a_page_too() -> None:
    stacks = read_stack_files(KILN)
    tree = read(page(example.healthy(stacks), stacks, [], Costs(items={}, by_use=()), []))
    assert tree.one("h1").text == "Environments of www.kiln.example"
    assert answers(tree)["What is launched?"][0] == "Production is launched"
    assert answers(tree)["What is shared?"][:2] == [
        "Nothing is shared",
        "Nothing is shared: each environment has a site, services, Redis and cluster of its own.",
    ]
    assert "ops launch check" in tree.by_id("launch").text
    assert "ops dns" in tree.by_id("dns").text


@pytest.mark.parametrize("stack", STACKS)
def test_a_next_step_stands_at_the_top_of_its_environment(stack: str) -> None:
    check = Check("note", stack, "changes", "is frozen", "take `freeze` away")
    tree = shown(example.broken(example.healthy(), stack, "changes", check))
    nexts = {name: tree.by_id(name).of_class("next")[0].text for name in STACKS}
    assert nexts == dict.fromkeys(STACKS, "Nothing to do.") | {stack: "Next: take freeze away"}


def test_the_time_is_said_and_that_it_is_a_rehearsal() -> None:
    rehearsal = shown(replace(example.healthy(), rehearsal=True))
    assert "Rehearsal." in rehearsal.one("body").text
    assert "27 November 2026, 19:30 UTC" in rehearsal.text
    assert "Rehearsal." not in HEALTHY.text
