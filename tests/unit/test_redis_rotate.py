"""`ops redis rotate`: what Render leaves to a person, and whether every service has the new password."""

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.commands import InputError
from ops.redis import rotate
from render.client import RenderClient
from tests.unit.redis_world import OLD, World, world


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world(tmp_path, monkeypatch) as made:
        monkeypatch.setattr(rotate, "from_environment", lambda _: made.client_of_render)
        made.begin()
        yield made


def run(stack: str) -> int:
    parser = argparse.ArgumentParser()
    rotate.add_arguments(parser)
    return rotate.run(parser.parse_args(["--stack", stack]))


def test_the_steps_are_said_until_the_password_is_another_and_every_service_has_it(
    company: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    instance = company.instances()[OLD]
    old = company.password(instance)
    assert run("prod") == run("prod") == 1
    assert "`pulumi up --refresh --stack prod`" in capsys.readouterr().out
    company.cloud.render["keyValues"][instance]["_password"] = "another"
    assert run("prod") == 1
    assert capsys.readouterr().out == (
        "bondigoo-api-staging: has another REDIS_URL than bondigoo-redis-prod takes now; "
        "`pulumi up --refresh --stack staging`\n"
        "bondigoo-worker-staging: has another REDIS_URL than bondigoo-redis-prod takes now; "
        "`pulumi up --refresh --stack staging`\n"
    )
    company.update()
    assert run("prod") == 0
    said = capsys.readouterr().out
    assert said == "bondigoo-redis-prod: the new password is out, and every service has it\n"
    (journal,) = tmp_path.rglob("redis-rotate-prod.json")
    assert old not in journal.read_text()


def test_whoever_shares_a_redis_is_sent_to_its_owner(company: World) -> None:
    with pytest.raises(InputError, match="is shared, so its password is the owner's"):
        run("staging")


def test_an_address_that_render_tells_no_more_is_not_taken_for_another_password(
    company: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("prod") == 1
    told = {"internalConnectionString": "redis://red-1:6379", "externalConnectionString": ""}
    get = RenderClient.get
    monkeypatch.setattr(
        RenderClient,
        "get",
        lambda client, path, *more: told if path.endswith("connection-info") else get(client, path, *more),
    )
    with pytest.raises(InputError, match="bondigoo-redis-prod: its allow-list is empty, so nobody can use"):
        run("prod")
