"""From production's generated people to staging's swapped data, by the users that the stacks make.

The tests follow one rehearsal, in the order they stand here: real `pulumi`, real MongoDB, real Valkey.
"""

import json
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from typing import Any

import pytest
from bullmq import Queue  # type: ignore[import-untyped]
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import OperationFailure

from data.policy.load import load
from ops.data.rehearsed import reachable
from ops.redis.connection import connect, connect_async
from ops.redis.queues import in_a_loop
from tests.data.originals import originals_found
from tests.engine.interruptions import killed
from tests.engine.page_commands import MARK, RECEIPTS, RECOVER, REFRESH, TRY
from tests.engine.rehearsal import Rehearsal
from tests.engine.test_launch import dedicate
from tests.engine.test_redis_move import address

Client = MongoClient[dict[str, Any]]
WORDS = REFRESH.split()
OWN = "bondigoo-redis-staging"


@pytest.fixture(scope="module")
def company(three_up: Rehearsal) -> Rehearsal:
    """Production and staging with their users for refreshes, and staging with a Redis of its own."""
    three_up.edit("prod", lambda c: c["database"].update(refresh={"user": "refresh-reader"}))
    three_up.edit("staging", lambda c: c["database"].update(refresh={"user": "refresh-writer"}))
    three_up.edit("staging", partial(dedicate, "staging"))
    three_up.sandbox("up", "prod", "staging", "--with-data").ok()
    three_up.control("clock", stageSeconds=0.2)
    return three_up


def login(company: Rehearsal, stack: str) -> Client:
    """A client with the login that the stack has made for refreshes."""
    words = ("stack", "output", "refreshUri", "--show-secrets", "--stack", stack)
    uri = company.pulumi(*words).ok().text.strip()
    return MongoClient(reachable(uri, company.environment()))


@pytest.fixture(scope="module")
def production(company: Rehearsal) -> Iterator[Database[dict[str, Any]]]:
    with closing(login(company, "prod")) as client:
        yield client["bondigoo-prod"]


@pytest.fixture(scope="module")
def staging(company: Rehearsal) -> Iterator[Database[dict[str, Any]]]:
    """As it was before, with jobs in its queues."""
    with closing(login(company, "staging")) as client:
        client["bondigoo-staging"].users.insert_one({"old": True})
        client["bondigoo-staging"].stray.insert_one({"old": True})
        in_a_loop(_job(company))
        yield client["bondigoo-staging"]


async def _job(company: Rehearsal) -> None:
    connection = connect_async(address(company, OWN), company.environment())
    await Queue("staging-mail", {"connection": connection}).add("waits", {"to": "somebody who is gone"})
    await connection.aclose()


def suspended(company: Rehearsal) -> list[str]:
    names = [f"bondigoo-{role}-staging" for role in ("api", "worker")]
    return [name for name in names if company.service(name)["suspended"] != "not_suspended"]


def refused(company: Rehearsal, *words: str) -> str:
    done = company.ops(*words)
    assert done.code == 2, done.text
    return done.text


def test_each_user_may_do_what_its_database_needs_and_nothing_anywhere_else(
    company: Rehearsal, production: Database[dict[str, Any]], staging: Database[dict[str, Any]]
) -> None:
    assert production.users.count_documents({}) > 0
    for refuse in (
        lambda: production.users.insert_one({}),
        lambda: production.client["bondigoo-staging"].users.find_one({}),
        lambda: staging.client["coaching-platform-dev"].users.find_one({}),
        lambda: staging.client["bondigoo-prod"].users.find_one({}),
    ):
        with pytest.raises(OperationFailure):
            refuse()


@pytest.mark.proves("R36", "R46")
def test_a_target_without_its_marker_is_refused_and_so_is_one_that_is_not_stagings(
    company: Rehearsal, staging: Database[dict[str, Any]]
) -> None:
    assert "marker" in refused(company, *WORDS)
    assert sorted(staging.list_collection_names()) == ["stray", "users"]
    assert suspended(company) == []


@pytest.mark.proves("R20", "R28", "R39", "R40", "R41", "R42", "R43", "R44", "R45", "R47")
def test_staging_is_filled_although_it_is_killed_on_its_way_and_holds_nothing_of_production(
    company: Rehearsal, production: Database[dict[str, Any]], staging: Database[dict[str, Any]]
) -> None:
    company.ops(*MARK.split()).ok()
    company.ops(*TRY.split()).ok()
    assert staging.users.count_documents({}) == 1
    before = {name: production[name].count_documents({}) for name in production.list_collection_names()}
    killed(company, WORDS, {"service": "atlas", "method": "POST", "path": ".*/backup/snapshots"})
    killed(company, WORDS, {"service": "render", "method": "POST", "path": ".*/suspend"})
    assert staging.users.count_documents({}) == 1
    assert "the target is wholly old" in company.ops(*RECOVER.split()).ok().text
    assert suspended(company) == []
    killed(company, WORDS, {"service": "render", "method": "POST", "path": ".*/resume"})
    assert staging.users.count_documents({}) == before["users"]
    assert suspended(company) != []
    done = company.ops(*WORDS, "--json").ok()
    receipt = json.loads(done.text[done.text.index("\n{\n") :])
    policy = load()
    assert originals_found(production, staging, policy) == {}
    assert set(staging.list_collection_names()) - set(before) == {
        *("_environment", "_refresh_journal", "_refresh_receipts")
    }
    assert staging.users.count_documents({}) == before["users"]
    assert suspended(company) == []
    assert connect(address(company, OWN), company.environment()).dbsize() == 0
    assert receipt["outcome"] == "done"
    assert "done" in company.ops(*RECEIPTS.split()).ok().text
    assert receipt["backup"] in {each["id"] for each in snapshots(company)}
    assert {name: production[name].count_documents({}) for name in before} == before
    hand_made = {name: production[name].index_information() for name in before}
    assert {name: staging[name].index_information() for name in before} == hand_made


def snapshots(company: Rehearsal) -> list[dict[str, Any]]:
    project = company.status["atlas"]["projectIds"][0]
    path = f"{project}/clusters/bondigoo-prod-cluster/backup/snapshots"
    return list(company.atlas("GET", path)["results"])


@pytest.mark.proves("T7")
def test_a_session_of_production_opens_nothing_in_staging(
    company: Rehearsal, production: Database[dict[str, Any]], staging: Database[dict[str, Any]]
) -> None:
    ours, theirs = (company.variables(f"bondigoo-api-{stack}") for stack in ("staging", "prod"))
    for secret in ("JWT_SECRET", "SESSION_SECRET"):
        assert ours[secret] != theirs[secret]
    versions = {each["tokenVersion"] for each in production.users.find({}, {"tokenVersion": 1})}
    assert not versions & {each["tokenVersion"] for each in staging.users.find({}, {"tokenVersion": 1})}
