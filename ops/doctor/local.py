"""What can be told without an account: programs and tokens on this machine, stack files, secrets."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from config.rules import AllSettings, concerns, errors, unfilled_ids
from config.secrets import Secrets, keys_from, known_values, stack_variable
from config.stacks import stack_file
from config.vendors import is_rehearsal, missing_tokens
from ops.doctor.check import Check
from ops.state import State, locked
from toolchain.pins import PULUMI_VERSION, PYTHON_FLOOR

# The checks without which no state can be read.
STATE_NEEDS = ("pulumi", "state backend")


def programs() -> Iterator[Check]:
    """Python, Git, pulumi, and the state backend that it is logged in to."""
    version = sys.version_info
    found = f"{version.major}.{version.minor}.{version.micro}"
    if version >= PYTHON_FLOOR:
        yield Check("ok", "machine", "Python", found)
    else:
        wanted = ".".join(map(str, PYTHON_FLOOR))
        yield Check("FAIL", "machine", "Python", found, f"install {wanted} or newer")
    if git := _output("git", "--version"):
        yield Check("ok", "machine", "Git", git)
    else:
        yield Check("FAIL", "machine", "Git", "is not there", "install it")
    yield from _pulumi()


def tokens(environ: Mapping[str, str]) -> Iterator[Check]:
    """What the vendors' providers read from the process environment, as far as it is missing."""
    for fault in missing_tokens(environ):
        found = "is not in the process environment"
        yield Check("FAIL", "machine", token_of(fault.file), found, fault.write)


def token_of(vendor: str) -> str:
    """What the check of a vendor's token is about."""
    return f"token of {vendor}"


def _pulumi() -> Iterator[Check]:
    found = _output("pulumi", "version")
    if not found:
        do = "run `make setup`, then put what `python3 -m toolchain path` prints on your PATH"
        yield Check("FAIL", "machine", "pulumi", "is not on PATH", do)
        return
    version = found.removeprefix("v")
    if number(version) < number(PULUMI_VERSION):
        yield Check(
            "FAIL", "machine", "pulumi", f"{version} is too old", f"install {PULUMI_VERSION} or newer"
        )
        return
    yield Check("ok", "machine", "pulumi", version)
    if said := _output("pulumi", "whoami", "--json"):
        yield Check("ok", "machine", "state backend", str(json.loads(said).get("url") or "logged in"))
    else:
        do = "choose one and run `pulumi login` (docs/state.md)"
        yield Check("FAIL", "machine", "state backend", "nobody is logged in", do)


def number(version: str) -> tuple[int, ...]:
    """`3.259.0-dev.1` -> (3, 259, 0), so that versions can be compared."""
    return tuple(int(part) for part in version.split("-")[0].split("+")[0].split("."))


def _output(*command: str) -> str:
    """What a program prints; empty when it is not there or fails."""
    if shutil.which(command[0]) is None:
        return ""
    done = subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return done.stdout.strip() if done.returncode == 0 else ""


def state_checks(stack: str, state: State) -> Iterator[Check]:
    """Whether this process can open the secrets of a stack that exists, as an update has to."""
    if not state.exists:
        return
    if reason := locked(stack, Path(stack_file(stack))):
        do = (
            "an update stops there: set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to this "
            "stack's own passphrase, or log in to its key (docs/state.md)"
        )
        yield Check("FAIL", stack, "secrets in the state", f"cannot be opened ({reason})", do)
    else:
        yield Check("ok", stack, "secrets in the state", "can be opened")


def stack_file_checks(
    stack: str, stacks: AllSettings, secrets: Secrets, environ: Mapping[str, str]
) -> Iterator[Check]:
    """Rules, ids, secrets."""
    file, settings = stack_file(stack), stacks[stack]
    wrong = errors(stacks, known_values(stack, secrets, stacks, environ), concerns(stack))
    broken = [violation for violation in wrong if not violation.of_value]
    if broken:
        yield Check("FAIL", stack, file, f"breaks {len(broken)} rules", "see `python -m ops check`")
    else:
        yield Check("ok", stack, file, "keeps every rule")
    if not is_rehearsal(environ):
        for violation in unfilled_ids(stack, settings):
            yield Check("FAIL", stack, f"{file}: {violation.key}", violation.what, violation.write)
    if missing := keys_from(secrets, "missing"):
        first = stack_variable(stack, missing[0])
        do = f"an update needs them: export {first} and its like, or write .env.{stack}"
        yield Check("note", stack, "secrets", f"no value for {', '.join(missing)}", do)
    else:
        yield Check("ok", stack, "secrets", f"{len(secrets)} named, none missing")
    for violation in wrong:
        if violation.of_value:
            # What two stacks have in common is said in the words of one of them.
            place = f"{violation.file}: {violation.key}" if violation.also else violation.key
            yield Check("FAIL", stack, place, violation.text)
