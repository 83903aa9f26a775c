"""Three environments that are up: the vendors emulated in this process, and the states of their last updates.

A test breaks one thing as a person or a vendor would, and looks.
"""

from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import Any

import httpx

from config.contract import derived_values
from config.derived import api_host, key_value_inputs, service_inputs, site_host
from config.settings import Settings
from config.stacks import STACKS
from ops.accounts.matches import ROLES, TYPES, of_role
from ops.dns.lookup import Answer, Resolver
from ops.launch.conditions.world import World
from ops.status.known import Known, Object
from ops.status.look import looked
from ops.status.model import Status
from render import custom_domain, key_values, services
from tests.unit.accounts_wire import ENVIRON, Accounts, settings
from tests.unit.sandbox_wire import KEYS

REPO = "bondigoo-admin/bondigoo-platform"
PASSWORD = "correct horse battery"
DAY = 86_400
_RENDER = {"RENDER_API_URL": "http://127.0.0.1/render/v1", "RENDER_API_KEY": KEYS["renderApiKey"]}
_KINDS = {"api": "WebService", "worker": "BackgroundWorker"}


class Names(Resolver):
    """A name server under which every name leads where it should, but for `wrong`."""

    def __init__(self) -> None:
        self.wrong: tuple[str, ...] = ()

    def ask(self, name: str, target: str | None) -> Answer:
        return Answer(cname="elsewhere.example" if name in self.wrong else target)


class Up:
    """What a test can break. `objects`: what the states hold; `files`: the settings."""

    def __init__(self, home: Path, made: Iterable[str] = STACKS) -> None:
        self.accounts = Accounts(home)
        self.cloud = self.accounts.wire.cloud
        self.cloud.stage_seconds = 0
        self.environ = {**ENVIRON, **_RENDER}
        self.files = {stack: settings(stack) for stack in STACKS}
        self.objects: dict[str, dict[tuple[str, str], Object]] = {stack: {} for stack in STACKS}
        self.faults: dict[str, str] = {}
        self.standing: dict[str, dict[str, str]] = {}
        self.names, self.certificates = Names(), dict[str, float | OSError]()
        self.asked: list[str] = []
        # What a vendor answers under a path that begins so.
        self.instead: dict[str, httpx.Response | httpx.HTTPError] = {}
        self._lock = Lock()
        for stack in made:
            own = self.files[stack]
            self._site(stack, own)
            self._redis(stack, own)
            for role in ROLES:
                self._service(stack, own, role)
        self.cloud.clock_offset += 60
        for stack in made:
            self.push(self.files[stack].branch)

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
            now=self.cloud.now,
        )
        if not made.is_rehearsal:
            vars(made)["resolver"] = self.names
        return made

    def service(self, stack: str, role: str) -> Object:
        """A service as its state has it."""
        return self.objects[stack][_KINDS[role], role]

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
                return httpx.Response(200, content=_or_raised(reply).content)
        with self._lock:
            self.asked.append(f"{request.method} {where}")
            path, headers = request.url.raw_path.decode(), dict(request.headers)
            reply = self.accounts.wire.send(request.method, path, headers=headers, content=request.content)
            if reply.status_code == 401 and "digest" in reply.headers.get("www-authenticate", "").lower():
                # The question of a login is no answer yet.
                self.asked.pop()
        return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)

    def _keep(self, stack: str, kind: str, named: str, id_: str, **inputs: Any) -> None:
        self.objects[stack][kind, named] = Object(id_, inputs, inputs)

    def _site(self, stack: str, own: Settings) -> None:
        mode, vercel, name = own.frontend.mode, self.accounts.vercel, own.frontend.project
        if mode == "own":
            git = {"type": "github", "repo": REPO}
            project = {"name": name, "gitRepository": git, "framework": "create-react-app"}
            made = vercel("POST", "/v8/projects", project)
            vercel("PATCH", f"/v9/projects/{name}/branch", {"branch": own.branch})
            self._keep(stack, "Project", "frontend", made["id"], name=name, framework="create-react-app")
        branch = {} if mode == "own" else {"gitBranch": own.branch}
        target = "production" if mode == "own" else "preview"
        vercel("POST", f"/v10/projects/{name}/domains", {"name": site_host(own), **branch})
        self._keep(stack, "ProjectDomain", "frontend", site_host(own))
        for key, value in derived_values(own, "frontend").items():
            body = {"key": key, "value": value, "target": [target], "type": "encrypted", **branch}
            row = vercel("POST", f"/v10/projects/{name}/env", body)["created"]
            inputs = {"key": key, "value": value, "targets": [target], **branch}
            self._keep(stack, "ProjectEnvironmentVariable", key, row["id"], **inputs)

    def _redis(self, stack: str, own: Settings) -> None:
        if own.redis.mode != "dedicated":
            return
        wanted = _given(key_value_inputs(own, own.redis))
        made, _ = key_values.create(self.accounts.render, {**wanted, "maxmemory_policy": "noeviction"})
        self._keep(stack, "KeyValue", "redis", made, **wanted, maxmemory_policy="noeviction")

    def _service(self, stack: str, own: Settings, role: Any) -> None:
        env = {**derived_values(own, role), "JWT_SECRET": f"{PASSWORD} of {stack}", "LOG_LEVEL": "info"}
        # Only the API's own route is asked for.
        wanted = {**_given(service_inputs(own, of_role(own, role))), "env": env, "auto_deploy_trigger": "off"}
        made, outputs = services.create(self.accounts.render, TYPES[role], wanted)
        self.objects[stack][_KINDS[role], role] = Object(made, wanted, outputs)
        self.objects[stack]["Deploy", role] = Object(made, {}, {"revision": outputs["revision"]})
        if role == "api":
            custom_domain.attach(self.accounts.render, {"service_id": made, "name": api_host(own)})


def _given(inputs: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in inputs.items() if value is not None}


def _or_raised(value: Any) -> Any:
    if isinstance(value, Exception):
        raise value
    return value
