"""Run a command and hide every secret in what it prints: for `pulumi … -v=9`, which shows them in clear.

    python -m ops redacted --stack dev -- pulumi up --stack dev -v=9 --logtostderr

At that level the engine writes each value that it passes on, secrets included, and without --logtostderr into
files that nobody redacts. Hidden is what this process knows (its environment, `.env` files, with --stack the
stack's state) and what has a secret's form. Exit code: the command's; 2 when it cannot be run.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from ops.redact import Redactor, filed_values
from ops.redacted_output import RedactedStream

# How an exported state marks a secret that it shows.
_PLAINTEXT = "plaintext"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `redacted`."""
    parser.add_argument("--stack", help="hide also what the state of this stack holds")
    parser.add_argument("argv", nargs="+", metavar="CMD", help="the command and its arguments, after --")


def run(arguments: argparse.Namespace) -> int:
    """Run the command to its end, both of its streams into one."""
    redact = Redactor(_of_state(arguments.stack) if arguments.stack else ())
    # Behind this one is the stream that hides what the environment and `.env` files hold.
    out = RedactedStream(sys.stdout, redact)
    try:
        with subprocess.Popen(
            arguments.argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                out.write(line)
                out.flush()
    except OSError as error:
        print(f"{arguments.argv[0]}: cannot be run: {error.strerror}; name a command", file=sys.stderr)
        return 2
    out.finish()
    return process.returncode


def _of_state(stack: str) -> set[str]:
    command = ["pulumi", "stack", "export", "--show-secrets", "--stack", stack]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return set()
    found = {str(place): text for place, text in enumerate(secret_texts(json.loads(done.stdout)))}
    return filed_values(found)


def secret_texts(state: Any) -> Iterator[str]:
    """Every text inside the secrets of an exported state."""
    if isinstance(state, dict):
        if isinstance(shown := state.get(_PLAINTEXT), str):
            yield from _texts(json.loads(shown))
        for key, item in state.items():
            if key != _PLAINTEXT:
                yield from secret_texts(item)
    elif isinstance(state, list):
        for item in state:
            yield from secret_texts(item)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
