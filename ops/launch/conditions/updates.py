"""Whether somebody's update of production runs, and what an update would change that nobody has asked for."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from config.yaml_file import read_document
from ops.ci import drift
from ops.ci.markdown import sentence
from ops.commands import InputError
from ops.doctor.check import Check

if TYPE_CHECKING:
    from ops.launch.conditions.world import World

_LOCKS = Path(".pulumi/locks")
_NO_PULUMI = "pulumi is not on PATH; see `make setup`"


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
        raise InputError(_NO_PULUMI)
    command = ["pulumi", *words, "--json", "--non-interactive"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    try:
        return json.loads(done.stdout)
    except ValueError:
        raise InputError(f"`pulumi {' '.join(words)}` says nothing; log in first (docs/state.md)") from None


def checks(stack: str, world: "World") -> Iterator[Check]:
    """Nobody else's update, and no drift."""
    what = "updates of others"
    try:
        if who := world.updating(stack, world.environ):
            do = f"wait for its end; `pulumi cancel --stack {stack}` takes the lock of a dead one away"
            yield Check("FAIL", stack, what, f"{who} is at an update", do)
        else:
            yield Check("ok", stack, what, "nobody is at one")
    except UnknownError as error:
        yield Check("note", stack, what, str(error), "an update stops there by itself while another runs")
    except InputError as error:
        yield Check("FAIL", stack, what, f"could not be looked at: {error}")
    yield _drift(stack, world)


def _drift(stack: str, world: "World") -> Check:
    do = f"`pulumi preview --stack {stack} --refresh --diff` shows it: write it into the file or undo it"
    try:
        preview = world.preview(stack, "--refresh")
    except InputError as error:
        return Check("FAIL", stack, "drift", f"could not be looked at: {error}")
    except FileNotFoundError:
        return Check("FAIL", stack, "drift", f"could not be looked at: {_NO_PULUMI}")
    # As the nightly look has it: that old deployments are gone from Vercel is none.
    if drift.decide(stack, preview, False, []).action == "nothing":
        return Check("ok", stack, "drift", "an update would change nothing")
    return Check("FAIL", stack, "drift", f"an update would change something: {sentence(preview.changes)}", do)
