"""Production as a rollback meets it: vendors emulated in this process, a stack file, a Pulumi that notes."""

import argparse
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest

from config.parse import read_stack_file
from ops import rollback
from ops.ci.preview import Change, Key, Preview
from ops.operation import engine, visitors
from ops.operation.journal import Journal
from render.client import RenderClient
from tests.companies import BONDIGOO
from tests.unit.accounts_wire import TEAM, Accounts
from tests.unit.sandbox_wire import KEYS

REPO = "bondigoo-admin/bondigoo-platform"
PROJECT = "bondigoo-platform-prod"
SITE = "www.bondigoo.ch"
ROLES = ("api", "worker")


def run(*words: str, stack: str = "prod") -> int:
    """`ops rollback` with these words."""
    parser = argparse.ArgumentParser()
    rollback.add_arguments(parser)
    return rollback.run(parser.parse_args([*words, "--stack", stack]))


def back(*words: str) -> int:
    """The same, and nobody is asked."""
    return run(*words, "--yes")


def done() -> int:
    """`ops rollback --done`."""
    return back("--done")


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "World":
    """Production with two releases behind it."""
    return World(tmp_path, monkeypatch)


class World:
    """Two releases of production, `First` and `Second`; each step of the clock is at once."""

    def __init__(self, home: Path, patch: pytest.MonkeyPatch) -> None:
        self.accounts = Accounts(home / "cloud")
        self.cloud = self.accounts.wire.cloud
        self.cloud.stage_seconds = 0
        self.updates: list[bool] = []
        self.other_changes: tuple[Change, ...] = ()
        self.faults: list[str] = []
        self._pulumi(patch)
        self._vendors(patch)
        for file in BONDIGOO.glob("Pulumi*.yaml"):
            shutil.copy(file, home)
        patch.chdir(home)
        self.state_frozen = False

    def _vendors(self, patch: pytest.MonkeyPatch) -> None:
        self.accounts.used_by(patch)
        transport = self.accounts.transport
        client = RenderClient(
            "http://127.0.0.1/render/v1", KEYS["renderApiKey"], transport=transport, sleep=self.wait
        )
        patch.setattr(rollback, "from_environment", lambda environ: client)
        patch.setattr(visitors.Browser, "faults", lambda *asked: list(self.faults))
        git = {"type": "github", "repo": REPO}
        patch.setattr(visitors, "_client", lambda environ: httpx.Client(transport=transport))
        project = {"name": PROJECT, "gitRepository": git, "framework": "create-react-app"}
        made = self.accounts.vercel("POST", "/v8/projects", project)
        self.project = made["id"]
        self.accounts.vercel("POST", f"/v10/projects/{self.project}/domains", {"name": SITE})
        self.gate = self.accounts.vercel("POST", f"/v10/projects/{self.project}/env", _gate("false"))
        self.wait(1)
        self.services = {
            role: self.accounts.service(f"bondigoo-{role}-prod", autoDeployTrigger="checksPass", **kind)
            for role, kind in (("api", {}), ("worker", {"type": "background_worker"}))
        }
        self.push("First")
        self.push("Second")

    def _pulumi(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(engine, "previewed", lambda stack: self._preview(stack))
        patch.setattr(engine, "update", lambda stack: self.update(stack))
        patch.setattr(engine, "unlocked", lambda stack: self.updates.append(False))

    def _preview(self, stack: str) -> Preview:
        differs = read_stack_file(Path(), stack).freeze != self.state_frozen
        change = Change(
            "pulumi-python:dynamic/render:WebService", "api", "update", (Key("auto_deploy_trigger"),)
        )
        return Preview((*([change] if differs else []), *self.other_changes), (), (), frozen=False)

    def update(self, stack: str) -> None:
        wanted = read_stack_file(Path(), stack).freeze
        self.updates.append(wanted)
        # Pulumi writes what differs from its state, whatever a vendor has.
        if wanted != self.state_frozen:
            for role in ROLES:
                self.pushes(role, "off" if wanted else "checksPass")
        self.state_frozen = wanted

    def wait(self, seconds: float) -> None:
        self.cloud.clock_offset += seconds

    def push(self, message: str) -> None:
        body = {"repo": REPO, "branch": "main", "message": message}
        self.control("push", body)
        self.wait(60)

    def turn(self, value: str) -> None:
        """Write another value of the launch gate, which what is pushed from then on has."""
        path = f"/v10/projects/{self.project}/env/{self.gate['created']['id']}"
        self.accounts.vercel("PATCH", path, {"value": value})
        self.wait(1)

    def pushes(self, role: str, trigger: str) -> None:
        """Set what a service does with pushes."""
        self.cloud.render["services"][self.services[role]["id"]]["autoDeployTrigger"] = trigger

    def trigger(self, role: str) -> str:
        """What a service does with pushes."""
        path = f"/services/{self.services[role]['id']}"
        return str(self.accounts.wire.render("GET", path).json()["autoDeployTrigger"])

    def deploys(self, role: str) -> list[dict[str, Any]]:
        """The deploys of a service, newest first."""
        path = f"/services/{self.services[role]['id']}/deploys"
        return [entry["deploy"] for entry in self.accounts.wire.render("GET", path).json()]

    def deployments(self) -> list[dict[str, Any]]:
        """The site's deployments, newest first."""
        path = f"/v6/deployments?projectId={self.project}&target=production&teamId={TEAM}"
        return list(self.accounts.vercel("GET", path)["deployments"])

    def seen(self, part: str) -> str:
        """The message of the commit that visitors get, or that a service runs."""
        if part == "site":
            shown = self.accounts.vercel("GET", f"/v13/deployments/{SITE}")
            return str(shown["meta"]["githubCommitMessage"])
        return next(str(d["commit"]["message"]) for d in self.deploys(part) if d["status"] == "live")

    def fault(self, *rules: dict[str, Any]) -> None:
        """Put these faults into force."""
        self.control("faults", list(rules))

    def control(self, what: str, body: Any) -> None:
        """Tell the sandbox something."""
        assert self.accounts.wire.send("POST", f"/_sandbox/{what}", json=body).is_success

    @property
    def file(self) -> str:
        return Path("Pulumi.prod.yaml").read_text()

    @property
    def journal(self) -> Journal:
        return Journal(Path(".operations/rollback-prod.json"))


def _gate(value: str) -> dict[str, Any]:
    return {"key": "REACT_APP_LAUNCHED", "value": value, "target": ["production"], "type": "encrypted"}
