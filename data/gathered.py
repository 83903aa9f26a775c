"""Documents by column: the values of each field beside each other, gathered once for everybody who looks."""

from collections import Counter, defaultdict
from functools import cached_property
from itertools import chain
from typing import Any


class Gathered:
    """What stands at one place of some documents (the documents themselves, at first), in their order.

    What is below it is gathered when somebody first asks: going through each object takes longer than most
    of what is done with a column.
    """

    def __init__(self, values: list[Any]) -> None:
        self.values = values

    @cached_property
    def kinds(self) -> set[type]:
        """The types that there are."""
        return set(map(type, self.values))

    def of(self, kind: type) -> list[Any]:
        """Those of one type."""
        return self.values if self.kinds == {kind} else [one for one in self.values if type(one) is kind]

    @cached_property
    def strings(self) -> Counter[str]:
        """The strings among them, each with how often it is there."""
        return Counter(self.of(str))

    @cached_property
    def fields(self) -> dict[str, "Gathered"]:
        """By name what stands in the objects among them."""
        columns: defaultdict[str, list[Any]] = defaultdict(list)
        for one in self.of(dict):
            for name, value in one.items():
                columns[name].append(value)
        return {name: Gathered(values) for name, values in columns.items()}

    @cached_property
    def elements(self) -> "Gathered":
        """What stands in the arrays among them."""
        return Gathered(list(chain.from_iterable(self.of(list))))
