"""The first day on accounts where things already run: found, taken over, and nothing lost.

The tests of this module follow one rehearsal, in the order they stand here.
"""

import re
import subprocess
from typing import Any

import pytest
import yaml

from tests.engine import existing_world
from tests.engine.existing_world import DEV_API, DEV_WORKER, OLD_PROJECT, World
from tests.engine.rehearsal import Rehearsal, changed


@pytest.fixture(scope="module")
def world(rehearsal: Rehearsal) -> World:
    return existing_world.make(rehearsal)


def doctor(world: World, stack: str) -> tuple[int, list[str]]:
    done = world.rehearsal.ops("doctor", "--stack", stack)
    return done.code, [" ".join(line.split()) for line in done.text.splitlines()]


def adopted(world: World, stack: str) -> tuple[list[str], list[str]]:
    """What `ops adopt` says, and the lines that it adds to the stack file or takes away, with their signs."""
    said = world.here("python", "-m", "ops", "adopt", "--stack", stack).ok().text
    command = ["git", "diff", "--unified=0", f"Pulumi.{stack}.yaml"]
    done = subprocess.run(
        command, cwd=world.rehearsal.folder, capture_output=True, text=True, check=True
    ).stdout
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines, [line for line in done.splitlines() if re.match(r"[-+] ", line)]


def loses_nothing(world: World, stack: str) -> str:
    """A preview that creates, adopts and updates, and nothing else."""
    shown = world.rehearsal.pulumi("preview", "--stack", stack).ok().text
    _, head, counted = shown.partition("Resources:")
    assert head, shown
    assert not re.search(r"to (delete|replace)", counted), counted
    return counted


def test_the_doctor_finds_what_is_there_and_says_how_to_take_it_over(world: World) -> None:
    code, lines = doctor(world, "prod")
    assert code == 0
    take = "`python -m ops adopt --stack prod` takes it over"
    ids = world.ids
    assert f"note prod Render Key Value bondigoo-redis-prod: {ids['redis']} exists; {take}" in lines
    assert (
        f"note prod Vercel project bondigoo-platform-prod: {ids['project']} exists, found by its domain "
        f"www.bondigoo.ch, and is called {OLD_PROJECT}; {take}"
    ) in lines
    assert "ok prod Render api bondigoo-api-prod: is not there yet; an update creates it" in lines
    assert "ok prod Atlas user bondigoo-prod-user: exists" in lines


def test_the_doctor_says_that_dev_waits_for_the_rename(world: World) -> None:
    code, lines = doctor(world, "dev")
    assert code == 1
    (failed,) = [line for line in lines if line.startswith("FAIL")]
    assert failed.startswith("FAIL dev Vercel project bondigoo-platform-prod: is not there")


