"""`ops launch check`: in a good world every line is ok; each thing that is not fails on its own line."""

import json
from pathlib import Path

import pytest

from config.violations import SettingsError, Violation
from ops.doctor.check import Check
from ops.launch.conditions import looked_at
from ops.launch.conditions.world import World
from tests.companies import BONDIGOO
from tests.ops_command import ops
from tests.unit.launch_check_broken import BROKEN
from tests.unit.launch_check_world import PASSWORD, Broken, secrets_of


def found(broken: Broken) -> list[Check]:
    return list(looked_at("prod", broken.world()))


def test_where_everything_is_as_it_should_be_every_line_is_ok_and_in_its_order() -> None:
    checks = found(Broken())
    assert {check.state for check in checks} == {"ok"}
    assert [check.what for check in checks if check.place == "prod"] == [
        "rules",
        "gate",
        "ids of accounts",
        "freeze",
        "Stripe's mode",
        "Stripe's key",
        "Stripe's webhook secret",
        "mail",
        "Redis of its own",
        "plans",
        "values of secrets",
        "operations",
        "rehearsal",
        "DNS of www.bondigoo.ch",
        "DNS of api.bondigoo.ch",
        "certificate of www.bondigoo.ch",
        "certificate of api.bondigoo.ch",
        "Key Value bondigoo-redis-prod",
        "eviction",
        "keys of others",
        "backups",
        "snapshot",
        "rollback",
        "deployment",
        "Render api",
        "deploy of the api",
        "Render worker",
        "deploy of the worker",
        "commits",
        "API answers",
        "API lets https://www.bondigoo.ch in",
        "site",
        "updates of others",
        "drift",
    ]
    assert [check.what for check in checks if check.place == "dev"] == [
        "DNS of dev.bondigoo.ch",
        "DNS of api.dev.bondigoo.ch",
        "certificate of dev.bondigoo.ch",
        "certificate of api.dev.bondigoo.ch",
    ]


@pytest.mark.parametrize("name", BROKEN)
def test_one_thing_that_is_not_as_it_should_be_fails_on_its_own_line_and_shows_no_secret(name: str) -> None:
    change, (place, what, said) = BROKEN[name]
    broken = Broken()
    known = {PASSWORD, *secrets_of(broken.values).values()}
    change(broken)
    known |= {value for key, value in broken.environ.items() if key.startswith(("PROD_", "STAGING_", "DEV_"))}
    checks = found(broken)
    (failed,) = [check for check in checks if check.state == "FAIL"]
    assert (failed.place, failed.what) == (place, what)
    assert said in failed.found
    # What cannot be looked at says itself what to do.
    assert failed.do or "could not be looked at" in failed.found or what == "rehearsal"
    assert [check for check in checks if any(value in str(check) for value in known)] == []


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Broken:
    """What `ops launch check` looks at."""
    broken = Broken()
    monkeypatch.setattr(World, "here", lambda environ: broken.world())
    return broken


def test_the_command_prints_every_line_and_then_how_many_are_to_correct(here: Broken) -> None:
    done = ops("launch", "check")
    lines = done.stdout.splitlines()
    assert done.returncode == 0
    assert lines[0] == "ok    prod               rules: none is broken with `launched: true`"
    assert (len(lines), lines[-1]) == (43, "0 to correct, 0 to know, 42 ok")
    here.standing = {"prod": {"launch": "`ops launch go` goes on"}}
    assert ops("launch", "check").stdout.splitlines()[0] == (
        f"FAIL  {'prod':18} launch: stands half done; `ops launch go` goes on"
    )
    here.standing = {}
    here.updating = "ada on laptop"
    done = ops("launch", "check", "--stack", "prod")
    assert done.returncode == 1
    assert [line for line in done.stdout.splitlines() if line.startswith("FAIL")] == [
        f"FAIL  {'prod':18} updates of others: ada on laptop is at an update; wait for its end; "
        "`pulumi cancel --stack prod` takes the lock of a dead one away"
    ]


def test_a_person_at_a_terminal_sees_what_is_waited_for(here: Broken) -> None:
    done = ops("launch", "check", terminal=True)
    assert "looking at drift" not in done.stderr
    assert "\r\x1b[Klooking at backups …\r\x1b[K" in done.stderr
    assert "looking at" not in ops("launch", "check").stderr


def test_a_script_gets_every_line_as_json(here: Broken) -> None:
    here.rehearsed = "no launch was rehearsed in this checkout"
    done = ops("launch", "check", "--json")
    rows = json.loads(done.stdout)
    assert done.returncode == 1
    assert len(rows) == 42
    assert [row for row in rows if row["state"] != "ok"] == [
        {
            "state": "FAIL",
            "place": "prod",
            "what": "rehearsal",
            "found": "no launch was rehearsed in this checkout",
            "do": "rehearse it: `python -m sandbox run -- python -m ops launch rehearse`",
        }
    ]


def test_only_production_is_launched() -> None:
    assert ops("launch", "check", "--stack", "staging").returncode == 2


def test_a_stack_file_that_cannot_be_used_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def here(environ: object) -> World:
        raise SettingsError([Violation("Pulumi.dev.yaml", "branch", "is missing")])

    monkeypatch.setattr(World, "here", here)
    done = ops("launch", "check")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "Pulumi.dev.yaml: branch: is missing\n")


def test_the_values_are_those_of_this_process_and_of_a_general_name_only_productions(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for file in BONDIGOO.glob("Pulumi*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / ".env.staging").write_text("STRIPE_WEBHOOK_SECRET=of-the-file\n")
    (tmp_path / ".env.staging").chmod(0o600)
    monkeypatch.chdir(tmp_path)
    world = World.here({"STRIPE_WEBHOOK_SECRET": "general", "DEV_STRIPE_SECRET_KEY": "of-dev"})
    assert world.values == {
        "prod": {"STRIPE_WEBHOOK_SECRET": "general"},
        "staging": {"STRIPE_WEBHOOK_SECRET": "of-the-file"},
        "dev": {"STRIPE_SECRET_KEY": "of-dev"},
    }
    assert not [value for value in ("general", "of-the-file", "of-dev") if f"'{value}'" in repr(world)]
