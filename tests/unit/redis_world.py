"""A company in this process whose Redis moves: emulated Render with real Valkey servers, and a `pulumi` that
does at Render what an update would. Any request or note of the journal can be the last one before a kill."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis
import yaml
from bullmq import Queue  # type: ignore[import-untyped]

from config.parse import read_stack_files
from config.settings import Settings
from config.stacks import STACKS, stack_file
from ops.ci.preview import Change, Key, Preview
from ops.operation import engine
from ops.operation.journal import Journal
from ops.redis import look, move, undoing
from ops.redis.connection import connect_async
from ops.redis.copying import is_copied
from ops.redis.keys import QueueName, Scope, of_environment
from ops.redis.queues import in_a_loop
from ops.redis.values import read
from render.client import RenderClient
from render.wire import ConnectionInfo
from tests.companies import BONDIGOO
from tests.unit.journal_kills import KilledError
from tests.unit.key_values import EVERYBODY, KeyValues
from tests.unit.sandbox_wire import KEYS

RENDER = "pulumi-python:dynamic/render"
SCOPE = Scope("bull:staging-", "staging:")
MAIL = QueueName("bull", "staging-mail")
OLD, NEW = "bondigoo-redis-prod", "bondigoo-redis-staging"


@cache
def _parsed(_texts: tuple[str, ...]) -> dict[str, Settings]:
    """The stack files of the working directory: parsing them is most of what a move takes here."""
    return read_stack_files(Path())


def stacks_of(folder: Path) -> dict[str, Settings]:
    """The same for whatever stands in the files now."""
    return _parsed(tuple((folder / stack_file(stack)).read_text() for stack in STACKS))


class World(KeyValues):
    """Production's Redis, and API and worker of staging, which share it; the working directory is theirs."""

    def __init__(self, home: Path, folder: Path, patch: pytest.MonkeyPatch) -> None:
        super().__init__(home)
        self.steps, self.dies_at = 0, -1
        self.updates: list[str] = []
        self.own = False
        transport = httpx.MockTransport(self._answer)
        self.client_of_render = RenderClient(
            "http://127.0.0.1/render/v1", KEYS["renderApiKey"], transport=transport, sleep=self._sleep
        )
        self.file = folder / stack_file("staging")
        for stack in STACKS:
            (folder / stack_file(stack)).write_text((BONDIGOO / stack_file(stack)).read_text())
        (folder / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
        patch.chdir(folder)
        self._patch(patch)

    def _patch(self, patch: pytest.MonkeyPatch) -> None:
        patch.setenv("SANDBOX_DIR", str(self.cloud.home))
        patch.setenv("SANDBOX_REDIS_URL", f"redis://127.0.0.1:{self.port}")
        patch.setattr(move, "from_environment", lambda _: self.client_of_render)
        patch.setattr("ops.redis.hold._PAUSE", 0)
        patch.setattr("ops.redis.moving.read_stack_files", stacks_of)
        for module in (look, undoing):
            patch.setattr(module, "exported", lambda _: self._state())
        patch.setattr(engine, "previewed", lambda _: self.preview())
        patch.setattr(engine, "update", lambda _: self.update())
        patch.setattr(engine, "unlocked", lambda _: None)
        noted = Journal._write

        def write(journal: Journal, facts: dict[str, Any]) -> None:
            noted(journal, facts)
            self.step()

        patch.setattr(Journal, "_write", write)

    def step(self) -> None:
        """Something has been done for good; here a kill may come."""
        self.steps += 1
        if self.steps == self.dies_at:
            raise KilledError

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode()
        reply = self.send(request.method, path, headers=dict(request.headers), content=request.content)
        if request.method != "GET":
            self.step()
        return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)

    def _sleep(self, _seconds: float) -> None:
        self.stages(1)

    def begin(self) -> str:
        """Make what is there before a move; returns the id of production's instance."""
        shared = self.create(name="bondigoo-redis-prod")
        env: list[Any] = [{"key": "REDIS_URL", "value": self.address(shared)}]
        self.new_service("bondigoo-api-staging", envVars=env)
        self.new_service("bondigoo-worker-staging", type="background_worker", envVars=env)
        return shared

    def address(self, instance: str) -> str:
        info = self.render("GET", f"/key-value/{instance}/connection-info").json()
        return ConnectionInfo.model_validate(info).external_connection_string

    def instances(self) -> dict[str, str]:
        """Name to id of each Key Value."""
        found = self.render("GET", "/key-value", limit=100).json()
        return {item["keyValue"]["name"]: item["keyValue"]["id"] for item in found}

    def service(self, role: str) -> dict[str, Any]:
        (found,) = self.render("GET", "/services", name=f"bondigoo-{role}-staging").json()
        return dict(found["service"])

    def runs_on(self, role: str) -> str | None:
        """The name of the instance whose address a service's instances have; None while it is suspended."""
        service = self.service(role)
        live = self.cloud.render["services"][service["id"]]["_live"]["env"]["REDIS_URL"]
        if service["suspended"] == "suspended":
            return None
        return next(name for name, found in self.instances().items() if self.address(found) == live)

    def wanted(self) -> dict[str, Any]:
        """`redis` of staging's file."""
        return dict(yaml.safe_load(self.file.read_text())["config"]["redis"])

    def _state(self) -> dict[str, Any]:
        kind = "KeyValue" if "bondigoo-redis-staging" in self.updates[-1:] else "KeyValueRef"
        instance: dict[str, Any] = {"type": f"{RENDER}:{kind}", "urn": "urn:pulumi:staging::shop::x::redis"}
        instance |= {"id": self.instances()["bondigoo-redis-prod"], "inputs": {"name": "bondigoo-redis-prod"}}
        return {"deployment": {"resources": [instance]}}

    def preview(self, *further: Change) -> Preview:
        """What the update would do."""
        own = self.wanted()["mode"] == "dedicated"
        keys = (Key("env.REDIS_URL", True),)
        changes = (
            Change(f"{RENDER}:KeyValue", "redis", "create" if own else "delete"),
            Change(f"{RENDER}:KeyValueRef", "redis", "delete" if own else "create"),
            Change(f"{RENDER}:WebService", "api", "update", keys),
            Change(f"{RENDER}:BackgroundWorker", "worker", "update", keys),
            Change(f"{RENDER}:Deploy", "api", "update"),
            Change("command:local:Command", "smoke", "update"),
        )
        return Preview((*changes, *further), (), (), False)

    def update(self) -> None:
        """Do at Render what the update would do, in its steps."""
        name, there = self.wanted()["name"], self.instances()
        if name not in there:
            there[name] = self.create(name=name, ipAllowList=EVERYBODY)
            self.step()
        # After a kill before this, only another update finds it.
        self.own = self.own or name == "bondigoo-redis-staging"
        for role in ("api", "worker"):
            path = f"/services/{self.service(role)['id']}/env-vars/REDIS_URL"
            assert self.render("PUT", path, {"value": self.address(there[name])}).status_code == 200
            self.step()
        if name == "bondigoo-redis-prod" and self.own:
            self.render("DELETE", f"/key-value/{there['bondigoo-redis-staging']}")
            self.own = False
            self.step()
        self.updates.append(name)

    def bytes_of(self, name: str) -> "redis.Redis":
        """A client of an instance by its name, which takes keys and values as they are."""
        found = self.instances()[name]
        return redis.Redis(port=self.port, username=found, password=self.password(found))


