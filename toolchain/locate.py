"""Which `pulumi` is used: one on PATH that is good enough, else the one built into the cache folder."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolchain import cache, pins, process
from toolchain.process import SetupError

NOT_SET_UP = "pulumi is not set up here: run `python3 -m toolchain setup`"
_VERSION = re.compile(r"(?:v|go)?(\d+)\.(\d+)(?:\.(\d+))?(-)?")


@dataclass(frozen=True)
class Candidate:
    """A `pulumi` on PATH: its folder, the version it reports (None: no answer), and its language host."""

    bin: Path
    version: str | None
    has_language_host: bool


@dataclass(frozen=True)
class Decision:
    """The folder to use (None: there is none yet) and, for people, why the one on PATH is not it."""

    bin: Path | None
    refused: str | None


def version_key(text: str) -> tuple[int, int, int, int] | None:
    """Return a version as numbers that compare (a pre-release below its release), None if it is not one."""
    found = _VERSION.match(text)
    if not found:
        return None
    major, minor, patch, pre = found.groups()
    return int(major), int(minor), int(patch or 0), 0 if pre else 1


def refusal(candidate: Candidate | None) -> str | None:
    """Return why a `pulumi` on PATH is not used, None if it is good enough."""
    if candidate is None:
        return "there is no pulumi on PATH"
    found = version_key(candidate.version or "")
    wanted = version_key(pins.PULUMI_VERSION)
    assert wanted is not None
    if found is None:
        return f"pulumi on PATH ({candidate.bin}) does not tell its version"
    if found < wanted:
        return f"pulumi on PATH ({candidate.bin}) is {candidate.version}, older than {pins.PULUMI_VERSION}"
    if not candidate.has_language_host:
        return f"pulumi on PATH ({candidate.bin}) has no {pins.LANGUAGE_HOST} beside it"
    return None


def decide(candidate: Candidate | None, built: Path | None) -> Decision:
    """Return which folder is used, from what is on PATH and the bin folder of the build (None: not built)."""
    refused = refusal(candidate)
    if candidate is not None and refused is None:
        return Decision(candidate.bin, None)
    return Decision(built, refused)


def on_path(env: Mapping[str, str]) -> Candidate | None:
    """Look at the first `pulumi` on PATH; a link is followed to where the language host may be."""
    found = shutil.which("pulumi", path=env.get("PATH", ""))
    if found is None:
        return None
    folders = [Path(found).absolute().parent, Path(found).resolve().parent]
    hosts = [folder for folder in folders if os.access(folder / pins.LANGUAGE_HOST, os.X_OK)]
    version = process.ask([found, "version"], {**env, "PULUMI_SKIP_UPDATE_CHECK": "true"})
    return Candidate(hosts[0] if hosts else folders[0], version, bool(hosts))


def locate(env: Mapping[str, str]) -> Decision:
    """Look at PATH and the cache folder and decide; changes nothing."""
    folder = cache.build_folder(env)
    return decide(on_path(env), folder / "bin" if cache.is_built(folder) else None)


def pulumi_bin(env: Mapping[str, str] | None = None) -> Path:
    """Return the folder of a working `pulumi`, to be put on PATH behind the virtual environment's.

    Raises SetupError, in one line, if there is none yet.
    """
    found = locate(os.environ if env is None else env).bin
    if found is None:
        raise SetupError(NOT_SET_UP)
    return found
