"""Make a generated secret anew, and deploy the services that read it: one write and one deploy each.

    python -m ops secrets rotate JWT_SECRET --stack dev

Other settings and other environments are left alone. A secret from elsewhere is changed where it is kept;
this command then says how. Exit code: 0 done, 1 pulumi failed, 2 refused.
"""

import argparse
import subprocess
from pathlib import Path
from typing import Any

from config.contract import BY_NAME
from config.parse import read_stack_file
from config.secrets import stack_variable
from config.stacks import STACKS
from ops.commands import InputError
from ops.state import exported, resources

_KIND = "command:local:Command"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `secrets rotate`."""
    parser.add_argument("key", metavar="KEY", help="a key under `secrets` whose source is generated")
    parser.add_argument("--stack", choices=STACKS, required=True, help="the environment")
    parser.add_argument("--yes", action="store_true", help="do not ask before the update")


def run(arguments: argparse.Namespace) -> int:
    """Rotate one secret."""
    key, stack = arguments.key, arguments.stack
    source = read_stack_file(Path(), stack).secrets.get(key)
    if key in BY_NAME and BY_NAME[key].permanent:
        raise InputError(
            f"{key}: {BY_NAME[key].description}, so it is never made anew; keep the value it has"
        )
    if source != "generated":
        raise InputError(elsewhere(stack, key, source))
    found = resource(exported(stack), key)
    if found is None:
        raise InputError(f"{key}: is not in the state of {stack} yet; `pulumi up --stack {stack}` makes it")
    return _replaced(stack, found, arguments.yes)


def _replaced(stack: str, found: dict[str, Any], yes: bool) -> int:
    urn = str(found["urn"])
    if found.get("protect"):
        # Only for this: the update registers it as protected again.
        done = subprocess.run(["pulumi", "state", "unprotect", urn, "--stack", stack, "--yes"], check=False)
        if done.returncode:
            return 1
    options = ["--yes", "--skip-preview", "--non-interactive"] if yes else []
    command = ["pulumi", "up", "--stack", stack, "--target-replace", urn, "--target-dependents", *options]
    failed = subprocess.run(command, check=False).returncode != 0
    if failed and found.get("protect"):
        subprocess.run(["pulumi", "state", "protect", urn, "--stack", stack, "--yes"], check=False)
    return 1 if failed else 0


def resource(state: dict[str, Any], key: str) -> dict[str, Any] | None:
    """The resource that made a secret, from an exported state."""
    ours = [r for r in resources(state) if r["type"] == _KIND and r["urn"].rpartition("::")[2] == key]
    return ours[0] if ours else None


def elsewhere(stack: str, key: str, source: str | None) -> str:
    """How a secret changes that this program does not make."""
    match source:
        case None:
            return (
                f"{key}: is not under `secrets` of {stack}; see `python -m ops secrets list --stack {stack}`"
            )
        case "env":
            name = stack_variable(stack, key)
            return f"{key}: comes from {name}; change it where that is kept, then `pulumi up --stack {stack}`"
        case "config":
            return (
                f"{key}: is kept encrypted in the stack file; run `pulumi config set --secret {key} --stack "
                f"{stack}`, then `pulumi up --stack {stack}`"
            )
    return f"{key}: is set by hand on Render; change it in the dashboard, which then deploys the service"
