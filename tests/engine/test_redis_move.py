"""The move of Redis under load, killed in each phase: jobs run exactly once, other environments keep theirs.

The tests follow one rehearsal, in the order they stand here.
"""

import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from bullmq import Queue  # type: ignore[import-untyped]

from ops.redis.connection import connect, connect_async
from ops.redis.queues import in_a_loop
from tests.engine.application import Application
from tests.engine.interruptions import kill_when
from tests.engine.page_commands import MOVE_DEV, MOVE_STAGING
from tests.engine.rehearsal import Rehearsal

QUEUE = "staging-mail"


def address(rehearsal: Rehearsal, name: str) -> str:
    (found,) = [
        item["keyValue"]["id"]
        for item in rehearsal.render("/key-value?limit=100")
        if item["keyValue"]["name"] == name
    ]
    return str(rehearsal.render(f"/key-value/{found}/connection-info")["externalConnectionString"])


def client(rehearsal: Rehearsal, name: str) -> redis.Redis:
    return connect(address(rehearsal, name), rehearsal.environment())


def dumps(shared: redis.Redis, *beginnings: bytes) -> dict[bytes, Any]:
    return {key: shared.dump(key) for key in shared.scan_iter() if not key.startswith(beginnings)}


def names(rehearsal: Rehearsal) -> list[str]:
    return sorted(item["keyValue"]["name"] for item in rehearsal.render("/key-value?limit=100"))


def add(rehearsal: Rehearsal, queue: str, *jobs: tuple[str, dict[str, Any]]) -> None:
    async def fill() -> None:
        connection = connect_async(address(rehearsal, "bondigoo-redis-prod"), rehearsal.environment())
        for name, options in jobs:
            await Queue(queue, {"connection": connection}).add(name, {}, options)
        await connection.aclose()

    in_a_loop(fill())


@pytest.fixture(scope="module")
def shared(three_up: Rehearsal) -> redis.Redis:
    """The Redis that all three share, with jobs of each, and something of nobody."""
    for queue in ("production-mail", "development-mail"):
        add(three_up, queue, ("waits", {}), ("later", {"delay": 3_600_000}), ("first", {"priority": 1}))
    made = client(three_up, "bondigoo-redis-prod")
    made.set("recording:7", "nobody's")
    return made


@pytest.fixture(scope="module")
def staging(three_up: Rehearsal, shared: redis.Redis) -> Iterator[Application]:
    """Staging's API and worker, at work."""
    add(three_up, QUEUE, ("fails", {}), ("later", {"delay": 3_600_000}))
    running = Application(three_up, "staging", QUEUE).start()
    yield running
    running.stop()


WORDS = ("python", "-m", "ops", *MOVE_STAGING.split())


def killed(rehearsal: Rehearsal, line: str, held: tuple[str, str] | None = None) -> None:
    """Start a move, and kill it and all that it has started when its progress comes to `line`, and the
    request `held` (method, path) is done at Render and not answered."""
    before = len(rehearsal.requests())
    if held:
        rehearsal.faults({"kind": "hold", "method": held[0], "path": held[1], "times": 1})
    log = rehearsal.folder / "move.log"
    with log.open("w") as out:
        running = subprocess.Popen(
            WORDS,
            cwd=rehearsal.home.project,
            env=rehearsal.environment(),
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def reached() -> bool:
        done = not held or any("fault" in request for request in rehearsal.requests()[before:])
        return done and f"\n{line}" in log.read_text()

    try:
        kill_when(reached, running, rehearsal.home, "staging")
    except AssertionError:
        raise AssertionError(log.read_text()) from None
    finally:
        rehearsal.faults()


@pytest.mark.proves("R26", "T2", "T3")
def test_staging_moves_although_it_is_killed_in_each_phase(
    three_up: Rehearsal, shared: redis.Redis, staging: Application
) -> None:
    others = dumps(shared, b"bull:staging-")
    killed(three_up, "1/7")
    killed(three_up, "2/7", ("POST", r".*/suspend"))
    killed(three_up, "3/7", ("POST", "/v1/key-value"))
    killed(three_up, "4/7")
    killed(three_up, "5/7", ("POST", r".*/resume"))
    killed(three_up, "6/7")
    killed(three_up, "7/7")
    three_up.run(*WORDS).ok()
    own = client(three_up, "bondigoo-redis-staging")
    staging.stop()
    assert staging.done == staging.added | {"fails": 1, "hourly": 1}
    assert len(staging.added) > 100
    assert own.zscore("bull:staging-mail:failed", "1") is not None
    assert own.hget("bull:staging-mail:2", "name") == b"later"
    assert [key for key in shared.scan_iter() if b"staging" in key] == []
    assert dumps(shared) == others
    three_up.pulumi("preview", "--stack", "staging", "--expect-no-changes").ok()
    secret = address(three_up, "bondigoo-redis-prod").split(":")[2].split("@")[0]
    journal = (three_up.home.path / ".operations" / "redis-move-staging.json").read_text()
    assert secret not in journal
    assert "redis://" not in journal


def test_development_moves_and_goes_back_as_if_it_never_had(three_up: Rehearsal, shared: redis.Redis) -> None:
    others, file = dumps(shared, b"bull:development-"), three_up.home.project / "Pulumi.dev.yaml"
    own = {"mode": "dedicated", "name": "bondigoo-redis-dev", "plan": "starter", "connection": "external"}
    allow = [{"cidr": f"74.220.{n}.0/24", "description": "Render Frankfurt"} for n in (51, 59)]
    three_up.edit("dev", lambda config: config.update(redis={**own, "allow": allow}))
    words = ("redis", "move", "--stack", "dev")
    # Nobody is there to say yes to the removal.
    stopped = three_up.ops(*words, "--jobs", "drop")
    assert stopped.code == 3
    assert "development-mail  1        1        1" in stopped.text
    assert "`ops redis move --stack dev` removes them later; `--undo` goes back" in stopped.text
    assert client(three_up, "bondigoo-redis-dev").dbsize() == 0
    assert shared.exists("bull:development-mail:1")
    three_up.ops(*words, "--undo", "--yes").ok()
    assert names(three_up) == ["bondigoo-redis-prod", "bondigoo-redis-staging"]
    assert "mode: shared" in file.read_text()
    assert dumps(shared, b"bull:development-") == others
    assert shared.hexists("bull:development-mail:meta", "paused") is False
    assert three_up.variables("bondigoo-api-dev")["REDIS_URL"] == address(three_up, "bondigoo-redis-prod")
    assert three_up.service("bondigoo-worker-dev")["suspended"] == "not_suspended"


@pytest.mark.proves("R34")
def test_development_moves_for_good_and_leaves_its_jobs_behind(
    three_up: Rehearsal, shared: redis.Redis
) -> None:
    others = dumps(shared, b"bull:development-")
    three_up.ops(*MOVE_DEV.split()).ok()
    assert names(three_up) == ["bondigoo-redis-dev", "bondigoo-redis-prod", "bondigoo-redis-staging"]
    assert dumps(shared) == others
    assert client(three_up, "bondigoo-redis-dev").dbsize() == 0
    three_up.pulumi("preview", "--stack", "dev", "--expect-no-changes").ok()
