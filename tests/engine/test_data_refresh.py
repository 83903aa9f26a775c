"""From production's generated people to staging's swapped data, by the users that the stacks make.

The tests follow one rehearsal, in the order they stand here: real `pulumi`, real MongoDB, real Valkey.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

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
from tests.data.seeds import NPM, PEOPLE
from tests.engine.interruptions import killed
from tests.engine.page_commands import MARK, RECEIPTS, RECOVER, REFRESH, TRY
from tests.engine.rehearsal import Rehearsal, command_lines, finished
from tests.engine.secret_search import secret_values
from tests.engine.test_launch import dedicate
from tests.engine.test_redis_move import address
from tests.secret_forms import forms

Client = MongoClient[dict[str, Any]]
WORDS = REFRESH.split()
OWN = "bondigoo-redis-staging"
# Of the range that is nobody's (RFC 5737).
RUNNER = "203.0.113.7"


@pytest.fixture(scope="module")
def company(three_up: Rehearsal) -> Rehearsal:
    """Each with its users: for refreshes, and in development for seeds; staging with a Redis of its own."""
    three_up.edit("prod", with_people)
    three_up.edit("staging", lambda c: c["database"].update(refresh={"user": "refresh-writer"}))
    three_up.edit("staging", partial(dedicate, "staging"))
    three_up.edit("dev", lambda c: c["database"].update(user="seeder", manageUser=True))
    three_up.sandbox("up", "--with-data").ok()
    three_up.control("clock", stageSeconds=0.2)
    return three_up


def with_people(config: dict[str, Any]) -> None:
    """A developer's user is made too."""
    ada = {"username": "ada", "passwordSecret": "ADA_PASSWORD"}
    config["database"] |= {"refresh": {"user": "refresh-reader"}, "developers": [ada]}
    config["secrets"]["ADA_PASSWORD"] = "env"


def login(company: Rehearsal, stack: str) -> Client:
    """A client with the login that the stack has made for refreshes."""
    return MongoClient(reachable(uri_of(company, stack), company.environment()))


def uri_of(company: Rehearsal, stack: str) -> str:
    words = ("stack", "output", "refreshUri", "--show-secrets", "--stack", stack)
    return company.pulumi(*words).ok().text.strip()


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
    assert [one for one in snapshots(company) if one["snapshotType"] == "onDemand"] == []
    assert sorted(staging.list_collection_names()) == ["stray", "users"]
    assert suspended(company) == []


@pytest.mark.proves("R20", "R28", "R39", "R40", "R41", "R42", "R43", "R44", "R45", "R47", "T20", "T42", "C21")
def test_staging_is_filled_although_it_is_killed_on_its_way_and_holds_nothing_of_production(
    company: Rehearsal, production: Database[dict[str, Any]], staging: Database[dict[str, Any]]
) -> None:
    company.ops(*MARK.split()).ok()
    company.faults({"kind": "status", "status": 429, "times": 1, "service": "atlas", "path": ".*/snapshots"})
    assert "answered 429" in refused(company, *TRY.split())
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
    receipt = refreshed_under_faults(company)
    policy = load()
    assert originals_found(production, staging, policy) == {}
    assert set(staging.list_collection_names()) - set(before) == {
        *("_environment", "_refresh_journal", "_refresh_receipts")
    }
    mail = [each["email"] for each in staging.users.find({}, {"email": 1})]
    assert [
        each for each in mail if not each.endswith((".invalid", ".test", ".example", "@example.com"))
    ] == []
    assert suspended(company) == []
    assert connect(address(company, OWN), company.environment()).dbsize() == 0
    assert receipt["outcome"] == "done"
    assert [entry for entry in access_lists(company) if RUNNER in entry] == []
    assert "done" in company.ops(*RECEIPTS.split()).ok().text
    assert receipt["backup"] in {each["id"] for each in snapshots(company)}
    assert {name: production[name].count_documents({}) for name in before} == before
    hand_made = {name: production[name].index_information() for name in before}
    assert {name: staging[name].index_information() for name in before} == hand_made


def refreshed_under_faults(company: Rehearsal) -> dict[str, Any]:
    """The receipt of a refresh to which vendors answer badly; what it prints and starts is kept."""
    company.faults(
        {"kind": "status", "status": 503, "times": 1, "service": "render", "path": ".*/services/.*"},
        {"kind": "cut_after", "times": 1, "service": "render", "path": ".*/suspend"},
        {"kind": "cut_after", "times": 1, "service": "render", "path": ".*/resume"},
    )
    (company.folder / "temporary").mkdir()
    environ = {**company.environment(), "DATA_RUNNER_ADDRESS": RUNNER}
    environ["TMPDIR"] = str(company.folder / "temporary")
    words = ["python", "-m", "ops", *WORDS, "--json"]
    log, lines = company.folder / "refresh.log", set[str]()
    with log.open("w") as out:
        running = subprocess.Popen(words, cwd=company.home.project, env=environ, stdout=out, stderr=out)
        while running.poll() is None:
            lines.update(command_lines())
            with suppress(subprocess.TimeoutExpired):
                running.wait(0.2)
    company.faults()
    (company.folder / "lines.log").write_text("\n".join(lines))
    assert running.returncode == 0, log.read_text()
    text = log.read_text()
    return dict(json.loads(text[text.index("\n{\n") :]))


