"""The connection to Atlas' API, and the settings that make it."""

import re
from collections.abc import Mapping
from typing import Any

import httpx

from sandbox.plugins.service import PluginError, Service, loopback
from sandbox.plugins.values import Json

# Atlas answers a request for a date with the newest version of the resource up to that date.
MEDIA_TYPE = "application/vnd.atlas.2024-10-23+json"
OF_CLUSTER = re.compile(r"([0-9a-f]{24})-(.+)")
CLUSTERS = "/groups/{projectId}/clusters"
IN_CONFIG = ("publicKey", "privateKey", "clientId", "clientSecret", "accessToken", "baseUrl")


async def connect(environ: Mapping[str, str], config: Json) -> Service:
    """Return the connection; raises PluginError without keys, or if settings stand in the configuration.

    The real provider takes keys and address from one place: keys in the configuration make it ignore
    MONGODB_ATLAS_BASE_URL and talk to the real Atlas.
    """
    for name in IN_CONFIG:
        if config.get(name):
            raise PluginError(
                f"mongodbatlas: '{name}' is set in the configuration, so the real provider would ignore "
                "MONGODB_ATLAS_BASE_URL; keep keys and address in the environment"
            )
    url = loopback("mongodbatlas", "MONGODB_ATLAS_BASE_URL", environ.get("MONGODB_ATLAS_BASE_URL", ""))
    public = environ.get("MONGODB_ATLAS_PUBLIC_API_KEY", "")
    private = environ.get("MONGODB_ATLAS_PRIVATE_API_KEY", "")
    if not public or not private:
        raise PluginError(
            "mongodbatlas: MONGODB_ATLAS_PUBLIC_API_KEY and MONGODB_ATLAS_PRIVATE_API_KEY must be set"
        )
    # A fresh handshake for each request, as the real client does it.
    return Service(
        "mongodbatlas",
        f"{url}/api/atlas/v2",
        _explain,
        {"Accept": MEDIA_TYPE},
        lambda: httpx.DigestAuth(public, private),
    )


def cluster_of(identity: str) -> tuple[str, str]:
    """Return project and cluster that an import id such as PROJECT-CLUSTER names."""
    found = OF_CLUSTER.fullmatch(identity)
    if found is None:
        raise PluginError(f"import id {identity!r} should have the form PROJECT_ID-CLUSTER_NAME")
    return found[1], found[2]


def _explain(body: Any) -> str:
    return f"{body['errorCode']} - {body['detail']}"
