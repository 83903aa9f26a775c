"""`pulumi` inside an operation, played by a program of ours: what is said of it, and one at a time."""

import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ops.commands import InputError
from ops.operation import engine, locks, stack_file
from ops.operation.journal import Journal
from ops.operation.phases import Halted

STEP = {
    "op": "update",
    "urn": "urn:pulumi:prod::shop::vercel:index/project:Project::site",
    "oldState": {"inputs": {"name": "a"}, "custom": True},
    "newState": {"inputs": {"name": "b"}, "custom": True},
}


class Pulumi:
    """A program of that name which writes down its words, prints, and ends as it is told to."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.log, self._file = folder / "words", folder / "bin" / "pulumi"
        self._file.parent.mkdir()
        patch.setenv("PATH", f"{self._file.parent}:{os.environ['PATH']}")
        patch.setenv("SANDBOX_DIR", str(folder))
        self.ends(0)

    def ends(self, code: int, out: str = "", error: str = "", before: str = ":") -> None:
        (self._file.parent / "out").write_text(out)
        (self._file.parent / "error").write_text(error)
        self._file.write_text(
            f'#!/bin/sh\necho "$@" >>{self.log}\n{before}\n'
            f"cat {self._file.parent}/out\ncat {self._file.parent}/error >&2\nexit {code}\n"
        )
        self._file.chmod(0o755)

    @property
    def words(self) -> list[str]:
        return self.log.read_text().splitlines()


@pytest.fixture
def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pulumi:
    return Pulumi(tmp_path, monkeypatch)


def test_a_preview_is_read_and_asks_for_nothing_else(pulumi: Pulumi) -> None:
    pulumi.ends(0, json.dumps({"steps": [STEP], "diagnostics": []}))
    assert [change.name for change in engine.previewed("prod", "--refresh").changes] == ["site"]
    assert pulumi.words == ["preview --stack prod --json --non-interactive --refresh"]


@pytest.mark.parametrize(
    ("out", "error", "line"),
    [
        ("", "error: no stack named 'prod' found", "prod: no preview: no stack named 'prod' found"),
        ("", "", "prod: no preview: it printed nothing"),
        (
            json.dumps({"diagnostics": [{"severity": "error", "message": "error: frontendUrl: is taken"}]}),
            "",
            "prod: no preview: frontendUrl: is taken",
        ),
        (json.dumps({"steps": []}), "", "prod: no preview: it failed"),
    ],
)
def test_a_preview_that_fails_says_why(pulumi: Pulumi, out: str, error: str, line: str) -> None:
    pulumi.ends(255, out, error)
    with pytest.raises(InputError) as refused:
        engine.previewed("prod")
    assert str(refused.value) == line


def test_what_pulumi_says_of_a_plugin_after_a_preview_that_went_well_is_no_failure(pulumi: Pulumi) -> None:
    said = {"severity": "error", "message": "error: Detected that a plugin exited prematurely."}
    pulumi.ends(0, json.dumps({"steps": [], "diagnostics": [said]}))
    assert engine.previewed("prod").changes == ()


def test_an_update_asks_nobody_and_prints_beside_the_account(
    pulumi: Pulumi, capfd: pytest.CaptureFixture[str]
) -> None:
    pulumi.ends(0, "Updating (prod)")
    engine.update("prod")
    assert pulumi.words == ["up --stack prod --yes --skip-preview --suppress-outputs --non-interactive"]
    assert capfd.readouterr() == ("", "Updating (prod)")
    pulumi.ends(7)
    with pytest.raises(InputError, match="`pulumi up` ended with exit code 7"):
        engine.update("prod")


@pytest.fixture
def mine(monkeypatch: pytest.MonkeyPatch) -> None:
    """An update of this machine has left its lock."""
    monkeypatch.setattr(engine, "running", lambda *_: f"ada on {socket.gethostname()}")


def test_only_after_a_kill_is_the_lock_taken_away(pulumi: Pulumi, mine: None, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "rollback-prod.json")
    journal.begin()
    engine.update_once("prod", journal)
    pulumi.ends(1)
    with pytest.raises(InputError):
        engine.update_once("prod", journal)
    assert [words.split()[0] for words in pulumi.words] == ["up", "up"]
    pulumi.ends(0)
    journal.note(updating=True)
    engine.update_once("prod", journal)
    assert [words.split()[0] for words in pulumi.words[2:]] == ["cancel", "up"]
    assert journal.facts["updating"] is False


def test_a_lock_that_stays_is_said(pulumi: Pulumi, mine: None) -> None:
    pulumi.ends(1, error="error: no permission")
    with pytest.raises(InputError, match="cannot be taken away: no permission"):
        engine.unlocked("prod")


@pytest.mark.parametrize("who", ["ada on laptop", "somebody"])
def test_the_update_of_somebody_else_is_not_cut_off(
    pulumi: Pulumi, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    monkeypatch.setattr(engine, "running", lambda *_: who)
    with pytest.raises(Halted) as halted:
        engine.unlocked("prod")
    assert str(halted.value) == (
        f"prod: {who} is at an update, perhaps the one that was cut off: wait for its end, or, when nobody "
        "is at work, `pulumi cancel --yes prod`; then the same command again"
    )
    assert not pulumi.log.exists()


def test_where_nobody_is_at_an_update_or_nobody_can_tell_nothing_is_taken_away(
    pulumi: Pulumi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "running", lambda *_: None)
    engine.unlocked("prod")
    monkeypatch.setenv("PULUMI_BACKEND_URL", "s3://bucket")
    monkeypatch.setattr(engine, "running", locks.running)
    engine.unlocked("prod")
    assert not pulumi.log.exists()


def test_a_machine_without_pulumi_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="pulumi is not on PATH"):
        engine.update("prod")


def test_an_update_that_outlives_its_command_is_waited_for(
    pulumi: Pulumi, mine: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    words = tmp_path / "words"
    pulumi.ends(0, before=f'[ "$1" = cancel ] || {{ read x <{gate}; echo ended >>{words}; }}')
    command = [sys.executable, "-c", "from ops.operation import engine; engine.update('prod')"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as killed:
        while not words.exists():
            assert killed.poll() is None
        killed.kill()
    waiting = threading.Thread(target=engine.unlocked, args=["prod"])
    waiting.start()
    while "still at work" not in capsys.readouterr().err:
        assert waiting.is_alive()
    gate.write_text("go on\n")
    waiting.join()
    assert pulumi.words[1:] == ["ended", "cancel --yes prod --non-interactive"]


def test_a_stack_file_is_written_whole_and_kept_by_a_rehearsal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("Pulumi.prod.yaml").write_bytes(b"config:\r\n  launched: true\r\n")
    text = stack_file.text_of("prod")
    assert text == "config:\r\n  launched: true\r\n"
    stack_file.write("prod", text.replace("true", "false"), {"SANDBOX_DIR": str(tmp_path)})
    assert Path("Pulumi.prod.yaml").read_bytes() == b"config:\r\n  launched: false\r\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Pulumi.prod.yaml", "kept"]
