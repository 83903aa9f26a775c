"""What `ops status` finds: a trouble stands with the part that has it, once, and nothing is asked twice."""

from collections import Counter
from pathlib import Path
from threading import Barrier
from typing import Any

import httpx
import pytest

from config.stacks import STACKS
from ops.data.backup import described
from ops.doctor.check import Check
from ops.status.addresses import hosts_of
from ops.status.known import Known, parsed
from ops.status.look import looked, of
from ops.status.once import LateError
from ops.status.sources import Sources
from tests.unit.status_breaks import failed_build
from tests.unit.status_broken import BROKEN
from tests.unit.status_made import REPO
from tests.unit.status_world import Up, checks, places

KINDS = (
    *("services", "key-value", "deploys", "env-vars", "custom-domains", "projects", "deployments", "domains"),
    *("env", "config", "clusters", "snapshots"),
)


@pytest.fixture
def up(tmp_path: Path) -> Up:
    return Up(tmp_path)


def test_where_nothing_is_wrong_no_part_says_anything(up: Up) -> None:
    status = up.status()
    assert checks(status) == []
    assert [each.state for each in status.environments] == ["ok", "ok", "ok"]


def test_nothing_is_asked_twice_and_what_environments_share_is_asked_for_once(up: Up) -> None:
    up.status()
    assert [asked for asked, times in Counter(up.asked).items() if times > 1] == [
        # From each of the origins that dev lets in.
        "OPTIONS api.dev.bondigoo.ch/"
    ]
    assert Counter(map(_kind, up.asked)) == {
        "render services": 1,
        "render key-value": 1,
        "render deploys": 6,
        "render env-vars": 6,
        "render custom-domains": 3,
        "vercel projects": 2,
        # Of production's project twice: for production, and for dev, which lives in it.
        "vercel deployments": 3,
        "vercel deployment of a host": 3,
        "vercel domains": 2,
        "vercel env": 2,
        "vercel config": 3,
        "atlas clusters": 2,
        "atlas snapshots": 2,
        # Three sites, three APIs, and the four origins that these let in.
        "host": 10,
    }


def test_an_api_that_does_not_answer_is_asked_no_second_question(up: Up) -> None:
    up.instead["api.dev.bondigoo.ch"] = httpx.ReadTimeout("slow")
    (check,) = up.status().environments[2].api.checks
    assert (check.state, "ReadTimeout" in check.found) == ("FAIL", True)
    assert [asked for asked in up.asked if "api.dev" in asked] == ["GET api.dev.bondigoo.ch/"]


def test_a_failed_build_of_production_is_seen_behind_a_hundred_previews(up: Up) -> None:
    failed_build(up)
    for _ in range(100):
        up.control("push", {"repo": REPO, "branch": "develop"})
    assert places(up.status()) == {("prod", "site", "FAIL")}


def test_an_answer_that_is_late_is_to_know_with_its_part(up: Up) -> None:
    class Late(Sources):
        def site_answer(self, stack: str) -> tuple[Check, bool | None]:
            raise LateError("no answer")

        def api_fault(self, stack: str) -> Check | None:
            raise LateError("no answer")

    assert checks(of(Late(up.world(), up.state))) == [
        Check("doubt", stack, part, "no answer") for stack in STACKS for part in ("site", "api")
    ]


def test_a_rehearsal_asks_no_name_server_and_so_for_no_records(tmp_path: Path) -> None:
    up = Up(tmp_path)
    up.environ |= {"SANDBOX_DIR": str(tmp_path), "SANDBOX_EDGE_URL": "http://127.0.0.1"}
    status = up.status()
    assert (checks(status), status.rehearsal) == ([], True)
    assert {host.record for each in status.environments for host in each.addresses.hosts} == {"not asked"}
    assert [asked for asked in up.asked if "/config" in asked] == []


@pytest.mark.parametrize(
    ("name", "of", "has_backup"),
    [
        ("backups turned off", 0, False),
        ("no backup", 0, False),
        ("no backup of what is no production", 2, False),
        ("a backup of the day before yesterday", 0, True),
        ("Atlas' key expired", 0, None),
    ],
)
def test_that_there_are_no_backups_is_known(up: Up, name: str, of: int, has_backup: bool | None) -> None:
    BROKEN[name][0](up)
    database = up.status().environments[of].database
    assert (database.has_backup, database.backup_at is None) == (has_backup, has_backup is not True)


def test_hosts_are_looked_at_side_by_side(up: Up) -> None:
    hosts = [host for own in up.files.values() for host in hosts_of(own)]
    together = Barrier(len(hosts), timeout=10)

    class Certificates(dict[str, float | OSError]):
        def get(self, host: str, other: Any = None) -> Any:
            together.wait()
            return other

    up.certificates = Certificates()
    assert checks(up.status()) == []


def test_no_snapshots_are_asked_for_where_there_are_no_backups(up: Up) -> None:
    for group in up.cloud.atlas["groups"].values():
        for cluster in group["clusters"].values():
            cluster["backupEnabled"] = False
    up.status()
    assert [asked for asked in up.asked if "snapshots" in asked] == []


def test_a_state_that_is_not_understood_is_told_like_one_that_cannot_be_read(up: Up) -> None:
    def state(stack: str) -> Known:
        return up.state(stack) if stack != "dev" else parsed({"deployment": {"resources": [{"id": "srv-1"}]}})

    (check,) = checks(looked(up.world(), state))
    assert (check.place, check.state) == ("dev", "doubt")
    assert check.found.endswith("is not known: pulumi: the state of dev is not understood (KeyError)")


