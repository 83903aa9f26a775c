"""The record of a rehearsed launch: it holds for one commit, its stack files and its program."""

import json
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from config.parse import read_stack_files
from ops.commands import InputError
from ops.launch import record
from tests.companies import BONDIGOO


def git(*words: str) -> None:
    names = ["-c", "user.name=Ada", "-c", "user.email=ada@shop.invalid"]
    subprocess.run(["git", *names, *words], check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small checkout in which a launch has just been rehearsed."""
    monkeypatch.chdir(tmp_path)
    for file in BONDIGOO.glob("Pulumi*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    for name in ("__main__.py", "config/rules.py", "docs/page.md", ".sandbox/.keep"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("as it was\n")
    (tmp_path / ".gitignore").write_text(".sandbox\n*.pyc\n")
    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "A first commit.")
    assert record.write(Path(".sandbox")) == Path(".sandbox/launch-rehearsal.json")
    return tmp_path


def fault(environ: dict[str, str] | None = None) -> str | None:
    return record.fault(read_stack_files(Path()), environ or {})


def test_a_launch_that_was_rehearsed_with_these_files_counts(checkout: Path) -> None:
    assert fault() is None
    kept = json.loads((checkout / record.HOME / record.FILE).read_text())
    assert sorted(kept) == ["commit", "files", "program", "rehearsed"]
    assert stat.S_IMODE((checkout / record.HOME / record.FILE).stat().st_mode) == 0o600


def replaced(name: str, old: str, new: str) -> Callable[[], object]:
    def change() -> None:
        file = Path(name)
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new, 1))

    return change


@pytest.mark.parametrize(
    "change",
    [
        replaced("Pulumi.prod.yaml", "launched: false", "launched: true"),
        replaced("Pulumi.prod.yaml", "# Production", "# Our production"),
        lambda: Path("docs/page.md").write_text("another page\n"),
        lambda: Path("config/rules.pyc").write_text("made by Python\n"),
    ],
)
def test_what_the_launch_itself_writes_and_what_no_update_reads_changes_nothing(
    checkout: Path, change: Callable[[], object]
) -> None:
    change()
    assert fault() is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            replaced("Pulumi.prod.yaml", "plan: starter", "plan: standard"),
            "the stack files said something else",
        ),
        (
            replaced("Pulumi.staging.yaml", "launched: true", "launched: false"),
            "the stack files said something",
        ),
        (lambda: Path("config/rules.py").write_text("as it is\n"), "the program was another"),
        (lambda: Path("config/more.py").write_text("as it is\n"), "the program was another"),
        (lambda: Path("config/rules.py").unlink(), "the program was another"),
        (lambda: git("commit", "-q", "--allow-empty", "-m", "Another."), "another commit was checked out"),
        (lambda: Path(".sandbox/launch-rehearsal.json").unlink(), "no launch was rehearsed in this checkout"),
        (
            lambda: Path(".sandbox/launch-rehearsal.json").write_text("{"),
            ".sandbox/launch-rehearsal.json cannot be read",
        ),
        (lambda: Path(".sandbox/launch-rehearsal.json").write_text("{}"), "another commit was checked out"),
    ],
)
def test_a_launch_that_was_rehearsed_with_something_else_does_not_count(
    checkout: Path, change: Callable[[], object], said: str
) -> None:
    change()
    assert said in (fault() or "")


def test_the_rehearsal_itself_needs_none(checkout: Path) -> None:
    Path(".sandbox/launch-rehearsal.json").unlink()
    assert fault({"SANDBOX_DIR": str(checkout / ".sandbox")}) is None


def test_a_working_copy_of_a_rehearsal_is_its_checkout(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = checkout / ".sandbox" / "project"
    copy.mkdir()
    for name in ("__main__.py", "config"):
        (copy / name).symlink_to(checkout / name)
    for file in checkout.glob("Pulumi*.yaml"):
        (copy / file.name).write_bytes(file.read_bytes() + b"encryptionsalt: v1:made-by-stack-init\n")
    (checkout / ".sandbox" / record.FILE).unlink()
    monkeypatch.chdir(copy)
    record.write(checkout / ".sandbox")
    monkeypatch.chdir(checkout)
    assert fault() is None


def test_outside_git_nobody_can_tell_what_was_rehearsed(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(checkout / "nowhere"))
    with pytest.raises(InputError, match=r"Git cannot tell what is checked out.*not a git repository"):
        fault()
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InputError, match="Git is not there"):
        fault()
