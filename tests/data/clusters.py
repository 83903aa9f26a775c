"""A sandbox whose two clusters hold data, spoken to as the engine, commands and applications do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
from pymongo import MongoClient

from sandbox import process
from sandbox.clusters.running import mongod_of
from sandbox.environment import command_environment
from sandbox.home import Home, write_private

PROD, DEV = "shop-prod", "shop-dev"
GROUPS = {PROD: "0" * 23 + "1", DEV: "0" * 23 + "2"}
ACCEPT = "application/vnd.atlas.2024-08-05+json"
# A word of a test's, with what an address does not carry as it is.
PASSWORD = "p :/?#[]@word"
Client = MongoClient[dict[str, Any]]


def host(cluster: str) -> str:
    """The host of a cluster's SRV address."""
    return f"{cluster}.ab12c.mongodb.net"


def stack_file(cluster: str, database: str) -> dict[str, Any]:
    """What a stack file says of its database."""
    named = {"cluster": cluster, "host": host(cluster), "name": database, "user": "by-hand"}
    return {"database": named, "atlas": {"projectId": GROUPS[cluster]}}


STACK_FILES = {
    "prod": stack_file(PROD, "shop-prod"),
    "staging": stack_file(DEV, "shop-staging"),
    "dev": stack_file(DEV, "shop-dev"),
}


class Clusters:
    """The sandbox in `home`."""

    def __init__(self, home: Home, mongod: Path) -> None:
        self.home, self.mongod = home, mongod

    def start(self) -> None:
        """Start the sandbox, and a server for each cluster."""
        self.home.prepare()
        process.start(self.home)
        process.ask(self.home, "seed", list(STACK_FILES.values()))
        write_private(self.home.mongod_file, str(self.mongod))
        process.ask(self.home, "clusters", {}, 60)

    def told(self) -> dict[str, dict[str, Any]]:
        """What the sandbox tells of each cluster, as soon as the API's last word is in force."""
        return {each["name"]: each for each in process.ask(self.home, "clusters", seconds=60)}

    def atlas(self, method: str, cluster: str, path: str, body: Any = None) -> httpx.Response:
        """Call the API with the right keys; `path` is below the group of a cluster."""
        keys = self.home.credentials
        auth = httpx.DigestAuth(keys["atlasPublicKey"], keys["atlasPrivateKey"])
        url = f"{self.home.url}/atlas/api/atlas/v2/groups/{GROUPS[cluster]}{path}"
        sent = {} if body is None else {"json": body}
        with httpx.Client(auth=auth, trust_env=False) as client:
            return client.request(method, url, headers={"Accept": ACCEPT}, **sent)

    def make_user(self, name: str, cluster: str, *roles: str, **changes: Any) -> None:
        """A user of one cluster with roles (`read@shop-prod`)."""
        body = {
            "username": name,
            "password": PASSWORD,
            "databaseName": "admin",
            "roles": roles_of(*roles),
            "scopes": [{"name": cluster, "type": "CLUSTER"}],
        }
        assert self.atlas("POST", cluster, "/databaseUsers", body | changes).status_code == 201
        self.told()

    def change_user(self, name: str, cluster: str, **changes: Any) -> None:
        assert self.atlas("PATCH", cluster, f"/databaseUsers/admin/{name}", changes).status_code == 200
        self.told()

    def delete_user(self, name: str, cluster: str) -> None:
        assert self.atlas("DELETE", cluster, f"/databaseUsers/admin/{name}").status_code == 204
        self.told()

    @contextmanager
    def client(self, cluster: str, user: str, password: str = PASSWORD) -> Iterator[Client]:
        """Somebody who signs in at a cluster's server."""
        with Client(mongod_of(self.home, host(cluster), cluster).uri(user, password)) as client:
            yield client

    @contextmanager
    def root(self, cluster: str) -> Iterator[Client]:
        """Who prepares what a test needs."""
        with mongod_of(self.home, host(cluster), cluster).client as client:
            yield client

    def environment(self) -> dict[str, str]:
        """What a rehearsed command sees."""
        return command_environment(self.home, {}, ambient={})

    def processes(self) -> list[psutil.Process]:
        """The servers and those that keep them."""
        kept = str(self.home.clusters)
        return [each for each in psutil.process_iter(["cmdline", "cwd"]) if _has(each, kept)]


def roles_of(*roles: str) -> list[dict[str, str]]:
    """Roles as the API has them."""
    pairs = (role.split("@") for role in roles)
    return [{"roleName": name, "databaseName": database} for name, database in pairs]


def _has(found: psutil.Process, folder: str) -> bool:
    words = [found.info["cwd"] or "", *(found.info["cmdline"] or ())]
    return any(word.startswith(f"{folder}/") for word in words)
