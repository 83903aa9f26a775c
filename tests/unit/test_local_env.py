"""`ops env --local` and `ops env parity`: a developer's own files, and who has which variable."""

import json
import shutil
import stat
import sys
from pathlib import Path

import pytest

from config.parse import parse, read_stack_file
from ops import __main__ as ops
from ops.env import local
from ops.env.local import local_files
from ops.env.parity import parity
from tests.companies import BONDIGOO
from tests.conftest import StackFiles

PASSWORD = "p w'\\/?#@"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.staging.yaml", "Pulumi.dev.yaml"):
        shutil.copy(BONDIGOO / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DEV_DATABASE_PASSWORD", PASSWORD)
    monkeypatch.setenv("DEV_ENCRYPTION_MASTER_KEY", PASSWORD)
    monkeypatch.setenv("PROD_ENCRYPTION_MASTER_KEY", "of-production")
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["ops", *arguments])
    return ops.main()


def as_node_reads(file: Path) -> dict[str, str]:
    """As Node's dotenv takes them: quotes off, `\\n` in double ones a line break, no other escape."""
    found = {}
    for line in file.read_text().splitlines():
        if not line.startswith("#"):
            name, _, text = line.partition("=")
            value = text[1:-1]
            found[name] = value.replace("\\n", "\n") if text[:1] == '"' else value
    return found


@pytest.mark.parametrize(
    "value", ["", "plain", "it's", "a\\nb", "it's a\\nb", 'say "a"', 'it\'s "a"', "`it's`", "$HOME #x"]
)
def test_a_value_is_written_as_node_reads_it(tmp_path: Path, value: str) -> None:
    local._write(tmp_path / ".env", {"KEY": value})
    assert as_node_reads(tmp_path / ".env") == {"KEY": value}


def test_a_value_with_every_quote_is_left_to_fill_in(tmp_path: Path) -> None:
    local._write(tmp_path / ".env", {"KEY": "'\"`"})
    assert as_node_reads(tmp_path / ".env") == {"KEY": ""}


@pytest.mark.proves("R66", "R49")
def test_a_developer_gets_local_addresses_test_accounts_and_secrets_of_their_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "env", "--stack", "dev", "--local") == 0
    client, server = (as_node_reads(folder / ".env.local" / name / ".env") for name in ("client", "server"))
    assert client == {
        "REACT_APP_API_URL": "http://localhost:5000",
        "REACT_APP_LAUNCHED": "true",
        "REACT_APP_FRONTEND_URL": "http://localhost:3000",
        "REACT_APP_CLOUDINARY_CLOUD_NAME": "bondigoo-testing",
    }
    made = {key: server.pop(key) for key in ("JWT_SECRET", "SESSION_SECRET")}
    assert all(len(value) == 43 for value in made.values())
    uri = (
        "mongodb+srv://coaching_platform_dev_user:p%20w'%5C%2F%3F%23%40@coaching-platform-dev.nnaff.mongodb.net"
        "/coaching-platform-dev?retryWrites=true&w=majority&appName=coaching-platform-dev"
    )
    unknown = ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "CLOUDINARY_API_KEY", "CLOUDINARY_API_SECRET")
    assert server == {
        "NODE_ENV": "development",
        "ENVIRONMENT_NAME": "local",
        "BULLMQ_PREFIX": "local",
        "FRONTEND_URL": "http://localhost:3000",
        "CORS_ORIGIN": "http://localhost:3000",
        "ALLOWED_ORIGINS": "http://localhost:3000",
        "REDIS_URL": "redis://localhost:6379",
        "PORT": "5000",
        "MONGODB_URI": uri,
        "DATABASE_URL": uri,
        "CLOUDINARY_CLOUD_NAME": "bondigoo-testing",
        "MAILJET_SENDER_EMAIL": "dev@bondigoo.ch",
        "DEVELOPMENT_EMAIL_RECIPIENT": "developers@bondigoo.ch",
        "ENCRYPTION_MASTER_KEY": PASSWORD,
        **dict.fromkeys((*unknown, "MAILJET_API_KEY", "MAILJET_SECRET_KEY"), ""),
    }
    for name in ("client", "server"):
        assert stat.S_IMODE((folder / ".env.local" / name / ".env").stat().st_mode) == 0o600
    assert PASSWORD not in capsys.readouterr().out


