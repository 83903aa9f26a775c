"""The application's own `npm run seed`: whether it has one, what it is told, and how it is ended."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ops.commands import InputError

SCRIPT = "seed"
# What a program needs of whoever starts it. All else of theirs, tokens above all, is none of the seed's.
_KEPT = ("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "TMPDIR", "TZ", "LANG", "LANGUAGE")
# How it leaves this machine, or, in a rehearsal, that it does not.
_PROXIES = tuple(f"{name}_PROXY" for name in ("HTTP", "HTTPS", "ALL", "NO"))
_SECONDS_TO_END = 10


def command(app: Path, environ: Mapping[str, str]) -> list[str]:
    """What seeds the application in `app`. Raises InputError where there is no such script, or no npm."""
    # Whole: `..` of a rehearsal's working copy is not that of whoever calls it.
    file = app.resolve() / "package.json"
    try:
        package = json.loads(file.read_text(encoding="utf-8-sig"))
        script = package["scripts"][SCRIPT]
    except OSError as error:
        raise InputError(
            f"{file}: cannot be read: {error.strerror}; name the folder of the application with --app"
        ) from None
    except (ValueError, LookupError, TypeError):
        script = None
    if not isinstance(script, str) or not script:
        raise InputError(f"{file}: holds no script `{SCRIPT}`: write one, or name another folder with --app")
    npm = shutil.which("npm", path=environ.get("PATH"))
    if npm is None:
        raise InputError("npm is not on PATH: install Node.js, which brings it along")
    return [npm, "run", SCRIPT]


def surroundings(variables: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of the seed: what any program needs, and development's variables."""
    kept = {
        name: value
        for name, value in environ.items()
        if name in _KEPT or name.startswith("LC_") or name.upper() in _PROXIES
    }
    return {**kept, "npm_config_update_notifier": "false", **variables}


def run(words: list[str], app: Path, surroundings: Mapping[str, str]) -> int:
    """Run it to its end, its output on standard error, redacted as ours is; its exit code.

    Whoever ends this ends it too, with all that it has started.
    """
    process = subprocess.Popen(
        words,
        cwd=app,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    with process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                sys.stderr.write(line)
                sys.stderr.flush()
            return process.wait()
        except BaseException:
            _end(process)
            raise


def _end(process: "subprocess.Popen[str]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(_SECONDS_TO_END)
    # What did not heed it, or was left by what did.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
