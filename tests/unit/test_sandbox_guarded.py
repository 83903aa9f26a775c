"""What is guarded ends with whoever holds its input open, and otherwise says what it always says."""

import subprocess

from sandbox.guarded import guarded


def started(*command: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        guarded(*command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def test_what_it_writes_ends_with_it_and_its_exit_code_is_the_commands() -> None:
    with started("sh", "-c", "echo one; echo two >&2; exit 7") as process:
        assert process.stdout
        assert process.stdin
        assert process.stdout.read() == "one\ntwo\n"
        process.stdin.close()
        assert process.wait() == 7


def test_when_its_input_is_closed_it_ends() -> None:
    with started("sh", "-c", "echo begun; exec sleep 600") as process:
        assert process.stdout
        assert process.stdin
        assert process.stdout.readline() == "begun\n"
        process.stdin.close()
        assert process.wait(20) == 128 + 15
