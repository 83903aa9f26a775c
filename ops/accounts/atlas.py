"""An Atlas project as it is: clusters, snapshots, users, access list; and what a refresh changes in it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import quote

import httpx

from config.backup_policies import Policy
from ops.accounts import SECONDS, AccountError, Api, Json, endpoint

# Atlas answers a request for a date with the newest version of the resource up to that date.
_MEDIA_TYPE = "application/vnd.atlas.2024-08-05+json"
Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class Entry:
    """One of an access list: who it lets in, and when Atlas takes it away by itself, None for never."""

    network: Network
    comment: str
    until: datetime | None


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
        return list(self._api.get(self._backups(cluster), itemsPerPage=100)["results"])

    def snapshot(self, cluster: str, snapshot_id: str) -> Json | None:
        """One snapshot, None for one that is not there (any more)."""
        return self._api.find(f"{self._backups(cluster)}/{quote(snapshot_id, safe='')}")

    def take_snapshot(self, cluster: str, description: str, retention_days: int) -> Json:
        """Ask for a snapshot on demand, from M10 on; the one of that description after a reply that was lost.

        Atlas has one on demand queued or in progress at a time, and asks for the role Project Backup Manager:
        https://www.mongodb.com/docs/api/doc/atlas-admin-api-v2/operation/operation-takesnapshot.
        """
        body = {"description": description, "retentionInDays": retention_days}
        try:
            return self._api.post(self._backups(cluster), body)
        except AccountError as error:
            if error.status == httpx.codes.FORBIDDEN:
                text = "MongoDB Atlas: this key may take no snapshot; give it the role Project Backup Manager"
                raise AccountError(text, error.status) from None
            if not error.may_pass:
                raise
            for each in self.snapshots(cluster):
                if each.get("description") == description and each.get("status") != "failed":
                    return each
            raise

    def _backups(self, cluster: str) -> str:
        return f"{self._path}/clusters/{quote(cluster, safe='')}/backup/snapshots"

    def user(self, username: str) -> Json | None:
        """One database user who logs in with a password."""
        return self._api.find(f"{self._path}/databaseUsers/admin/{quote(username, safe='')}")

    def access_list(self) -> dict[str, str]:
        """The ranges of addresses that may reach the clusters, each with its comment."""
        return {str(entry.network): entry.comment for entry in self.entries()}

    def entries(self) -> list[Entry]:
        """The access list, without security groups of AWS, which have no addresses."""
        page = self._api.get(f"{self._path}/accessList", itemsPerPage=500)
        found = [(row.get("cidrBlock") or row.get("ipAddress"), row) for row in page["results"]]
        return [_entry(address, row) for address, row in found if address]

    def let_in(self, network: Network, comment: str, until: datetime) -> None:
        """Let addresses reach the project's clusters until then, at most a week ahead.

        An entry of the same addresses becomes this one. The key has to have the role Project Owner:
        https://www.mongodb.com/docs/api/doc/atlas-admin-api-v2/operation/operation-createaccesslistentry.
        """
        date = until.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        row = {"cidrBlock": str(network), "comment": comment, "deleteAfterDate": date}
        try:
            self._api.post(f"{self._path}/accessList", [row])
        except AccountError as error:
            if not error.may_pass or not any(_is_of(each, network, until) for each in self.entries()):
                raise

    def entry_status(self, network: Network) -> str | None:
        """`PENDING` until the clusters know of the entry of these addresses, then `ACTIVE`, or `FAILED`.

        None without such an entry. Source: `NetworkPermissionEntryStatus` of Atlas' API.
        """
        found = self._api.find(f"{self._path}/accessList/{quote(str(network), safe='')}/status")
        return str(found["STATUS"]) if found else None

    def keep_out(self, network: Network) -> None:
        """Take the entry of exactly these addresses away; what is gone already is fine."""
        self._api.delete(f"{self._path}/accessList/{quote(str(network), safe='')}")


def _is_of(entry: Entry, network: Network, until: datetime) -> bool:
    if entry.network != network or entry.until is None:
        return False
    # Atlas may round the date; an earlier entry of the same addresses had another.
    return abs(entry.until - until) < timedelta(minutes=1)


def _entry(address: str, row: Json) -> Entry:
    date = row.get("deleteAfterDate")
    until = datetime.fromisoformat(date) if date else None
    return Entry(ip_network(address, strict=False), row.get("comment") or "", until)


def connect(
    project_id: str,
    environ: Mapping[str, str] = os.environ,
    transport: httpx.BaseTransport | None = None,
    seconds: float = SECONDS,
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
        seconds=seconds,
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
