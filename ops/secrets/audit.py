"""Look for one secret in two environments, among the live variables of the services on Render.

    python -m ops secrets audit

Values set in Render's dashboard count too. They are read with RENDER_API_KEY, compared in memory and never
shown. Exit code: 0 nothing found, 1 something is shared or misplaced, 2 it cannot be told.
"""

import argparse
import os
from collections.abc import Mapping
from itertools import product
from pathlib import Path

from config.contract import CONTRACT, SITE, name_of
from config.parse import read_stack_files
from config.rules import AllSettings, violations
from config.settings import Settings
from config.violations import Violation
from ops.accounts import matches
from ops.terminal import block
from render import env_vars
from render.client import RenderClient
from render.session import from_environment

# What environments have in common on purpose, or because both say the same plain word.
_PLAIN = [variable for variable in CONTRACT if variable.kind != "secret" and variable.source != "database"]
# Also where a derived one has another name by now.
_BARE = frozenset(variable.name for variable in _PLAIN if variable.readers != SITE)

# The variables of each service of an environment.
Services = list[dict[str, str]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`secrets audit` takes no flags."""


def run(arguments: argparse.Namespace) -> int:
    """Print a block for each finding."""
    stacks = read_stack_files(Path())
    live = {stack: live_values(from_environment(os.environ), s) for stack, s in stacks.items()}
    said = findings(stacks, live)
    for violation in said:
        print(block(violation), end="\n\n")
    counted = ", ".join(f"{stack} {sum(map(len, services))}" for stack, services in live.items())
    print(f"{len(said)} findings in the live variables ({counted})")
    return 1 if said else 0


def live_values(client: RenderClient, settings: Settings) -> Services:
    """Every live variable of an environment's API and worker; none of a service that is not there yet."""
    found = [matches.service(client, settings, role) for role in matches.ROLES]
    return [env_vars.live_variables(client, match.thing.id) for match in found if match]


def findings(stacks: AllSettings, live: Mapping[str, Services]) -> list[Violation]:
    """What the rules say of the live values, between environments and in each, service by service."""
    # One service of each environment at a time: where both hold a key, neither hides the other's value.
    chosen = product(*(services or [{}] for services in live.values()))
    judged = (_judged(stacks, dict(zip(live, values, strict=True))) for values in chosen)
    return list({str(violation): violation for said in judged for violation in said}.values())


def _judged(stacks: AllSettings, values: Mapping[str, Mapping[str, str]]) -> list[Violation]:
    secrets = {stack: _secret(own, stacks[stack]) for stack, own in values.items()}
    return violations(stacks, secrets, values, only=lambda violation: violation.of_value)


def _secret(values: Mapping[str, str], settings: Settings) -> dict[str, str]:
    return {key: value for key, value in values.items() if _is_secret(key, settings)}


def _is_secret(key: str, settings: Settings) -> bool:
    # A name that a derived variable has left may be a secret's.
    if key in settings.secrets or key in settings.database.uri_variables:
        return True
    named = {name_of(settings, variable) for variable in _PLAIN}
    return key not in {*settings.env, *settings.api.env, *settings.worker.env, *named, *_BARE}
