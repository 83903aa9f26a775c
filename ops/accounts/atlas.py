"""An Atlas project as it is: its clusters, users and access list."""

import os
from collections.abc import Mapping
from urllib.parse import quote

import httpx

from config.backup_policies import Policy
from ops.accounts import AccountError, Api, Json, endpoint

# Atlas answers a request for a date with the newest version of the resource up to that date.
_MEDIA_TYPE = "application/vnd.atlas.2024-08-05+json"


class Atlas:
    """Atlas's API for one project. Every method raises AccountError."""

    def __init__(self, api: Api, project_id: str) -> None:
        self._api, self._path = api, f"/groups/{project_id}"

    def project(self) -> Json | None:
        """The project, None when the key does not see it."""
        return self._api.find(self._path)

    def cluster(self, name: str) -> Json | None:
        """One cluster."""
        return self._api.find(f"{self._path}/clusters/{quote(name, safe='')}")

    def policies(self, cluster: str) -> dict[str, list[Policy]]:
        """The backup policies of a cluster, by how often; empty where there is no schedule."""
        path = f"{self._path}/clusters/{quote(cluster, safe='')}/backup/schedule"
        found: dict[str, list[Policy]] = {}
        for policy in (self._api.find(path) or {}).get("policies") or ():
            for item in policy.get("policyItems") or ():
                found.setdefault(item["frequencyType"], []).append(Policy.of(item))
        return found

    def snapshots(self, cluster: str) -> list[Json]:
        """The last hundred snapshots of a replica set: `status`, `createdAt` (ISO 8601, UTC)."""
        path = f"{self._path}/clusters/{quote(cluster, safe='')}/backup/snapshots"
        return list(self._api.get(path, itemsPerPage=100)["results"])

    def user(self, username: str) -> Json | None:
        """One database user who logs in with a password."""
        return self._api.find(f"{self._path}/databaseUsers/admin/{quote(username, safe='')}")

    def access_list(self) -> dict[str, str]:
        """The ranges of addresses that may reach the clusters, each with its comment."""
        page = self._api.get(f"{self._path}/accessList", itemsPerPage=500)
        return {
            entry.get("cidrBlock") or f"{entry.get('ipAddress')}/32": entry.get("comment") or ""
            for entry in page["results"]
        }


def connect(
    project_id: str, environ: Mapping[str, str] = os.environ, transport: httpx.BaseTransport | None = None
) -> Atlas:
    """The project's API with the key pair, or with MONGODB_ATLAS_ACCESS_TOKEN. Raises AccountError."""
    headers, auth = _login(environ)
    api = Api(
        "MongoDB Atlas",
        f"{endpoint('MONGODB_ATLAS_BASE_URL', 'https://cloud.mongodb.com', environ)}/api/atlas/v2",
        what_refused="the key is not accepted: it needs a role in this project, and this machine's address "
        "on its access list (Access Manager, Applications)",
        headers={"Accept": _MEDIA_TYPE, **headers},
        auth=auth,
        transport=transport,
    )
    return Atlas(api, project_id)


def _login(environ: Mapping[str, str]) -> tuple[dict[str, str], httpx.Auth | None]:
    public = environ.get("MONGODB_ATLAS_PUBLIC_API_KEY", "").strip()
    private = environ.get("MONGODB_ATLAS_PRIVATE_API_KEY", "").strip()
    if public and private:
        return {}, httpx.DigestAuth(public, private)
    if token := environ.get("MONGODB_ATLAS_ACCESS_TOKEN", "").strip():
        return {"Authorization": f"Bearer {token}"}, None
    raise AccountError(
        "MongoDB Atlas: MONGODB_ATLAS_PUBLIC_API_KEY and MONGODB_ATLAS_PRIVATE_API_KEY are not set; create "
        "a key pair for the project (Access Manager, Applications); a service account is not used here"
    )
