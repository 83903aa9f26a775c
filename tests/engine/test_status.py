"""`ops status` on three environments that are up: each part broken in turn shows in its place alone.

The tests of this module follow one rehearsal, in the order they stand here; each mends what it has broken.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from tests.engine.loopback import until
from tests.engine.page_commands import STATUS, STATUS_FOR_SCRIPTS, STATUS_PAGE
from tests.engine.rehearsal import Rehearsal
from tests.unit.html_tree import read

PARTS = ("site", "api", "worker", "redis", "database", "addresses", "changes")
API, REDIS = "bondigoo-api-staging", "bondigoo-redis-prod"
PROJECT = "0" * 23 + "1"
Place = tuple[str, str, str]


def looked(rehearsal: Rehearsal, *environ: str) -> tuple[dict[Place, str], int]:
    """Where something is not ok, as the JSON has it, with what is said there, once in each place."""
    done = rehearsal.run("env", *environ, "python", "-m", "ops", *STATUS_FOR_SCRIPTS.split())
    assert [name for name, value in rehearsal.secrets().items() if value in done.text] == []
    parts = {
        (each["stack"], part, each[part]["state"]): [check["found"] for check in each[part]["checks"]]
        for each in json.loads(done.text)["environments"]
        for part in PARTS
    }
    assert [place for place, said in parts.items() if len(said) != (place[2] != "ok")] == []
    return {place: said[0] for place, said in parts.items() if said}, done.code


@dataclass(frozen=True)
class Person:
    """Who breaks and mends, with the vendors' dashboards."""

    at: Rehearsal

    def render(self, method: str, path: str, body: Any = None) -> Any:
        return self.at.send(method, "render", path, body)

    def id_of(self, service: str) -> str:
        return str(self.at.service(service)["id"])

    @contextmanager
    def drifted_variable(self) -> Iterator[None]:
        before = self.at.variables("bondigoo-api-dev")["BULLMQ_PREFIX"]
        self.at.set_by_hand("bondigoo-api-dev", "BULLMQ_PREFIX", "another")
        yield
        self.at.set_by_hand("bondigoo-api-dev", "BULLMQ_PREFIX", before)

    @contextmanager
    def drifted_secret(self) -> Iterator[None]:
        before = self.at.variables("bondigoo-worker-prod")["JWT_SECRET"]
        self.at.set_by_hand("bondigoo-worker-prod", "JWT_SECRET", "another")
        yield
        self.at.set_by_hand("bondigoo-worker-prod", "JWT_SECRET", before)

    @contextmanager
    def drifted_site(self) -> Iterator[None]:
        project = self.at.project("bondigoo-platform-prod")
        row = project.variable("REACT_APP_LAUNCHED", "develop")
        before = project.send("GET", f"/env/{row['id']}")["value"]
        project.send("PATCH", f"/env/{row['id']}", {"value": "maybe"})
        yield
        project.send("PATCH", f"/env/{row['id']}", {"value": before})

    @contextmanager
    def suspended_service(self) -> Iterator[None]:
        worker = "bondigoo-worker-prod"
        self.at.control("suspend", service=worker, by="user")
        yield
        self.render("POST", f"/services/{self.id_of(worker)}/resume")
        self.live(worker)

    @contextmanager
    def failed_deploy(self) -> Iterator[None]:
        self.at.control("fail-deploy", service=API, status="update_failed")
        self.deploy("update_failed")
        yield
        self.deploy("live")

    def deploy(self, ends: str) -> None:
        self.render("POST", f"/services/{self.id_of(API)}/deploys", {})
        self.live(API, ends)

    def live(self, service: str, status: str = "live") -> None:
        path = f"/services/{self.id_of(service)}/deploys?limit=1"
        until(lambda: self.render("GET", path)[0]["deploy"]["status"] == status)

    @contextmanager
    def evicting_redis(self) -> Iterator[None]:
        (row,) = self.render("GET", f"/key-value?name={REDIS}&limit=100")
        path = f"/key-value/{row['keyValue']['id']}"
        self.render("PATCH", path, {"maxmemoryPolicy": "volatile_ttl"})
        yield
        self.render("PATCH", path, {"maxmemoryPolicy": "noeviction"})

    @contextmanager
    def missing_domain(self) -> Iterator[None]:
        path = f"/services/{self.id_of(API)}/custom-domains"
        self.render("DELETE", f"{path}/api.staging.bondigoo.ch")
        yield
        self.render("POST", path, {"name": "api.staging.bondigoo.ch"})

    @contextmanager
    def no_backup(self) -> Iterator[None]:
        self.at.control("snapshots", cluster="bondigoo-prod-cluster", remove=True)
        yield
        path = f"{PROJECT}/clusters/bondigoo-prod-cluster/backup/snapshots"
        made = self.at.atlas("POST", path, {"description": "by hand", "retentionInDays": 1})
        until(lambda: self.at.atlas("GET", f"{path}/{made['id']}")["status"] == "completed")


