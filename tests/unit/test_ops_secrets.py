"""`ops secrets` and `ops redacted`: which secrets are there, what is hidden, and how each is changed."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from config.parse import read_stack_file
from config.secrets import resolve
from ops import __main__ as ops
from ops import redacted
from ops.secrets.audit import findings
from ops.secrets.listing import Entry, entries
from ops.secrets.rotate import elsewhere, resource
from tests.companies import BONDIGOO


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.staging.yaml", "Pulumi.dev.yaml"):
        shutil.copy(BONDIGOO / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["ops", *arguments])
    return ops.main()


def test_a_list_says_source_readers_and_presence_and_no_value(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DEV_STRIPE_SECRET_KEY", "never-to-be-shown")
    assert run(monkeypatch, "secrets", "list", "--stack", "dev", "--json") == 1
    text = capsys.readouterr().out
    found = {row["key"]: (row["source"], row["state"], row["readers"]) for row in json.loads(text)}
    both = ["api", "worker"]
    assert found["STRIPE_SECRET_KEY"] == ("env", "there", both)
    assert found["STRIPE_WEBHOOK_SECRET"] == ("env", "missing", ["api"])
    assert found["JWT_SECRET"] == ("generated", "made by an update", both)
    assert found["DATABASE_PASSWORD"] == ("env", "missing", [])
    assert "never-to-be-shown" not in text


def test_what_a_file_keeps_encrypted_is_there_and_what_a_person_keeps_cannot_be_told(folder: Path) -> None:
    settings = read_stack_file(folder, "dev").model_copy(
        update={"secrets": {"JWT_SECRET": "config", "SESSION_SECRET": "config", "MAILJET_API_KEY": "ui"}}
    )
    both = ("api", "worker")
    secrets = resolve("dev", settings.secrets, {}, {}, {"JWT_SECRET": None})
    assert entries("dev", settings, secrets) == [
        Entry("dev", "JWT_SECRET", "config", both, "there"),
        Entry("dev", "SESSION_SECRET", "config", both, "missing"),
        Entry("dev", "MAILJET_API_KEY", "ui", both, "set by hand"),
    ]


def test_live_values_are_held_against_each_other_and_against_the_environment(folder: Path) -> None:
    stacks = {stack: read_stack_file(folder, stack) for stack in ("prod", "dev")}
    live_key = "sk_" + "live_" + "abcdefghij"
    live = {
        "prod": [{"STRIPE_SECRET_KEY": live_key, "STRIPE_WEBHOOK_SECRET": "whsec_" + "a1b2c3d4"}],
        # The worker's harmless key does not hide the API's.
        "dev": [
            {"STRIPE_SECRET_KEY": live_key, "STRIPE_WEBHOOK_SECRET": "whsec_" + "e5f6g7h8"},
            {"STRIPE_SECRET_KEY": "sk_" + "test_" + "abcdefghij", "STRIPE_WEBHOOK_SECRET": "whsec_e5f6"},
        ],
    }
    found = [str(fault) for fault in findings(stacks, live)]
    assert [line.split(";")[0] for line in found] == [
        "Pulumi.dev.yaml: secrets.STRIPE_SECRET_KEY: is a live key",
    ]
    assert live_key not in "".join(found)


def test_equal_plain_variables_of_two_environments_are_no_finding(folder: Path) -> None:
    stacks = {stack: read_stack_file(folder, stack) for stack in ("prod", "staging")}
    plain = {"NODE_ENV": "production", "EMAIL_HOST": "sandbox.smtp.mailtrap.io"}
    live = {stack: [dict(plain), dict(plain)] for stack in stacks}
    assert findings(stacks, live) == []


def test_the_resource_of_a_generated_secret_is_found_by_its_name() -> None:
    def made(kind: str, name: str) -> dict[str, Any]:
        return {"type": kind, "urn": f"urn:pulumi:dev::shop::{kind}::{name}"}

    command = made("command:local:Command", "JWT_SECRET")
    others = [made("command:local:Command", "smoke"), made("vercel:index:Project", "JWT_SECRET")]
    assert resource({"deployment": {"resources": [*others, command]}}, "JWT_SECRET") == command
    assert resource({"deployment": {"resources": others}}, "JWT_SECRET") is None
    assert resource({"deployment": None}, "JWT_SECRET") is None


@pytest.mark.parametrize(
    ("source", "start"),
    [
        (None, "K: is not under `secrets` of dev"),
        ("env", "K: comes from DEV_K; change it where that is kept"),
        ("config", "K: is kept encrypted in the stack file; run `pulumi config set --secret K --stack dev`"),
        ("ui", "K: is set by hand on Render"),
    ],
)
def test_each_other_source_has_a_way_of_its_own(source: str | None, start: str) -> None:
    assert elsewhere("dev", "K", source).startswith(start)


def test_a_commands_output_is_redacted_and_its_exit_code_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "rediss://red-1:" + "hunter22" + "@host:6379 and " + "rnd_" + "0123456789abcdef"
    program = f"import sys; print({said!r}); print('fine', file=sys.stderr); sys.exit(7)"
    assert run(monkeypatch, "redacted", "--", sys.executable, "-c", program) == 7
    assert sorted(capsys.readouterr().out.splitlines()) == [
        "fine",
        "rediss://[secret]@host:6379 and [secret]",
    ]


def test_a_command_that_is_not_there_is_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "redacted", "--", "no-such-command") == 2
    assert capsys.readouterr().err.startswith("no-such-command: cannot be run: No such file or directory")


def test_every_text_inside_a_shown_secret_of_a_state_is_hidden() -> None:
    state = {
        "deployment": {
            "a": [{"plaintext": '{"x": "inner", "n": 1}'}],
            "b": {"plaintext": '"whole"'},
            "c": "open",
        }
    }
    assert sorted(redacted.secret_texts(state)) == ["inner", "whole"]
