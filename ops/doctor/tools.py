"""The programs and tokens on this machine, and where the state will be kept."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping

from config.secrets import missing_tokens
from ops.doctor.check import Check
from toolchain.pins import PULUMI_VERSION, PYTHON_FLOOR

# The checks without which no state can be read.
STATE_NEEDS = ("pulumi", "state backend")


def checks() -> Iterator[Check]:
    """Python, Git, pulumi, and the state backend that it is logged in to."""
    version = sys.version_info
    found = f"{version.major}.{version.minor}.{version.micro}"
    if version >= PYTHON_FLOOR:
        yield Check("ok", "machine", "Python", found)
    else:
        wanted = ".".join(map(str, PYTHON_FLOOR))
        yield Check("FAIL", "machine", "Python", found, f"install {wanted} or newer")
    if git := _said("git", "--version"):
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
    found = _said("pulumi", "version")
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
    if said := _said("pulumi", "whoami", "--json"):
        yield Check("ok", "machine", "state backend", str(json.loads(said).get("url") or "logged in"))
    else:
        do = "choose one and run `pulumi login` (docs/state.md)"
        yield Check("FAIL", "machine", "state backend", "nobody is logged in", do)


def number(version: str) -> tuple[int, ...]:
    """`3.259.0-dev.1` -> (3, 259, 0), so that versions can be compared."""
    return tuple(int(part) for part in version.split("-")[0].split("+")[0].split("."))


def _said(*command: str) -> str:
    """What a program prints; empty when it is not there or fails."""
    if shutil.which(command[0]) is None:
        return ""
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return done.stdout.strip() if done.returncode == 0 else ""
