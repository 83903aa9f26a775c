"""What the machine refuses is said in one line by every command line, and nothing is half written."""

import errno
import os
import stat
import subprocess
from pathlib import Path

import pytest

from tests.unit.checkout import called
from toolchain.command import said
from toolchain.files import write_whole

SOMETHING = (
    ("ops", "--help"),
    ("ops", "check"),
    ("ops", "diff", "prod", "dev"),
    ("ops", "env", "parity"),
    ("ops", "secrets", "list"),
    ("ops", "redacted", "--", "echo", "x"),
    ("ops.ci", "--help"),
    ("sandbox", "--help"),
    ("sandbox", "status"),
    ("toolchain", "--help"),
)
ROOM = "No space left on device; make room on its disk, then run this again\n"


@pytest.mark.parametrize("words", SOMETHING, ids=" ".join)
def test_a_reader_that_has_seen_enough_is_no_fault(checkout: Path, words: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = called(checkout, *words, stdout=closed)
    assert done.stderr == b""


@pytest.mark.parametrize("words", SOMETHING, ids=" ".join)
def test_a_full_disk_under_the_output_is_one_line(checkout: Path, words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = called(checkout, *words, stdout=full)
    assert done.stderr.decode() == f"error: what is printed: {ROOM}"
    assert done.returncode == (2 if words[0].startswith("ops") else 1)


def test_an_output_that_was_closed_is_none(checkout: Path) -> None:
    for words in (("ops", "check"), ("sandbox", "status"), ("toolchain", "--help")):
        done = called(checkout, *words, before="exec >&-;")
        assert (done.returncode, done.stderr) == (0, b"")


def only_line(done: "subprocess.CompletedProcess[bytes]") -> str:
    assert done.returncode in (1, 2)
    (line,) = done.stderr.decode().splitlines()
    return line


TOO_LARGE = "File too large; allow larger files (`ulimit -f`), then run this again"


def test_a_file_that_cannot_be_written_stays_as_it_was(checkout: Path) -> None:
    (checkout / "docs").mkdir()
    page = checkout / "docs" / "stack.schema.json"
    page.write_text("old", encoding="utf-8")
    done = called(checkout, "ops", "reference", before="ulimit -f 0;")
    assert only_line(done) == f"error: docs/stack.schema.json: {TOO_LARGE}"
    assert [file.name for file in page.parent.iterdir()] == [page.name]
    assert page.read_text(encoding="utf-8") == "old"


def test_a_sandbox_that_cannot_be_written_is_named_and_works_once_it_can(checkout: Path) -> None:
    done = called(checkout, "sandbox", "status", before="ulimit -f 0;")
    assert only_line(done) == f"error: {checkout}/.sandbox/passphrase: {TOO_LARGE}"
    assert called(checkout, "sandbox", "status").returncode == 0


def test_a_cache_that_cannot_be_made_is_named(checkout: Path) -> None:
    done = called(checkout, "toolchain", "setup", environ={"XDG_CACHE_HOME": "/proc/self/nowhere"})
    assert only_line(done) == "error: /proc/self/nowhere: No such file or directory"


def test_a_file_keeps_its_mode_and_its_links_and_none_is_left_beside_it(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o640)
    link.symlink_to(file)
    write_whole(link, "neu — ü")
    assert (file.read_text(encoding="utf-8"), stat.S_IMODE(file.stat().st_mode)) == ("neu — ü", 0o640)
    write_whole(file, "private", 0o600)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(tmp_path.iterdir()) == [file, link]
    assert link.is_symlink()


def test_a_folder_that_is_read_only_is_said_of_the_file_that_was_meant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError(errno.EROFS, "Read-only file system", "somewhere")

    for name in ("open", "unlink"):
        monkeypatch.setattr(os, name, refuse)
    with pytest.raises(OSError, match="Read-only") as caught:
        write_whole(Path("Pulumi.dev.yaml"), "text")
    assert said(caught.value) == (
        "Pulumi.dev.yaml: Read-only file system; its disk is read-only: run this in a checkout that can "
        "be written"
    )
