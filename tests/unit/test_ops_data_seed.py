"""`ops data seed`: what is refused before any server is asked."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from unittest import mock

import pytest

from config.parse import read_stack_files
from ops.data import npm
from ops.data.development import development, shared
from ops.data.rehearsed import reachable
from ops.operation.journal import alone
from tests import ops_command
from tests.companies import BONDIGOO
from tests.ops_command import ops
from tests.unit.ops_data_engine import TARGET

PASSWORD = "p w'\\/?#@"
HOST = "coaching-platform-dev.nnaff.mongodb.net"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Stack files, an application with a seed, and npm; a developer's environment."""
    for file in BONDIGOO.glob("Pulumi*.yaml"):
        shutil.copy(file, tmp_path)
    (tmp_path / "package.json").write_text(json.dumps({"scripts": {"seed": "node seed.js"}}))
    (tmp_path / "npm").write_text("#!/bin/sh\nexit 9\n")
    (tmp_path / "npm").chmod(0o755)
    environ = {"PATH": str(tmp_path), "DEV_DATABASE_PASSWORD": PASSWORD}
    with (
        mock.patch.dict(os.environ, environ, clear=True),
        mock.patch.object(ops_command, "BONDIGOO", tmp_path),
    ):
        yield tmp_path


def changed(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def refused(folder: Path, *words: str) -> str:
    done = ops("data", "seed", "--app", str(folder), "--yes", *words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    return done.stderr


@pytest.mark.proves("R36", "T1")
def test_development_s_address_is_that_of_its_stack_file_whatever_else_is_set(folder: Path) -> None:
    others = {"MONGODB_URI": TARGET, "DATA_TARGET_URI": TARGET, "PROD_DATABASE_PASSWORD": "not-this-one"}
    found = development(folder, {**os.environ, **others})
    assert (found.host, found.database) == (HOST, "coaching-platform-dev")
    assert found.address == (
        f"mongodb+srv://coaching_platform_dev_user:p%20w'%5C%2F%3F%23%40@{HOST}"
        "/coaching-platform-dev?retryWrites=true&w=majority&appName=coaching-platform-dev"
    )
    assert found.variables["MONGODB_URI"] == found.address
    assert "PROD_DATABASE_PASSWORD" not in found.variables
    assert "w'" not in repr(found)


@pytest.mark.parametrize("word", ["--stack", "--target-file", "--production", "--force"])
def test_no_flag_leads_to_another_database(folder: Path, word: str) -> None:
    done = ops("data", "seed", "--app", str(folder), "--yes", word, "staging")
    assert done.returncode == 2
    assert f"unrecognized arguments: {word} staging" in done.stderr


@pytest.mark.proves("R50", "T1", "C1")
def test_a_database_that_is_staging_s_too_is_not_seeded_though_both_have_acknowledged_it(
    folder: Path,
) -> None:
    changed(folder / "Pulumi.staging.yaml", "name: bondigoo-staging", "name: coaching-platform-dev")
    for stack in ("staging", "dev"):
        changed(
            folder / f"Pulumi.{stack}.yaml",
            "acknowledge:",
            "acknowledge:\n    sharedDatabase: as it was so far",
        )
    assert refused(folder) == (
        "Pulumi.dev.yaml: development's database is staging's too, and a seed empties what it is led to: "
        "give development a database of its own\n"
    )


@pytest.mark.parametrize(
    ("stack", "host", "name", "what"),
    [
        ("prod", HOST.upper(), "another", "host"),
        ("staging", HOST, "Coaching-Platform-Dev", "database"),
        ("staging", "elsewhere.mongodb.net", "coaching-platform-dev", None),
        ("staging", HOST, "another", None),
    ],
)
def test_development_s_pair_of_host_and_database_is_nobody_else_s(
    stack: str, host: str, name: str, what: str | None
) -> None:
    stacks = read_stack_files(BONDIGOO)
    database = stacks[stack].database.model_copy(update={"host": host, "name": name})
    stacks[stack] = stacks[stack].model_copy(update={"database": database})
    said = shared(stacks)
    assert said is None if what is None else f"development's {what} is {stack}'s too" in str(said)


def test_without_development_s_password_it_says_where_to_put_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DEV_DATABASE_PASSWORD")
    assert refused(folder) == (
        "the password of coaching_platform_dev_user, development's user, is not known here: export "
        "DEV_DATABASE_PASSWORD, or write it into .env.dev\n"
    )
    (folder / ".env.dev").write_text("DATABASE_PASSWORD=of-the-file\n")
    (folder / ".env.dev").chmod(0o600)
    assert "of-the-file@" in development(folder).address


def test_a_password_that_pulumi_keeps_is_given_to_a_developer_by_the_environment(folder: Path) -> None:
    changed(folder / "Pulumi.dev.yaml", "DATABASE_PASSWORD: env", "DATABASE_PASSWORD: ui")
    assert "p%20w" in development(folder).address


@pytest.mark.parametrize("package", [None, "{", "[]", "{}", '{"scripts": {}}', '{"scripts": {"seed": ""}}'])
def test_a_folder_without_a_seed_is_named(folder: Path, package: str | None) -> None:
    file = folder / "package.json"
    file.unlink()
    if package is None:
        said = "cannot be read: No such file or directory; name the folder of the application with --app"
    else:
        file.write_text(package)
        said = "holds no script `seed`: write one, or name another folder with --app"
    assert refused(folder) == f"{file}: {said}\n"


def test_a_folder_that_is_not_there_is_told_with_its_whole_path(folder: Path) -> None:
    done = ops("data", "seed", "--app", "../application", "--yes")
    assert (done.returncode, done.stderr.partition(": ")[0]) == (
        2,
        str(folder.parent / "application" / "package.json"),
    )


def test_without_npm_nothing_is_begun(folder: Path) -> None:
    (folder / "npm").unlink()
    assert refused(folder) == "npm is not on PATH: install Node.js, which brings it along\n"


def test_a_fault_of_the_stack_files_stops_it(folder: Path) -> None:
    changed(folder / "Pulumi.dev.yaml", "stripe: test", "stripe: live")
    done = ops("data", "seed", "--app", str(folder), "--yes")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Pulumi.dev.yaml" in done.stderr


def test_where_the_address_leads_in_a_rehearsal_is_where_the_seed_is_led_to(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def on_this_machine(address: str, environ: Mapping[str, str]) -> str:
        assert environ["SANDBOX_DIR"] == "here"
        asked.append(address)
        return TARGET

    monkeypatch.setattr("ops.data.development.reachable", on_this_machine)
    found = development(folder, {**os.environ, "SANDBOX_DIR": "here"})
    assert f"@{HOST}/coaching-platform-dev?" in asked[0]
    assert {found.address, found.variables["MONGODB_URI"], found.variables["DATABASE_URL"]} == {TARGET}
    assert found.shown == f"coaching-platform-dev at {HOST}"


def test_a_rehearsal_reaches_no_real_account(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reachable(TARGET, {}) == TARGET
    monkeypatch.setenv("SANDBOX_DIR", "/tmp/sandbox")
    assert ": the sandbox has no server for this cluster, " in refused(folder)


def test_of_two_seeds_at_once_the_second_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    with alone("dev"):
        assert refused(folder) == (
            "dev: another process is at an operation of this checkout; wait for its end\n"
        )


def test_development_is_marked_at_its_own_address_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = ops("data", "mark", "development", "--target-file", "address")
    assert (done.returncode, done.stderr) == (
        2,
        "--target-file: development is the database of its stack file and no other; leave it out\n",
    )
    monkeypatch.setattr("ops.data.mark.is_marked", lambda *_: False)
    asked = ops("data", "mark", "development")
    assert (asked.returncode, asked.stderr) == (
        2,
        f"coaching-platform-dev at {HOST} will be marked as development: a seed may then overwrite all of "
        "it. Nobody is there to ask; with --yes coaching-platform-dev a script says that it is meant.\n",
    )


def test_only_what_any_program_needs_goes_along_and_development_s_word_wins() -> None:
    environ = {"PATH": "/bin", "LC_TIME": "C", "NODE_OPTIONS": "x", "PULUMI_ACCESS_TOKEN": "x", "TZ": "UTC"}
    environ["HTTPS_PROXY"] = environ["no_proxy"] = "127.0.0.1"
    assert npm.surroundings({"TZ": "Europe/Zurich", "PORT": "5000"}, environ) == {
        "PATH": "/bin",
        "LC_TIME": "C",
        "HTTPS_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
        "npm_config_update_notifier": "false",
        "TZ": "Europe/Zurich",
        "PORT": "5000",
    }
