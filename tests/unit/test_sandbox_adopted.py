"""What a committed stack file adopts is there in a rehearsal, so that it can go on being rehearsed."""

from pathlib import Path
from typing import Any

import pytest

from sandbox.seed import seed
from tests.conftest import StackFiles
from tests.unit.accounts_wire import TEAM, Accounts

API, WORKER = "srv-" + "a" * 20, "srv-" + "b" * 20
REDIS, PROJECT, VARIABLE = "red-" + "c" * 20, "prj_12345678", "abcdefgh12345678"


def adopting() -> dict[str, Any]:
    values = StackFiles()["prod"]
    values["api"]["adopt"], values["worker"]["adopt"], values["redis"]["adopt"] = API, WORKER, REDIS
    values["frontend"]["adopt"] = {
        "project": PROJECT,
        "domains": ["www.bondigoo.ch"],
        "variables": {"REACT_APP_API_URL": VARIABLE},
    }
    return values


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path)


def test_every_adopted_id_answers_with_what_the_file_describes(accounts: Accounts) -> None:
    for _ in range(2):  # seeded before each command
        seed(accounts.wire.cloud, [adopting()])
    for service_id, kind in ((API, "web_service"), (WORKER, "background_worker")):
        found = accounts.wire.render("GET", f"/services/{service_id}").json()
        assert (found["id"], found["type"], found["branch"]) == (service_id, kind, "main")
    redis = accounts.wire.render("GET", f"/key-value/{REDIS}").json()
    assert (redis["id"], redis["name"], redis["region"]) == (REDIS, "bondigoo-redis-prod", "frankfurt")
    assert accounts.vercel("GET", f"/v10/projects/{PROJECT}")["name"] == "bondigoo-platform-prod"
    (domain,) = accounts.vercel("GET", f"/v9/projects/{PROJECT}/domains")["domains"]
    (variable,) = accounts.vercel("GET", f"/v8/projects/{PROJECT}/env")["envs"]
    assert (domain["name"], domain["gitBranch"]) == ("www.bondigoo.ch", None)
    assert (variable["id"], variable["key"], variable["target"]) == (
        VARIABLE,
        "REACT_APP_API_URL",
        ["production"],
    )
    assert len(accounts.wire.render("GET", "/services").json()) == 2


def test_a_branchs_parts_are_made_once_its_project_is_there(accounts: Accounts) -> None:
    dev = StackFiles()["dev"]
    dev["frontend"]["adopt"] = {
        "domains": ["dev.bondigoo.ch"],
        "variables": {"REACT_APP_API_URL": "12345678"},
    }
    seed(accounts.wire.cloud, [dev])
    seed(accounts.wire.cloud, [adopting(), dev])
    domains = accounts.vercel("GET", f"/v9/projects/{PROJECT}/domains")["domains"]
    assert {row["name"]: row["gitBranch"] for row in domains} == {
        "www.bondigoo.ch": None,
        "dev.bondigoo.ch": "develop",
    }
    rows = accounts.vercel("GET", f"/v8/projects/{PROJECT}/env?teamId={TEAM}")["envs"]
    assert {row["id"]: (row["target"], row["gitBranch"]) for row in rows} == {
        VARIABLE: (["production"], None),
        "12345678": (["preview"], "develop"),
    }


def test_nothing_is_made_where_nothing_is_adopted_or_a_file_makes_no_sense(accounts: Accounts) -> None:
    seed(accounts.wire.cloud, [StackFiles()["prod"], {"api": {"adopt": API}, "worker": 3, "frontend": []}])
    assert accounts.wire.render("GET", "/services").json() == []
    assert accounts.vercel("GET", "/v10/projects")["projects"] == []
