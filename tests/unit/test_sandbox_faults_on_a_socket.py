"""Faults as a client meets them over a real connection: the server really closes it, or really waits."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from tests.unit.sandbox_wire import KEYS, Wire, service_body

LONG = 20.0  # seconds after which a test is given up as hung; no test waits for them


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return Wire(tmp_path)


@pytest.fixture
def client(wire: Wire) -> Iterator[httpx.Client]:
    listener = socket.create_server(("127.0.0.1", 0))
    # The listener queues connections from its first moment: nobody has to wait until the server has started.
    server = uvicorn.Server(
        uvicorn.Config(wire.app, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    headers = {"Authorization": f"Bearer {KEYS['renderApiKey']}"}
    with httpx.Client(base_url=url, headers=headers, timeout=LONG, trust_env=False) as client:
        yield client
    server.should_exit = True
    thread.join(LONG)
    listener.close()


@pytest.fixture
def recorded(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set as soon as a request is in the log."""
    happened, record = threading.Event(), wire.cloud.record

    def told(*entry: Any) -> None:
        record(*entry)
        happened.set()

    monkeypatch.setattr(wire.cloud, "record", told)
    return happened


def faults(client: httpx.Client, *rules: dict[str, Any]) -> None:
    client.post("/_sandbox/faults", json=list(rules)).raise_for_status()


def create(client: httpx.Client) -> httpx.Response:
    return client.post("/render/v1/services", json=service_body())


def names(client: httpx.Client) -> list[str]:
    return [entry["service"]["name"] for entry in client.get("/render/v1/services").json()]


def faulted(client: httpx.Client) -> list[tuple[int, str]]:
    entries = client.get("/_sandbox/requests").json()
    return [(entry["status"], entry["fault"]) for entry in entries if "fault" in entry]


@pytest.mark.parametrize(
    ("rule", "left", "logged"),
    [
        ({"kind": "cut_before"}, [], (0, "cut_before")),
        ({"kind": "outage", "seconds": 60}, [], (0, "outage")),
        ({"kind": "cut_after"}, ["shop-api"], (201, "cut_after")),
    ],
)
def test_a_cut_reaches_the_client_as_a_broken_connection(
    client: httpx.Client, rule: dict[str, Any], left: list[str], logged: tuple[int, str]
) -> None:
    faults(client, rule | {"method": "POST"})
    with pytest.raises(httpx.TransportError):
        create(client)
    assert names(client) == left
    assert faulted(client) == [logged]


def test_a_held_reply_is_done_and_logged_blocks_nobody_and_comes_when_rules_are_replaced(
    client: httpx.Client, recorded: threading.Event
) -> None:
    faults(client, {"kind": "hold", "method": "POST"})
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(create, client)
        assert recorded.wait(LONG)
        assert names(client) == ["shop-api"]  # another request goes through meanwhile
        assert faulted(client) == [(201, "hold")]
        assert not held.done()
        faults(client)
        assert held.result(LONG).json()["service"]["name"] == "shop-api"


def test_a_client_that_gives_up_on_a_held_reply_finds_its_work_done(
    client: httpx.Client, recorded: threading.Event
) -> None:
    faults(client, {"kind": "hold", "method": "POST"})
    connection = socket.create_connection((client.base_url.host, client.base_url.port or 0), LONG)
    request = client.build_request("POST", "/render/v1/services", json=service_body())
    lines = [
        f"POST {request.url.path} HTTP/1.1",
        *(f"{key}: {value}" for key, value in request.headers.items()),
    ]
    connection.sendall("\r\n".join([*lines, "", ""]).encode() + request.content)
    assert recorded.wait(LONG)
    connection.close()
    faults(client)
    assert names(client) == ["shop-api"]
