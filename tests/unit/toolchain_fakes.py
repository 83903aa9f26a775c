"""Programs that stand in for `pulumi`, and a cache folder that looks built."""

from __future__ import annotations

from pathlib import Path

from toolchain import cache, pins


def script(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def pulumi(folder: Path, version: str, *, host: bool = True) -> Path:
    script(folder / "pulumi", f"echo {version}")
    if host:
        script(folder / pins.LANGUAGE_HOST, "exit 0")
    return folder


def built(env: dict[str, str]) -> Path:
    folder = cache.build_folder(env) / "bin"
    for name in ("pulumi", pins.LANGUAGE_HOST, *(Path(path).name for path in pins.LAUNCHERS)):
        script(folder / name, "exit 0")
    return folder
