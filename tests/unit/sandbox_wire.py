"""The sandbox in-process, spoken to over its HTTP surface as any client would."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from sandbox.cloud import Cloud
from sandbox.clusters.servers import Clusters
from sandbox.key_values.servers import Servers
from sandbox.serve import create_app
from sandbox.status_page import COMMAND, StatusPage

OWNER = "tea-" + "0" * 20
KEYS = {
    "renderApiKey": "rnd_unit",
    "vercelToken": "abcdefghijklmnopqrstuvwx",
    "atlasPublicKey": "public",
    "atlasPrivateKey": "private",
}
STAGE = 1000.0  # seconds of the sandbox's clock: tests move it, so no real time ever passes a stage


class Wire:
    """A fresh sandbox under `home` with one Render workspace. `command`: makes the page at `/`."""

    def __init__(self, home: Path, command: Sequence[str] = COMMAND) -> None:
        self.cloud = Cloud(home=home, credentials=KEYS, stage_seconds=STAGE)
        self.cloud.render["owners"] = {
            OWNER: {"id": OWNER, "name": "Shop", "email": "a@shop.invalid", "type": "team"}
        }
        self.servers = Servers(self.cloud)
        self.clusters = Clusters(self.cloud)
        self.status_page = StatusPage(self.cloud, command)
        self.app = create_app(self.cloud, self.servers, self.clusters, self.status_page)

    def send(self, method: str, path: str, host: str = "127.0.0.1", **request: Any) -> httpx.Response:
        async def answer() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
                return await client.request(method, path, **request)

        # Not asyncio.run: it leaves the thread without an event loop, which Pulumi's mocks need afterwards.
        loop = asyncio.new_event_loop()
        try:
            return loop.run_until_complete(answer())
        finally:
            loop.close()

    def render(self, method: str, path: str, json: Any = None, **query: str | int) -> httpx.Response:
        """Call the Render API with the right key; no body for `json` None."""
        headers = {"Authorization": f"Bearer {KEYS['renderApiKey']}"}
        body = {} if json is None else {"json": json}
        return self.send(method, f"/render/v1{path}", headers=headers, params=query, **body)

    def stages(self, number: float) -> None:
        """Let `number` stages of the sandbox's clock pass."""
        self.cloud.clock_offset += number * STAGE

    def new_service(self, name: str = "shop-api", **changes: Any) -> dict[str, Any]:
        """Create a service and wait until it is live; returns it as it is then read."""
        reply = self.render("POST", "/services", service_body(name, **changes))
        assert reply.status_code == 201, reply.text
        self.stages(5)
        found: dict[str, Any] = self.render("GET", f"/services/{reply.json()['service']['id']}").json()
        return found


def service_body(name: Any = "shop-api", details: dict[str, Any] | None = None, **top: Any) -> dict[str, Any]:
    """A creation body that is accepted, with changes; a change to `...` takes the field away."""
    commands = {"buildCommand": "npm ci", "startCommand": "npm start"}
    body = {
        "type": "web_service",
        "name": name,
        "ownerId": OWNER,
        "repo": "https://github.com/shop/shop",
        "branch": "main",
        "serviceDetails": _changed({"runtime": "node", "envSpecificDetails": commands}, details or {}),
    }
    return _changed(body, top)


def _changed(fields: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in (fields | changes).items() if value is not ...}
