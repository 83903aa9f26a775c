"""What the picture holds follows from the stack files: parts, who uses what, and the same in sentences."""

from typing import Any

import pytest

from config.parse import parse, read_stack_files
from config.stacks import STACKS
from ops.picture import Picture, picture_of, sentences
from ops.picture.parts import Edge, Kind, Part
from tests.companies import KILN
from tests.conftest import StackFiles

SHARED = {"mode": "shared", "name": "shop-redis"}
OWN = {"mode": "dedicated", "name": "shop-redis", "plan": "starter"}


def pictured(files: StackFiles, **changes: dict[str, Any]) -> Picture:
    """The picture of the frozen company with other objects in some stacks."""
    values = {stack: files[stack] for stack in STACKS}
    for stack, changed in changes.items():
        for key, value in changed.items():
            values[stack][key].update(value) if key == "database" else values[stack].update({key: value})
    return picture_of({stack: parse(stack, values[stack]) for stack in STACKS})


def users(picture: Picture, kind: Kind) -> dict[tuple[str, str], tuple[str, ...]]:
    return {(part.stack, part.name): part.users for part in picture.parts if part.kind == kind}


def test_each_environment_has_a_site_an_api_and_a_worker_of_its_own(stack_files: StackFiles) -> None:
    picture = pictured(stack_files)
    assert picture.columns == {"prod": "main", "staging": "staging", "dev": "develop"}
    assert [
        part for part in picture.parts if part.stack == "dev" and part.kind in ("site", "api", "worker")
    ] == [
        Part(
            stack="dev",
            kind="site",
            name="dev.bondigoo.ch",
            details=("a branch of bondigoo-platform-prod",),
            users=("dev",),
        ),
        Part(
            stack="dev", kind="api", name="api.dev.bondigoo.ch", details=("bondigoo-api-dev",), users=("dev",)
        ),
        Part(stack="dev", kind="worker", name="bondigoo-worker-dev", users=("dev",)),
    ]


def test_the_services_use_redis_and_database_and_the_site_its_api(stack_files: StackFiles) -> None:
    assert [edge for edge in pictured(stack_files).edges if edge.source[0] == "staging"] == [
        Edge(("staging", "site"), ("staging", "api")),
        Edge(("staging", "api"), ("prod", "redis")),
        Edge(("staging", "api"), ("staging", "database")),
        Edge(("staging", "worker"), ("prod", "redis")),
        Edge(("staging", "worker"), ("staging", "database")),
    ]


def test_a_shared_redis_stands_once_at_its_owner(stack_files: StackFiles) -> None:
    assert users(pictured(stack_files), "redis") == {
        ("prod", "bondigoo-redis-prod"): ("prod", "staging", "dev")
    }


def test_a_redis_of_the_same_name_in_another_workspace_is_another(stack_files: StackFiles) -> None:
    elsewhere = {**stack_files["staging"]["render"], "ownerId": "tea-" + "a1" * 10}
    own = {**OWN, "name": "bondigoo-redis-prod"}
    assert users(pictured(stack_files, staging={"render": elsewhere, "redis": own}), "redis") == {
        ("prod", "bondigoo-redis-prod"): ("prod", "dev"),
        ("staging", "bondigoo-redis-prod"): ("staging",),
    }


def test_a_project_of_the_same_name_in_another_team_is_another(stack_files: StackFiles) -> None:
    elsewhere = {**stack_files["dev"]["vercel"], "team": "team_" + "a1" * 12}
    edges = pictured(stack_files, dev={"vercel": elsewhere}).edges
    assert [edge for edge in edges if edge.shared and edge.source[1] == "site"] == []


def test_a_site_that_is_a_branch_leads_to_the_project_that_it_is_in(stack_files: StackFiles) -> None:
    shared = [edge for edge in pictured(stack_files).edges if edge.shared and edge.source[1] == "site"]
    assert shared == [Edge(("dev", "site"), ("prod", "site"))]


def test_two_databases_on_one_cluster_are_one_cluster_with_both(stack_files: StackFiles) -> None:
    assert [(c.name, [d.name for d in c.databases], c.stacks) for c in pictured(stack_files).clusters] == [
        ("bondigoo-prod-cluster", ["bondigoo-prod"], ("prod",)),
        ("coaching-platform-dev", ["bondigoo-staging", "coaching-platform-dev"], ("staging", "dev")),
    ]


def test_who_shares_a_cluster_stands_side_by_side(stack_files: StackFiles) -> None:
    cluster = {"cluster": "coaching-platform-dev", "host": "coaching-platform-dev.nnaff.mongodb.net"}
    other = {"cluster": "other", "host": "other.nnaff.mongodb.net"}
    picture = pictured(stack_files, prod={"database": cluster}, staging={"database": other})
    assert list(picture.columns) == ["prod", "dev", "staging"]


def test_clusters_of_one_name_in_two_projects_are_two(stack_files: StackFiles) -> None:
    elsewhere = {"host": "coaching-platform-dev.other.mongodb.net"}
    picture = pictured(stack_files, dev={"database": elsewhere})
    assert [cluster.stacks for cluster in picture.clusters] == [("prod",), ("staging",), ("dev",)]


def test_another_companys_environments_share_nothing() -> None:
    picture = picture_of(read_stack_files(KILN))
    assert [edge for edge in picture.edges if edge.shared] == []
    assert sentences(picture) == [
        "Nothing is shared: each environment has a site, services, Redis and cluster of its own."
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Staging and development use production's Redis, bondigoo-redis-prod."),
        (
            {"prod": {"redis": SHARED}, "staging": {"redis": OWN}, "dev": {"redis": SHARED}},
            "Production and development use staging's Redis, shop-redis.",
        ),
        (
            {"staging": {"redis": OWN}},
            "Development uses production's Redis, bondigoo-redis-prod.",
        ),
        (
            {stack: {"redis": SHARED} for stack in STACKS},
            "Production, staging and development use one Redis, shop-redis, which no stack here makes.",
        ),
    ],
)
def test_whose_redis_is_used_is_said_in_one_sentence(
    stack_files: StackFiles, changes: dict[str, Any], said: str
) -> None:
    about = [sentence for sentence in sentences(pictured(stack_files, **changes)) if "Redis" in sentence]
    assert about == [said]


def test_sites_and_databases_that_are_shared_are_said_too(stack_files: StackFiles) -> None:
    first, _, last = sentences(pictured(stack_files))
    assert first == "Development's site is a branch in production's Vercel project."
    assert last == (
        "Staging and development have databases (bondigoo-staging, coaching-platform-dev) "
        "on one cluster, coaching-platform-dev."
    )


def test_one_database_for_two_is_said_as_one(stack_files: StackFiles) -> None:
    picture = pictured(stack_files, staging={"database": {"name": "coaching-platform-dev"}})
    assert users(picture, "database")["staging", "coaching-platform-dev"] == ("staging", "dev")
    assert sentences(picture)[-1] == (
        "Staging and development have the database coaching-platform-dev "
        "on one cluster, coaching-platform-dev."
    )
