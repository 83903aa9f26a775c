"""A user's privileges as a server lists them (`connectionStatus`): what reading is, and where each holds."""

from collections.abc import Mapping
from typing import Any

# The built-in role `read`: the manual's page "Built-In Roles", and `src/mongo/db/auth/builtin_roles.yml` of
# the server's source. `performRawDataOperations` belongs to it since 8.2: buckets of a time series as they
# are stored; to change one, `update` is asked for as well.
READ_ACTIONS = frozenset(
    {
        "changeStream",
        "collStats",
        "dbHash",
        "dbStats",
        "find",
        "killCursors",
        "listCollections",
        "listIndexes",
        "listSearchIndexes",
        "performRawDataOperations",
        "planCacheRead",
    }
)
# The server keeps its own affairs in these; a provider may let everybody look at them.
SERVERS_OWN = frozenset({"admin", "config", "local"})


def place(resource: Mapping[str, Any]) -> str:
    """Where a privilege holds: a database's name, `the cluster` or `every database`."""
    if resource.get("db"):
        return str(resource["db"])
    return "the cluster" if "cluster" in resource else "every database"
