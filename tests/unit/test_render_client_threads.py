"""Four threads share one client, as they do in Pulumi's server of dynamic providers."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from render import errors, rate_limiter
from render.client import RenderClient
from tests.unit.render_support import API_KEY, reply, script

# How long a thread may hang before its test fails: never waited for in a test that passes.
HUNG = 20

Answer = Callable[[httpx.Request], httpx.Response]


def threaded(answer: Answer, sleep: Callable[[float], None] = lambda seconds: None) -> RenderClient:
    transport = httpx.MockTransport(answer)
    return RenderClient("http://127.0.0.1:1/v1", API_KEY, transport=transport, sleep=sleep, proxies=False)


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=4) as pool:
        yield pool


def writes(client: RenderClient, service_id: str) -> dict[str, Callable[[], Any]]:
    path = f"/services/{service_id}"
    return {
        "settings": lambda: client.patch(path, {"name": "api"}),
        "deploy": lambda: client.post(f"{path}/deploys", {}),
        "scale": lambda: client.post(f"{path}/scale", {"numInstances": 2}),
        "variable": lambda: client.put(f"{path}/env-vars/A", {"value": "one"}),
        "no variable": lambda: client.delete(f"{path}/env-vars/A"),
        "delete": lambda: client.delete(path),
    }


def finish(running: list[Future[Any]]) -> None:
    for future in running:
        future.result(HUNG)


class Turnstile:
    """A lock that tells when somebody has to wait for it, in place of the one that `rate_limiter` uses."""

    blocked = threading.Event()

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        if not self._lock.acquire(blocking=False):
            Turnstile.blocked.set()
            assert self._lock.acquire(timeout=HUNG), "nobody lets go of the lock"

    def __exit__(self, *_: object) -> None:
        self._lock.release()


KINDS = list(writes(threaded(lambda request: reply(200, {})), "srv-1"))


@pytest.mark.parametrize("second", KINDS)
@pytest.mark.parametrize("first", KINDS)
def test_two_writes_to_one_service_never_overlap_not_even_between_retries(
    first: str, second: str, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    between, blocked = threading.Event(), threading.Event()
    monkeypatch.setattr(Turnstile, "blocked", blocked)
    monkeypatch.setattr(rate_limiter, "Lock", Turnstile)
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(threading.current_thread().name)
        if len(seen) == 1:
            return reply(429, Retry_After="1")
        blocked.set()
        return reply(200, {})

    def sleep(seconds: float) -> None:
        if not between.is_set():
            between.set()
            assert blocked.wait(HUNG), "the second write neither waits nor gets through"

    client = threaded(answer, sleep)
    running = [threads.submit(writes(client, "srv-1")[first])]
    assert between.wait(HUNG), "the first write is not sent"
    running.append(threads.submit(writes(client, "srv-1")[second]))
    finish(running)
    assert len(seen) == 3
    assert seen[0] == seen[1] != seen[2]


def test_writes_to_four_services_are_under_way_at_once(threads: ThreadPoolExecutor) -> None:
    all_in = threading.Barrier(4)

    def answer(request: httpx.Request) -> httpx.Response:
        all_in.wait(HUNG)
        return reply(200, {})

    client = threaded(answer)
    finish([threads.submit(writes(client, f"srv-{n}")["settings"]) for n in range(4)])


def test_creates_and_writes_to_other_objects_are_under_way_at_once(threads: ThreadPoolExecutor) -> None:
    all_in = threading.Barrier(4)

    def answer(request: httpx.Request) -> httpx.Response:
        all_in.wait(HUNG)
        return reply(200, {})

    client = threaded(answer)
    calls = [client.post] * 3 + [client.patch]
    paths = ["/services", "/services", "/key-value", "/key-value/red-1"]
    finish([threads.submit(call, path, {}) for call, path in zip(calls, paths, strict=True)])


@pytest.mark.parametrize("write", KINDS)
def test_a_write_to_a_service_blocks_no_read_of_it(write: str, threads: ThreadPoolExecutor) -> None:
    writing, was_read = threading.Event(), threading.Event()

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method != "GET":
            writing.set()
            assert was_read.wait(HUNG), "the read waits for the write"
        return reply(200, {})

    client = threaded(answer)
    running = [threads.submit(writes(client, "srv-1")[write])]
    assert writing.wait(HUNG)
    client.get("/services/srv-1")
    was_read.set()
    finish(running)


def test_a_write_that_fails_lets_the_next_one_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limiter, "Lock", Turnstile)
    used_up = reply(200, {}, Ratelimit_Remaining="0", Ratelimit_Reset="150")
    client = script(used_up, reply(400), reply(200, {"id": "srv-1"})).client()
    client.patch("/services/srv-1", {})
    with pytest.raises(errors.RateLimitError):
        client.patch("/services/srv-1", {})
    client.sleep(150)
    with pytest.raises(errors.ApiError):
        client.patch("/services/srv-1", {})
    assert client.patch("/services/srv-1", {}) == {"id": "srv-1"}
