"""A rehearsal of the Render provider alone: real `pulumi`, the local cloud, a program of a few resources."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox import process
from sandbox.environment import command_environment
from sandbox.home import Home
from sandbox.lease import end_commands
from tests.engine.loopback import HTTP
from tests.engine.rehearsal import ANSI, ROOT, Done
from toolchain import pulumi_bin

PROGRAM = Path(__file__).with_name("render_only")
OWNER = "tea-00000000000000000000"
STACK = "first"

SERVICE: dict[str, Any] = {
    "owner_id": OWNER,
    "region": "frankfurt",
    "repo": "https://github.com/example/shop",
    "branch": "main",
    "runtime": "node",
    "plan": "starter",
    "build_command": "npm ci",
    "auto_deploy_trigger": "checksPass",
}
API: dict[str, Any] = {
    **SERVICE,
    "name": "shop-api",
    "start_command": "node server.js",
    "health_check_path": "/",
    "env": {"NODE_ENV": "production", "ORIGIN": "https://shop.example.org"},
    "secret_env": {"TOKEN": "api-token-of-a-rehearsal"},
}
WORKER: dict[str, Any] = {
    **SERVICE,
    "name": "shop-worker",
    "start_command": "node worker.js",
    "max_shutdown_delay_seconds": 120,
    "env": {"NODE_ENV": "production"},
    "secret_env": {"TOKEN": "worker-token-of-a-rehearsal"},
}
REDIS: dict[str, Any] = {
    "name": "shop-redis",
    "owner_id": OWNER,
    "region": "frankfurt",
    "plan": "starter",
    "ip_allow_list": [{"cidr_block": "203.0.113.0/24", "description": "office"}],
}
DOMAIN: dict[str, Any] = {"name": "api.shop.example.org"}


def everything() -> dict[str, Any]:
    """One of each: Redis, API with a domain, worker, a deploy each. A fresh copy to change."""
    whole = {"redis": REDIS, "api": API, "domain": DOMAIN, "worker": WORKER}
    return dict(json.loads(json.dumps(whole)))


@dataclass
class RenderOnly:
    """Runs `pulumi` over `wanted` in a sandbox under `folder`; `render` is the provider's package."""

    folder: Path
    wanted: dict[str, Any]
    render: Path = ROOT / "render"
    home: Home = field(init=False)

    def __post_init__(self) -> None:
        self.home = Home(self.folder / ".sandbox", self.folder)

    def start(self, stack: bool = True) -> "RenderOnly":
        """Start the cloud with one empty workspace, and make the stack."""
        self.home.prepare()
        self.home.project.mkdir(parents=True)
        (self.folder / ".venv").symlink_to(ROOT / ".venv")
        for name in ("Pulumi.yaml", "__main__.py"):
            (self.home.project / name).write_text((PROGRAM / name).read_text())
        self.go_on()
        self.control("seed", [{"render": {"ownerId": OWNER}}])
        if stack:
            self.pulumi("stack", "init", STACK).ok()
        return self

    def go_on(self) -> "RenderOnly":
        """Start the cloud as it was left, over the code as it is."""
        for name, target in (("render", self.render), (".venv", ROOT / ".venv")):
            (self.home.project / name).symlink_to(target)
        process.start(self.home)
        return self

    def stop(self) -> None:
        """Stop the cloud, and what a killed `pulumi` has left: its providers outlive it."""
        process.stop(self.home)
        end_commands(self.home)

    def begin(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start `pulumi …` over what is wanted now, in a process group of its own."""
        (self.home.project / "wanted.json").write_text(json.dumps(self.wanted))
        return subprocess.Popen(
            ["pulumi", *arguments, "--non-interactive"],
            cwd=self.home.project,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def environment(self) -> dict[str, str]:
        """The process environment of `pulumi`."""
        own = command_environment(self.home, {}, str(pulumi_bin()))
        return {**own, "PATH": f"{Path(sys.executable).parent}:{own['PATH']}"}

    def pulumi(self, *arguments: str) -> Done:
        """`pulumi …`, to its end."""
        running = self.begin(*arguments)
        try:
            text, _ = running.communicate(timeout=300)
        finally:
            if running.poll() is None:
                running.send_signal(signal.SIGKILL)
        return Done(running.returncode, ANSI.sub("", text))

    def up(self) -> Done:
        """`pulumi up`, without the preview before it."""
        return self.pulumi("up", "--stack", STACK, "--yes", "--skip-preview")

    def preview(self, *options: str) -> Done:
        """`pulumi preview`."""
        return self.pulumi("preview", "--stack", STACK, *options)

    def refresh(self) -> Done:
        """`pulumi refresh`."""
        return self.pulumi("refresh", "--stack", STACK, "--yes", "--skip-preview")

    def destroy(self) -> Done:
        """`pulumi destroy`."""
        return self.pulumi("destroy", "--stack", STACK, "--yes", "--skip-preview")

    def control(self, path: str, body: Any = None) -> Any:
        """Ask the sandbox itself, or tell it something."""
        url = f"{self.home.url}/_sandbox/{path}"
        answer = HTTP.get(url) if body is None else HTTP.post(url, json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def api(self, method: str, path: str, body: Any = None) -> Any:
        """A request to the emulated Render, as a person with the dashboard would cause it."""
        answer = HTTP.request(
            method,
            f"{self.home.url}/render/v1{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.home.credentials['renderApiKey']}"},
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def services(self) -> dict[str, dict[str, Any]]:
        """All services by name."""
        return {row["service"]["name"]: row["service"] for row in self.api("GET", "/services?limit=100")}

    def key_values(self) -> list[dict[str, Any]]:
        """All Key Value instances."""
        return [row["keyValue"] for row in self.api("GET", "/key-value?limit=100")]

    def domains(self, service: str) -> list[dict[str, Any]]:
        """The custom domains of a service."""
        path = f"/services/{self.services()[service]['id']}/custom-domains?limit=100"
        return [row["customDomain"] for row in self.api("GET", path)]

    def variables(self, service: str) -> dict[str, str]:
        """The variables of a service, in clear."""
        path = f"/services/{self.services()[service]['id']}/env-vars?limit=100"
        page, found = self.api("GET", path), {}
        while page:
            found.update({row["envVar"]["key"]: row["envVar"]["value"] for row in page})
            page = self.api("GET", f"{path}&cursor={page[-1]['cursor']}")
        return found

    def deploys(self, service: str) -> list[dict[str, Any]]:
        """The deploys of a service, newest first."""
        rows = self.api("GET", f"/services/{self.services()[service]['id']}/deploys?limit=100")
        return [row["deploy"] for row in rows]

    def writes_during(self, action: Callable[[], object]) -> list[str]:
        """The writing requests that `action` caused, as `METHOD path` with names in place of ids."""
        before = len(self.control("requests"))
        action()
        seen = [r for r in self.control("requests")[before:] if r["service"] == "render"]
        return [f"{r['method']} {self._named(r['path'])}" for r in seen if r["method"] != "GET"]

    def _named(self, path: str) -> str:
        redis = {item["name"]: item for item in self.key_values()}
        for name, found in {**self.services(), **redis}.items():
            path = path.replace(found["id"], name)
        return path.removeprefix("/v1")
