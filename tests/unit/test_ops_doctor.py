"""`ops doctor`: each thing that would stop an update is a FAIL with the next step, the rest a note or ok."""

import json
from pathlib import Path
from typing import Any

import pytest

from config.secrets import resolve
from config.stacks import STACKS
from config.vendors import TOKENS
from ops.doctor import atlas, dns, hosts, local, render, vercel
from ops.doctor.check import Check, line, merged, summary
from ops.state import State
from tests.ops_command import ops
from tests.unit.accounts_wire import Accounts, settings


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    made = Accounts(tmp_path)
    made.used_by(monkeypatch, render, dns)
    return made


def said(checks: Any, state: str) -> list[str]:
    return [f"{c.what}: {c.found}" for c in checks if c.state == state]


def test_a_workspace_that_the_key_does_not_see_names_those_that_it_sees(accounts: Accounts) -> None:
    strange = settings(render={"ownerId": "tea-" + "9" * 20})
    (check,) = render.checks("prod", strange, ())
    assert (check.state, check.found) == ("FAIL", f"tea-{'9' * 20} is not one that this key sees")
    assert f"this key sees Shop (tea-{'0' * 20})" in check.do


def test_a_service_elsewhere_under_our_name_is_in_the_way(accounts: Accounts) -> None:
    accounts.service("bondigoo-api-prod", details={"region": "oregon"}, repo="https://github.com/a/b")
    (found,) = said(render.checks("prod", settings(), ()), "FAIL")
    assert "but its region is oregon, not frankfurt; its repository is https://github.com/a/b, not" in found


def test_a_service_of_the_state_is_ours_one_to_adopt_will_be_and_another_is_a_note(
    accounts: Accounts,
) -> None:
    found = accounts.service("bondigoo-api-prod")["id"]
    what = "Render api bondigoo-api-prod"
    assert f"{what}: {found} is this stack's" in said(render.checks("prod", settings(), {found}), "ok")
    chosen = settings(api={"adopt": found})
    assert f"{what}: {found} will be adopted" in said(render.checks("prod", chosen, ()), "ok")
    assert f"{what}: {found} exists, found by its name" in said(render.checks("prod", settings(), ()), "note")


def test_a_domain_on_another_service_and_the_limit_of_a_free_workspace_are_seen(accounts: Accounts) -> None:
    other = accounts.service("shop-other", branch="other")["id"]
    for name in ("api.bondigoo.ch", "a.shop.example", "b.shop.example"):
        accounts.wire.render("POST", f"/services/{other}/custom-domains", {"name": name})
    checks = list(render.checks("prod", settings(), ()))
    assert "domain api.bondigoo.ch: is on the Render service shop-other" in said(checks, "FAIL")
    assert "Render's limit of domains: 3 custom domains in all" in said(checks, "note")


def test_a_shared_redis_that_is_not_there_stops_staging(accounts: Accounts) -> None:
    (found,) = said(render.checks("staging", settings("staging"), ()), "FAIL")
    assert found == "Render Key Value bondigoo-redis-prod: is not there"


def test_a_team_or_repository_that_is_not_ours_is_seen(accounts: Accounts) -> None:
    (check,) = vercel.checks("prod", settings(vercel={"team": "team_" + "9" * 24}), ())
    assert check.state == "FAIL"
    git = {"type": "github", "repo": "somebody/else"}
    accounts.vercel("POST", "/v8/projects", {"name": "bondigoo-platform-prod", "gitRepository": git})
    notes = said(vercel.checks("prod", settings(), ()), "note")
    assert notes[-1] == "repository: the project is linked to somebody/else"


def test_a_team_that_forces_sensitive_variables_says_what_to_write(accounts: Accounts) -> None:
    team = accounts.wire.cloud.vercel["teams"][settings().vercel.team]
    for policy, sensitive, failed in (
        ("on", False, 1),
        ("on", True, 0),
        ("off", False, 0),
        ("default", False, 0),
    ):
        team["sensitiveEnvironmentVariablePolicy"] = policy
        own = settings(frontend={"sensitive": sensitive})
        checks = [c for c in vercel.checks("prod", own, ()) if c.state == "FAIL"]
        assert [c.what for c in checks] == ["Vercel team's policy"] * failed
        assert [c.do[:40] for c in checks] == ["write `sensitive: true` under `frontend`"] * failed


