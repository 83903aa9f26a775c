"""The plugin that stands in for the command provider: it runs local commands, as the real one does."""

import asyncio
import os
import secrets
import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import grpc  # type: ignore[import-untyped]
from pulumi.runtime.proto.engine_pb2 import INFO, LogRequest
from pulumi.runtime.proto.engine_pb2_grpc import EngineStub

from sandbox.plugins.fields import Field, Fields, unsent
from sandbox.plugins.resource import Function, Resource
from sandbox.plugins.service import PluginError
from sandbox.plugins.values import Json

INTERPRETER = ["/bin/sh", "-c"]
LOGGED = {"none": (), "stdout": ("stdout",), "stderr": ("stderr",), "stdoutAndStderr": ("stdout", "stderr")}
RUN = "command:local:run"


@dataclass(frozen=True)
class Shell:
    """Where commands run: in `folder`, with `environ`. `say` shows a line to the user."""

    environ: Mapping[str, str] = field(repr=False)
    folder: Path
    say: Callable[[str], Awaitable[None]]


async def run(api: Shell, command: str, inputs: Json, previous: Json) -> Json:
    """Run the command and return its `stdout` and `stderr`; a failure is a PluginError with all it wrote.

    `inputs` says how (interpreter, dir, environment, stdin, logging); `previous` is the last run's state.
    """
    interpreter = inputs.get("interpreter", INTERPRETER)
    try:
        process = await asyncio.create_subprocess_exec(
            *interpreter,
            command,
            cwd=api.folder / inputs.get("dir", "."),
            env=environment_of(api.environ, inputs, previous),
            stdin=asyncio.subprocess.PIPE if "stdin" in inputs else asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise PluginError(
            f"command: cannot run {interpreter[0]!r} in {inputs.get('dir', '.')!r}: {error.strerror}"
        ) from None
    given = inputs["stdin"].encode() if "stdin" in inputs else None
    try:
        written = dict(zip(("stdout", "stderr"), await process.communicate(given), strict=True))
    finally:
        # As the real provider does when the engine goes away.
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
    texts = {name: content.decode(errors="replace") for name, content in written.items()}
    for name in LOGGED[inputs.get("logging", "stdoutAndStderr")]:
        for line in texts[name].splitlines():
            await api.say(line)
    if process.returncode:
        raise PluginError(
            f"exit status {process.returncode}: running {command!r}:\n{texts['stdout']}{texts['stderr']}"
        )
    return {name: text.removesuffix("\n") for name, text in texts.items()}


def environment_of(environ: Mapping[str, str], inputs: Json, previous: Json) -> dict[str, str]:
    """Return the environment of a command: `environ`, the inputs', and what the last run wrote."""
    environment = {**environ, **inputs.get("environment", {})}
    if inputs.get("addPreviousOutputInEnv", True):
        for name in ("stdout", "stderr"):
            if previous.get(name):
                environment[f"PULUMI_COMMAND_{name.upper()}"] = previous[name]
    return environment


class Command(Resource[Shell]):
    """A command that runs when the resource is made, changed, or removed."""

    kind = "command:local:Command"
    module = "pulumi_command.local.command"
    fields: ClassVar[Fields] = {
        "triggers": Field(replaces=True),
        **unsent("create", "update", "delete", "environment", "stdin", "dir", "interpreter", "logging"),
        **unsent("addPreviousOutputInEnv"),
    }
    outputs = ("stdout", "stderr")
    volatile = ("stdout", "stderr")

    async def create(self, api: Shell, inputs: Json) -> tuple[str, Json]:
        """Run `create`."""
        reply = await run(api, inputs["create"], inputs, {}) if "create" in inputs else {}
        return f"command{secrets.token_hex(4)}", reply

    async def read(self, api: Shell, identity: str, state: Json) -> tuple[str, Json] | None:
        """Return the outputs of the last run: a command has nothing that could be looked at."""
        return identity, {name: state.get(name) for name in self.outputs}

    async def update(self, api: Shell, identity: str, state: Json, inputs: Json) -> Json:
        """Run `update`, or `create` where there is none."""
        command = inputs.get("update", inputs.get("create"))
        return await run(api, command, inputs, state) if command is not None else {}

    async def delete(self, api: Shell, identity: str, state: Json) -> None:
        """Run `delete` with everything as it was at the last update."""
        if "delete" in state:
            await run(api, state["delete"], state, state)


async def run_function(api: Shell, arguments: Json) -> Json:
    """Run a command on every preview and up."""
    return {**arguments, **await run(api, arguments["command"], arguments, {})}


async def connect(environ: Mapping[str, str], folder: Path, engine: str, config: Json) -> Shell:
    """Return the shell; its lines go to the engine at the address `engine`, which shows them to the user."""
    logger = EngineStub(grpc.aio.insecure_channel(engine))

    async def say(line: str) -> None:
        await logger.Log(LogRequest(severity=INFO, message=line))

    return Shell(environ, folder, say)


RESOURCES = (Command(),)
FUNCTIONS = {RUN: Function[Shell](("command",), run_function)}
