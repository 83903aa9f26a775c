"""`kill -9` where Vercel and Atlas have made something and nobody has heard of it: nothing is made twice.

What is made side by side is lost side by side, so that three kills meet every kind of create: project,
cluster and entries; what is inside them; a deployment.
"""

from collections import Counter
from typing import Any

import pytest

from tests.engine.interruptions import cut_off_up
from tests.engine.rehearsal import Rehearsal
from tests.unit.rule_cases.case import ADA, BACKUP, CLUSTER, FRANKFURT, OFFICE

GROUP = "/api/atlas/v2/groups/000000000000000000000001"
INSIDE = "/v10/projects/prj_[a-z0-9]+"
ENTRIES = [OFFICE, *FRANKFURT]
FIRST = (
    ("vercel", "POST", "/v8/projects", 1),
    ("atlas", "POST", f"{GROUP}/clusters", 1),
    ("atlas", "POST", f"{GROUP}/accessList", len(ENTRIES)),
)
SECOND = (
    ("vercel", "POST", f"{INSIDE}/domains", 1),
    # The fourth waits for the domain.
    ("vercel", "POST", f"{INSIDE}/env", 3),
    ("atlas", "POST", f"{GROUP}/databaseUsers", 2),
    ("atlas", "PATCH", f"{GROUP}/clusters/[^/]+/backup/schedule", 1),
)


def owning_everything(config: dict[str, Any]) -> None:
    # Another than Vercel's first choice, so that a project without its last request can be told.
    config["branch"] = "release"
    config["secrets"]["ADA_PASSWORD"] = "env"
    config["database"] |= {
        "manageUser": True,
        "developers": [ADA],
        "ownedCluster": {**CLUSTER, "adopt": False},
        "ipAccessList": ENTRIES,
        "backup": BACKUP,
    }


@pytest.fixture(scope="module")
def prod(rehearsal: Rehearsal) -> Rehearsal:
    rehearsal.edit("prod", owning_everything)
    rehearsal.start()
    rehearsal.pulumi("stack", "init", "prod").ok()
    return rehearsal


def lost(prod: Rehearsal) -> list[str]:
    """What `ops adopt --lost` takes into the state, when it takes all that it names."""
    done = prod.ops("adopt", "--lost", "--stack", "prod").ok()
    ends = " is as this stack would have made it"
    return [line.removeprefix("= ").removesuffix(ends) for line in done.text.splitlines() if ends in line]


def test_a_project_a_cluster_and_entries_that_were_lost_go_into_the_state(prod: Rehearsal) -> None:
    cut_off_up(prod, "prod", *FIRST)
    site, *stores = lost(prod)
    assert site.startswith("frontend: the Vercel project bondigoo-platform-prod (prj_")
    assert stores == [
        "database: the cluster bondigoo-prod-cluster",
        *(f"database: {entry['cidr']} in the access list" for entry in ENTRIES),
    ]


def test_until_then_an_update_fails_and_says_where_to_go(prod: Rehearsal) -> None:
    cut_off_up(prod, "prod", *SECOND)
    # Only of the domain, because beside it the update would already put right what it can.
    domain = ("--target", "**$vercel:index/projectDomain:ProjectDomain::frontend")
    refused = prod.pulumi("up", "--stack", "prod", "--yes", "--skip-preview", *domain)
    assert refused.code != 0
    assert (
        "ProjectDomain frontend is at Vercel already, and not in this stack's state: "
        "`python -m ops adopt --lost --stack prod` takes it there"
    ) in refused.text


def test_a_domain_variables_users_and_a_schedule_that_were_lost_go_into_the_state(prod: Rehearsal) -> None:
    assert lost(prod) == [
        "frontend: the domain www.bondigoo.ch",
        "frontend: the variable REACT_APP_API_URL",
        "frontend: the variable REACT_APP_LAUNCHED",
        "frontend: the variable REACT_APP_CLOUDINARY_CLOUD_NAME",
        "database: the user ada",
        "database: the user bondigoo-prod-user",
        "database: the backup schedule of bondigoo-prod-cluster",
    ]


def test_a_deployment_that_was_lost_is_built_again_and_nothing_else_is_made_twice(prod: Rehearsal) -> None:
    cut_off_up(prod, "prod", ("vercel", "POST", "/v12/now/deployments", 1))
    assert lost(prod) == []
    prod.pulumi("refresh", "--stack", "prod", "--clear-pending-creates", "--yes", "--skip-preview").ok()
    prod.up("prod").ok()
    made = Counter(
        request["path"].rpartition("/")[2]
        for request in prod.requests()
        if request["method"] == "POST"
        and request["service"] in ("vercel", "atlas")
        and 200 <= request["status"] < 300
    )
    assert made == {
        "projects": 1,
        "domains": 1,
        "env": 4,
        "deployments": 2,
        "clusters": 1,
        "accessList": len(ENTRIES),
        "databaseUsers": 2,
    }


def test_what_an_update_had_no_time_for_is_written_by_the_next(prod: Rehearsal) -> None:
    project = prod.project("bondigoo-platform-prod").send("GET", "")
    assert project["link"]["productionBranch"] == "release"
    written = {r["path"] for r in prod.requests() if r["method"] == "PATCH" and r["status"] == 200}
    assert {f"{GROUP}/databaseUsers/admin/{name}" for name in ("ada", "bondigoo-prod-user")} <= written
    prod.pulumi("preview", "--stack", "prod", "--expect-no-changes").ok()