@pytest.mark.proves("R74", "C23")
def test_production_is_adopted_as_a_change_of_a_few_lines(world: World) -> None:
    variable = next(
        row["id"]
        for row in world.rehearsal.vercel(
            f"/v8/projects/{world.ids['project']}/env?teamId={existing_world.TEAM}"
        )["envs"]
        if row["key"] == "REACT_APP_API_URL"
    )
    said, changes = adopted(world, "prod")
    assert changes == [
        "+    adopt:",
        f"+      project: {world.ids['project']}",
        "+      domains: [www.bondigoo.ch]",
        "+      variables:",
        f"+        REACT_APP_API_URL: {variable}",
        f"+    adopt: {world.ids['redis']}",
    ]
    assert said == [
        "api: bondigoo-api-prod is not there; an update creates it",
        "worker: bondigoo-worker-prod is not there; an update creates it",
        "redis: found by its name",
        f"bondigoo-redis-prod: adopts {world.ids['redis']}; "
        "nothing is created, replaced or deleted at Render",
        "bondigoo-redis-prod:   ~ maxmemory_policy: 'allkeys_lru' => 'noeviction'",
        "bondigoo-redis-prod:   ~ ip_allow_list: (not set) => [{'cidr_block': '74.220.51.0/24', "
        "'description': 'Render Frankfurt'}, {'cidr_block': '74.220.59.0/24', "
        "'description': 'Render Frankfurt'}]",
        f"frontend: {OLD_PROJECT} ({world.ids['project']}), found by its domain www.bondigoo.ch",
        f"~ name: '{OLD_PROJECT}' => 'bondigoo-platform-prod'",
        "~ framework: None => 'create-react-app'",
        "~ buildCommand: None => 'CI=false npm run build'",
        "~ outputDirectory: None => 'build'",
        "= serves www.bondigoo.ch",
        "= has the variables REACT_APP_API_URL",
        "+ adds the variables REACT_APP_CLOUDINARY_CLOUD_NAME, REACT_APP_FRONTEND_URL, REACT_APP_LAUNCHED",
        "~ REACT_APP_API_URL is for production, preview, development; it will be for this environment only",
        "= leaves alone the variables REACT_APP_HAND_MADE",
        "database: the cluster bondigoo-prod-cluster is looked up; nothing to take over",
        "Pulumi.prod.yaml: written; `git diff Pulumi.prod.yaml` shows it",
        "Next: `pulumi preview --stack prod`; it must show no delete and no replace.",
    ]
    world.rehearsal.pulumi("stack", "init", "prod").ok()
    assert "3 to import" in loses_nothing(world, "prod")


def name_of_project(world: World) -> str:
    path = f"/v10/projects/{world.ids['project']}?teamId={existing_world.TEAM}"
    return str(world.rehearsal.vercel(path)["name"])


@pytest.mark.proves("C23")
def test_one_update_renames_the_project_sets_it_as_described_and_deploys_it_once(world: World) -> None:
    world.rehearsal.up("prod").ok()
    assert (name_of_project(world), world.deployments()) == ("bondigoo-platform-prod", 1)
    left = world.variables_of_project()
    assert left["REACT_APP_HAND_MADE"] == ("REACT_APP_HAND_MADE by hand", ["production"])
    assert left["REACT_APP_API_URL"] == ("https://api.bondigoo.ch", ["production"])
    assert [item["keyValue"]["id"] for item in world.rehearsal.render("/key-value")] == [world.ids["redis"]]
    world.rehearsal.pulumi("preview", "--stack", "prod", "--expect-no-changes").ok()


@pytest.mark.proves("R74")
def test_development_is_adopted_and_keeps_every_variable_that_was_set_by_hand(world: World) -> None:
    said, changes = adopted(world, "dev")
    assert changes == [
        f"+    adopt: {world.ids['api']}",
        *("-    DATABASE_PASSWORD: env", "-    JWT_SECRET: generated"),
        *("+    DATABASE_PASSWORD: ui", "+    JWT_SECRET: ui"),
        "-    STRIPE_SECRET_KEY: env",
        "+    STRIPE_SECRET_KEY: ui",
    ]
    assert (
        f"coaching-worker ({world.ids['worker']}) deploys develop too; if that is the one, write `adopt: "
        f"{world.ids['worker']}` under `worker` and run this again"
    ) in said
    assert "secrets: the worker has no MONGODB_URI, DATABASE_URL, JWT_SECRET, STRIPE_SECRET_KEY" in " ".join(
        said
    )
    world.rehearsal.edit("dev", lambda config: config["worker"].update(adopt=world.ids["worker"]))
    said, _ = adopted(world, "dev")
    assert "coaching-worker:   = leaves alone env DEBUG, JWT_SECRET" in said
    world.rehearsal.pulumi("stack", "init", "dev").ok()
    loses_nothing(world, "dev")
    world.rehearsal.up("dev").ok()
    api, worker = (world.rehearsal.variables(f"bondigoo-{role}-dev") for role in ("api", "worker"))
    assert {key: api[key] for key in DEV_API} == DEV_API
    assert {key: worker[key] for key in DEV_WORKER} == DEV_WORKER
    assert world.rehearsal.service("bondigoo-worker-dev")["id"] == world.ids["worker"]
    world.rehearsal.pulumi("preview", "--stack", "dev", "--expect-no-changes").ok()


