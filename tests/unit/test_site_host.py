"""A host that one project leaves for another: what is tried again, and what is said when Vercel refuses."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pulumi
import pulumiverse_vercel as vercel
import pytest

from components import hosts, retries

NOBODY = "Could not read deployment shop.example team_1, unexpected error: not_found - The deployment is gone"
BAD_MINUTE = "Could not read deployment shop.example team_1, unexpected error: internal_server_error - ..."


def answers(patch: pytest.MonkeyPatch, answer: str | Exception) -> None:
    """Vercel's answer about who serves a host: the id of a project, or a refusal."""

    def get_deployment(**_: str) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return SimpleNamespace(id="dpl_1", project_id=answer)

    patch.setattr(vercel, "get_deployment", get_deployment)


@pytest.mark.parametrize(
    "words", [NOBODY, "unexpected error: forbidden - Not authorized", "something that nobody has seen"]
)
def test_a_host_is_nobodys_where_vercel_says_so_or_does_not_say(
    monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    answers(monkeypatch, ValueError(words))
    assert hosts.serving("shop.example", "team_1") is None


def test_a_bad_minute_of_vercel_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, ValueError(BAD_MINUTE))
    with pytest.raises(ValueError, match="internal_server_error"):
        hosts.serving("shop.example", "team_1")


LEFT = "shop.example left its former project, and Vercel refuses it to the new one"
AGAIN = ": `pulumi up` tries again; with the former stack file, it brings the host back"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (ValueError(NOBODY), f"{LEFT}, so nobody serves it now{AGAIN}"),
        (ValueError(BAD_MINUTE), f"{LEFT}{AGAIN}"),
        (
            "prj_2",
            "shop.example is served by another Vercel project (prj_2), and only one can have it: remove it "
            "there first (Settings, Domains), adopt that project, or write another host",
        ),
    ],
)
def test_a_loss_is_claimed_only_where_nobody_serves_the_host(
    monkeypatch: pytest.MonkeyPatch, answer: str | Exception, said: str
) -> None:
    answers(monkeypatch, answer)
    assert hosts.lost("shop.example", "team_1") == said


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lines: list[str] = []
    monkeypatch.setattr(pulumi, "ErrorHook", lambda name, again: again)
    monkeypatch.setattr(pulumi.log, "error", lines.append)
    monkeypatch.setattr(retries, "PAUSE_SECONDS", 0)
    return lines


def asked(hook: Any, operation: str, failures: int) -> bool:
    args = SimpleNamespace(failed_operation=operation, errors=["no"] * failures)
    # A loop of its own: that of this thread belongs to the programs of other tests.
    loop = asyncio.new_event_loop()
    try:
        return bool(loop.run_until_complete(hook(args)))
    finally:
        loop.close()


def test_what_is_half_done_is_tried_five_times_and_then_said(said: list[str]) -> None:
    hook = retries.persistent("name", "update", lambda: "what is left")
    assert [asked(hook, "update", failures) for failures in range(1, 5)] == [True] * 4
    assert said == []
    assert not asked(hook, "update", 5)
    assert said == ["what is left"]


def test_another_operation_and_what_is_not_half_done_are_left_to_the_next_update(said: list[str]) -> None:
    assert not asked(retries.persistent("name", "update", lambda: "what is left"), "create", 1)
    assert not asked(retries.persistent("name", "update", lambda: "what is left", lambda: False), "update", 1)
    assert said == []
