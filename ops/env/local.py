"""Local .env files of the application's client and server, from one environment's settings.

A developer's machine has its own Redis, its own queue names and its own random secrets; the database is the
environment's, test keys come from where the environment's own come from. Nothing of production is in them.
"""

import argparse
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from config.contract import (
    DATABASE_PASSWORD,
    allowed_origins,
    as_named,
    derived_values,
    plain_variables,
    secret_readers,
)
from config.derived import database_uri, project_of
from config.frameworks import CREATE_REACT_APP, PRESETS
from config.parse import read_secrets, read_stack_file, read_stack_files
from config.rules import concerns, errors
from config.secrets import known_values, secret_values
from config.settings import OwnProject, Settings
from config.stacks import PRODUCTION, STACKS
from config.violations import SettingsError
from ops.commands import InputError
from toolchain.files import write_whole

# The server is told the port, so that it is there whatever its own default.
PORT = "5000"
API = f"http://localhost:{PORT}"
# In a folder that .gitignore covers.
HERE = Path(".env.local")
_HEAD = "# Made by `python -m ops env --local`. For this machine only; never commit it.\n"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `env --local`."""
    parser.add_argument("--local", action="store_true", help="write .env files for a developer's machine")
    parser.add_argument("--stack", choices=STACKS, help="the environment whose test accounts to use: dev")
    parser.add_argument(
        "--into", type=Path, default=HERE, help=f"a checkout of the application (default: {HERE}/)"
    )
    parser.add_argument("--force", action="store_true", help="replace files that are there")


def run(arguments: argparse.Namespace) -> int:
    """Write the files. Raises InputError or SettingsError before it writes any."""
    if not arguments.local or arguments.stack is None:
        raise InputError("say `--stack dev --local`, or a subcommand: see `python -m ops env --help`")
    if arguments.stack == PRODUCTION:
        raise InputError("prod: production's values belong on no developer's machine; use `--stack dev`")
    stacks, values = known_here(Path(), arguments.stack, os.environ)
    settings = stacks[arguments.stack]
    local = local_files(settings, values, project_of(settings, stacks))
    files = {arguments.into / folder / ".env": content for folder, content in local.items()}
    present = [str(file) for file in files if file.exists()]
    if present and not arguments.force:
        raise InputError(f"{', '.join(present)}: is there already; `--force` replaces it, secrets included")
    for file, variables in files.items():
        _write(file, variables)
        empty = sorted(name for name, value in variables.items() if not value or _quoted(value) is None)
        print(f"{file}: {len(variables)} variables" + (f"; to fill in: {', '.join(empty)}" if empty else ""))
    return 0


def known_here(
    folder: Path, stack: str, environ: Mapping[str, str]
) -> tuple[dict[str, Settings], dict[str, str]]:
    """The settings of all stacks, and of one the secrets that this machine knows; no right in any is needed.

    Raises SettingsError for a fault that concerns the stack.
    """
    settings = read_stack_file(folder, stack)
    found = read_secrets(folder, stack, settings, environ)
    stacks = read_stack_files(folder)
    known = known_values(stack, found, stacks, environ)
    if wrong := errors(stacks, known, concerns(stack)):
        raise SettingsError(wrong)
    return stacks, secret_values(found)


def local_files(
    settings: Settings, values: Mapping[str, str], project: OwnProject | None = None
) -> dict[str, dict[str, str]]:
    """Folder of the application -> its local variables.

    `values`: the secrets that are known. `project`: the one in which the site lives, where it is known.
    """
    client = project.root_directory if project else "client"
    site = site_address(settings, project)
    files = {client: _site(settings, site)}
    server = server_variables(settings, site, values)
    for folder in dict.fromkeys((settings.api.root_dir, settings.worker.root_dir)):
        files[folder] = {**files.get(folder, {}), **server}
    return files


def site_address(settings: Settings, project: OwnProject | None) -> str:
    """Where the site is on this machine: what the API lets in, else where its framework serves it."""
    preset = PRESETS.get(project.framework, CREATE_REACT_APP) if project else CREATE_REACT_APP
    here = (origin for origin in allowed_origins(settings) if origin.startswith("http://localhost"))
    return next(here, f"http://localhost:{preset.port}")


def _site(settings: Settings, site: str) -> dict[str, str]:
    local = {"API_URL": API, "FRONTEND_URL": site, "LAUNCHED": "true"}
    return {**plain_variables(settings, "frontend"), **as_named(settings, "frontend", local)}


def server_variables(settings: Settings, site: str, values: Mapping[str, str]) -> dict[str, str]:
    """What the application's server is told on this machine; empty what is not known. `site`: its address."""
    plain = {**derived_values(settings, "worker"), **plain_variables(settings, "api")}
    local = {
        "NODE_ENV": "development",
        # Of its own: with the environment's name, this machine would take its jobs.
        "ENVIRONMENT_NAME": "local",
        "BULLMQ_PREFIX": "local",
        "FRONTEND_URL": site,
        "CORS_ORIGIN": site,
        "ALLOWED_ORIGINS": site,
        "REDIS_URL": "redis://localhost:6379",
    }
    database = dict.fromkeys(settings.database.uri_variables, _database(settings, values))
    own = {**as_named(settings, "api", local), "PORT": PORT, **database}
    return {**plain, **_secrets(settings, values), **own}


def _secrets(settings: Settings, values: Mapping[str, str]) -> dict[str, str]:
    keys = [key for key in settings.secrets if secret_readers(settings, key)]
    made = {key: secrets.token_urlsafe(32) for key in keys if settings.secrets[key] == "generated"}
    return {key: made.get(key) or values.get(key, "") for key in keys}


def _database(settings: Settings, values: Mapping[str, str]) -> str:
    password = values.get(DATABASE_PASSWORD)
    return database_uri(settings.database, password) if password else ""


def _write(file: Path, variables: Mapping[str, str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{name}={_quoted(value) or ''}\n" for name, value in variables.items()]
    write_whole(file, "".join([_HEAD, *lines]), 0o600)


def _quoted(value: str) -> str | None:
    """In quotes that mean nothing in it to Node's dotenv, which reads the file; None where there are none."""
    if "'" not in value:
        return f"'{value}'"
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    return f"`{value}`" if "`" not in value else None
