"""Pointing production's domains at a deployment: done once, whatever becomes of the replies."""

import pytest

from ops.accounts import AccountError, Json
from ops.operation.phases import Halted
from ops.operation.production_site import served, switch

DONE = ("dpl_a", "rollback", "succeeded")


class Vercel:
    """Answers what it is told to, in turn; the last answer again and again."""

    def __init__(
        self, *states: tuple[str, str, str] | Exception | None, refuses: Exception | None = None
    ) -> None:
        self.states, self.refuses = list(states), refuses
        self.asked: list[str] = []
        self.slept: list[float] = []

    def project_state(self, project_id: str) -> Json:
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        if isinstance(state, Exception):
            raise state
        keys = ("toDeploymentId", "type", "jobStatus")
        return {"lastAliasRequest": dict(zip(keys, state, strict=True)) if state else None}

    def rollback(self, project_id: str, deployment_id: str) -> None:
        self.asked.append(f"{project_id} {deployment_id}")
        if self.refuses:
            raise self.refuses

    promote = rollback

    def deployment(self, host: str) -> Json | None:
        return {"id": "dpl_a"} if host == "www.shop.example" else None

    def switched(self, how: str = "rollback") -> "Vercel":
        sleep, clock = self.slept.append, lambda: sum(self.slept)
        switch(self, "prj", "dpl_a", how, sleep, clock)  # type: ignore[arg-type]
        return self


def refusal(status: int | None) -> AccountError:
    return AccountError("Vercel: no", status)


def test_it_is_asked_for_once_and_waited_for_until_vercel_has_done_it() -> None:
    running = ("dpl_a", "rollback", "in-progress")
    vercel = Vercel(None, running, running, DONE).switched()
    assert (vercel.asked, len(vercel.slept)) == (["prj dpl_a"], 2)


def test_what_is_done_already_is_not_asked_for_again() -> None:
    assert Vercel(DONE).switched().asked == []


def test_a_rollback_to_another_or_a_promotion_of_the_same_is_something_else() -> None:
    for other in (("dpl_b", "rollback", "succeeded"), ("dpl_a", "promote", "succeeded")):
        assert Vercel(other, DONE).switched().asked == ["prj dpl_a"]


@pytest.mark.parametrize("status", [None, 429, 500, 502])
def test_a_reply_that_is_lost_is_looked_for_before_it_is_asked_again(status: int | None) -> None:
    assert Vercel(None, DONE, refuses=refusal(status)).switched().asked == ["prj dpl_a"]
    assert len(Vercel(None, None, DONE, refuses=refusal(status)).switched().asked) == 2


def test_while_another_request_is_under_way_ours_waits() -> None:
    other = ("dpl_b", "promote", "in-progress")
    vercel = Vercel(other, other, ("dpl_b", "promote", "succeeded"), DONE, refuses=refusal(409)).switched()
    assert len(vercel.asked) == 2


def test_while_vercel_does_not_answer_it_is_waited_for() -> None:
    assert Vercel(None, refusal(None), refusal(429), refusal(503), DONE).switched().asked == ["prj dpl_a"]


@pytest.mark.parametrize("status", [401, 402, 404, 422])
def test_a_refusal_is_raised_at_once(status: int) -> None:
    vercel = Vercel(None, refuses=refusal(status))
    with pytest.raises(AccountError) as raised:
        vercel.switched()
    assert (raised.value.status, vercel.slept) == (status, [])


def test_one_that_fails_says_so_and_one_that_never_ends_is_given_up_after_three_minutes() -> None:
    with pytest.raises(Halted, match="the rollback to dpl_a failed"):
        Vercel(None, ("dpl_a", "rollback", "failed")).switched()
    stuck = Vercel(None, ("dpl_a", "rollback", "in-progress"))
    with pytest.raises(Halted, match="the rollback to dpl_a has not ended after 3 minutes; run it again"):
        stuck.switched()
    assert 180 <= sum(stuck.slept) < 183
    assert max(stuck.slept) == 2


def test_one_that_failed_before_ours_says_nothing_of_it() -> None:
    failed = ("dpl_b", "rollback", "failed")
    assert Vercel(failed, failed, DONE).switched().asked == ["prj dpl_a"] * 2


def test_what_is_served_is_told_by_the_host_and_nothing_deployed_is_said() -> None:
    assert served(Vercel(None), "www.shop.example") == "dpl_a"  # type: ignore[arg-type]
    with pytest.raises(
        AccountError, match=r"nothing is deployed at other\.example; bring the stack up first"
    ):
        served(Vercel(None), "other.example")  # type: ignore[arg-type]
