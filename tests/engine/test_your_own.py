"""Another company's three files and nothing else: docs/your-own.md, step by step, with the real Pulumi.

Vite, SendGrid, no Cloudinary, no Stripe in dev, a Redis and a site of its own each, Oregon, other branches.
"""

import json
import re
import sys
from collections.abc import Iterator

import pytest

from config.stacks import STACKS
from tests.companies import KILN
from tests.engine.page_commands import commands
from tests.engine.rehearsal import Done, Rehearsal, changed

NEXT = iter(commands("docs/your-own.md"))
SUFFIX = {"prod": "", "staging": "-staging", "dev": "-dev"}
SERVICE = {
    *("NODE_ENV", "ENVIRONMENT_NAME", "BULLMQ_PREFIX", "FRONTEND_URL", "REDIS_URL"),
    *("MONGODB_URI", "DATABASE_URL", "LOG_LEVEL", "JWT_SECRET", "SENTRY_DSN"),
}
SENDGRID = {"SENDGRID_API_KEY", "EMAIL_FROM"}
MAIL = {
    "prod": SENDGRID,
    "staging": {"EMAIL_HOST", "EMAIL_PORT", "EMAIL_USER", "EMAIL_PASS"},
    "dev": {*SENDGRID, "DEVELOPMENT_EMAIL_RECIPIENT"},
}
STRIPE = {"prod": {"STRIPE_SECRET_KEY"}, "staging": {"STRIPE_SECRET_KEY"}, "dev": set[str]()}


