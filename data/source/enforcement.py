"""Whether a server holds its users to their roles at all."""

from pymongo import MongoClient
from pymongo.errors import OperationFailure
from pymongo.read_preferences import SecondaryPreferred

from data.documents import Document
from data.errors import Refused
from data.source.credential import remedy


def prove_enforced(client: MongoClient[Document], database: str) -> None:
    """Raise Refused for a server that lets this user do what his roles do not say.

    One that was started without access control lists them all the same, and lets him do anything. He is
    known to have no right to the command that is tried, which only reads how the server was started.
    """
    try:
        client.admin.command("getCmdLineOpts", read_preference=SecondaryPreferred())
    except OperationFailure:
        return
    raise Refused(
        "The source's server does not check what its users may do (it runs without authorization), so this "
        f"run could write there; switch access control on, and {remedy(database)}"
    )
