"""What `up --with-data` does: a server for each cluster, and made-up people in production's database."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sandbox.clusters import people
from sandbox.clusters.running import mongod_of
from sandbox.home import Home, SandboxError, write_private
from sandbox.project import setting
from sandbox.session import Session
from toolchain.mongod import ensure
from toolchain.process import Progress, SetupError

# From so many on every collection and every path of the application's schema is there.
DOCUMENTS = 400
_PRODUCTION = "prod"


def have_mongod(home: Home) -> None:
    """Note for the servers which `mongod` they are; if need be it is fetched, which is said.

    Raises SandboxError where none can be had.
    """
    try:
        program = ensure(os.environ, Path(sys.executable), Progress(sys.stderr))
    except SetupError as error:
        raise SandboxError(str(error)) from None
    write_private(home.mongod_file, str(program))


def start_filled(session: Session) -> Iterator[str]:
    """Start all servers and fill production's database unless it holds something; a line for each cluster."""
    production = session.stack_files[_PRODUCTION]
    host, database = (setting(production, "database", key) for key in ("host", "name"))
    for cluster in session.start_clusters():
        if cluster["address"] and cluster["host"] == host and database:
            fill(session.home, cluster, database)
    yield from (_line(session.home, cluster) for cluster in session.clusters())


def fill(home: Home, cluster: dict[str, Any], name: str) -> None:
    """Put people into a database of a cluster whose server runs, unless there is a document in it."""
    with mongod_of(home, cluster["host"], cluster["name"]).client as client:
        found = client[name].list_collection_names(filter={"type": "collection"})
        if not any(client[name][collection].find_one() for collection in found):
            # What a filling that was cut off has left are collections without documents.
            client.drop_database(name)
            people.load(client[name], DOCUMENTS)


def _line(home: Home, cluster: dict[str, Any]) -> str:
    if not cluster["address"]:
        return f"Cluster {cluster['name']}: has no server; {home.logs / 'server.log'} says why"
    held = ", ".join(map(_counted, cluster["databases"])) or "empty"
    return f"Cluster {cluster['name']}: answers on {cluster['address']}: {held}"


def _counted(database: dict[str, Any]) -> str:
    counts = database["collections"]
    return f"{database['name']} ({sum(counts.values())} documents in {len(counts)} collections)"
