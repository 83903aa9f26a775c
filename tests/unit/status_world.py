"""Three environments that are up: the vendors emulated in this process, and the states of their last updates.

A test breaks one thing as a person or a vendor would, and looks.
"""

import asyncio
from pathlib import Path
from threading import Lock
from typing import Any

import httpx

from config.stacks import STACKS
from ops.dns.lookup import Answer, Resolver
from ops.doctor.check import Check
from ops.launch.conditions.world import World
from ops.status.known import SERVICES, Known, Object
from ops.status.look import looked
from ops.status.model import PARTS, Status
from tests.unit.accounts_wire import ENVIRON, Accounts, settings
from tests.unit.sandbox_wire import KEYS
from tests.unit.status_made import REPO, made

DAY = 86_400
_RENDER = {"RENDER_API_URL": "http://127.0.0.1/render/v1", "RENDER_API_KEY": KEYS["renderApiKey"]}


class Names(Resolver):
    """A name server under which every name leads where it should, but for `wrong`; `silent`: no answer."""

    def __init__(self) -> None:
        self.wrong: tuple[str, ...] = ()
        self.silent: tuple[str, ...] = ()

    def ask(self, name: str, target: str | None) -> Answer:
        if name in self.silent:
            return Answer(failed="timed out")
        return Answer(cname="elsewhere.example" if name in self.wrong else target)


class Up:
    """What a test can break. `objects`: what the states hold; `files`: the settings."""

    def __init__(self, home: Path, *, is_up: bool = True) -> None:
        self.accounts = Accounts(home)
        self.objects = made().given_to(self.accounts) if is_up else {stack: {} for stack in STACKS}
        self.cloud = self.accounts.wire.cloud
        self.environ = {**ENVIRON, **_RENDER}
        self.files = {stack: settings(stack) for stack in STACKS}
        self.faults: dict[str, str] = {}
        self.standing: dict[str, dict[str, str]] = {}
        self.refreshed: float | None = None
        self.names, self.certificates = Names(), dict[str, float | OSError]()
        self.asked: list[str] = []
        # What a vendor answers under a path that begins so.
        self.instead: dict[str, httpx.Response | httpx.HTTPError] = {}
        self._lock = Lock()

    def push(self, branch: str) -> None:
        """A commit; only Vercel, and what deploys by itself, take notice."""
        self.control("push", {"repo": REPO, "branch": branch})
        self.cloud.clock_offset += 60

    def control(self, what: str, body: Any) -> None:
        """Tell the sandbox something."""
        reply = self.accounts.wire.send("POST", f"/_sandbox/{what}", json=body)
        assert reply.is_success, reply.text

    def atlas(self, method: str, path: str, body: Any) -> None:
        """A request to the Atlas project of production."""
        group = self.files["prod"].atlas.project_id
        with httpx.Client(transport=httpx.MockTransport(self._answer)) as client:
            reply = client.request(
                method,
                f"{ENVIRON['MONGODB_ATLAS_BASE_URL']}/api/atlas/v2/groups/{group}/{path}",
                json=body,
                auth=httpx.DigestAuth(KEYS["atlasPublicKey"], KEYS["atlasPrivateKey"]),
                headers={"Accept": "application/vnd.atlas.2024-08-05+json"},
            )
        assert reply.is_success, reply.text

    def status(self) -> Status:
        """What is seen now."""
        return looked(self.world(), self.state)

    def world(self) -> World:
        """The world as it stands now."""
        made = World(
            self.environ,
            self.files,
            {stack: {} for stack in STACKS},
            transport=httpx.MockTransport(self._answer),
            certificate=lambda host: _or_raised(self.certificates.get(host, self.cloud.now() + 60 * DAY)),
            standing=lambda stack, environ: self.standing.get(stack, {}),
            refreshed=lambda environ: self.refreshed,
            now=self.cloud.now,
        )
        if not made.is_rehearsal:
            vars(made)["resolver"] = self.names
        return made

    def service(self, stack: str, role: str) -> Object:
        """A service as its state has it."""
        return self.objects[stack][SERVICES[role], role]

    def project(self, stack: str) -> str:
        """The name of the Vercel project."""
        return self.files[stack].frontend.project

    def state(self, stack: str) -> Known:
        """What the last update left."""
        fault = self.faults.get(stack)
        return Known(fault=fault) if fault else Known(self.objects[stack])

    def _answer(self, request: httpx.Request) -> httpx.Response:
        host = request.headers["host"]
        where = request.url.raw_path.decode() if host == "127.0.0.1" else f"{host}{request.url.path}"
        for begins, reply in self.instead.items():
            if where.startswith(begins):
                with self._lock:
                    self.asked.append(f"{request.method} {where}")
                said = _or_raised(reply)
                return httpx.Response(said.status_code, headers=said.headers, content=said.content)
        with self._lock:
            self.asked.append(f"{request.method} {where}")
            reply = _sent(self.accounts.wire.app, request)
            if reply.status_code == 401 and "digest" in reply.headers.get("www-authenticate", "").lower():
                # The question of a login is no answer yet.
                self.asked.pop()
        return reply


def places(status: Status) -> set[tuple[str, str, str]]:
    """Where something is not ok: stack, part, state."""
    return {
        (each.stack, name, getattr(each, name).state)
        for each in status.environments
        for name in PARTS
        if getattr(each, name).state != "ok"
    }


def checks(status: Status) -> list[Check]:
    """All that is said of the parts."""
    return [check for each in status.environments for part in each.parts for check in part.checks]


def _sent(app: Any, request: httpx.Request) -> httpx.Response:
    """The reply of an application in this process, without a client, whose start takes longest."""

    async def answer() -> httpx.Response:
        sent = httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        reply = await httpx.ASGITransport(app=app).handle_async_request(sent)
        return httpx.Response(reply.status_code, headers=reply.headers, content=await reply.aread())

    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(answer())
    finally:
        loop.close()


def _or_raised(value: Any) -> Any:
    if isinstance(value, Exception):
        raise value
    return value
