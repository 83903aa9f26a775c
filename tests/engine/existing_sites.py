"""A program of front ends alone over projects that people have at Vercel, in a sandbox."""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from config.parse import read_stack_file
from ops.accounts import vercel
from ops.adopt import site
from ops.adopt.edits import applied
from ops.state import State
from tests.companies import BONDIGOO
from tests.engine.existing_projects import PASSWORD, Existing
from tests.engine.existing_world import REPO, TEAM
from tests.engine.rehearsal import ROOT, Done, Rehearsal, finished

PROGRAM = Path(__file__).with_name("adopted_sites")


class Sites:
    """Projects made by hand under `projects`, and the program that takes them over, a stack file for each."""

    def __init__(self, rehearsal: Rehearsal, folder: Path, projects: Mapping[str, Existing]) -> None:
        self.rehearsal, self.folder, self.projects = rehearsal, folder, projects
        rehearsal.start()
        shutil.copytree(PROGRAM, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / ".venv").symlink_to(ROOT / ".venv")
        self.ids = {name: self._made(name, project) for name, project in projects.items()}
        self.said = {name: self._adopted(name) for name in projects}
        self.pulumi("stack", "init").ok()

    def pulumi(self, *words: str) -> Done:
        """`pulumi …` over the program."""
        checkout = {"CHECKOUT": str(self.rehearsal.home.project), "SITE_PASSWORD": PASSWORD}
        command = ["pulumi", *words, "--stack", self.folder.name, "--non-interactive"]
        return finished(command, self.folder, {**self.rehearsal.environment(), **checkout})

    def up(self, *words: str) -> Done:
        """`pulumi up` without the preview before it."""
        return self.pulumi("up", "--yes", "--skip-preview", *words)

    def live(self, name: str) -> dict[str, Any]:
        """A project as the cloud has it, with the password that nobody is shown, without its contents."""
        project = self._cloud()["projects"][self.ids[name]]
        return {key: value for key, value in project.items() if not key.startswith("_")}

    def variable(self, name: str) -> dict[str, Any]:
        """The only variable of a project."""
        (found,) = self._cloud()["projects"][self.ids[name]]["_env"]
        return dict(found)

    def deployments(self, name: str) -> int:
        """How many there are of a project."""
        found = self._cloud().get("deployments", {}).values()
        return sum(deployment["projectId"] == self.ids[name] for deployment in found)

    def edit(self, name: str, change: Callable[[dict[str, Any]], object]) -> None:
        """Change the keys of a stack file."""
        file = self.folder / "sites" / name / "Pulumi.prod.yaml"
        document = yaml.safe_load(file.read_text())
        change(document["config"])
        file.write_text(yaml.safe_dump(document, sort_keys=False))

    def change(self, name: str, settings: Mapping[str, Any]) -> None:
        """What a person changes at Vercel."""
        self._send("PATCH", f"/v9/projects/{self.ids[name]}", dict(settings))

    def _made(self, name: str, project: Existing) -> str:
        body = {"name": project.name or f"{name}-app", "gitRepository": {"type": "github", "repo": REPO}}
        identity = str(self._send("POST", "/v8/projects", body)["id"])
        self._send("PATCH", f"/v9/projects/{identity}", project.live)
        self._send("POST", f"/v10/projects/{identity}/domains", {"name": f"{name}.example.org"})
        kind = "sensitive" if project.sensitive else "encrypted"
        variable = {"key": key_of(name), "value": "by hand", "target": ["production"], "type": kind}
        self._send("POST", f"/v10/projects/{identity}/env", variable)
        return identity

    def _adopted(self, name: str) -> tuple[str, ...]:
        """Write a stack file, let `ops adopt` edit it, choose what a person has to choose."""
        folder = self.folder / "sites" / name
        folder.mkdir(parents=True)
        (folder / "Pulumi.yaml").write_text("name: adopted-sites\nruntime: python\n")
        file = folder / "Pulumi.prod.yaml"
        file.write_text(stack_file(name))
        entry = self.rehearsal.status["vercel"]
        account = vercel.connect(TEAM, {"VERCEL_API_TOKEN": entry["token"], "VERCEL_API_URL": entry["url"]})
        plan = site.plan(account, read_stack_file(folder, "prod"), State())
        file.write_text(applied(file.name, file.read_text(), plan.edits))
        self.edit(name, lambda config: config["frontend"].update(self.projects[name].chosen))
        return plan.lines

    def _cloud(self) -> dict[str, Any]:
        return dict(json.loads((self.rehearsal.home.path / "cloud.json").read_text())["vercel"])

    def _send(self, method: str, path: str, body: Any) -> Any:
        return self.rehearsal.send(method, "vercel", f"{path}?teamId={TEAM}", body)


def key_of(name: str) -> str:
    """The variable of a site: in one program, resources of one type have different names."""
    return f"REACT_APP_API_URL_{name.upper().replace('-', '_')}"


def stack_file(name: str) -> str:
    """Production's, for another site with one variable."""
    document = yaml.safe_load((BONDIGOO / "Pulumi.prod.yaml").read_text())
    config = document["config"]
    config.update(frontendUrl=f"https://{name}.example.org", corsOrigins=[f"https://{name}.example.org"])
    unwanted = dict.fromkeys(("LAUNCHED", "FRONTEND_URL", "CLOUDINARY_CLOUD_NAME"), "none")
    config["frontend"].update(project=f"site-{name}", names={"API_URL": key_of(name), **unwanted})
    return str(yaml.safe_dump(document, sort_keys=False))