Change = Callable[[Person], Any]
BROKEN: dict[str, tuple[tuple[Change, ...], dict[Place, str]]] = {
    "a variable": ((Person.drifted_variable,), {("dev", "changes", "note"): "api.env.BULLMQ_PREFIX"}),
    "a secret, and a site": (
        (Person.drifted_secret, Person.drifted_site),
        {
            ("prod", "changes", "note"): "worker.env.JWT_SECRET",
            ("dev", "changes", "note"): "frontend.env.REACT_APP_LAUNCHED",
        },
    ),
    "a suspended service": (
        (Person.suspended_service,),
        {("prod", "worker", "FAIL"): "bondigoo-worker-prod is suspended"},
    ),
    "a failed deploy": ((Person.failed_deploy,), {("staging", "api", "FAIL"): "is update_failed"}),
    "an evicting Redis": (
        (Person.evicting_redis,),
        {("prod", "redis", "FAIL"): f"{REDIS} evicts (volatile_ttl)"},
    ),
    "a missing domain": (
        (Person.missing_domain,),
        {("staging", "addresses", "FAIL"): "api.staging.bondigoo.ch is missing from"},
    ),
    "no backup": ((Person.no_backup,), {("prod", "database", "FAIL"): "no completed one is there"}),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_broken_shows_in_its_place_and_nowhere_else(three_up: Rehearsal, broken: str) -> None:
    changes, places = BROKEN[broken]
    with ExitStack() as mended:
        for change in changes:
            mended.enter_context(change(Person(three_up)))
        found, code = looked(three_up)
    assert (set(found), code) == (set(places), int(any(state == "FAIL" for *_, state in places)))
    assert [place for place, said in places.items() if said not in found[place]] == []


@pytest.mark.parametrize(
    ("tokens", "parts"),
    [
        (("RENDER_API_KEY",), ("api", "worker", "redis")),
        (("VERCEL_API_TOKEN", "MONGODB_ATLAS_PRIVATE_API_KEY"), ("site", "database")),
    ],
)
def test_an_expired_token_shows_in_the_parts_of_its_vendor(
    three_up: Rehearsal, tokens: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    found, code = looked(three_up, *(f"{token}=expired" for token in tokens))
    assert (set(found), code) == (
        {(stack, part, "doubt") for stack in ("prod", "staging", "dev") for part in parts},
        2,
    )


def test_the_page_is_written_with_an_expired_token_too_and_says_what_was_not_seen(
    three_up: Rehearsal,
) -> None:
    done = three_up.run("env", "RENDER_API_KEY=expired", "python", "-m", "ops", *STATUS_PAGE.split())
    assert (done.code, "Traceback" in done.text) == (2, False)
    text = (three_up.home.project / "status.html").read_text()
    assert "? not seen" in read(text).by_id("launch").text
    assert "Render answered 401 to GET /key-value" in text


def test_without_the_passphrase_keys_are_compared_and_values_of_secrets_are_not(three_up: Rehearsal) -> None:
    found, code = looked(three_up, "--unset=PULUMI_CONFIG_PASSPHRASE_FILE")
    assert (set(found), code) == ({(stack, "changes", "note") for stack in ("prod", "staging", "dev")}, 0)
    assert {"values of secrets were not compared" in said for said in found.values()} == {True}


def test_after_all_of_that_nothing_is_wrong_and_the_table_says_so(three_up: Rehearsal) -> None:
    done = three_up.ops(STATUS).ok()
    *rows, step = [line for line in done.text.splitlines() if line[:1].isalpha()]
    shown = ("site", "API", "worker", "Redis", "database", "addresses", "changes")
    assert [row.split() for row in rows] == [[part, "ok", "ok", "ok"] for part in shown]
    assert step == "next in prod: `python -m ops launch check` says what is missing for the launch"
    assert [name for name, value in three_up.secrets().items() if value in done.text] == []
