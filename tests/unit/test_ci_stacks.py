"""Which stacks a change touches, and which a branch deploys."""

import subprocess
import sys
from pathlib import Path

import pytest

from ops.__main__ import main
from ops.ci.branches import read_branches
from ops.ci.plugins import install_words
from ops.ci.stacks import touched
from ops.commands import InputError
from tests.conftest import ROOT

ALL = ["prod", "staging", "dev"]
BRANCHES = ("--branches", "main=prod staging=staging develop=dev")


def ops_ci(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["ops", "ci", *arguments])
    return main()


def test_a_workflow_hands_over_which_branch_is_whose() -> None:
    assert read_branches("release/live=prod next=dev") == {"release/live": "prod", "next": "dev"}


@pytest.mark.parametrize(
    "text", ["", "main", "main=", "=prod", "main=live", "main=prod main=dev", "main=prod live=prod"]
)
def test_what_does_not_say_whose_a_branch_is_is_one_line(text: str) -> None:
    with pytest.raises(InputError) as raised:
        read_branches(text)
    assert str(raised.value) == (
        f"--branches '{text}' does not name branches with their stacks (prod, staging, dev), none twice, "
        "like 'main=prod develop=dev', so no push has a stack; `python -m ops reference` writes that line"
    )


@pytest.mark.parametrize("command", [("deploy-stack", "--branch=x"), ("stacks", "--base=a", "--head=b")])
def test_a_command_of_ci_stops_at_such_a_line(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = ["--target=x"] if command[0] == "stacks" else []
    assert ops_ci(monkeypatch, *command, *target, "--branches=main") == 2
    assert capsys.readouterr().err.startswith("error: --branches 'main' does not name")


@pytest.mark.parametrize(
    ("paths", "target", "stacks"),
    [
        (["Pulumi.dev.yaml"], "dev", ["dev"]),
        (["Pulumi.dev.yaml"], "prod", ["prod", "dev"]),
        (["Pulumi.dev.yaml"], None, ["dev"]),
        (["Pulumi.staging.yaml", "docs/limits.md"], "staging", ["staging"]),
        (["components/api.py"], "dev", ALL),
        (["requirements.txt"], "dev", ALL),
        (["Pulumi.yaml"], "dev", ALL),
        (["a/new/folder.txt"], "dev", ALL),
        (["components/docs/page.py"], "dev", ALL),
        (
            ["docs/decisions.md", "tests/unit/test_smoke.py", "README.md", ".github/workflows/ci.yml"],
            "prod",
            [],
        ),
        ([], "prod", []),
    ],
)
def test_a_stack_file_touches_its_stack_and_the_targets_shared_code_all_and_documents_none(
    paths: list[str], target: str | None, stacks: list[str]
) -> None:
    assert touched(paths, target) == stacks


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """main has moved on since the change on `change` renamed a component's file into the tests."""
    script = """
    git init -q -b main . && mkdir components tests && seq 99 > components/a.py && touch Pulumi.dev.yaml
    commit() { git add -A && git -c user.name=t -c user.email=t@example.invalid commit -qm "$1"; }
    commit base && git checkout -qb change && git mv components/a.py tests/a.py && commit renamed
    git checkout -q main && echo x > Pulumi.dev.yaml && commit moved
    """
    subprocess.run(["bash", "-ec", script], cwd=tmp_path, check=True)
    return tmp_path


def test_what_the_target_gained_meanwhile_is_not_the_change_and_a_rename_counts_at_both_ends(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--folder", str(repository), "--target", "develop", *BRANCHES)
    assert ops_ci(monkeypatch, "stacks", "--base", "main", "--head", "change", *where, "--json") == 0
    assert capsys.readouterr().out == '["prod", "staging", "dev"]\n'
    assert ops_ci(monkeypatch, "stacks", "--base", "change", "--head", "main", *where) == 0
    assert capsys.readouterr().out == "dev\n"
    elsewhere = (*where, "--target", "main")
    assert ops_ci(monkeypatch, "stacks", "--base", "change", "--head", "main", *elsewhere) == 0
    assert capsys.readouterr().out == "prod\ndev\n"
    assert ops_ci(monkeypatch, "stacks", "--base", "main", "--head", "main", *where) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("base", ["no-such-commit", "--output=/tmp/x"])
def test_a_commit_that_is_not_there_is_one_line(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], base: str
) -> None:
    where = ("--folder", str(repository), "--target", "develop", *BRANCHES)
    assert ops_ci(monkeypatch, "stacks", f"--base={base}", "--head=main", *where) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"error: {base}...main cannot be compared (fatal: ")
    assert said.err.count("\n") == 1


@pytest.mark.proves("T22")
@pytest.mark.parametrize(
    ("arguments", "code", "out", "err"),
    [
        (["--branch", "develop"], 0, "dev\n", ""),
        (["--branch", "staging", "--typed", "staging"], 0, "staging\n", ""),
        (["--branch", "main", "--typed", "prod"], 0, "prod\n", ""),
        (["--branch", "main", "--reviewed"], 0, "prod\n", ""),
        (["--branch", "main"], 1, "prod\n", "prod waits for a person"),
        (
            ["--branch", "main", "--typed", "prod "],
            2,
            "",
            "error: 'prod ' was typed, but branch main deploys prod",
        ),
        (["--branch", "develop", "--typed", "prod"], 2, "", "error: 'prod' was typed, but branch develop"),
        (["--branch", "feature"], 2, "", "error: branch 'feature' deploys no stack; those that do are main"),
    ],
)
def test_production_is_deployed_only_after_a_person_said_so(
    arguments: list[str],
    code: int,
    out: str,
    err: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ops_ci(monkeypatch, "deploy-stack", *BRANCHES, *arguments) == code
    said = capsys.readouterr()
    assert said.out == out
    assert said.err.startswith(err)
    assert said.err.count("\n") == (1 if err else 0)


def test_the_commands_that_jobs_call_before_setting_up_need_no_package() -> None:
    for command, said in (
        (["deploy-stack", "--branch", "develop"], "dev\n"),
        (["stacks", "--base", "HEAD", "--head", "HEAD", "--target", "develop", "--json"], "[]\n"),
    ):
        words = [sys.executable, "-S", "-m", "ops.ci", *command, *BRANCHES]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, said, "")


OF_REFRESH = ("refresh-summary", "refresh-issue")


def test_each_command_of_ci_teaches_with_its_help(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("stacks", "comment", "drift", "deploy-stack", "digest", "plugins", *OF_REFRESH):
        with pytest.raises(SystemExit) as ended:
            ops_ci(monkeypatch, command, "--help")
        text = capsys.readouterr().out
        assert ended.value.code == 0
        assert f"python -m ops ci {command}" in text.partition("Exit code: 0")[0]
        assert "Exit code: 0" in text


def test_every_provider_is_installed_at_its_own_version_from_its_own_server(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert ops_ci(monkeypatch, "plugins") == 0
    wanted = (ROOT / "requirements.txt").read_text()
    lines = capsys.readouterr().out.splitlines()
    versions = {line.split()[1]: line.split()[2] for line in lines}
    assert set(versions) == {"command", "mongodbatlas", "vercel"}
    assert all(f"-{name}=={version} " in wanted for name, version in versions.items())
    assert [line.partition(" --server ")[2] for line in lines] == [
        "",
        "",
        "github://api.github.com/pulumiverse",
    ]
    assert install_words([{"name": "x", "version": "1.0.0"}]) == ["resource x 1.0.0 --exact"]
    assert ops_ci(monkeypatch, "plugins", "--folder", str(tmp_path)) == 2