def test_a_plain_value_that_a_person_has_set_stops_the_preview_and_adopt_says_so_before(world: World) -> None:
    made = existing_world.service(
        world.rehearsal, "bondigoo-api-staging", "web_service", {"FRONTEND_URL": "by hand"}, "staging"
    )
    said, changes = adopted(world, "staging")
    assert changes == [f"+    adopt: {made}"]
    line = "FRONTEND_URL: set by hand to another value; the preview stops until each is under `api.overwrite`"
    assert line in " ".join(said)
    world.rehearsal.pulumi("stack", "init", "staging").ok()
    refused = world.rehearsal.pulumi("preview", "--stack", "staging")
    assert refused.code != 0
    assert "FRONTEND_URL: set at Render to another value by somebody else" in refused.text


def test_what_is_adopted_already_is_not_written_twice(world: World) -> None:
    done = world.here("python", "-m", "ops", "adopt", "--stack", "dev").ok()
    assert "Pulumi.dev.yaml: nothing to write" in done.text
    code, lines = doctor(world, "dev")
    assert code == 0
    assert f"ok dev Render worker bondigoo-worker-dev: {world.ids['worker']} is this stack's" in lines


PARTNER, DESCRIPTION = "203.0.113.7/32", "the partner's VPN, until May"
OTHERS = {"74.220.51.0/24": "Render Frankfurt", "74.220.59.0/24": "Render Frankfurt"}


def with_access_list(world: World, **partner: Any) -> None:
    rows = [{"cidr": cidr, "description": text} for cidr, text in OTHERS.items()]
    if partner:
        rows.append({"cidr": PARTNER, **partner})
    world.rehearsal.edit("prod", lambda config: config["database"].update(ipAccessList=rows))


def test_what_a_create_would_silently_take_over_stops_the_preview_and_stays_as_it_is(world: World) -> None:
    world.atlas("POST", "/accessList", [{"cidrBlock": PARTNER, "comment": "partner VPN"}])
    with_access_list(world, description=DESCRIPTION)
    for words in (("preview",), ("up", "--yes", "--skip-preview")):
        refused = world.rehearsal.pulumi(*words, "--stack", "prod")
        assert refused.code != 0
        assert (
            f"database.ipAccessList[2]: {PARTNER} is in Atlas' access list already, as 'partner VPN', and "
            "not in this stack's state"
        ) in " ".join(refused.text.split())
        assert "Traceback" not in refused.text
    assert world.access_list()[PARTNER] == "partner VPN"


def test_told_to_adopt_it_takes_the_entry_over_and_then_it_is_this_stacks(world: World) -> None:
    said = world.here("python", "-m", "ops", "adopt", "--stack", "prod").ok().text
    assert f"database: {PARTNER} is in the access list as 'partner VPN'" in said
    assert f"  ~ comment: 'partner VPN' => {DESCRIPTION!r}" in said
    assert "adopt: true" in (world.rehearsal.folder / "Pulumi.prod.yaml").read_text()
    loses_nothing(world, "prod")
    world.rehearsal.up("prod").ok()
    assert world.access_list() == {**OTHERS, PARTNER: DESCRIPTION}
    world.rehearsal.pulumi("preview", "--stack", "prod", "--expect-no-changes").ok()