def access_lists(company: Rehearsal) -> list[str]:
    """Every entry, as Atlas writes it."""
    pages = [company.atlas("GET", f"{one}/accessList") for one in company.status["atlas"]["projectIds"]]
    return [json.dumps(entry) for page in pages for entry in page["results"]]


def snapshots(company: Rehearsal) -> list[dict[str, Any]]:
    path = f"{project_of(company, 'bondigoo-prod')}/clusters/bondigoo-prod-cluster/backup/snapshots"
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


@pytest.mark.proves("R48", "R49", "R50")
def test_development_is_seeded_by_somebody_who_has_nothing_of_production(company: Rehearsal) -> None:
    app = company.folder / "application"
    app.mkdir()
    (app / "package.json").write_text(json.dumps({"scripts": {"seed": "python seed.py"}}))
    (app / "seed.py").write_text(PEOPLE)
    (app / "npm").write_text(NPM.format(python=sys.executable))
    (app / "npm").chmod(0o755)
    theirs = ("PROD_", "STAGING_", "RENDER_", "VERCEL_", "MONGODB_ATLAS_", "PULUMI_")
    environ = {key: value for key, value in company.environment().items() if not key.startswith(theirs)}
    environ["PATH"] = f"{app}:{environ['PATH']}"

    def data(*words: str) -> str:
        return finished(("python", "-m", "ops", "data", *words), company.home.project, environ).ok().text

    data("mark", "development", "--yes", "coaching-platform-dev")
    seed = ("seed", "--app", str(app), "--yes")
    assert "the next seed will be compared with this one" in data(*seed)
    assert ": seeded, the same as the seed of " in data(*seed)


@pytest.mark.proves("R36", "R37", "R38")
def test_in_production_the_application_alone_may_write(company: Rehearsal) -> None:
    users = company.atlas("GET", f"{project_of(company, 'bondigoo-prod')}/databaseUsers")["results"]
    roles = {
        user["username"]: [(role["roleName"], role["databaseName"]) for role in user["roles"]]
        for user in users
    }
    # The first is the application's, made by hand, with the role that Atlas suggests.
    assert roles == {
        "bondigoo-prod-user": [("readWriteAnyDatabase", "admin")],
        "refresh-reader": [("read", "bondigoo-prod")],
        "ada": [("read", "bondigoo-prod")],
    }


def project_of(company: Rehearsal, database: str) -> str:
    """The Atlas project with the users of a database."""
    for project in company.status["atlas"]["projectIds"]:
        if database in json.dumps(company.atlas("GET", f"{project}/databaseUsers")):
            return str(project)
    raise AssertionError(f"nobody uses {database}")


@pytest.mark.proves("R46", "T34")
def test_no_value_of_a_document_and_no_login_was_written_down_anywhere(
    company: Rehearsal, production: Database[dict[str, Any]], staging: Database[dict[str, Any]]
) -> None:
    fields = ("email", "phone", "bio", "password")
    values = [each.get(key) for each in production.users.find() for key in fields]
    values += [each.get("content") for each in production.messages.find()]
    people = [each[:40] for each in values if isinstance(each, str) and len(each) > 7]
    assert len(people) > 30
    logins = [uri_of(company, stack) for stack in ("prod", "staging")]
    passwords = [unquote(str(urlsplit(uri).password)) for uri in logins]
    home = company.folder / ".sandbox"
    # What stands for the vendors' own memory holds them on purpose.
    kept = ("cloud.json", "secrets.json", "credentials.json", "clusters")
    own = [home / name for name in kept]
    logs = [company.folder / name for name in ("refresh.log", "lines.log")]
    files = [*home.rglob("*"), *(company.folder / "temporary").rglob("*"), *logs]
    texts = [
        file.read_text(errors="replace")
        for file in files
        if file.is_file() and not file.is_symlink() and not any(file.is_relative_to(place) for place in own)
    ]
    texts += [str(each) for each in staging["_refresh_receipts"].find()]
    assert any("ops data refresh" in text for text in texts)
    secrets = [*passwords, *secret_values(company)]
    for hidden in (*people, *logins, *(form for each in secrets for form in forms(each))):
        assert not [text for text in texts if hidden in text]
