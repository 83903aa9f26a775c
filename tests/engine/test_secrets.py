"""Secrets with the real engine: rotated for each reader, left alone where a person keeps them, never shown.

The tests of this module follow one rehearsal, in the order they stand here.
"""

import json
import subprocess

import pytest

from sandbox.session import prepare
from tests.engine.golden import PRINTED
from tests.engine.rehearsal import AUTHOR, EMAIL, MESSAGE, REMOTE, Rehearsal, command_lines
from tests.engine.secret_search import secret_values, written
from tests.secret_forms import forms


@pytest.fixture(scope="module")
def two_up(three_up: Rehearsal) -> Rehearsal:
    """Every secret is awkward to quote, and arrived as it is."""
    live = three_up.variables("bondigoo-api-dev")["STRIPE_SECRET_KEY"]
    assert live == three_up.secrets()["DEV_STRIPE_SECRET_KEY"]
    assert live.endswith("'\"\\$<&>ä%")
    return three_up


def all_variables(rehearsal: Rehearsal) -> dict[str, dict[str, str]]:
    names = [f"bondigoo-{role}-{stack}" for stack in ("prod", "dev") for role in ("api", "worker")]
    return {name: rehearsal.variables(name) for name in names}


@pytest.mark.proves("R72", "T34")
def test_no_secret_value_stands_in_state_output_or_logs(two_up: Rehearsal) -> None:
    everything = (two_up.folder / PRINTED).read_text() + written(two_up, "prod", "staging", "dev")
    hidden = secret_values(two_up)
    # 24 of the environment, JWT_SECRET and MONGODB_URI of each API, a Redis, three tokens.
    assert len(hidden) == 24 + 6 + 1 + 3
    assert [value[:4] for value in hidden if value in everything] == []
    # The search itself works: a value that is public is found.
    assert "https://api.dev.bondigoo.ch" in everything


def test_no_vendor_is_told_of_the_git_repository_that_the_program_stands_in(two_up: Rehearsal) -> None:
    sandbox = two_up.folder / ".sandbox"
    cloud = (sandbox / "cloud.json").read_text()
    sent = [made["_body"] for made in json.loads(cloud)["vercel"]["deployments"].values()]
    assert sorted(body["gitSource"]["ref"] for body in sent) == ["develop", "main", "staging"]
    logs = "".join(file.read_text() for file in sorted((sandbox / "logs").iterdir()))
    commit = two_up.command("git", "rev-parse", "HEAD").ok().text.strip()
    told = (AUTHOR, EMAIL, MESSAGE, REMOTE, commit)
    assert [value for value in told if value in cloud + logs] == []


@pytest.mark.proves("T7")
def test_a_rotation_is_one_write_and_one_deploy_for_each_service_that_reads_it(two_up: Rehearsal) -> None:
    before = all_variables(two_up)
    ids = {role: two_up.service(f"bondigoo-{role}-dev")["id"] for role in ("api", "worker")}
    command = ("secrets", "rotate", "JWT_SECRET", "--stack", "dev", "--yes")
    writes = two_up.writes_during(lambda: two_up.ops(*command).ok())
    assert sorted(writes) == sorted(
        f"{line}"
        for service in ids.values()
        for line in (
            f"PUT /v1/services/{service}/env-vars/JWT_SECRET",
            f"POST /v1/services/{service}/deploys",
        )
    )
    after = all_variables(two_up)
    changed = {(name, key) for name, row in after.items() for key in row if row[key] != before[name].get(key)}
    assert changed == {("bondigoo-api-dev", "JWT_SECRET"), ("bondigoo-worker-dev", "JWT_SECRET")}
    assert len({after[f"bondigoo-{role}-dev"]["JWT_SECRET"] for role in ids}) == 1
    two_up.pulumi("preview", "--stack", "dev", "--expect-no-changes").ok()


def test_what_production_generated_is_rotated_too_and_stays_protected(two_up: Rehearsal) -> None:
    before = two_up.variables("bondigoo-api-prod")["SESSION_SECRET"]
    command = ("secrets", "rotate", "SESSION_SECRET", "--stack", "prod", "--yes")
    two_up.ops(*command).ok()
    assert two_up.variables("bondigoo-api-prod")["SESSION_SECRET"] != before
    state = json.loads(two_up.pulumi("stack", "export", "--stack", "prod").ok().text)
    made = [r for r in state["deployment"]["resources"] if r["urn"].endswith("::SESSION_SECRET")]
    assert [resource["protect"] for resource in made] == [True]


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (
            "STRIPE_SECRET_KEY",
            "STRIPE_SECRET_KEY: comes from DEV_STRIPE_SECRET_KEY; change it where that is kept, "
            "then `pulumi up --stack dev`",
        ),
        (
            "NO_SUCH_KEY",
            "NO_SUCH_KEY: is not under `secrets` of dev; see `python -m ops secrets list --stack dev`",
        ),
    ],
)
def test_what_is_made_elsewhere_is_rotated_there(two_up: Rehearsal, key: str, line: str) -> None:
    command = ("secrets", "rotate", key, "--stack", "dev", "--yes")
    done = two_up.ops(*command)
    assert (done.code, done.text.strip()) == (2, line)