def test_before_the_first_deployment_the_seats_of_authors_are_named(accounts: Accounts) -> None:
    (note,) = said(vercel.checks("prod", settings(), ()), "note")
    assert note == (
        "authors of commits: of a private repository Vercel deploys no commit whose author is no member of "
        "the team"
    )
    accounts.vercel("POST", "/v8/projects", {"name": "bondigoo-platform-prod"})
    assert "authors of commits" not in str(list(vercel.checks("prod", settings(), ())))


@pytest.mark.proves("R39")
def test_a_cluster_under_another_host_without_backups_or_user_stops_production(accounts: Accounts) -> None:
    group = accounts.wire.cloud.atlas["groups"]["000000000000000000000001"]
    cluster = group["clusters"]["bondigoo-prod-cluster"]
    cluster["connectionStrings"]["standardSrv"] = "mongodb+srv://moved.abcde.mongodb.net"
    cluster["replicationSpecs"][0]["regionConfigs"][0]["electableSpecs"]["instanceSize"] = "M2"
    group["databaseUsers"].clear()
    assert said(atlas.checks("prod", settings(), State()), "FAIL") == [
        "Atlas cluster bondigoo-prod-cluster: answers under moved.abcde.mongodb.net",
        "backups: begin with M10, and bondigoo-prod-cluster is M2",
        "Atlas user bondigoo-prod-user: is not there, so the services cannot log in",
    ]
    group["clusters"].clear()
    assert said(atlas.checks("prod", settings(), State()), "FAIL") == [
        "Atlas cluster bondigoo-prod-cluster: is not there"
    ]


def test_a_user_that_exists_is_not_made_a_second_time(accounts: Accounts) -> None:
    managed = settings(database={"manageUser": True})
    (found,) = said(atlas.checks("prod", managed, State()), "FAIL")
    assert found == "Atlas user bondigoo-prod-user: exists already"
    ours = State(names=frozenset({("DatabaseUser", "bondigoo-prod-user")}))
    assert said(atlas.checks("prod", managed, ours), "FAIL") == []


def test_a_developers_user_that_exists_already_is_in_the_way(accounts: Accounts) -> None:
    ada = [{"username": "bondigoo-prod-user", "passwordSecret": "ADA_PASSWORD"}]
    with_ada = settings(database={"developers": ada}, secrets={"ADA_PASSWORD": "env"})
    (found,) = said(atlas.checks("prod", with_ada, State()), "FAIL")
    assert found == "Atlas user bondigoo-prod-user: exists already"


def test_the_user_of_a_refresh_is_made_by_an_update_or_is_in_the_way(accounts: Accounts) -> None:
    own = settings(database={"refresh": {"user": "bondigoo-refresh-read"}})
    what = "Atlas user bondigoo-refresh-read"
    assert f"{what}: is not there yet; an update creates it" in said(atlas.checks("prod", own, State()), "ok")
    group = accounts.wire.cloud.atlas["groups"]["000000000000000000000001"]
    group["databaseUsers"]["admin/bondigoo-refresh-read"] = {"username": "bondigoo-refresh-read"}
    (check,) = [check for check in atlas.checks("prod", own, State()) if check.state == "FAIL"]
    assert (check.what, check.found) == (what, "exists already")
    assert check.do == (
        "a create is refused: delete the user in Atlas first, or write another name under `database.refresh`"
    )
    ours = State(names=frozenset({("DatabaseUser", "bondigoo-refresh-read")}))
    assert f"{what}: exists" in said(atlas.checks("prod", own, ours), "ok")


def test_a_service_account_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONGODB_ATLAS_CLIENT_ID", "x")
    monkeypatch.delenv("MONGODB_ATLAS_PUBLIC_API_KEY", raising=False)
    (check,) = atlas.checks("prod", settings(), State())
    assert check.state == "note"


