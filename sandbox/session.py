"""A sandbox that is ready to rehearse in: server up, plugins in place, working copy current, cloud seeded."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from sandbox import process
from sandbox.environment import DATABASE_LOGIN, command_environment, fake_secrets
from sandbox.home import Home, SandboxError
from sandbox.project import USER_LOGIN, copy_project, setting
from sandbox.standing import all_moved
from toolchain import pulumi_bin
from toolchain.process import SetupError, tail

# A MongoDB server begins with an empty disk; here, with several at once on a busy machine.
CLUSTER_SECONDS = 120


@dataclass(frozen=True)
class Session:
    """Runs commands in a prepared sandbox."""

    home: Home
    environment: dict[str, str]
    stack_files: Mapping[str, dict[str, Any]] = field(default_factory=dict)

    def seed(self) -> None:
        """Make what the stack files take for granted; what is there stays."""
        self._tell("seed", [self._with_password(stack) for stack in self.stack_files])

    def _with_password(self, stack: str) -> dict[str, Any]:
        """A stack file, with the password of the database user whom a person has made."""
        password = self.environment.get(f"{stack.upper()}_{DATABASE_LOGIN}")
        return self.stack_files[stack] | ({USER_LOGIN: password} if password else {})

    def unprotect(self) -> None:
        """Let go of what the emulated vendors themselves protect from deletion."""
        self._tell("unprotect", {})

    def start_key_values(self) -> list[dict[str, Any]]:
        """Start the server of every Key Value; returns id, name, status and whether it runs for each."""
        return list(self._tell("key-values", {}))

    def start_clusters(self) -> list[dict[str, Any]]:
        """Start the server of every Atlas cluster; returns name, host, address (None: none) and databases."""
        return list(self._tell("clusters", {}, CLUSTER_SECONDS))

    def clusters(self) -> list[dict[str, Any]]:
        """The same without starting any."""
        return list(self._tell("clusters", None, CLUSTER_SECONDS))

    def _tell(self, path: str, body: Any, seconds: float = process.ASK_SECONDS) -> Any:
        try:
            return process.ask(self.home, path, body, seconds)
        except (OSError, ValueError) as error:
            raise SandboxError(f"the sandbox cannot be prepared: {error}") from None

    def become(self, command: Sequence[str]) -> NoReturn:
        """Go on as a command in the working copy: what ends or interrupts this process ends the command.

        A process beside it would be asked instead, and a command that undoes itself would never hear of it.
        """
        os.chdir(self.home.project)
        sys.stdout.flush()
        # Python ignores these for itself, and a command would inherit that.
        for one in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(one, signal.SIG_DFL)
        try:
            os.execvpe(command[0], list(command), self.environment)  # noqa: S606 - a person's own command
        except FileNotFoundError:
            own = "; a command of this project begins with `python -m`"
            raise SandboxError(f"{command[0]} is not a command that can be found{own}") from None
        except OSError as error:
            raise SandboxError(f"{command[0]} is nothing that can be run: {error.strerror}") from None

    def pulumi(self, *arguments: str, quiet: bool = False) -> None:
        """Run `pulumi`, in sight unless `quiet`; raises SandboxError, with its last words, when it fails."""
        pipe = subprocess.PIPE if quiet else None
        done = self._call(["pulumi", *arguments, "--non-interactive"], stdout=pipe, stderr=pipe)
        if done.returncode != 0:
            why = ": " + "; ".join(tail(done.stderr)) if quiet else ""
            raise SandboxError(f"`pulumi {' '.join(arguments)}` ended with exit code {done.returncode}{why}")

    def follow(self, *arguments: str, hear: Callable[[str], object]) -> int:
        """Run `pulumi` and tell each line that it prints as it comes; returns its exit code."""
        with subprocess.Popen(
            ["pulumi", *arguments, "--non-interactive"],
            cwd=self.home.project,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as running:
            try:
                for line in running.stdout or ():
                    hear(line)
            except KeyboardInterrupt:
                # It has heard Ctrl-C too and ends in order: killed, it would leave the state locked.
                for line in running.stdout or ():
                    hear(line)
                raise
            except BaseException:
                running.kill()
                raise
        return running.returncode

    def stacks(self) -> list[str]:
        """The names of the stacks that exist."""
        return [stack["name"] for stack in self._json("stack", "ls")]

    def outputs(self, stack: str) -> dict[str, Any]:
        """The outputs of a stack."""
        return dict(self._json("stack", "output", "--stack", stack))

    def _json(self, *arguments: str) -> Any:
        done = self._call(["pulumi", *arguments, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode != 0:
            raise SandboxError(f"`pulumi {' '.join(arguments)}` failed: {done.stderr.strip()}")
        return json.loads(done.stdout)

    def _call(
        self, command: Sequence[str], stdout: int | None = None, stderr: int | None = None
    ) -> "subprocess.CompletedProcess[str]":
        with subprocess.Popen(
            command,
            cwd=self.home.project,
            env=self.environment,
            stdout=stdout,
            stderr=stderr,
            encoding="utf-8",
            errors="replace",
        ) as running:
            try:
                output, errors = running.communicate()
            except KeyboardInterrupt:
                # As in `follow`; `subprocess.run` would kill it.
                running.communicate()
                raise
        return subprocess.CompletedProcess(command, running.returncode, output, errors)


def prepare(home: Home) -> Session:
    """Make everything ready that a rehearsed command needs; quick when it is."""
    home.prepare()
    stacks = copy_project(home)
    attached = attach(home, fake_secrets(home, stacks))
    session = replace(attached, stack_files=stacks)
    session.seed()
    return session


def attach(home: Home, secrets: Mapping[str, str]) -> Session:
    """Return a session over the working copy as it stands: for `down`, whatever the files say by now."""
    try:
        tools = pulumi_bin()
    except SetupError as error:
        raise SandboxError(str(error)) from None
    process.start(home)
    return Session(home, command_environment(home, secrets, str(tools)))


def status(home: Home) -> dict[str, Any]:
    """Base URLs, tokens and ids of the emulated services and the edge; the tokens open nothing else."""
    home.prepare()
    stacks = copy_project(home)

    def ids(section: str, key: str) -> list[str]:
        return sorted({setting(values, section, key) for values in stacks.values()} - {""})

    keys = home.credentials
    return {
        "running": process.is_running(home),
        "moved": all_moved(home, stacks),
        "home": str(home.path),
        "page": home.url,
        "render": {
            "url": f"{home.url}/render/v1",
            "token": keys["renderApiKey"],
            "ownerIds": ids("render", "ownerId"),
        },
        "vercel": {"url": f"{home.url}/vercel", "token": keys["vercelToken"], "teams": ids("vercel", "team")},
        "atlas": {
            "url": f"{home.url}/atlas",
            "publicKey": keys["atlasPublicKey"],
            "privateKey": keys["atlasPrivateKey"],
            "projectIds": ids("atlas", "projectId"),
        },
        "edge": {"url": home.url},
        "keyValues": {"url": home.key_values_url},
        "mongodb": home.mongodb_servers,
    }


def render_status(report: dict[str, Any], as_json: bool) -> str:
    """The report as JSON or as a few lines."""
    if as_json:
        return json.dumps(report, indent=2)
    state = "running" if report["running"] else "stopped"
    names = ("render", "vercel", "atlas", "edge", "keyValues")
    services = "\n".join(f"{name:10}{report[name]['url']}" for name in names)
    return f"the sandbox is {state}\npage      {report['page']}\n{services}\nhome      {report['home']}"
