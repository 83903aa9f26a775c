"""Who is at an update of a stack, as the place of its state tells."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from config.yaml_file import read_document
from ops.commands import InputError
from ops.state import PULUMI_COMES

NO_PULUMI = f"pulumi is not on PATH; {PULUMI_COMES}"
_LOCKS = Path(".pulumi/locks")


class UnknownError(InputError):
    """The place of the state does not say who is at work."""


def running(stack: str, environ: Mapping[str, str]) -> str | None:
    """Who is at an update of a stack; None: nobody. Raises InputError, UnknownError where it is not told."""
    backend = environ.get("PULUMI_BACKEND_URL") or str(_pulumi("whoami").get("url") or "")
    place = urlsplit(backend)
    if place.scheme == "file":
        return _of_folder(Path(unquote(place.netloc + place.path)).expanduser(), stack)
    if place.scheme not in ("https", "http"):
        where = f"{place.scheme}://" if place.scheme else "a place without a name"
        raise UnknownError(f"the state is kept at {where}, which is not asked who is at work")
    rows = _pulumi("stack", "ls")
    mine = (row for row in rows if str(row["name"]).rpartition("/")[2] == stack)
    return "somebody" if any(row.get("updateInProgress") for row in mine) else None


def _of_folder(backend: Path, stack: str) -> str | None:
    """Pulumi's own locks (pkg/backend/diy/lock.go): who took them stands in each."""
    # Below the project's name, or in an old folder at once.
    owners = (read_document(Path("Pulumi.yaml")).get("name"), _LOCKS.name)
    for lock in sorted((backend / _LOCKS).glob(f"**/{stack}/*.json")):
        if lock.parents[1].name not in owners:
            continue
        try:
            found = json.loads(lock.read_text(encoding="utf-8"))
            return f"{found['username']} on {found['hostname']}"
        except FileNotFoundError:
            continue
        except (OSError, ValueError, TypeError, KeyError):
            return "somebody"
    return None


def _pulumi(*words: str) -> Any:
    if shutil.which("pulumi") is None:
        raise InputError(NO_PULUMI)
    command = ["pulumi", *words, "--json", "--non-interactive"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    try:
        return json.loads(done.stdout)
    except ValueError:
        raise InputError(f"`pulumi {' '.join(words)}` says nothing; log in first (docs/state.md)") from None