def test_an_open_access_list_is_a_note(accounts: Accounts) -> None:
    group = accounts.wire.cloud.atlas["groups"]["000000000000000000000001"]
    group.setdefault("accessList", {})["0.0.0.0/0"] = {"cidrBlock": "0.0.0.0/0"}
    assert said(atlas.checks("prod", settings(), State()), "note") == [
        "Atlas access list: lets the whole internet in"
    ]


def test_an_entry_of_the_access_list_that_somebody_else_has_made_is_a_note(accounts: Accounts) -> None:
    group = accounts.wire.cloud.atlas["groups"]["000000000000000000000001"]
    group.setdefault("accessList", {})["203.0.113.7"] = {"ipAddress": "203.0.113.7", "comment": "partner VPN"}
    entry = {"cidr": "203.0.113.7/32", "description": "the partner"}
    own = settings(database={"ipAccessList": [entry]})
    (check,) = [check for check in atlas.checks("prod", own, State()) if check.state == "note"]
    assert (check.what, check.found) == ("Atlas access of 203.0.113.7/32", "exists as 'partner VPN'")
    told = settings(database={"ipAccessList": [{**entry, "adopt": True}]})
    ours = State(names=frozenset({("ProjectIpAccessList", "203.0.113.7/32")}))
    assert said(atlas.checks("prod", told, State()), "note") == []
    assert said(atlas.checks("prod", own, ours), "note") == []


def test_rules_ids_tokens_and_secrets_of_a_file_are_told_without_values() -> None:
    stacks = {stack: settings(stack) for stack in STACKS}
    stacks["dev"] = settings("dev", api={"name": "bondigoo-api-prod"})
    environ = {"DEV_STRIPE_SECRET_KEY": "sk_" + "live_" + "never0to0be0shown"}
    secrets = resolve("dev", stacks["dev"].secrets, environ)
    checks = list(local.stack_file_checks("dev", stacks, secrets, environ))
    failed = said(checks, "FAIL")
    assert failed[0].startswith("Pulumi.dev.yaml: breaks ")
    assert "Pulumi.dev.yaml: render.ownerId: is still a placeholder" in failed
    assert any(text.startswith("secrets.STRIPE_SECRET_KEY: is a live key") for text in failed)
    (note,) = said(checks, "note")
    assert note.startswith("secrets: no value for DATABASE_PASSWORD, ENCRYPTION_MASTER_KEY, ")
    assert "never0to0be0shown" not in str(checks)


def test_an_old_pulumi_or_none_is_told_how_to_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_output", lambda *command: "v3.100.0" if command[0] == "pulumi" else "")
    assert said(local.programs(), "FAIL") == ["Git: is not there", "pulumi: 3.100.0 is too old"]
    monkeypatch.setattr(local, "_output", lambda *command: "")
    assert said(local.programs(), "FAIL") == ["Git: is not there", "pulumi: is not on PATH"]


def test_nobody_who_is_logged_in_has_no_place_for_the_state(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"git": "git version 2", "pulumi": "v3.999.0-alpha.1+dirty"}
    monkeypatch.setattr(local, "_output", lambda *c: "" if "whoami" in c else answers[c[0]])
    assert said(local.programs(), "FAIL") == ["state backend: nobody is logged in"]
    assert local.number("3.999.0-alpha.1+dirty") == (3, 999, 0)


def test_a_line_says_state_place_finding_and_next_step() -> None:
    check = Check("FAIL", "dev", "Render", "is not there", "make it")
    assert line(check) == f"FAIL  {'dev':18} Render: is not there; make it"
    assert summary([check, check, Check("ok", "dev", "a", "b")]) == "2 to correct, 0 to know, 1 ok"


