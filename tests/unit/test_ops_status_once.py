"""Each question is asked once, also by threads that come at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from ops.status.once import Once


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