def test_another_description_locks_nobody_out_and_what_was_adopted_is_not_lost_by_a_line(
    world: World,
) -> None:
    world.rehearsal.edit(
        "prod", lambda config: config["database"]["ipAccessList"][2].update(description="in other words")
    )
    world.rehearsal.up("prod").ok()
    assert PARTNER in world.access_list()
    with_access_list(world)
    refused = world.rehearsal.up("prod")
    assert refused.code != 0
    assert "protect" in refused.text
    assert world.access_list() == {**OTHERS, PARTNER: DESCRIPTION}


WEEKLY = {"frequencyType": "weekly", "frequencyInterval": 6, "retentionUnit": "weeks", "retentionValue": 4}
HOURLY = {"frequencyType": "hourly", "frequencyInterval": 12, "retentionUnit": "days", "retentionValue": 3}
CLUSTER = "/clusters/bondigoo-prod-cluster"


def set_by_hand(world: World) -> None:
    """What a person has made of production's cluster and of its backups."""
    (shard,) = world.atlas("GET", CLUSTER)["replicationSpecs"]
    (region,) = shard["regionConfigs"]
    region["electableSpecs"] |= {"instanceSize": "M30", "nodeCount": 5, "diskSizeGB": 80}
    region["autoScaling"] = {"compute": {"enabled": False}, "diskGB": {"enabled": False}}
    cluster = {"tags": [{"key": "cost", "value": "42"}], "labels": [{"key": "team", "value": "web"}]}
    world.atlas("PATCH", CLUSTER, {**cluster, "pitEnabled": True, "replicationSpecs": [shard]})
    policies = [{"policyItems": [HOURLY, WEEKLY]}]
    schedule = {"referenceHourOfDay": 3, "restoreWindowDays": 5, "policies": policies}
    world.atlas("PATCH", f"{CLUSTER}/backup/schedule", schedule)


def without_ids(value: Any) -> Any:
    """A schedule's policies are made anew, with ids of their own."""
    if isinstance(value, dict):
        return {key: without_ids(item) for key, item in value.items() if key != "id"}
    return [without_ids(item) for item in value] if isinstance(value, list) else value


def test_a_cluster_is_taken_over_in_one_update_and_keeps_all_that_was_set_by_hand(world: World) -> None:
    set_by_hand(world)
    before = world.atlas("GET", CLUSTER)
    schedule = without_ids(world.atlas("GET", f"{CLUSTER}/backup/schedule"))
    owned = {"adopt": False, "providerName": "AWS", "regionName": "EU_CENTRAL_1", "instanceSize": "M10"}
    backup = {"everyHours": 6, "keepHourlyDays": 3, "keepDailyDays": 7}
    world.rehearsal.edit("prod", lambda config: config["database"].update(ownedCluster=owned, backup=backup))
    with_access_list(world, description=DESCRIPTION, adopt=True)
    world.here("python", "-m", "ops", "adopt", "--stack", "prod").ok()
    written = yaml.safe_load((world.rehearsal.folder / "Pulumi.prod.yaml").read_text())["config"]["database"]
    assert written["ownedCluster"] == {**owned, "adopt": True, "instanceSize": "M30"}
    assert written["backup"] == {**backup, "everyHours": 12}
    counted = loses_nothing(world, "prod")
    assert ("1 to import" in counted, "to update" in counted) == (True, True), counted
    assert changed(world.rehearsal.up("prod").ok().text) == {
        ("updated", "AdvancedCluster", "database"),
        ("created", "CloudBackupSchedule", "database"),
    }
    # What every owned cluster has, and what the file says of its backups.
    live = world.atlas("GET", CLUSTER)
    assert live == {**before, "terminationProtectionEnabled": True}
    daily = {"frequencyType": "daily", "frequencyInterval": 1, "retentionUnit": "days", "retentionValue": 7}
    found = without_ids(world.atlas("GET", f"{CLUSTER}/backup/schedule"))
    assert found == {**schedule, "policies": [{"policyItems": [HOURLY, daily, WEEKLY]}]}
    world.rehearsal.pulumi("preview", "--stack", "prod", "--refresh", "--expect-no-changes").ok()