def test_what_several_stacks_have_alike_is_said_once_and_names_them() -> None:
    checks = [
        Check("FAIL", "machine", "Git", "is not there"),
        *(Check("ok", stack, f"Render api shop-{stack}", "is not there yet") for stack in STACKS),
        Check("FAIL", "prod", "secrets", "production is not launched", "export PROD_KEY for prod"),
        Check("FAIL", "dev", "secrets", "production is not launched", "export DEV_KEY for dev"),
        Check("FAIL", "staging", "secrets", "production is not launched"),
    ]
    assert [line(check) for check in merged(checks)] == [
        f"FAIL  {'machine':18} Git: is not there",
        "ok    prod, staging, dev Render api shop-<stack>: is not there yet",
        f"FAIL  {'prod, dev':18} secrets: production is not launched; export <STACK>_KEY for <stack>",
        f"FAIL  {'staging':18} secrets: production is not launched",
    ]


def test_what_is_said_in_the_same_words_about_one_of_two_stacks_is_said_once() -> None:
    what, found = "Pulumi.staging.yaml: secrets.A", "has the same value as A of Pulumi.prod.yaml"
    checks = [Check("FAIL", stack, what, found) for stack in ("prod", "staging")]
    assert [line(check) for check in merged(checks)] == [f"FAIL  {'prod, staging':18} {what}: {found}"]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine with Git, without pulumi, and with no token of any vendor."""
    for name in (*(name for groups in TOKENS.values() for group in groups for name in group), "SANDBOX_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(local, "_output", lambda *command: "git 2" if command[0] == "git" else "")
    monkeypatch.setattr(hosts, "unanswered", lambda host: None)
    return monkeypatch


@pytest.mark.usefixtures("machine")
def test_where_nothing_is_set_up_the_five_things_to_do_are_said_in_their_order() -> None:
    done = ops("doctor")
    head, *steps = done.stdout.splitlines()
    assert (done.returncode, head) == (1, "Nothing is set up yet. Five things to do, in this order:")
    assert [step[:2] for step in steps] == ["1.", "2.", "3.", "4.", "5."]
    assert "Pulumi.prod.yaml, Pulumi.staging.yaml, Pulumi.dev.yaml: render.ownerId, vercel.team" in steps[1]
    assert steps[2].startswith("3. tokens: export RENDER_API_KEY, VERCEL_API_TOKEN, MONGODB_ATLAS_PUBLIC")
    assert "EMAIL_USER" in steps[3]
    assert "EMAIL_USER" not in ops("doctor", "--stack", "prod").stdout


@pytest.mark.usefixtures("machine")
def test_a_script_gets_every_check_of_every_stack() -> None:
    done = ops("doctor", "--json")
    failed = [check for check in json.loads(done.stdout) if check["state"] == "FAIL"]
    assert done.returncode == 1
    for stack in STACKS:
        of_stack = {check["what"] for check in failed if check["place"] == stack}
        assert {"state", "Render", "Vercel", "MongoDB Atlas", "DNS"} <= of_stack


def test_what_else_is_wrong_is_not_hidden_by_the_five_things(machine: pytest.MonkeyPatch) -> None:
    machine.setattr(local, "_output", lambda *command: "")
    assert ops("doctor").stdout.splitlines()[6:] == [f"FAIL  {'machine':18} Git: is not there; install it"]


def test_a_token_that_is_missing_is_said_once(machine: pytest.MonkeyPatch) -> None:
    for name in ("MONGODB_ATLAS_CLIENT_ID", "MONGODB_ATLAS_CLIENT_SECRET"):
        machine.setenv(name, "a-service-account")
    done = ops("doctor")
    lines = [line for line in done.stdout.splitlines() if line.startswith("FAIL")]
    assert [line.split(";")[0] for line in lines] == [
        f"FAIL  {'machine':18} pulumi: is not on PATH",
        f"FAIL  {'machine':18} token of Render: is not in the process environment",
        f"FAIL  {'machine':18} token of Vercel: is not in the process environment",
        *(
            f"FAIL  prod, staging, dev Pulumi.<stack>.yaml: {key}: is still a placeholder"
            for key in ("render.ownerId", "vercel.team", "atlas.projectId")
        ),
    ]
    assert (done.returncode, done.stdout.splitlines()[-1][:12]) == (1, "6 to correct")