def test_a_stack_that_was_never_brought_up_says_only_that(tmp_path: Path) -> None:
    status = Up(tmp_path, is_up=False).status()
    assert places(status) == {(stack, "changes", "note") for stack in ("prod", "staging", "dev")}
    assert [each.next_step for each in status.environments] == [
        f"`pulumi up --stack {stack}` makes it" for stack in ("prod", "staging", "dev")
    ]


def test_staging_says_when_it_got_productions_data_last(up: Up) -> None:
    body = {"description": described("2027-01-15"), "retentionInDays": 7}
    up.atlas("POST", "clusters/bondigoo-prod-cluster/backup/snapshots", body)
    up.cloud.clock_offset += 3600
    prod, staging, dev = (each.database for each in up.status().environments)
    assert staging.refreshed_at is not None
    assert staging.refreshed_at == prod.backup_at != staging.backup_at
    assert (prod.refreshed_at, dev.refreshed_at) == (None, None)


@pytest.mark.parametrize(("hours", "later"), [(None, "snapshot"), (-1, "snapshot"), (1, "journal")])
def test_what_this_checkout_knows_of_a_refresh_counts_where_it_is_later(
    up: Up, hours: float | None, later: str
) -> None:
    body = {"description": described("1"), "retentionInDays": 7}
    up.atlas("POST", "clusters/bondigoo-prod-cluster/backup/snapshots", body)
    taken = up.cloud.now()
    up.cloud.clock_offset += 3600
    up.refreshed = None if hours is None else taken + hours * 3600
    at = up.status().environments[1].database.refreshed_at
    assert at is not None
    assert (at.timestamp() - taken > 60) is (later == "journal")


def test_a_dry_run_is_no_refresh(up: Up) -> None:
    body = {"description": described("1", dry_run=True), "retentionInDays": 7}
    up.atlas("POST", "clusters/bondigoo-prod-cluster/backup/snapshots", body)
    up.cloud.clock_offset += 3600
    assert up.status().environments[1].database.refreshed_at is None


def test_what_a_part_says_in_a_healthy_world(up: Up) -> None:
    prod, _, dev = up.status().environments
    assert (prod.redis.owner, prod.redis.shared_with) == ("prod", ("staging", "dev"))
    assert (dev.redis.owner, dev.redis.plan, dev.redis.policy) == ("prod", "starter", "noeviction")
    assert (dev.database.cluster, dev.database.shared_with) == ("coaching-platform-dev", ("staging",))
    api = (dev.api.plan, dev.api.instances, dev.api.suspended, dev.api.maintenance)
    assert api == ("starter", 1, False, False)
    assert dev.site.deployment is not None
    assert dev.site.deployment.status == "READY"
    assert (prod.site.launched, dev.site.launched) == (False, True)
    assert (prod.site.launched_by_file, dev.site.launched_by_file) == (False, True)
    assert prod.next_step.startswith("`python -m ops launch check`")


@pytest.mark.parametrize(
    ("named", "part", "found", "do"),
    [
        (("WebService", "api"), "api", "there is no bondigoo-api-dev at Render", "`pulumi up --stack dev`"),
        (None, "api", "bondigoo-api-dev at Render is not there, or this key does not see it", "`python -m"),
    ],
)
def test_an_update_makes_what_the_state_does_not_know_and_only_that(
    up: Up, named: tuple[str, str] | None, part: str, found: str, do: str
) -> None:
    BROKEN["Render's key of another account"][0](up)
    if named:
        del up.objects["dev"][named]
    *_, dev = up.status().environments
    (check,) = getattr(dev, part).checks
    assert (check.found, check.do.startswith(do)) == (found, True)


@pytest.mark.parametrize(
    ("name", "uncompared"),
    [
        ("a site's variables that nobody may see", ("sensitive variables of the site",)),
        ("a site's variables that are not told", ("frontend",)),
        ("Render's key expired", ("api", "worker")),
        ("secrets that cannot be opened", ("values of secrets",)),
        ("a state that cannot be read", ("everything",)),
        ("a variable that drifted", ()),
    ],
)
def test_what_could_not_be_compared_is_named(up: Up, name: str, uncompared: tuple[str, ...]) -> None:
    BROKEN[name][0](up)
    *_, dev = up.status().environments
    assert dev.changes.uncompared == uncompared


@pytest.mark.parametrize(
    ("name", "stack", "launched", "by_file"),
    [
        ("a site built with the gate open", "prod", True, False),
        ("a site built with the gate shut", "dev", False, True),
        ("a site that does not say its gate", "dev", None, True),
        ("a login before a site", "dev", None, True),
        ("a stack that is not up", "dev", None, True),
    ],
)
def test_launched_is_what_the_site_that_answers_says_and_unknown_where_none_does(
    up: Up, name: str, stack: str, launched: bool | None, by_file: bool
) -> None:
    BROKEN[name][0](up)
    (site,) = (each.site for each in up.status().environments if each.stack == stack)
    assert (site.launched, site.launched_by_file) == (launched, by_file)


def _kind(asked: str) -> str:
    path = asked.split(" ")[1].partition("?")[0]
    if not path.startswith("/"):
        return "host"
    vendor, *steps = path.split("/")[1:]
    if vendor == "vercel" and steps[0] == "v13":
        return "vercel deployment of a host"
    return f"{vendor} {next(step for step in reversed(steps) if step in KINDS)}"
