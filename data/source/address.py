"""What an address must say before anybody connects to it."""

from urllib.parse import unquote

from data.errors import Refused

_SERVERS_OWN = ("admin", "config", "local")
_SCHEMES = ("mongodb", "mongodb+srv")


def database_of(uri: str) -> str:
    """The database that the address of the source names. Raises Refused, without the address."""
    scheme, _, rest = uri.partition("://")
    database = unquote(rest.partition("/")[2].partition("?")[0])
    if scheme not in _SCHEMES:
        raise Refused("The source's address is not MongoDB's: it begins with mongodb:// or mongodb+srv://.")
    # MongoDB's manual, "Naming Restrictions": no database's name has one of these.
    if not database or database in _SERVERS_OWN or set(database) & set('/\\. "$'):
        raise Refused(
            "The source's address names no database of yours, and just one is read; write its name "
            "behind the host: mongodb+srv://<user>:<password>@<host>/<database>."
        )
    return database
