"""One rehearsal: a copy of the repository in a folder of its own, with a sandbox of its own."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import psutil
import yaml

from sandbox import process
from sandbox.home import Home
from sandbox.session import prepare, status
from tests.companies import BONDIGOO
from tests.engine.loopback import HTTP, until

ROOT = Path(__file__).resolve().parents[2]
# What git says in a checkout: author, message and a remote whose URL lets in.
AUTHOR, EMAIL, MESSAGE = "Ada of the checkout", "ada@checkout.invalid", "What only the checkout knows"
LETS_IN = "made-up-token"
REMOTE = f"https://ada:{LETS_IN}@git.checkout.invalid/infra.git"
ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Done:
    """What a command printed (standard output and error in one) and its exit code."""

    code: int
    text: str

    def ok(self) -> "Done":
        """The same, if the command succeeded."""
        assert self.code == 0, self.text
        return self


@dataclass(frozen=True)
class Rehearsal:
    """Runs the commands a person would type, in a checkout under `folder`."""

    folder: Path

    @classmethod
    def make(cls, folder: Path, company: Path | None = BONDIGOO) -> "Rehearsal":
        """A Git checkout of the repository as it is now, sharing only the virtual environment.

        `company`: whose stack files it has, None for the repository's own.
        """
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.split(b"\0")
        for name in filter(None, (entry.decode() for entry in listed)):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        for file in company.glob("Pulumi*.yaml") if company else ():
            shutil.copy2(file, folder)
        (folder / ".venv").symlink_to(ROOT / ".venv")
        identity = ["-c", f"user.name={AUTHOR}", "-c", f"user.email={EMAIL}"]
        for words in (
            ["init", "-q"],
            ["remote", "add", "origin", REMOTE],
            ["add", "-A"],
            [*identity, "commit", "-q", "-m", MESSAGE],
        ):
            subprocess.run(["git", *words], cwd=folder, check=True)
        return cls(folder)

    def sandbox(self, *arguments: str, environ: dict[str, str] | None = None) -> Done:
        """`python -m sandbox …`."""
        return self.command(sys.executable, "-m", "sandbox", *arguments, environ=environ)

    def command(self, *words: str, environ: dict[str, str] | None = None) -> Done:
        """Any command in the checkout."""
        return finished(words, self.folder, {**_outside_make(), **(environ or {})})

    @property
    def home(self) -> Home:
        """The folder of the sandbox."""
        return Home(self.folder / ".sandbox", self.folder)

    def start(self) -> None:
        """Do what `sandbox run` does before its command."""
        prepare(self.home)

    def stop(self) -> None:
        """Do what `sandbox stop` does."""
        process.stop(self.home)

    def run(self, *words: str, unset: Sequence[str] = ()) -> Done:
        """Any command in the sandbox, without the process in between that `sandbox run` would be."""
        kept = {name: value for name, value in self.environment().items() if name not in unset}
        return finished(words, self.home.project, kept)

    def environment(self) -> dict[str, str]:
        """What a command in the sandbox finds in its environment; the sandbox runs."""
        return dict(prepare(self.home).environment)

    def ops(self, *words: str) -> Done:
        """`python -m ops …` in the sandbox."""
        return self.run("python", "-m", "ops", *words)

    def pulumi(self, *arguments: str, unset: Sequence[str] = ()) -> Done:
        """`pulumi …` in the sandbox."""
        return self.run("pulumi", *arguments, "--non-interactive", unset=unset)

    def up(self, stack: str) -> Done:
        """`pulumi up` of a stack that exists, without the preview before it."""
        return self.pulumi("up", "--stack", stack, "--yes", "--skip-preview")

    def edit(self, stack: str, change: Callable[[dict[str, Any]], object]) -> None:
        """Change one stack file of the checkout."""
        file = self.folder / f"Pulumi.{stack}.yaml"
        document = yaml.safe_load(file.read_text())
        change(document["config"])
        file.write_text(yaml.safe_dump(document, sort_keys=False))

    def git_status(self) -> str:
        """What `git status --porcelain` prints: nothing, when nothing tracked was touched."""
        command = ["git", "status", "--porcelain"]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=True).stdout

    def processes(self) -> list[str]:
        """The command lines of all processes that name this folder."""
        return [command for command in command_lines() if str(self.folder) in command]

    @cached_property
    def status(self) -> dict[str, Any]:
        """What `python -m sandbox status --json` says."""
        return status(self.home)

    def secrets(self) -> dict[str, str]:
        """Every secret value that the rehearsal made up, by the name of its process variable."""
        return dict(json.loads((self.folder / ".sandbox" / "secrets.json").read_text()))

    def render(self, path: str) -> Any:
        """GET from the emulated Render."""
        return self.send("GET", "render", path)

    def service(self, name: str) -> dict[str, Any]:
        """The Render service of this exact name."""
        found = [item["service"] for item in self.render(f"/services?name={name}&limit=100")]
        (exact,) = [service for service in found if service["name"] == name]
        return dict(exact)

    def variables(self, name: str) -> dict[str, str]:
        """Every variable of the Render service of this name, in clear."""
        rows = self.render(f"/services/{self.service(name)['id']}/env-vars?limit=100")
        return {row["envVar"]["key"]: row["envVar"]["value"] for row in rows}

    def set_by_hand(self, name: str, key: str, value: str) -> None:
        """Do what a person does in Render's UI: set one variable of a service."""
        path = f"/services/{self.service(name)['id']}/env-vars/{key}"
        self.send("PUT", "render", path, {"value": value})

    def vercel(self, path: str) -> Any:
        """GET from the emulated Vercel."""
        return self.send("GET", "vercel", path)

    def project(self, name: str) -> "Project":
        """The emulated Vercel project of this name."""
        return Project(self, name, self.status["vercel"]["teams"][0])

    def send(self, method: str, vendor: str, path: str, body: Any = None) -> Any:
        """A request to the emulated `render` or `vercel`, as a person with the dashboard would cause it."""
        entry = self.status[vendor]
        answer = HTTP.request(
            method,
            entry["url"] + path,
            json=body,
            headers={"Authorization": f"Bearer {entry['token']}"},
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def atlas(self, method: str, path: str, body: Any = None) -> Any:
        """A request to the emulated Atlas, `path` below its projects, as a person would cause it."""
        entry = self.status["atlas"]
        auth = httpx.DigestAuth(entry["publicKey"], entry["privateKey"])
        headers = {"Accept": "application/vnd.atlas.2024-08-05+json"}
        url = f"{entry['url']}/api/atlas/v2/groups/{path}"
        answer = HTTP.request(method, url, json=body, auth=auth, headers=headers)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def edge(self, host: str, method: str = "GET", **headers: str) -> httpx.Response:
        """Ask the edge as a browser would ask `host`."""
        return HTTP.request(method, self.status["edge"]["url"], headers={"Host": host, **headers})

    def control(self, path: str, **body: Any) -> Any:
        """Ask or tell the sandbox itself."""
        url = f"{self.status['page']}/_sandbox/{path}"
        answer = HTTP.post(url, json=body) if body else HTTP.get(url)
        answer.raise_for_status()
        return answer.json()

    def faults(self, *rules: dict[str, Any]) -> None:
        """Put these faults into force, instead of those before."""
        url = f"{self.status['page']}/_sandbox/faults"
        HTTP.post(url, json=list(rules)).raise_for_status()

    def requests(self) -> list[dict[str, Any]]:
        """Every request the emulated services have answered."""
        return list(self.control("requests"))

    def writes_during(self, action: Callable[[], object]) -> list[str]:
        """The writing requests that `action` caused, as `METHOD path`."""
        before = len(self.requests())
        action()
        return [f"{r['method']} {r['path']}" for r in self.requests()[before:] if r["method"] != "GET"]


@dataclass(frozen=True)
class Project:
    """A project at the emulated Vercel, and what a person does to it in the dashboard."""

    rehearsal: Rehearsal
    name: str
    team: str

    def send(self, method: str, path: str, body: Any = None, version: int = 10) -> Any:
        """A request below the project's path."""
        where = f"/v{version}/projects/{self.name}{path}?teamId={self.team}"
        return self.rehearsal.send(method, "vercel", where, body)

    def variable(self, key: str, branch: str | None = None) -> dict[str, Any]:
        """The record of a variable, for production or for one branch."""
        rows = self.send("GET", "/env", version=8)["envs"]
        (found,) = [row for row in rows if (row["key"], row["gitBranch"]) == (key, branch)]
        return dict(found)

    def build(self, ref: str, production: bool = True) -> None:
        """Redeploy, and look until it is live."""
        shown = self.send("GET", "")
        source = {key: shown["link"][key] for key in ("type", "org", "repo")} | {"ref": ref}
        body = {"project": shown["id"], "name": self.name, "gitSource": source}
        body |= {"target": "production"} if production else {}
        team = f"?teamId={self.team}"
        made = self.rehearsal.send("POST", "vercel", f"/v12/now/deployments{team}", body)
        until(lambda: self.rehearsal.vercel(f"/v13/deployments/{made['id']}{team}")["aliasAssigned"])


def finished(words: Sequence[str], folder: Path, environ: dict[str, str]) -> Done:
    """Run a command to its end."""
    done = subprocess.run(
        words,
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    return Done(done.returncode, ANSI.sub("", done.stdout))


def gone(pid: int) -> bool:
    """Whether a process has ended, also one that nobody has asked for its exit code yet."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def command_lines() -> list[str]:
    """The command lines of all processes on this machine."""
    return [" ".join(found.info["cmdline"] or ()) for found in psutil.process_iter(["cmdline"])]


def _outside_make() -> dict[str, str]:
    """The environment without what a `make` around this test has put into it: a person has none around."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))}


def changed(text: str) -> set[tuple[str, str, str]]:
    """(operation, type, name) of each line of Pulumi's progress that changed something."""
    pattern = r"^\s*(?:\+|~|-|\+-|\+\+|--)\s+(\S+)\s+(\S+)\s+(created|updated|replaced|deleted)"
    found = re.findall(pattern, text, re.MULTILINE)
    return {(operation, kind.rpartition(":")[2], name) for kind, name, operation in found}
