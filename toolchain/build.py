"""Building `pulumi` and its Python language host from their published Go modules, into the cache folder."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from toolchain import cache, golang, pins
from toolchain.process import CommandFailed, Progress, SetupError, ask, block, run

_TITLE = "No working `pulumi` could be set up."


def ensure(env: Mapping[str, str], python: Path, refused: str, progress: Progress) -> Path:
    """Return the bin folder of the pinned build, building it if it is not there.

    `python` is one with pip; `refused` says why the `pulumi` on PATH is not used, for the message.
    Raises SetupError if there is no way to build.
    """
    folder = cache.build_folder(env)

    def make(part: Path) -> None:
        _build(golang.find(env, python, progress), part / "bin", progress)

    try:
        cache.fill(folder, cache.is_built, make, lambda: progress.say("waiting: another setup is building"))
    except golang.NoGo as error:
        raise SetupError(failure([refused, *error.tried])) from error
    except CommandFailed as error:
        raise SetupError(failure([refused, str(error)])) from error
    return folder / "bin"


def failure(tried: list[str]) -> str:
    """Return the one message for people when no `pulumi` can be had."""
    again = "then run `python3 -m toolchain setup` again"
    return block(
        _TITLE,
        tried,
        [
            f"install Pulumi {pins.PULUMI_VERSION} or newer the official way and put it on PATH, or",
            f"install Go {_go_line()} or newer and put it on PATH (a proxy for modules is set with GOPROXY),",
            again,
        ],
    )


def _go_line() -> str:
    lines = (pins.MODULES / "cli" / "go.mod").read_text(encoding="utf-8").splitlines()
    return next(line.split()[1] for line in lines if line.startswith("go "))


def _build(go: golang.Go, target: Path, progress: Progress) -> None:
    target.mkdir()
    program = str(go.program)
    for piece in pins.PROGRAMS:
        command = [program, "build", *pins.BUILD_FLAGS, "-o", str(target / piece.name), piece.package]
        run(command, go.env, progress, piece.doing, pins.MODULES / piece.folder)
    sdk = _sdk_folder(go)
    for launcher in pins.LAUNCHERS:
        copied = target / Path(launcher).name
        shutil.copyfile(sdk / launcher, copied)
        copied.chmod(0o755)
    _verify(target / "pulumi", go.env)


def _sdk_folder(go: golang.Go) -> Path:
    command = [str(go.program), "list", "-m", "-mod=readonly", "-f", "{{.Dir}}", pins.SDK_MODULE]
    folder = ask(command, go.env, pins.MODULES / "cli")
    if not folder:
        raise CommandFailed(command, "did not tell the folder of the module", "")
    return Path(folder)


def _verify(pulumi: Path, env: Mapping[str, str]) -> None:
    command = [str(pulumi), "version"]
    printed = ask(command, {**env, "PULUMI_SKIP_UPDATE_CHECK": "true"})
    if printed != f"v{pins.PULUMI_VERSION}":
        raise CommandFailed(command, f"should print v{pins.PULUMI_VERSION}", printed or "")
