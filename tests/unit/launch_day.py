"""Production as a launch meets it: emulated vendors in this process, and a Pulumi that writes to them."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from config.parse import read_stack_file
from ops import smoke_site
from ops.ci.preview import Change, Preview
from ops.commands import InputError
from ops.doctor.check import Check
from ops.launch import go, production, rollback, watch
from ops.launch.conditions import world as conditions_world
from ops.operation import engine, visitors
from ops.operation.journal import Journal
from ops.operation.phases import Account
from tests.companies import BONDIGOO
from tests.unit.accounts_wire import Accounts

REPO = "bondigoo-admin/bondigoo-platform"
PROJECT, SITE, API = "bondigoo-platform-prod", "www.bondigoo.ch", "api.bondigoo.ch"
GATE = "REACT_APP_LAUNCHED"
VARIABLE = Change("vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable", GATE, "update")
DEPLOYMENT = Change("vercel:index/deployment:Deployment", "frontend", "replace")
SMOKE = Change("command:local:Command", "smoke", "update")
CLOSED, OPEN = (
    {"file": False, "Vercel": False, "page": "pre-launch"},
    {
        "file": True,
        "Vercel": True,
        "page": "application",
    },
)


class World:
    """Production before its launch; each step of the clock is at once, and each look a visitor's last."""

    def __init__(self, home: Path, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self.accounts = Accounts(home / "cloud")
        self.cloud = self.accounts.wire.cloud
        self.checks = [Check("ok", "prod", "everything", "is well")]
        self.other_changes: tuple[Change, ...] = ()
        self.at_deployment: Callable[[], object] = lambda: None
        self.at_rollback: Callable[[], object] = lambda: None
        self._files(home, patch)
        self._vendors(patch)
        self.state: dict[str, Any] = {"value": "false", "revision": 0, "built": ("false", 0)}
        self.state["deployment"] = self._build()
        self._patched(patch)

    def _files(self, home: Path, patch: pytest.MonkeyPatch) -> None:
        patch.chdir(home)
        for file in BONDIGOO.glob("Pulumi*.yaml"):
            shutil.copy(file, home)
        patch.setenv("SANDBOX_DIR", str(home / "sandbox"))
        patch.setenv("SANDBOX_EDGE_URL", "http://127.0.0.1")

    def _vendors(self, patch: pytest.MonkeyPatch) -> None:
        self.accounts.used_by(patch)
        git = {"type": "github", "repo": REPO}
        made = self.accounts.vercel(
            "POST", "/v8/projects", {"name": PROJECT, "gitRepository": git, "framework": "create-react-app"}
        )
        self.project = made["id"]
        self.accounts.vercel("POST", f"/v10/projects/{self.project}/domains", {"name": SITE})
        for key, value in ((GATE, "false"), ("REACT_APP_API_URL", f"https://{API}")):
            body = {"key": key, "value": value, "target": ["production"], "type": "encrypted"}
            self.accounts.vercel("POST", f"/v10/projects/{self.project}/env", body)
        self.service = self.accounts.service(
            "bondigoo-api-prod", envVars=[{"key": "CORS_ORIGIN", "value": f"https://{SITE}"}]
        )
        path = f"/services/{self.service['id']}/custom-domains"
        assert self.accounts.wire.render("POST", path, {"name": API}).is_success
        self.cloud.stage_seconds = 0

    def _patched(self, patch: pytest.MonkeyPatch) -> None:
        transport = self.accounts.transport
        patch.setattr(visitors, "_client", lambda environ: httpx.Client(transport=transport))
        patch.setattr(watch, "_EACH", 3600.0)
        patch.setattr(watch, "_DEADLINE", 0.0)
        patch.setattr(go, "_PATIENCE", 0.0)
        patch.setattr(conditions_world.World, "here", lambda environ: None)
        patch.setattr(go, "looked_at", lambda stack, world: iter(self.checks))
        patch.setattr(go, "goes_round", lambda stack, environ: None)
        patch.setattr(engine, "previewed", self._preview)
        patch.setattr(engine, "update", self._update)
        patch.setattr(engine, "unlocked", lambda stack: None)
        patch.setattr(production, "exported", lambda stack: self._exported())

    def _exported(self) -> dict[str, Any]:
        resource = {"type": "vercel:index/deployment:Deployment", "id": self.state["deployment"]}
        return {"deployment": {"resources": [resource]}}

    def _preview(self, stack: str) -> Preview:
        differs = _word(read_stack_file(Path(), stack).launched) != self.state["value"]
        changes = (VARIABLE, DEPLOYMENT, SMOKE) if differs else ()
        return Preview((*changes, *self.other_changes), (), (), frozen=False)

    def _update(self, stack: str) -> None:
        """What the program does in its order; each step is in the state when its reply has come."""
        wanted, record = _word(read_stack_file(Path(), stack).launched), self.variable()
        revision = (record["revision"] + 1) if record["value"] != wanted else record["revision"]
        if (wanted, revision) != (self.state["value"], self.state["revision"]):
            body = {"value": wanted, "comment": f"revision {revision}"}
            self._written("PATCH", f"/v10/projects/{self.project}/env/{record['id']}", body)
            self.state.update(value=wanted, revision=revision)
        if self.state["built"] != (wanted, revision):
            self.state.update(deployment=self._build(), built=(wanted, revision))
        is_back = self.accounts.vercel("GET", f"/v9/projects/{self.project}")["lastRollbackTarget"]
        (self.at_rollback if is_back else self.at_deployment)()
        settings = read_stack_file(Path(), stack)
        if faults := visitors.Browser().faults(settings, ("site", "api"), smoke_site.site_of(settings), 0.0):
            raise InputError(f"smoke: {faults[0]}")

    def _build(self) -> str:
        org, repo = REPO.split("/")
        source = {"type": "github", "org": org, "repo": repo, "ref": "main"}
        body = {"project": self.project, "name": self.project, "gitSource": source, "target": "production"}
        made = self._written("POST", "/v12/now/deployments", body)
        self.cloud.clock_offset += 1
        shown = self.accounts.vercel("GET", f"/v13/deployments/{made['id']}")
        if shown["readyState"] != "READY":
            raise InputError(f"the deployment ended as {shown['readyState']}")
        return str(made["id"])

    def _written(self, method: str, path: str, body: dict[str, Any]) -> Any:
        try:
            return self.accounts.vercel(method, path, body)
        except httpx.HTTPError as error:
            raise InputError(f"{method} {path}: {error}") from None

    def variable(self) -> dict[str, Any]:
        """The gate's variable at Vercel: id, value, revision."""
        rows = self.accounts.vercel("GET", f"/v8/projects/{self.project}/env")["envs"]
        (found,) = [row["id"] for row in rows if row["key"] == GATE]
        row = self.accounts.vercel("GET", f"/v10/projects/{self.project}/env/{found}")
        revision = int((row.get("comment") or "revision 0").removeprefix("revision "))
        return {"id": found, "value": row["value"], "revision": revision}

    def served(self) -> str:
        """The deployment that visitors get."""
        return str(self.accounts.vercel("GET", f"/v13/deployments/{SITE}")["id"])

    def stands(self) -> dict[str, Any]:
        """What file, Vercel and visitors say; that the state, too, says so and is served is held here."""
        value, served = self.variable()["value"], self.served()
        project = self.accounts.vercel("GET", f"/v9/projects/{self.project}")
        assert (self.state["value"], self.state["deployment"]) == (value, served)
        assert project["lastRollbackTarget"] is None
        file = read_stack_file(Path(), "prod")
        page = visitors.Browser().look(file).page
        return {"file": file.launched, "Vercel": value == "true", "page": page}

    def push(self) -> str:
        """Push to the branch; returns the id of production's build, which is ready."""
        reply = self.accounts.wire.send("POST", "/_sandbox/push", json={"repo": REPO, "branch": "main"})
        (made,) = [each["id"] for each in reply.json()["deployments"] if each["target"] == "production"]
        self.cloud.clock_offset += 1
        return str(made)

    def control(self, path: str, body: Any) -> None:
        """Tell the sandbox something."""
        assert self.accounts.wire.send("POST", f"/_sandbox/{path}", json=body).is_success

    def lose(self, method: str, path: str) -> None:
        """The next reply to such a request is lost."""
        self.control("faults", [_lost(method, path)])

    def set_cors(self, origin: str) -> None:
        """What the API lets in from now on."""
        self.cloud.render["services"][self.service["id"]]["_live"]["env"]["CORS_ORIGIN"] = origin

    def hide_gate(self) -> None:
        """Have the site's pages say nothing of the gate, as of an application that does not print it."""
        opened = smoke_site.opened

        def without(*asked: Any) -> Any:
            url, page = opened(*asked)
            page.said.pop("launched")
            return url, page

        self._patch.setattr(visitors, "opened", without)

    def edit(self, change: Callable[[dict[str, Any]], object]) -> None:
        """Change production's file."""
        file = Path("Pulumi.prod.yaml")
        document = yaml.safe_load(file.read_text())
        change(document["config"])
        file.write_text(yaml.safe_dump(document, sort_keys=False))

    def go(self, ask: bool = False) -> tuple[Account, int]:
        """`ops launch go`."""
        return go.launched("prod", ask=ask)

    def back(self, to: str | None = None) -> Account:
        """`ops launch rollback`."""
        return rollback.back("prod", to, ask=False)

    @property
    def journal(self) -> Journal:
        """Of both."""
        return Journal(Path("sandbox/.operations/launch-prod.json"))


def _lost(method: str, path: str) -> dict[str, Any]:
    return {"kind": "cut_after", "times": 1, "service": "vercel", "method": method, "path": path}


def _word(launched: bool) -> str:
    return json.dumps(launched)


def refused(world: World, do: Callable[[], object], kind: type[InputError] = InputError) -> str:
    """Why something was refused, with the file as it was and not a write at Vercel."""
    file, before = Path("Pulumi.prod.yaml"), len(world.cloud.requests)
    text = file.read_text()
    with pytest.raises(kind) as caught:
        do()
    assert type(caught.value) is kind
    assert file.read_text() == text
    assert {each["method"] for each in list(world.cloud.requests)[before:]} <= {"GET"}
    return str(caught.value)
