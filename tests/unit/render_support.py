"""Render to test against: replies from a list, or the emulated API in this process; its clock jumps."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from render.client import RenderClient
from render.errors import RenderError
from sandbox import render_api
from sandbox.cloud import Cloud
from sandbox.service import Service

API_KEY = "rnd_0123456789abcdefghij"
OWNER = "tea-00000000000000000001"
REPO = "https://github.com/example/app"

WEB: dict[str, Any] = {
    "name": "api",
    "owner_id": OWNER,
    "region": "frankfurt",
    "repo": REPO,
    "branch": "main",
    "runtime": "node",
    "plan": "starter",
    "build_command": "npm ci",
    "start_command": "npm start",
    "env": {"A": "one", "SECRET": "s3cr3t-value"},
}
WORKER: dict[str, Any] = {**WEB, "name": "worker"}
KEY_VALUE: dict[str, Any] = {
    "name": "redis",
    "owner_id": OWNER,
    "region": "frankfurt",
    "plan": "starter",
    "maxmemory_policy": "noeviction",
    "ip_allow_list": [],
}


@dataclass
class Script:
    """A Render that gives the listed replies in turn, raises the listed errors, and keeps what came in."""

    replies: list[httpx.Response | Exception]
    requests: list[httpx.Request] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    def client(self) -> RenderClient:
        return RenderClient(
            "http://127.0.0.1:1/v1",
            API_KEY,
            transport=httpx.MockTransport(self._answer),
            sleep=self.slept.append,
            clock=lambda: sum(self.slept),
            jitter=lambda: 1.0,
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply

    @property
    def lines(self) -> list[str]:
        return [f"{request.method} {request.url.path.removeprefix('/v1')}" for request in self.requests]


def script(*replies: httpx.Response | Exception) -> Script:
    return Script(list(replies))


def reply(status: int, body: Any = None, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if body is None:
        return httpx.Response(status, headers=named)
    return httpx.Response(status, json=body, headers=named)


@dataclass
class Emulated:
    """The emulated API, a client for it, and the requests that it has seen."""

    cloud: Cloud
    client: RenderClient

    def writes(self) -> list[str]:
        return [f"{r['method']} {r['path'][3:]}" for r in self.cloud.requests if r["method"] != "GET"]

    def forget_requests(self) -> None:
        self.cloud.requests.clear()

    def cut_off(self, writes: int, do: Callable[[], object]) -> None:
        """Does something, of which Render sees this many writes, and nobody hears of the last."""
        client, left = self.client, [None] * writes
        send: Callable[..., Any] = client._send

        def until_cut_off(http: Any, method: str, *request: Any) -> Any:
            answer = send(http, method, *request)
            if method != "GET":
                left.pop()
                if not left:
                    raise RenderError("cut off")
            return answer

        client._send = until_cut_off  # type: ignore[assignment]
        try:
            do()
        except RenderError:
            pass
        finally:
            client._send = send

    def service(self, service_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.cloud.render["services"][service_id]
        return found


def emulated_app(cloud: Cloud) -> Starlette:
    return Starlette(routes=[Mount("/render/v1", app=Service(cloud, "render", render_api.routes(cloud)))])


def emulated_cloud(home: Path) -> Cloud:
    cloud = Cloud(home=home, credentials={"renderApiKey": API_KEY})
    cloud.render["owners"] = {OWNER: {"id": OWNER, "name": "team", "email": "t@example.com", "type": "team"}}
    return cloud


def emulated(home: Path) -> Emulated:
    cloud = emulated_cloud(home)
    transport = httpx.ASGITransport(app=emulated_app(cloud))
    # Its own loop: asyncio.run would take the main thread's default loop away from later tests.
    loop = asyncio.new_event_loop()

    async def answer(request: httpx.Request) -> httpx.Response:
        response = await transport.handle_async_request(request)
        return httpx.Response(response.status_code, headers=response.headers, content=await response.aread())

    def sleep(seconds: float) -> None:
        cloud.clock_offset += seconds

    client = RenderClient(
        "http://127.0.0.1/render/v1",
        API_KEY,
        transport=httpx.MockTransport(lambda request: loop.run_until_complete(answer(request))),
        sleep=sleep,
        clock=cloud.now,
    )
    return Emulated(cloud, client)


def service_reply(**changes: Any) -> dict[str, Any]:
    """A service as Render answers it, with changes at the top level."""
    return {
        "id": "srv-1",
        "type": "web_service",
        "name": "api",
        "ownerId": OWNER,
        "slug": "api",
        "repo": REPO,
        "branch": "main",
        "suspended": "not_suspended",
        "dashboardUrl": "https://dashboard.render.com/web/srv-1",
        "serviceDetails": {
            "url": "https://api.onrender.com",
            "plan": "0.5c-512mb",
            "region": "frankfurt",
            "runtime": "node",
            "envSpecificDetails": {"buildCommand": "npm ci", "startCommand": "npm start"},
        },
        **changes,
    }


def wrapped(item: str, entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"cursor": f"c{number}", item: entry} for number, entry in enumerate(entries)]
