"""A package of the Debian that this machine runs, unpacked into a folder; nothing is installed."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from toolchain.process import Progress, run

# Lists of its own: those of the machine may be missing, or name versions that the archive has replaced since.
# What the machine does after its own updates (clean its caches, tell a desktop) is not done after this one.
_SETTINGS = """\
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::State::lists "{scratch}/lists";
Dir::Cache "{scratch}/cache";
Debug::NoLocking "true";
APT::Install-Recommends "false";
Acquire::Languages "none";
Acquire::Retries "2";
"""
# A list that cannot be had may be of packages that nobody wants here.
_FETCH = 'apt-get -c "$1" -qq update; apt-get -c "$1" -qq install --download-only --yes "$2"'
_UNPACK = 'for archive in "$1"/*.deb; do dpkg -x "$archive" "$2" || exit; done'


class NoApt(Exception):
    """This machine has no package manager of Debian's; the text says which program is missing."""


def unpack(package: str, target: Path, env: Mapping[str, str], progress: Progress) -> None:
    """Fetch a package and what it needs that this machine lacks, checked by apt, and unpack it all.

    `target` is a folder that exists. Raises NoApt or CommandFailed.
    """
    for program in ("apt-get", "dpkg"):
        if shutil.which(program, path=env.get("PATH", "")) is None:
            raise NoApt(f"there is no {program} on PATH")
    scratch = target / "scratch"
    (scratch / "cache" / "archives" / "partial").mkdir(parents=True)
    (scratch / "lists" / "partial").mkdir(parents=True)
    settings = scratch / "apt.conf"
    settings.write_text(_SETTINGS.format(scratch=scratch), encoding="utf-8")
    spoken = {**env, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
    fetch = ["/bin/sh", "-c", _FETCH, "sh", str(settings), package]
    run(fetch, spoken, progress, f"fetching the package {package} with what it needs")
    each = ["/bin/sh", "-c", _UNPACK, "sh", str(scratch / "cache" / "archives"), str(target)]
    run(each, spoken, progress, "unpacking them")
    shutil.rmtree(scratch)


def library_folders(target: Path) -> list[Path]:
    """Return where the libraries of an unpacked folder lie: beside them some have a folder of their own."""
    return sorted({file.parent for file in target.glob("**/*-linux-gnu*/**/lib*.so*")})
