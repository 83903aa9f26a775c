"""The cache folder of the user: where the built `pulumi` lives, and how a folder gets there whole."""

from __future__ import annotations

import fcntl
import hashlib
import platform
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from toolchain import pins


def root(env: Mapping[str, str]) -> Path:
    """Return the folder of what is built or fetched once per user (XDG base directory specification)."""
    base = env.get("XDG_CACHE_HOME", "")
    # The specification: a path that is not absolute is to be ignored.
    home = Path(base) if base.startswith("/") else Path(env.get("HOME") or Path.home()) / ".cache"
    return home / pins.CACHE_NAME


def key(version: str, module_files: Sequence[bytes], recipe: str, machine: str) -> str:
    """Return the name of a build: another version, module file, recipe or machine is another build."""
    digest = hashlib.sha256()
    for part in (*module_files, recipe.encode()):
        digest.update(hashlib.sha256(part).digest())
    return f"{version}-{machine}-{digest.hexdigest()[:12]}"


def build_folder(env: Mapping[str, str]) -> Path:
    """Return the folder of the pinned build on this machine, whether it is there or not."""
    module_files = [
        (pins.MODULES / program.folder / name).read_bytes()
        for program in pins.PROGRAMS
        for name in ("go.mod", "go.sum")
    ]
    programs = [(program.name, program.package) for program in pins.PROGRAMS]
    recipe = repr((programs, pins.LAUNCHERS, pins.BUILD_FLAGS, sorted(pins.BUILD_ENVIRONMENT.items())))
    machine = f"{sys.platform}-{platform.machine()}"
    return root(env) / key(pins.PULUMI_VERSION, module_files, recipe, machine)


def is_built(folder: Path) -> bool:
    """Return whether every file of a build is in place; a cleaner of caches may have taken some."""
    names = [program.name for program in pins.PROGRAMS] + [Path(path).name for path in pins.LAUNCHERS]
    return all((folder / "bin" / name).is_file() for name in names)


def fill(
    target: Path, is_done: Callable[[Path], bool], make: Callable[[Path], None], waiting: Callable[[], None]
) -> None:
    """Make the folder `target` appear whole, once, however many processes ask for it at the same time.

    `make` fills a folder beside it, which is then renamed; if it raises or is interrupted, nothing is left.
    `waiting` is called when another process is at it.
    """
    with lock(target.with_name(target.name + ".lock"), waiting):
        if is_done(target):
            return
        part = target.with_name(target.name + ".part")
        shutil.rmtree(part, ignore_errors=True)  # left by a process that was killed: the lock is ours now
        try:
            part.mkdir()
            make(part)
            shutil.rmtree(target, ignore_errors=True)
            part.rename(target)
        finally:
            shutil.rmtree(part, ignore_errors=True)


@contextmanager
def lock(path: Path, waiting: Callable[[], None]) -> Iterator[int]:
    """Hold the lock file `path`, released even by a killed process; `waiting`: another has it.

    Yields its descriptor: a child that inherits it holds the lock too, until it ends.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()
