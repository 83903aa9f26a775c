"""What tests say to the emulated Vercel: the same requests, in a sandbox with two teams."""

from pathlib import Path
from typing import Any

import httpx

from tests.unit.sandbox_wire import KEYS, Wire

TEAM = "team_" + "a" * 24
OTHER_TEAM = "team_" + "b" * 24
GIT = {"type": "github", "repo": "shop/web"}
SITE = "www.shop.example"
SOURCE = {"type": "github", "org": "shop", "repo": "web"}


def with_teams(home: Path) -> Wire:
    """A sandbox in which the token sees two teams."""
    made = Wire(home)
    made.cloud.vercel["teams"] = {
        TEAM: {"id": TEAM, "slug": "shop", "name": "Shop"},
        OTHER_TEAM: {"id": OTHER_TEAM, "slug": "other", "name": "Other"},
    }
    return made


def call(
    wire: Wire, method: str, path: str, json: Any = None, team: str | None = TEAM, **query: str
) -> httpx.Response:
    params = {**({"teamId": team} if team else {}), **query}
    headers = {"Authorization": f"Bearer {KEYS['vercelToken']}"}
    return wire.send(method, f"/vercel{path}", headers=headers, params=params, json=json)


def project(wire: Wire, name: str = "shop-web", **body: Any) -> str:
    reply = call(wire, "POST", "/v8/projects", {"name": name, "gitRepository": GIT, **body})
    assert reply.status_code == 200, reply.text
    return str(reply.json()["id"])


def variable(
    wire: Wire, owner: str, key: str = "REACT_APP_URL", value: str = "v", **body: Any
) -> httpx.Response:
    content = {"key": key, "value": value, "target": ["production"], "type": "encrypted", **body}
    return call(wire, "POST", f"/v10/projects/{owner}/env", content)


def domain(wire: Wire, owner: str, name: str = "www.shop.example", **body: Any) -> httpx.Response:
    return call(wire, "POST", f"/v10/projects/{owner}/domains", {"name": name, **body})


def deploy(wire: Wire, owner: str, ref: str = "main", **body: Any) -> httpx.Response:
    content = {"project": owner, "name": "shop-web", "gitSource": {**SOURCE, "ref": ref}, **body}
    return call(wire, "POST", "/v12/now/deployments", content)


def refusal(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["error"]["code"]


def built(wire: Wire, owner: str, ref: str = "main", **body: Any) -> str:
    """A production deployment whose build has ended."""
    made = deploy(wire, owner, ref, **{"target": "production", **body}).json()["id"]
    wire.stages(2)
    return str(made)


def roll_back(wire: Wire, owner: str, to: str, **query: str) -> httpx.Response:
    return call(wire, "POST", f"/v1/projects/{owner}/rollback/{to}", {}, **query)


def promote(wire: Wire, owner: str, to: str) -> httpx.Response:
    return call(wire, "POST", f"/v10/projects/{owner}/promote/{to}", {})


def rolled_back(wire: Wire, owner: str, to: str) -> None:
    assert roll_back(wire, owner, to).status_code == 201
    wire.stages(1)


def visited(wire: Wire) -> str:
    """The deployment that a visitor gets."""
    return wire.send("GET", "/", SITE).headers["x-sandbox-deployment"]


def shown(wire: Wire, owner: str) -> dict[str, Any]:
    found: dict[str, Any] = call(wire, "GET", f"/v9/projects/{owner}").json()
    return found


def read(wire: Wire, deployment: str) -> dict[str, Any]:
    found: dict[str, Any] = call(wire, "GET", f"/v13/deployments/{deployment}").json()
    return found
