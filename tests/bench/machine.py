"""What the numbers were measured on and with: no name of a machine or a person, no path."""

import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from tests.engine.rehearsal import ROOT


@dataclass(frozen=True)
class Machine:
    """`load` is the load average of the minute before it all began."""

    cpu: str
    cores: int
    memory: str
    system: str
    python: str
    pulumi: str
    load: str
    date: str
    commit: str


def describe(env: Mapping[str, str], load: float) -> Machine:
    """This machine at this moment; `env` is an environment that has `pulumi` on its PATH."""
    return Machine(
        cpu=_cpu(),
        cores=os.cpu_count() or 1,
        memory=f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        system=_system(),
        python=platform.python_version(),
        pulumi=_ask("pulumi", "version", env=env),
        load=f"{load:.1f}",
        date=datetime.now(UTC).date().isoformat(),
        commit=_commit(),
    )


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.platform(terse=True)


def _commit() -> str:
    changed = _ask("git", "status", "--porcelain")
    return _ask("git", "rev-parse", "--short", "HEAD") + (" and changes on top of it" if changed else "")


def _ask(*command: str, env: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return done.stdout.strip()
