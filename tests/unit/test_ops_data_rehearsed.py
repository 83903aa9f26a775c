"""In a rehearsal an address leads to the sandbox's server for that cluster, and never to the cluster."""

import json

import pytest

from data.errors import NotLetIn
from ops.commands import InputError
from ops.data.rehearsed import reachable
from tests.ops_command import ops
from tests.unit.ops_data_engine import Engine

LOGIN = "shop-user:p%3A%2F"
ATLAS = f"mongodb+srv://{LOGIN}@shop-prod.ab12c.mongodb.net/shop-prod?retryWrites=true&w=majority"
SERVERS = {"shop-prod.ab12c.mongodb.net": "shop-prod/127.0.0.1:4711"}


def rehearsal(servers: object = SERVERS) -> dict[str, str]:
    return {"SANDBOX_DIR": "/x", "SANDBOX_MONGODB_SERVERS": json.dumps(servers)}


def test_outside_of_a_rehearsal_an_address_is_used_as_it_is() -> None:
    assert reachable(ATLAS, {"SANDBOX_MONGODB_SERVERS": json.dumps(SERVERS)}) == ATLAS


def test_in_a_rehearsal_it_is_the_server_of_the_cluster_with_the_same_login_and_database() -> None:
    here = f"mongodb://{LOGIN}@127.0.0.1:4711/shop-prod?authSource=admin&replicaSet=shop-prod"
    assert reachable(ATLAS, rehearsal()) == here
    assert reachable(ATLAS.replace("shop-prod.ab12c", "SHOP-prod.ab12c"), rehearsal()) == here


FIRST = "\nIn a rehearsal, `python -m sandbox up --with-data` comes first."


def test_a_rehearsal_without_a_stack_or_a_user_says_what_comes_first(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_stack(*_: object) -> None:
        raise InputError("no stack named 'staging' found")

    engine.answer = NotLetIn("it does not accept this user and password")
    assert ops("data", "verify").stderr == f"{engine.answer}\n"
    monkeypatch.setenv("SANDBOX_DIR", "/x")
    monkeypatch.setattr("ops.data.addresses.reachable", lambda address, _: address)
    done = ops("data", "verify")
    assert (done.returncode, done.stderr) == (2, f"{engine.answer}{FIRST}\n")
    monkeypatch.delenv("DATA_TARGET_URI")
    monkeypatch.setattr("ops.data.addresses.output", no_stack)
    done = ops("data", "receipts")
    assert done.returncode == 2
    assert done.stderr.endswith(f"; or give the address there, or in a file with --target-file FILE{FIRST}\n")


def test_what_is_on_this_machine_already_stays() -> None:
    here = reachable(ATLAS, rehearsal())
    assert reachable(here, rehearsal()) == here
    assert reachable("mongodb://localhost/shop", rehearsal({})) == "mongodb://localhost/shop"


@pytest.mark.parametrize(
    "address",
    [
        f"mongodb+srv://{LOGIN}@other.ab12c.mongodb.net/shop",
        f"mongodb://{LOGIN}@shop-prod.ab12c.mongodb.net:27017/shop",
        f"mongodb://{LOGIN}@127.0.0.1:4711,shop.example:27017/shop",
        f"mongodb+srv://{LOGIN}@localhost/shop",
    ],
)
def test_a_host_without_a_server_is_refused_with_the_next_step_and_no_login(address: str) -> None:
    with pytest.raises(
        InputError, match=r"no server for this cluster.*`python -m sandbox up --with-data`"
    ) as found:
        reachable(address, rehearsal())
    assert LOGIN not in str(found.value)


@pytest.mark.parametrize(
    "where",
    [
        "shop-prod/10.0.0.1:4711",
        "shop-prod/shop.example:4711",
        "shop-prod/user@127.0.0.1:4711",
        "shop-prod/127.0.0.1:4711/?tls=true",
        "127.0.0.1:4711",
        4711,
    ],
)
def test_a_server_that_is_not_on_this_machine_is_refused(where: object) -> None:
    with pytest.raises(InputError, match=r"^SANDBOX_MONGODB_SERVERS: .* `python -m sandbox up --with-data`"):
        reachable(ATLAS, rehearsal({**SERVERS, "shop-dev.ab12c.mongodb.net": where}))


@pytest.mark.parametrize("text", ["[]", "4", "{", '"a"'])
def test_what_is_no_object_names_no_server(text: str) -> None:
    with pytest.raises(InputError, match="--with-data"):
        reachable(ATLAS, {"SANDBOX_DIR": "/x", "SANDBOX_MONGODB_SERVERS": text})


def test_without_servers_nothing_is_reached() -> None:
    with pytest.raises(InputError, match="no server for this cluster"):
        reachable(ATLAS, {"SANDBOX_DIR": "/x"})
