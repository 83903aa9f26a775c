"""A Chromium for tests: the one that CHROMIUM names or on PATH, else Debian's, which is fetched and kept."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from toolchain import cache, debian
from toolchain.process import CommandFailed, Progress, SetupError, ask, run

# Chrome first: where a system lets no other program make a sandbox, as Ubuntu does, it is let.
_NAMES = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser")
_ADVICE = "put one on PATH, or its path in CHROMIUM"
_ABOUT = "fetching Debian's Chromium for the browser's tests (125 MB, once)"


@dataclass(frozen=True)
class Browser:
    """A program, and what to add to its environment so that it finds its libraries."""

    program: Path
    environ: Mapping[str, str]


def sandboxed() -> bool:
    """Whether tests start it with its sandbox: it refuses to have one as root."""
    return os.geteuid() != 0


def ensure(env: Mapping[str, str], progress: Progress) -> Browser:
    """Return a Chromium that starts as the tests start it, fetching one if there is none.

    Raises SetupError, in one line that says what was tried, if there is none and it cannot be had.
    """
    names = [env["CHROMIUM"]] if env.get("CHROMIUM") else _NAMES
    for name in names:
        program = shutil.which(name, path=env.get("PATH", ""))
        if program and _starts(Path(program), env):
            return Browser(Path(program).absolute(), {})
    if env.get("CHROMIUM"):
        raise SetupError(f"CHROMIUM ({names[0]}) is no Chromium that starts")
    try:
        return _fetched(env, progress)
    except debian.NoApt as error:
        reason = str(error)
    except CommandFailed as error:
        reason = " | ".join(line.strip() for line in str(error).splitlines())
    absent = f"on PATH is no {', '.join(names)} that starts"
    raise SetupError(f"no Chromium could be had: {absent}; {reason}; {_ADVICE}")


def _fetched(env: Mapping[str, str], progress: Progress) -> Browser:
    folder = cache.root(env) / f"chromium-{_system()}"

    def make(part: Path) -> None:
        progress.say(_ABOUT)
        debian.unpack("chromium", part, env, progress)
        with _started(_program(part)) as command:
            run(command, {**env, **_libraries(part)}, progress, "starting it")

    def starts(kept: Path) -> bool:
        return _starts(_program(kept), {**env, **_libraries(kept)})

    cache.fill(folder, starts, make, lambda: progress.say("waiting: another is fetching Chromium"))
    return Browser(_program(folder), _libraries(folder))


def _system() -> str:
    """What the libraries of the machine depend on, of which the fetched ones are the complement."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    return "-".join((release.get("ID", sys.platform), release.get("VERSION_ID", ""), platform.machine()))


def _program(folder: Path) -> Path:
    # Not Debian's script in usr/bin: it reads its settings from the system's folders.
    return folder / "usr" / "lib" / "chromium" / "chromium"


def _libraries(folder: Path) -> dict[str, str]:
    return {"LD_LIBRARY_PATH": os.pathsep.join(map(str, debian.library_folders(folder)))}


def _starts(program: Path, env: Mapping[str, str]) -> bool:
    """Whether it shows a page: one without a library or a usable sandbox tells its version all the same."""
    with _started(program) as command:
        return "<html>" in (ask(command, env) or "")


@contextmanager
def _started(program: Path) -> Iterator[Sequence[str]]:
    """What shows an empty page, in a profile of its own: a person's may be open."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        way = [] if sandboxed() else ["--no-sandbox"]
        yield [str(program), "--headless", *way, f"--user-data-dir={profile}", "--dump-dom", "about:blank"]
