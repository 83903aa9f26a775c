"""Local .env files of the application's client and server, from one environment's settings.

A developer's machine has its own Redis, its own queue names and its own random secrets; the database is the
environment's, test keys come from where the environment's own come from. Nothing of production is in them.
"""

import argparse
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from config.contract import DATABASE_PASSWORD, derived_values, plain_variables, secret_readers
from config.derived import database_uri
from config.parse import read_secrets, read_stack_file, read_stack_files
from config.rules import concerns, errors
from config.secrets import known_values, secret_values
from config.settings import Settings
from config.stacks import PRODUCTION, STACKS
from config.violations import SettingsError
from ops.commands import InputError
from toolchain.files import write_whole

SITE, API = "http://localhost:3000", "http://localhost:5000"
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
    settings = read_stack_file(Path(), arguments.stack)
    found = read_secrets(Path(), arguments.stack, settings, os.environ)
    values = secret_values(found)
    stacks = read_stack_files(Path())
    known = known_values(arguments.stack, found, stacks, os.environ)
    if wrong := errors(stacks, known, concerns(arguments.stack)):
        raise SettingsError(wrong)
    files = {
        arguments.into / folder / ".env": content for folder, content in local_files(settings, values).items()
    }
    present = [str(file) for file in files if file.exists()]
    if present and not arguments.force:
        raise InputError(f"{', '.join(present)}: is there already; `--force` replaces it, secrets included")
    for file, variables in files.items():
        _write(file, variables)
        empty = sorted(name for name, value in variables.items() if not value or _quoted(value) is None)
        print(f"{file}: {len(variables)} variables" + (f"; to fill in: {', '.join(empty)}" if empty else ""))
    return 0


def local_files(settings: Settings, values: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Folder of the application -> its local variables. `values`: the secrets that are known."""
    client = settings.frontend.root_directory if settings.frontend.mode == "own" else "client"
    return {client: _site(settings), settings.api.root_dir: _server(settings, values)}


def _site(settings: Settings) -> dict[str, str]:
    local = {"REACT_APP_API_URL": API, "REACT_APP_FRONTEND_URL": SITE, "REACT_APP_LAUNCHED": "true"}
    return {**plain_variables(settings, "frontend"), **local}


def _server(settings: Settings, values: Mapping[str, str]) -> dict[str, str]:
    plain = {**derived_values(settings, "worker"), **plain_variables(settings, "api")}
    local = {
        "NODE_ENV": "development",
        # Of its own: with the environment's name, this machine would take its jobs.
        "ENVIRONMENT_NAME": "local",
        "BULLMQ_PREFIX": "local",
        "FRONTEND_URL": SITE,
        "CORS_ORIGIN": SITE,
        "ALLOWED_ORIGINS": SITE,
        "REDIS_URL": "redis://localhost:6379",
        **dict.fromkeys(settings.database.uri_variables, _database(settings, values)),
    }
    return {**plain, **_secrets(settings, values), **local}


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
