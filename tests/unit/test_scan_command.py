"""`python -m ops env scan`: what it prints, what it refuses, and which files it reads."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ops import __main__ as ops
from ops.env.scan.files import listing, scan
from ops.env.scan.model import Listing, Place, ScanResult, Sides, Unclear
from tests.companies import BONDIGOO
from tests.ops_command import outside

HERE = Path(__file__).parents[2]
APP = Path(__file__).parent / "fixtures" / "app"


def env_scan(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    monkeypatch.chdir(BONDIGOO)
    monkeypatch.setattr(sys, "argv", ["ops", "env", "scan", *map(str, arguments)])
    return ops.main()


def everything(folder: Path) -> Path:
    """A program that reads each variable of the three stack files."""
    (folder / "client").mkdir()
    (folder / "client/a.js").write_text(
        "process.env.REACT_APP_API_URL; const { REACT_APP_LAUNCHED, REACT_APP_FRONTEND_URL,"
        " REACT_APP_CLOUDINARY_CLOUD_NAME } = process.env"
    )
    (folder / "a.js").write_text(
        "const { ENVIRONMENT_NAME, BULLMQ_PREFIX, FRONTEND_URL, CORS_ORIGIN, ALLOWED_ORIGINS, REDIS_URL } ="
        " process.env; const { MONGODB_URI, DATABASE_URL, JWT_SECRET, SESSION_SECRET, ENCRYPTION_MASTER_KEY,"
        " STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, CLOUDINARY_CLOUD_NAME, CLOUDINARY_API_KEY,"
        " CLOUDINARY_API_SECRET, MAILJET_API_KEY, MAILJET_SECRET_KEY, MAILJET_SENDER_EMAIL, EMAIL_HOST,"
        " EMAIL_PORT, EMAIL_USER, EMAIL_PASS, DEVELOPMENT_EMAIL_RECIPIENT } = process.env;"
    )
    return folder


def test_an_application_that_reads_the_contract_and_no_more_has_nothing_to_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert env_scan(monkeypatch, everything(tmp_path)) == 0
    assert capsys.readouterr().out == (
        "2 files read: 0 missing from the contract, 0 that nobody reads, 0 dynamic\n"
    )


def test_a_difference_is_exit_code_1_and_json_is_one_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (everything(tmp_path) / "client/b.js").write_text("\nprocess.env.REDIS_URL")
    assert env_scan(monkeypatch, tmp_path, "--json") == 1
    place = {"file": "client/b.js", "line": 2}
    missing = {"name": "REDIS_URL", "given": ["api", "worker"], "readers": ["frontend"], "places": [place]}
    assert json.loads(capsys.readouterr().out) == {
        "version": 1,
        "files": 3,
        "passedOver": {"large": 0, "minified": 0},
        "missing": [missing],
        "unread": [],
        "dynamic": [],
        "platform": [],
        "unclear": [],
    }


def test_the_front_end_may_stand_in_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (everything(tmp_path) / "packages/web").mkdir(parents=True)
    (tmp_path / "packages/web/a.ts").write_text("process.env.A")
    env_scan(monkeypatch, tmp_path, "--frontend", "packages/web/")
    assert capsys.readouterr().out.splitlines()[:2] == [
        "read but not in the contract (1)",
        "  A  frontend  packages/web/a.ts:1",
    ]


def refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str | Path
) -> list[str]:
    """The lines on stderr of a command that ends with exit code 2 and prints nothing else."""
    assert env_scan(monkeypatch, *arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    return err.splitlines()


def test_a_path_that_is_no_checkout_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.js"
    assert refused(monkeypatch, capsys, tmp_path) == [
        f"{tmp_path}: holds no JavaScript, TypeScript or HTML; name a checkout of the application"
    ]
    assert refused(monkeypatch, capsys, file) == [
        f"{file}: cannot be read (No such file or directory); name a checkout of the application"
    ]
    file.write_text("")
    assert refused(monkeypatch, capsys, file) == [
        f"{file}: cannot be read (Not a directory); name a checkout of the application"
    ]


@pytest.mark.parametrize("folder", ["clinet", "../app", "/"])
def test_a_front_end_folder_that_is_not_in_the_checkout_is_refused(
    folder: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(monkeypatch, capsys, APP, "--frontend", folder) == [
        f"--frontend {folder}: no such folder in {APP}; name it as it stands below PATH"
    ]


def test_a_stack_file_that_cannot_be_used_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("Pulumi.yaml", "Pulumi.staging.yaml", "Pulumi.dev.yaml"):
        shutil.copy(BONDIGOO / name, tmp_path)
    (tmp_path / "Pulumi.prod.yaml").write_text("{}")
    assert refused(monkeypatch, capsys, APP, "--folder", tmp_path) == [
        "Pulumi.prod.yaml: has no `config:` mapping; every setting of the environment belongs there"
    ]


def test_without_the_parser_the_scan_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "tree_sitter_typescript", None)
    assert refused(monkeypatch, capsys, APP) == [
        "tree_sitter_typescript: not installed, and the scan reads JavaScript with it; "
        "run `pip install -r requirements-dev.txt`"
    ]


def test_the_other_commands_start_without_the_parser() -> None:
    program = "import sys, ops.__main__; print([name for name in sys.modules if 'tree_sitter' in name])"
    done = subprocess.run([sys.executable, "-c", program], cwd=HERE, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "[]\n")


def test_a_reader_that_has_seen_enough_is_no_fault() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "ops", "env", "scan", str(APP)]
    done = subprocess.run(
        command, cwd=BONDIGOO, env=outside(), stdout=writing, stderr=subprocess.PIPE, text=True
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


def git(folder: Path, *command: str) -> None:
    subprocess.run(["git", "-C", str(folder), *command], check=True, capture_output=True)


def checkout(folder: Path) -> Path:
    git(folder, "init")
    (folder / ".gitignore").write_text("generated/\n*.local.js\n")
    (folder / "src/generated").mkdir(parents=True)
    for name in (
        "a.js",
        "tracked.local.js",
        "b.local.js",
        "src/c.js",
        "src/generated/d.js",
        "src/é.local.js",
    ):
        (folder / name).write_text("")
    git(folder, "add", "--force", "a.js", "tracked.local.js")
    return folder


def test_what_git_ignores_is_left_out_unless_it_is_tracked(tmp_path: Path) -> None:
    assert listing(checkout(tmp_path)) == Listing(("a.js", "src/c.js", "tracked.local.js"))
    assert listing(tmp_path / "src") == Listing(("c.js",))


def test_a_hook_of_another_repository_does_not_lead_the_scan_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout(tmp_path)
    monkeypatch.setenv("GIT_DIR", str(HERE / ".git"))
    assert listing(tmp_path) == Listing(("a.js", "src/c.js", "tracked.local.js"))


def test_a_folder_inside_an_ignored_one_that_is_named_itself_is_read(tmp_path: Path) -> None:
    deep = checkout(tmp_path) / "src/generated/deep"
    deep.mkdir()
    (deep / "e.js").write_text("")
    assert listing(deep.parent) == Listing(("d.js", "deep/e.js"))
    assert listing(deep) == Listing(("e.js",))


def test_a_checkout_cannot_have_the_scan_start_a_program(tmp_path: Path) -> None:
    hook = checkout(tmp_path) / "hook"
    hook.write_text("#!/bin/sh\ntouch started\n")
    hook.chmod(0o755)
    git(tmp_path, "config", "core.fsmonitor", str(hook))
    listing(tmp_path)
    assert not (tmp_path / "started").exists()


def test_a_checkout_that_git_does_not_understand_is_read_whole_and_reported(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.js").write_text("")
    reason = "fatal: not a git repository (or any of the parent directories): .git"
    why = f"git cannot say what it ignores here ({reason}), so nothing was left out; make `git status` work"
    assert listing(tmp_path) == Listing(("a.js",), unclear=frozenset({Unclear(Place(".", 0), why)}))


def test_a_file_that_is_gone_since_it_was_listed_is_part_of_the_result(tmp_path: Path) -> None:
    why = "cannot be read (No such file or directory); allow it or remove it"
    unclear = frozenset({Unclear(Place("a.js", 0), why)})
    assert scan(tmp_path, Listing(("a.js",)), Sides("client", (), ())) == ScanResult(unclear=unclear)
