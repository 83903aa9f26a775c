"""An update that moves Redis, and one that does anything else."""

from dataclasses import replace

import pytest

from ops.ci.preview import Change, Key, Preview
from ops.redis.expected import surprises

RENDER = "pulumi-python:dynamic/render"
URL = (Key("env.REDIS_URL", True),)
MOVE = (
    Change(f"{RENDER}:KeyValue", "redis", "create"),
    Change(f"{RENDER}:KeyValueRef", "redis", "delete"),
    Change(f"{RENDER}:WebService", "api", "update", URL),
    Change(f"{RENDER}:BackgroundWorker", "worker", "update", URL),
    Change(f"{RENDER}:Deploy", "api", "update"),
    Change(f"{RENDER}:Deploy", "worker", "update"),
    Change("command:local:Command", "smoke", "update"),
)
BACK = (
    Change(f"{RENDER}:KeyValue", "redis", "delete"),
    Change(f"{RENDER}:KeyValueRef", "redis", "create"),
    *MOVE[2:],
)


def of(*changes: Change) -> Preview:
    return Preview(changes, (), (), False)


def test_the_move_and_the_way_back_are_no_surprise() -> None:
    assert surprises(of(*MOVE), "to its own") == []
    assert surprises(of(*BACK), "back") == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            replace(MOVE[2], keys=(*URL, Key("env.OTHER"))),
            "update Render WebService api (env.REDIS_URL, env.OTHER)",
        ),
        (replace(MOVE[2], operation="replace"), "replace Render WebService api (env.REDIS_URL)"),
        (replace(MOVE[3], keys=(Key("plan"),)), "update Render BackgroundWorker worker (plan)"),
        (replace(MOVE[4], operation="replace"), "replace Render Deploy api"),
        (Change(f"{RENDER}:KeyValue", "other", "update"), "update Render KeyValue other"),
        (
            Change("vercel:index/deployment:Deployment", "frontend", "update"),
            "update Vercel Deployment frontend",
        ),
    ],
)
def test_anything_else_is_named(change: Change, said: str) -> None:
    assert f"  {said}" in surprises(of(*MOVE, change), "to its own")


def test_a_move_that_would_make_nothing_is_one_too() -> None:
    assert surprises(of(*MOVE[1:]), "to its own") == ["  the Key Value would not be made"]
    assert surprises(of(*BACK[1:]), "back") == ["  the Key Value would not be deleted"]
    assert surprises(of(*MOVE), "back")[:2] == [
        "  create Render KeyValue redis",
        "  delete Render KeyValueRef redis",
    ]


def test_the_address_may_have_another_name() -> None:
    named = replace(MOVE[2], keys=(Key("env.QUEUE_URL"),))
    assert surprises(of(*MOVE[:2], named), "to its own", "QUEUE_URL") == []
    assert len(surprises(of(*MOVE[:2], named), "to its own")) == 1