@contextmanager
def with_jobs(tmp_path: Path, patch: pytest.MonkeyPatch) -> Iterator[World]:
    """One that serves, with jobs of production and staging in the instance that both share."""
    with world(tmp_path, patch) as made:
        shared = made.begin()
        in_a_loop(filled(made.address(shared)))
        yield made


@contextmanager
def world(tmp_path: Path, patch: pytest.MonkeyPatch) -> Iterator[World]:
    """One that serves."""
    home, folder = tmp_path / "cloud", tmp_path / "company"
    home.mkdir()
    folder.mkdir()
    with World(home, folder, patch).served() as made:
        yield made


def run(*words: str) -> int:
    """`ops redis move --stack staging …`."""
    parser = argparse.ArgumentParser()
    move.add_arguments(parser)
    return move.run(parser.parse_args(["--stack", "staging", *words]))


async def filled(address: str) -> None:
    client = connect_async(address)
    for name in (MAIL.name, "staging-paused", "production-mail"):
        queue = Queue(name, {"connection": client})
        await queue.add("waits", {"to": name})
        await queue.add("later", {}, {"delay": 3_600_000})
        await queue.add("first", {}, {"priority": 1})
        await queue.upsertJobScheduler("hourly", {"every": 3_600_000}, "hourly", {})
    await Queue("staging-paused", {"connection": client}).pause()
    await client.set("staging:cache", "1")
    await client.aclose()


def held(company: World, name: str) -> dict[bytes, tuple[str, Any]]:
    """What an instance holds of staging, but for what a pause leaves in queues and a hold in the log."""
    client = company.bytes_of(name)
    keys = [key for key in of_environment(client, SCOPE) if is_copied(key)]
    return {
        key: one.value
        for key, one in read(client, keys).items()
        if not key.endswith((b":events", b":marker"))
    }


def others(company: World, name: str = OLD) -> dict[bytes, bytes | None]:
    client = company.bytes_of(name)
    return {key: client.dump(key) for key in client.scan_iter() if not SCOPE.holds(key)}


def until_killed(company: World, after: int, *words: str) -> bool:
    """Run the command and kill it after so many steps; whether it came to its end before."""
    company.dies_at = company.steps + after
    try:
        run(*words)
    except KilledError:
        return False
    finally:
        company.dies_at = -1
    return True
