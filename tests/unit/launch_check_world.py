"""A world in which production may be launched, to be broken one thing at a time."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import httpx

from config.parse import parse
from config.secrets import resolve
from config.stacks import STACKS
from ops.ci.preview import Preview
from ops.dns.lookup import Answer, Resolver
from ops.launch.conditions.world import World
from tests.conftest import StackFiles

NOW = 1_800_000_000.0  # 2027-01-15T08:00:00Z
DAY = 86_400.0
COMMIT = "c0ffee" + "0" * 34
PASSWORD = "a-password-that-nobody-may-see"
ENVIRON = {
    "RENDER_API_URL": "http://127.0.0.1/render/v1",
    "RENDER_API_KEY": "rnd_unit",
    "VERCEL_API_URL": "http://127.0.0.1/vercel",
    "VERCEL_API_TOKEN": "vercel-unit",
    "MONGODB_ATLAS_BASE_URL": "http://127.0.0.1/atlas",
    "MONGODB_ATLAS_PUBLIC_API_KEY": "public",
    "MONGODB_ATLAS_PRIVATE_API_KEY": "private",
}
_KEY_VALUE = "/render/v1/key-value"
SITE, API = "www.bondigoo.ch", "api.bondigoo.ch"
DEPLOYMENTS = "/vercel/v6/deployments"


def stack_values() -> dict[str, dict[str, Any]]:
    """The frozen stack files as they are when Redis has been moved and the ids are written."""
    files = StackFiles()
    values = {stack: files[stack] for stack in STACKS}
    redis = values["prod"]["redis"]
    for stack in STACKS:
        values[stack]["render"]["ownerId"] = "tea-" + "b0nd1" * 4
        values[stack]["vercel"]["team"] = "team_" + "b0nd1g" * 4
        values[stack]["redis"] = {**redis, "name": f"bondigoo-redis-{stack}"}
        values[stack].get("acknowledge", {}).pop("sharedRedis", None)
    values["prod"]["atlas"]["projectId"] = "b0" * 12
    for stack in ("staging", "dev"):
        values[stack]["atlas"]["projectId"] = "d0" * 12
    return values


def secrets_of(values: Mapping[str, Any]) -> dict[str, str]:
    """A value for each `env` secret, of the form that its issuer gives it."""
    return {
        f"{stack.upper()}_{key}": _secret(stack, key)
        for stack, own in values.items()
        for key, source in own["secrets"].items()
        if source == "env"
    }


def _secret(stack: str, key: str) -> str:
    begins = {"STRIPE_SECRET_KEY": f"sk_{'live' if stack == 'prod' else 'test'}_"}
    begins["STRIPE_WEBHOOK_SECRET"] = "whsec_"
    return f"{begins.get(key, '')}{PASSWORD[2:]}{key}0{stack}7".replace("_KEY0", "k0")


class Hosts:
    """The vendors' replies by path, and the sites' by host; a test changes what it likes."""

    def __init__(self) -> None:
        service = {
            "ownerId": "tea-" + "b0nd1" * 4,
            "branch": "main",
            "suspended": "not_suspended",
            "suspenders": [],
            "repo": "https://github.com/bondigoo-admin/bondigoo-platform",
            "dashboardUrl": "https://dashboard.render.com/x",
        }
        self.services = {
            f"bondigoo-{role}-{stack}": {
                **service,
                "id": f"srv-{role}-{stack}",
                "name": f"bondigoo-{role}-{stack}",
                "type": kind,
                "serviceDetails": {"url": f"https://{role}-{stack}.onrender.com"},
            }
            for role, kind in (("api", "web_service"), ("worker", "background_worker"))
            for stack in STACKS
        }
        self.deploys: dict[str, Any] = {
            role: {"id": f"dep-{role}", "status": "live", "trigger": "api", "commit": {"id": COMMIT}}
            for role in ("api", "worker")
        }
        self.key_value: dict[str, Any] = {
            "id": "red-prod",
            "name": "bondigoo-redis-prod",
            "owner": {"id": "tea-" + "b0nd1" * 4},
            "status": "available",
            "region": "frankfurt",
            "plan": "starter",
            "options": {"maxmemoryPolicy": "noeviction"},
        }
        meta = {"githubCommitSha": COMMIT, "githubCommitRef": "main"}
        self.served: Any = {"id": "dpl_new", "readyState": "READY", "meta": meta}
        self.latest: list[dict[str, Any]] = [{"uid": "dpl_new", "readyState": "READY", "meta": meta}]
        self.rollback: dict[str, Any] | None = None
        self.projects = ["bondigoo-platform-prod", "bondigoo-platform-staging"]
        self.cluster: Any = {"name": "bondigoo-prod-cluster", "backupEnabled": True}
        self.snapshots = [
            {"status": "inProgress", "createdAt": "2027-01-15T07:59:00Z"},
            {"status": "completed", "createdAt": "2027-01-15T04:00:00Z"},
            {"status": "completed", "createdAt": "2027-01-14T07:00:00Z"},
        ]
        self.api_status, self.cors, self.api_headers = 200, True, dict[str, str]()
        self.page = (
            '<meta name="launched" content="false"><meta name="api-url" content="https://api.bondigoo.ch">'
        )
        self.site_headers = {"x-vercel-id": "fra1::1"}
        self.refused: str | None = None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path, host = request.url.path, request.url.host
        if self.refused and path.startswith(self.refused):
            return httpx.Response(403, json={"message": "Forbidden"})
        # In a rehearsal all hosts are the edge's.
        host = request.headers["host"] if host == "127.0.0.1" else host
        if host == API:
            return self._api(request)
        if host == SITE:
            return httpx.Response(200, text=self.page, headers=self.site_headers)
        found = self._reply(path, request.url.params)
        return httpx.Response(404, json={}) if found is None else httpx.Response(200, json=found)

    def _api(self, request: httpx.Request) -> httpx.Response:
        origin = request.headers.get("origin") if self.cors else None
        headers = {**self.api_headers, **({"access-control-allow-origin": origin} if origin else {})}
        return httpx.Response(self.api_status if request.method == "GET" else 204, headers=headers)

    def _reply(self, path: str, query: httpx.QueryParams) -> Any:
        if path == "/render/v1/services":
            named = self.services.get(query.get("name", ""))
            return [{"cursor": "c", "service": named}] if named else []
        if path.endswith("/deploys"):
            role = "worker" if "worker" in path else "api"
            return [{"cursor": "c", "deploy": self.deploys[role]}] if self.deploys[role] else []
        fixed: dict[str, Any] = {
            _KEY_VALUE: [{"cursor": "c", "keyValue": self.key_value}],
            f"{_KEY_VALUE}/red-prod/connection-info": {
                "internalConnectionString": "redis://red-prod:6379",
                "externalConnectionString": f"rediss://red-prod:{PASSWORD}@fra.render.com:6379",
            },
            **{f"/vercel/v10/projects/{name}": {"id": name, "name": name} for name in self.projects},
            **{
                f"/vercel/v9/projects/{name}": {"lastRollbackTarget": self.rollback} for name in self.projects
            },
            f"/vercel/v13/deployments/{SITE}": self.served,
            DEPLOYMENTS: {"deployments": self.latest},
        }
        if path == "/vercel/v10/projects":
            return {"projects": [], "pagination": {"next": None}}
        if path.endswith("/domains"):
            return {"domains": []}
        if path.endswith("/config"):
            cname = [{"rank": 1, "value": "cname.vercel-dns.com."}]
            return {"recommendedCNAME": cname, "recommendedIPv4": [{"rank": 1, "value": ["192.0.2.1"]}]}
        if path.endswith("/backup/snapshots"):
            return {"results": self.snapshots}
        if "/clusters/" in path:
            return self.cluster
        return deepcopy(fixed.get(path))


class Names(Resolver):
    """A name server under which every name leads where it should, but for `wrong`."""

    def __init__(self) -> None:
        self.wrong: tuple[str, ...] = ()
        self.caa: tuple[str, ...] | None = None

    def ask(self, name: str, target: str | None) -> Answer:
        return Answer(cname="elsewhere.example" if name in self.wrong else target, caa=self.caa)


class Broken:
    """The good world in parts; what is not changed is as it should be."""

    def __init__(self) -> None:
        self.values, self.hosts, self.names = stack_values(), Hosts(), Names()
        self.environ = {**ENVIRON, **secrets_of(self.values)}
        self.kept: dict[str, dict[str, None]] = {stack: {} for stack in STACKS}
        self.left: dict[str, list[bytes]] = {}
        self.certificates: dict[str, float | OSError] = {}
        self.preview: Preview | Exception = Preview((), (), (), False)
        self.updating: str | Exception | None = None
        self.standing: dict[str, dict[str, str]] = {}
        self.redis: Exception | None = None
        self.rehearsed: str | Exception | None = None

    def keep(self, stack: str, key: str) -> None:
        """Have a secret encrypted in the stack file."""
        self.values[stack]["secrets"][key] = "config"
        self.kept[stack][key] = None

    def world(self) -> World:
        """The world as it stands now."""
        stacks = {stack: parse(stack, values) for stack, values in self.values.items()}
        secrets = {s: resolve(s, own.secrets, self.environ, {}, self.kept[s]) for s, own in stacks.items()}
        made = World(
            self.environ,
            stacks,
            secrets,
            transport=httpx.MockTransport(self.hosts),
            redis=lambda address, environ: _or_raised(self.redis),
            keys=lambda client, stack, stacks: self._keys(stack),
            certificate=lambda host: _or_raised(self.certificates.get(host, NOW + 60 * DAY)),
            preview=lambda stack, flag: _or_raised(self.preview),
            standing=lambda stack, environ: self.standing.get(stack, {}),
            updating=lambda stack, environ: _or_raised(self.updating),
            rehearsed=lambda stacks, environ: _or_raised(self.rehearsed),
            now=lambda: NOW,
        )
        if not made.is_rehearsal:
            vars(made)["resolver"] = self.names
        return made

    def _keys(self, stack: str) -> Iterator[bytes]:
        return iter(self.left.get(stack, []))


def _or_raised(value: Any) -> Any:
    if isinstance(value, Exception):
        raise value
    return value
