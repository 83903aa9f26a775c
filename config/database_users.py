"""The users that a stack makes at Atlas: who they are, what they may do, and where their password is from."""

from collections.abc import Iterator
from dataclasses import dataclass

from config.contract import DATABASE_PASSWORD
from config.settings import Database, Settings
from config.stacks import PRODUCTION

# Of production a refresh reads; in staging it also makes, renames and drops collections and their indexes.
READS, WRITES = ("read",), ("readWrite", "dbAdmin")


@dataclass(frozen=True)
class DatabaseUser:
    """`roles` are on the stack's one database. `secret`: the key of the password, None for one made here.

    `instead`: what to do where the user exists already.
    """

    username: str
    roles: tuple[str, ...]
    secret: str | None
    instead: str


def database_users(stack: str, settings: Settings) -> Iterator[DatabaseUser]:
    """Every user that the stack makes, none by default."""
    database = settings.database
    for person in database.developers:
        without = "delete the user in Atlas first, or leave the person out"
        yield DatabaseUser(person.username, ("read",), person.password_secret, without)
    if database.manage_user and settings.secrets.get(DATABASE_PASSWORD) not in (None, "ui"):
        without = "remove `database.manageUser`"
        yield DatabaseUser(database.user, ("readWrite",), DATABASE_PASSWORD, without)
    if database.refresh:
        roles = READS if stack == PRODUCTION else WRITES
        without = "delete the user in Atlas first, or write another name under `database.refresh`"
        yield DatabaseUser(database.refresh.user, roles, None, without)


def owns_something(database: Database) -> bool:
    """Whether a stack has resources at Atlas, and does not only look the cluster up."""
    users = (database.manage_user, database.developers, database.refresh)
    return any((*users, database.owned_cluster, database.ip_access_list, database.backup))
