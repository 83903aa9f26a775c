"""The stream in front of stdout and stderr: whole lines only, and no way around."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.redact import MARK, Redactor
from ops.redacted import RedactedStream, known_secrets
from tests.conftest import ROOT
from tests.ops_command import ops

SECRET = "hush-9:/?x"


def through(pieces: list[str]) -> str:
    inner = io.StringIO()
    stream = RedactedStream(inner, Redactor([SECRET]))
    for piece in pieces:
        assert stream.write(piece) == len(piece)
        stream.flush()
        assert SECRET not in inner.getvalue()
    stream.finish()
    return inner.getvalue()


@given(st.lists(st.sampled_from([SECRET, "a", "\n", "hush", "-9:/?x", " b\nc"])), st.data())
def test_a_secret_does_not_slip_through_however_it_is_cut_into_writes(
    parts: list[str], data: st.DataObject
) -> None:
    text = "".join(parts)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)))))
    pieces = [text[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert through(pieces) == text.replace(SECRET, MARK)


def test_an_unfinished_line_waits_even_at_a_flush() -> None:
    inner = io.StringIO()
    stream = RedactedStream(inner, Redactor([SECRET]))
    stream.write("one\ntwo")
    stream.flush()
    assert inner.getvalue() == "one\n"
    stream.write(" three\n")
    assert inner.getvalue() == "one\ntwo three\n"


def test_there_is_no_way_around_the_redaction() -> None:
    stream = RedactedStream(sys.stdout, Redactor([]))
    assert not hasattr(stream, "buffer")
    with pytest.raises(io.UnsupportedOperation):
        stream.fileno()


def test_it_says_of_itself_what_the_stream_behind_it_says() -> None:
    inner = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    stream = RedactedStream(inner, Redactor([]))
    assert (stream.isatty(), stream.encoding, stream.writable()) == (False, "latin-1", True)


def test_files_of_secrets_count_even_when_they_are_broken_or_open_to_others(tmp_path: Path) -> None:
    (tmp_path / ".env.prod").write_text(
        "A=hush-hush-1\nnonsense\nA=hush-hush-4\nPROD_A=hush-hush-5\nlower=hush-hush-6"
    )
    (tmp_path / ".env").write_text("B='hush-hush-2'\n")
    (tmp_path / ".env.dir").mkdir()
    assert known_secrets(tmp_path, {"C_SECRET": "hush-hush-3"}) == {f"hush-hush-{n}" for n in range(1, 7)}


@pytest.mark.parametrize(
    "ending",
    ["", "; raise ValueError(text)", "; sys.exit(text)", "; print(text, end='', file=sys.stderr)"],
)
def test_a_process_shows_no_secret_in_its_output_its_traceback_or_its_last_words(
    tmp_path: Path, ending: str
) -> None:
    (tmp_path / ".env.dev").write_text(f"ANY='{SECRET}'\n")
    program = (
        "import os, sys; from ops.redacted import install; install(); text = os.environ['X']; "
        f"print(text[:4], end='', flush=True); print(text[4:], 'fine'){ending}"
    )
    environ = {"X": SECRET, "PYTHONPATH": f"{ROOT}:{':'.join(sys.path)}"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == f"{MARK} fine\n"
    assert SECRET not in done.stderr
    assert (MARK in done.stderr) is bool(ending)


def test_every_command_of_ops_prints_through_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET", "COMMAND")
    for flag in ("--help", "--unknown"):
        done = ops(flag)
        assert MARK in done.stdout + done.stderr
        assert "COMMAND" not in done.stdout + done.stderr