def test_the_live_variables_of_two_environments_are_compared_without_being_shown(two_up: Rehearsal) -> None:
    clean = two_up.ops("secrets", "audit")
    assert clean.code == 0, clean.text
    stolen = two_up.variables("bondigoo-api-prod")["JWT_SECRET"]
    two_up.set_by_hand("bondigoo-worker-dev", "OLD_JWT_SECRET", stolen)
    done = two_up.ops("secrets", "audit")
    assert done.code == 1
    assert "OLD_JWT_SECRET" in done.text
    assert "has the same value as JWT_SECRET of Pulumi.prod.yaml" in done.text
    assert stolen not in done.text


@pytest.mark.proves("R71", "C5")
def test_a_value_that_a_person_sets_survives_every_command(two_up: Rehearsal) -> None:
    names = [f"bondigoo-{role}-dev" for role in ("api", "worker")]
    before = [two_up.variables(name)["MAILJET_API_KEY"] for name in names]
    two_up.edit("dev", lambda c: c["secrets"].update(MAILJET_API_KEY="ui"))
    writes = two_up.writes_during(lambda: two_up.up("dev").ok())
    assert not [line for line in writes if "MAILJET_API_KEY" in line]
    assert [two_up.variables(name)["MAILJET_API_KEY"] for name in names] == before
    two_up.set_by_hand("bondigoo-api-dev", "MAILJET_API_KEY", "set in the dashboard")
    two_up.pulumi("refresh", "--stack", "dev", "--yes", "--skip-preview").ok()
    two_up.edit("dev", lambda c: c["api"]["env"].update(LOG_LEVEL="info"))
    two_up.up("dev").ok()
    two_up.ops("secrets", "rotate", "JWT_SECRET", "--stack", "dev", "--yes").ok()
    assert two_up.variables("bondigoo-api-dev")["MAILJET_API_KEY"] == "set in the dashboard"


def test_a_variable_set_by_hand_on_vercel_survives_too(two_up: Rehearsal) -> None:
    team = two_up.status["vercel"]["teams"][0]
    project = two_up.vercel(f"/v10/projects/bondigoo-platform-prod?teamId={team}")["id"]
    by_hand = {"key": "REACT_APP_BY_HAND", "value": "kept", "type": "plain", "target": ["production"]}
    two_up.send("POST", "vercel", f"/v10/projects/{project}/env?teamId={team}", by_hand)
    two_up.pulumi("refresh", "--stack", "prod", "--yes", "--skip-preview").ok()
    two_up.edit("prod", lambda c: c["frontend"].update(env={"REACT_APP_FEATURE_GLOBAL_SEARCH": "true"}))
    two_up.up("prod").ok()
    listed = two_up.vercel(f"/v8/projects/{project}/env?teamId={team}")["envs"]
    assert {"REACT_APP_BY_HAND", "REACT_APP_FEATURE_GLOBAL_SEARCH"} <= {row["key"] for row in listed}


@pytest.mark.proves("R72", "R73")
def test_no_secret_is_in_any_output_file_or_command_line_outside_encrypted_state(two_up: Rehearsal) -> None:
    live = all_variables(two_up)
    generated = {row[key] for row in live.values() for key in ("JWT_SECRET", "SESSION_SECRET")}
    addresses = {row[key] for row in live.values() for key in ("MONGODB_URI", "REDIS_URL")}
    secrets = {*two_up.secrets().values(), *generated, *addresses}
    two_up.edit("prod", lambda c: c["api"]["env"].update(LOG_LEVEL="debug"))
    up = ["pulumi", "up", "--stack", "prod", "--yes", "--skip-preview", "--non-interactive", "--debug"]
    project, environ = two_up.home.project, prepare(two_up.home).environment
    seen: set[str] = set()
    with (two_up.folder / "up.log").open("w+") as log:
        with subprocess.Popen(up, cwd=project, env=environ, stdout=log, stderr=log) as running:
            while running.poll() is None:
                seen.update(command_lines())
        assert running.returncode == 0
    redacted = ("redacted", "--stack", "prod", "--")
    texts = [
        (two_up.folder / "up.log").read_text(),
        *seen,
        two_up.pulumi("preview", "--stack", "prod", "--json", "--save-plan", "plan.json").ok().text,
        two_up.pulumi("stack", "export", "--stack", "prod").ok().text,
        two_up.ops(*redacted, *up, "-v=9", "--logtostderr").ok().text,
    ]
    home = two_up.folder / ".sandbox"
    # The cloud itself, and the file that plays the person's own environment, hold them on purpose.
    own = {home / "cloud.json", home / "secrets.json"}
    files = [file for file in home.rglob("*") if file.is_file() and not file.is_symlink() and file not in own]
    texts += [file.read_text(errors="replace") for file in files]
    assert any(file.name == "plan.json" for file in files)
    assert any("pulumi up" in line for line in seen)
    for secret in secrets:
        assert not [form for form in forms(secret) if any(form in text for text in texts)]