def test_files_that_are_there_are_replaced_only_when_asked(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "app" / "client" / ".env"
    file.parent.mkdir(parents=True)
    file.write_text("MINE=1\n")
    assert run(monkeypatch, "env", "--stack", "dev", "--local", "--into", "app") == 2
    assert "app/client/.env: is there already" in capsys.readouterr().err
    assert file.read_text() == "MINE=1\n"
    assert run(monkeypatch, "env", "--stack", "dev", "--local", "--into", "app", "--force") == 0
    assert "MINE" not in file.read_text()


@pytest.mark.parametrize("arguments", [("env",), ("env", "--local"), ("env", "--stack", "dev")])
def test_half_a_command_is_told_how_it_goes(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
) -> None:
    assert run(monkeypatch, *arguments) == 2
    assert capsys.readouterr().err.startswith("say `--stack dev --local`")


def test_a_live_key_never_comes_into_a_developers_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_" + "live_" + "abcdefghij")
    assert run(monkeypatch, "env", "--stack", "dev", "--local") == 2
    err = capsys.readouterr().err
    assert err.startswith("Pulumi.dev.yaml: secrets.STRIPE_SECRET_KEY: is a live key")
    assert "abcdefghij" not in err
    assert not (folder / ".env.local").exists()


def test_production_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "env", "--stack", "prod", "--local") == 2
    assert capsys.readouterr().err.startswith("prod: production's values belong on no developer's machine")
    assert not (folder / ".env.local").exists()


def test_a_worker_in_a_folder_of_its_own_gets_what_the_api_gets(stack_files: StackFiles) -> None:
    values = stack_files["dev"]
    values["worker"]["rootDir"] = "jobs"
    files = local_files(parse("dev", values), {})
    assert sorted(files) == ["client", "jobs", "server"]
    assert files["jobs"] == files["server"]
    assert files["jobs"]["JWT_SECRET"]


@pytest.mark.parametrize("stack", ["staging", "dev"])
def test_no_local_file_names_anything_of_production(folder: Path, stack: str) -> None:
    prod = read_stack_file(folder, "prod")
    own = {prod.api_url, prod.frontend_url, prod.database.host, prod.cloudinary, prod.environment_name}
    files = local_files(read_stack_file(folder, stack), {})
    values = " ".join(value for content in files.values() for value in content.values())
    assert not [name for name in own if name and name in values]


def test_parity_names_what_differs_and_from_where_it_comes(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "env", "parity", "--json") == 1
    found = json.loads(capsys.readouterr().out)
    worker = [row for row in found["variables"] if row["reader"] == "worker"]
    assert worker == [
        {"reader": "worker", "name": "DEVELOPMENT_EMAIL_RECIPIENT", "dev": "derived"},
        {"reader": "worker", "name": "EMAIL_HOST", "staging": "derived"},
        {"reader": "worker", "name": "EMAIL_PASS", "staging": "env"},
        {"reader": "worker", "name": "EMAIL_PORT", "staging": "derived"},
        {"reader": "worker", "name": "EMAIL_USER", "staging": "env"},
        {"reader": "worker", "name": "MAILJET_API_KEY", "prod": "env", "dev": "env"},
        {"reader": "worker", "name": "MAILJET_SECRET_KEY", "prod": "env", "dev": "env"},
        {"reader": "worker", "name": "MAILJET_SENDER_EMAIL", "prod": "derived", "dev": "derived"},
    ]
    assert run(monkeypatch, "env", "parity") == 1
    lines = capsys.readouterr().out.splitlines()
    assert "api     EMAIL_HOST                   -        derived  -" in lines
    assert lines[-1] == "16 of 51 differ between prod, staging, dev"


def test_environments_that_have_the_same_do_not_differ(folder: Path) -> None:
    dev = read_stack_file(folder, "dev")
    found = parity({"prod": dev, "staging": dev})
    assert all(row == {"prod": row["prod"], "staging": row["prod"]} for row in found.values())
