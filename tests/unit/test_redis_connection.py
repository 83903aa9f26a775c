"""Connections to a Key Value: where they lead, and what is said when nobody answers."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from ops.commands import InputError
from ops.redis.connection import answering, connect, options
from sandbox.home import free_port
from tests.unit.key_values import KeyValues
from tests.unit.redis_servers import Server, server


def address(scheme: str, host: str, password: str = "secret") -> str:
    """Built here: written out, it would look like a real one."""
    return f"{scheme}://{quote('red-1')}:{quote(password)}@{host}"


RENDERS = address("rediss", "frankfurt-keyvalue.render.com:6379", "a word")


@pytest.fixture(scope="module")
def one() -> Iterator[Server]:
    with server() as made:
        yield made


def test_outside_of_a_rehearsal_it_is_renders_address_with_tls() -> None:
    found = options(RENDERS, {})
    assert found["host"] == "frankfurt-keyvalue.render.com"
    assert (found["port"], found["ssl"], found["username"], found["password"]) == (
        6379,
        True,
        "red-1",
        "a word",
    )


def test_in_a_rehearsal_it_is_the_sandbox_with_the_user_and_password_of_the_instance() -> None:
    found = options(RENDERS, {"SANDBOX_DIR": "/x", "SANDBOX_REDIS_URL": "redis://127.0.0.1:7000"})
    assert (found["host"], found["port"], found["ssl"]) == ("127.0.0.1", 7000, False)
    assert (found["username"], found["password"]) == ("red-1", "a word")


@pytest.mark.parametrize(
    "url", [None, "", "redis://redis.example:6379", "http://127.0.0.1:1", "redis://127.0.0.1"]
)
def test_a_rehearsal_never_leaves_this_machine(url: str | None) -> None:
    environ = {"SANDBOX_DIR": "/x"} | ({"SANDBOX_REDIS_URL": url} if url is not None else {})
    with pytest.raises(InputError, match=r"SANDBOX_REDIS_URL: is empty or not on this machine"):
        options(RENDERS, environ)


def test_an_instance_without_a_public_address_is_told_how_to_get_one() -> None:
    with pytest.raises(InputError, match=r"list this machine's address under `redis\.allow`"):
        options("", {})


def test_who_answers_is_a_client_that_takes_bytes(one: Server) -> None:
    assert connect(one.address, {}).keys() == []


def test_a_closed_door_and_a_wrong_password_are_one_line_each_without_the_password(one: Server) -> None:
    with pytest.raises(
        InputError, match=r"no connection \(ConnectionError\): this machine's address"
    ) as closed:
        connect(address("redis", f"127.0.0.1:{free_port()}"), {})
    with pytest.raises(InputError, match="Key Value red-1: does not take the password") as wrong:
        connect(address("redis", f"127.0.0.1:{one.port}"), {})
    for caught in (closed, wrong):
        assert "secret" not in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_machine_that_is_not_on_the_allow_list_is_told_so(tmp_path: Path) -> None:
    with KeyValues(tmp_path).served() as world:
        made = world.create(ipAllowList=[])
        where = f"redis://{made}:{quote(world.password(made))}@127.0.0.1:{world.port}"
        with pytest.raises(InputError, match="this machine's address has to be on the instance's allow-list"):
            connect(where, {})


def test_an_instance_that_stops_answering_is_one_line() -> None:
    with server() as ending:
        client = connect(ending.address, {})
    with pytest.raises(InputError, match="a Key Value does not answer any more"), answering():
        client.get("a")


def test_an_instance_that_refuses_a_command_is_one_line_without_what_was_sent(one: Server) -> None:
    client = connect(one.address, {})
    client.set("a", "text")
    with (
        pytest.raises(InputError, match=r"^Redis: a Key Value refuses a command \(ResponseError\); look at"),
        answering(),
    ):
        client.incr("a")
    client.delete("a")
