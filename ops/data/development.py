"""Development's own database and variables, as any developer's machine knows them: none of another stack."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.contract import DATABASE_PASSWORD
from config.derived import database_uri, project_of
from config.secrets import stack_variable
from config.settings import Settings
from config.stacks import PRODUCTION, stack_file
from ops.commands import InputError
from ops.data.rehearsed import reachable
from ops.env.local import known_here, server_variables, site_address

STACK = "dev"


@dataclass(frozen=True)
class Development:
    """`address`: as this machine reaches the database called `database`; `variables`: the server's there."""

    host: str
    database: str
    address: str = field(repr=False)
    variables: Mapping[str, str] = field(repr=False)

    @property
    def shown(self) -> str:
        """Database and host, for people."""
        return f"{self.database} at {self.host}"


def development(folder: Path = Path(), environ: Mapping[str, str] = os.environ) -> Development:
    """What the stack files and this machine say of it. Raises InputError, SettingsError."""
    stacks, values = known_here(folder, STACK, environ)
    own = stacks[STACK]
    if text := shared(stacks):
        raise InputError(text)
    # Also where the stack has it from elsewhere (`config`, `generated`, `ui`): a developer is given it.
    variable = stack_variable(STACK, DATABASE_PASSWORD)
    password = values.get(DATABASE_PASSWORD) or environ.get(variable)
    if not password:
        raise InputError(
            f"the password of {own.database.user}, development's user, is not known here: export {variable}, "
            f"or write it into .env.{STACK}"
        )
    address = reachable(database_uri(own.database, password), environ)
    told = server_variables(own, site_address(own, project_of(own, stacks)), values)
    told |= dict.fromkeys(own.database.uri_variables, address)
    # One that is not known is left to the application's own `.env`.
    variables = {name: value for name, value in told.items() if value}
    return Development(own.database.host, own.database.name, address, variables)


def shared(stacks: Mapping[str, Settings]) -> str | None:
    """Why development's database is not its own; None if it is. No acknowledgement changes that."""
    own = stacks[STACK].database
    for stack, settings in stacks.items():
        other = settings.database
        if stack == STACK:
            continue
        same_host = own.host.lower() == other.host.lower()
        # Names of databases differ by more than case on one server.
        if same_host and (stack == PRODUCTION or own.name.lower() == other.name.lower()):
            what = "host" if stack == PRODUCTION else "database"
            return (
                f"{stack_file(STACK)}: development's {what} is {stack}'s too, and a seed empties what it is "
                "led to: give development a database of its own"
            )
    return None