@pytest.fixture(scope="module")
def kiln(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    made = Rehearsal.make(tmp_path_factory.mktemp("kiln"), KILN)
    try:
        yield made
    finally:
        made.stop()


def next_step(kiln: Rehearsal, ends_with: str) -> Done:
    """The next command of the page, which is the one that the test is about."""
    command = next(NEXT)
    assert command.endswith(ends_with)
    return kiln.command(*command.split()).ok()


def test_what_follows_from_the_files_is_written_and_every_rule_is_kept(kiln: Rehearsal) -> None:
    next_step(kiln, "sandbox reset")
    next_step(kiln, "ops reference")
    done = next_step(kiln, "ops check")
    assert done.text.splitlines()[-1].startswith("prod, staging, dev: settings complete, no rule broken")


def test_all_three_come_up_and_nothing_is_left_to_change(kiln: Rehearsal) -> None:
    next_step(kiln, "sandbox up")
    next_step(kiln, "preview --stack dev --expect-no-changes")
    services = {item["service"]["name"]: item["service"] for item in kiln.render("/services?limit=100")}
    assert {name: (one["branch"], one["serviceDetails"]["region"]) for name, one in services.items()} == {
        f"kiln-{role}{SUFFIX[stack]}": (branch, "oregon")
        for role in ("api", "worker")
        for stack, branch in zip(STACKS, ("main", "release", "develop"), strict=True)
    }
    stores = {item["keyValue"]["name"] for item in kiln.render("/key-value?limit=100")}
    assert stores == {"kiln-redis", "kiln-redis-staging", "kiln-redis-dev"}


@pytest.mark.parametrize("stack", STACKS)
def test_the_services_get_the_variables_of_this_company_and_no_other(kiln: Rehearsal, stack: str) -> None:
    wanted = SERVICE | MAIL[stack] | STRIPE[stack]
    only_api = {"CORS_ORIGIN", "ALLOWED_ORIGINS", *(["STRIPE_WEBHOOK_SECRET"] if STRIPE[stack] else [])}
    assert set(kiln.variables(f"kiln-worker{SUFFIX[stack]}")) == wanted
    assert set(kiln.variables(f"kiln-api{SUFFIX[stack]}")) == wanted | only_api


def test_the_sender_reaches_the_application_that_sends_with_sendgrid(kiln: Rehearsal) -> None:
    assert kiln.variables("kiln-worker")["EMAIL_FROM"] == "courses@kiln.example"


@pytest.mark.parametrize(
    ("stack", "site", "api"),
    [
        ("prod", "www.kiln.example", "https://api.kiln.example"),
        ("staging", "staging.kiln.example", "https://api-staging.kiln.example"),
        ("dev", "dev.kiln.example", "https://api-dev.kiln.example"),
    ],
)
def test_each_site_is_built_with_the_names_that_vite_reads(
    kiln: Rehearsal, stack: str, site: str, api: str
) -> None:
    team = kiln.status["vercel"]["teams"][0]
    project = kiln.vercel(f"/v10/projects/kiln-web{SUFFIX[stack]}?teamId={team}")["id"]
    rows = kiln.vercel(f"/v8/projects/{project}/env?decrypt=true&teamId={team}")["envs"]
    key = {"VITE_STRIPE_PUBLISHABLE_KEY"} if STRIPE[stack] else set[str]()
    assert {row["key"] for row in rows} == {"VITE_API_URL", "VITE_LAUNCHED", "VITE_FRONTEND_URL", *key}
    shown = dict(re.findall(r'data-(page|api-url)="([^"]*)"', kiln.edge(site).text))
    assert shown == {"page": "app", "api-url": api}


def test_one_line_in_one_file_changes_one_environment(kiln: Rehearsal) -> None:
    kiln.edit("dev", lambda values: values["env"].update(LOG_LEVEL="info"))
    assert "LOG_LEVEL" in next_step(kiln, "preview --stack dev --diff").text
    next_step(kiln, "sandbox up dev")
    assert changed((kiln.home.logs / "up-dev.log").read_text()) == {
        ("updated", "WebService", "api"),
        ("updated", "BackgroundWorker", "worker"),
        ("updated", "Deploy", "api"),
        ("updated", "Deploy", "worker"),
        ("updated", "Command", "smoke"),
    }
    assert kiln.variables("kiln-api-dev")["LOG_LEVEL"] == "info"


def test_what_people_set_on_an_owned_cluster_stays_and_is_no_drift(kiln: Rehearsal) -> None:
    by_hand = {"tags": [{"key": "cost", "value": "42"}], "labels": [{"key": "team", "value": "web"}]}
    weekly = {
        "frequencyType": "weekly",
        "frequencyInterval": 6,
        "retentionUnit": "weeks",
        "retentionValue": 4,
    }
    cluster = "a1b2c3d4e5f6a1b2c3d4e5f6/clusters/kiln-prod"
    kiln.atlas("PATCH", cluster, by_hand)
    (policy,) = kiln.atlas("GET", f"{cluster}/backup/schedule")["policies"]
    policy["policyItems"].append(weekly)
    body = {"referenceHourOfDay": 3, "policies": [policy]}
    schedule = kiln.atlas("PATCH", f"{cluster}/backup/schedule", body)
    kiln.pulumi("preview", "--stack", "prod", "--refresh", "--expect-no-changes").ok()
    kiln.edit("prod", lambda values: values["database"]["ownedCluster"].update(instanceSize="M20"))
    # Neither the services nor what deploys and tests them: the address of a cluster that is there is known.
    done = kiln.pulumi("up", "--stack", "prod", "--yes", "--refresh").ok()
    assert "~ 1 to update" in done.text
    assert changed(done.text) == {("updated", "AdvancedCluster", "database")}
    live = kiln.atlas("GET", cluster)
    assert {key: live[key] for key in by_hand} == by_hand
    assert live["replicationSpecs"][0]["regionConfigs"][0]["electableSpecs"]["instanceSize"] == "M20"
    assert kiln.atlas("GET", f"{cluster}/backup/schedule") == schedule


def test_what_cannot_be_moved_is_told_to_scripts(kiln: Rehearsal) -> None:
    kiln.edit("dev", lambda values: values["render"].update(region="ohio"))
    (moved,) = json.loads(kiln.sandbox("status", "--json").ok().text)["moved"]
    assert moved.startswith(
        "dev: render.region was oregon and is ohio, and what exists cannot be moved there;"
    )
    kiln.edit("dev", lambda values: values["render"].update(region="oregon"))


def test_all_of_it_comes_down_again_and_the_page_has_no_other_command(kiln: Rehearsal) -> None:
    assert "nothing is left running" in next_step(kiln, "sandbox down").text
    next_step(kiln, "tests/blueprint docs/blueprint.md")
    assert list(NEXT) == []
    tests = ("tests/unit/test_architecture.py", "tests/unit/test_live_files.py")
    kiln.command(sys.executable, "-m", "pytest", "-q", *tests).ok()
