"""Each question is asked once, also by threads that come at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from ops.status.once import LateError, Once


def test_threads_that_ask_the_same_get_one_answer() -> None:
    def ask() -> int:
        asked.append(1)
        return len(asked)

    def look(number: int) -> int:
        together.wait()
        return once("the same", ask)

    once, asked, together = Once(), list[int](), Barrier(8)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(look, range(8))) == [1] * 8
    assert (once("another", ask), len(asked)) == (2, 2)


def test_a_refusal_is_told_to_everybody_who_asks() -> None:
    def ask() -> int:
        asked.append(1)
        raise ValueError("refused")

    once, asked = Once(), list[int]()
    for _ in range(2):
        with pytest.raises(ValueError, match="refused"):
            once("the same", ask)
    assert asked == [1]


def test_nobody_waits_longer_than_all_of_it_may_take_and_what_is_there_already_is_told() -> None:
    once, never = Once(0.05), Event()
    assert once("quick", lambda: 1) == 1
    for _ in range(2):
        with pytest.raises(LateError, match=r"^cannot be looked at: no answer within 0 s; look again$"):
            once("slow", never.wait)
    assert once("quick", lambda: 2) == 1
    never.set()


def test_a_time_out_of_what_was_asked_is_told_as_it_is() -> None:
    def ask() -> int:
        raise TimeoutError("of its own")

    with pytest.raises(TimeoutError, match="of its own"):
        Once()("slow", ask)
