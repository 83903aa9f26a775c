"""What a rule is: rows of the blueprint's study, and a function that finds what breaks them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from config.faults import Fault
from config.settings import Acknowledgement, Settings
from config.stacks import stack_file

Stacks = Mapping[str, Settings]


class Found(NamedTuple):
    """One thing that a rule found: under which key, what is wrong, why it matters, what to write.

    `unless` names the acknowledgement that turns it into a warning; `also` the other stacks it is about.
    """

    key: str
    what: str
    why: str
    write: str
    warning: bool = False
    unless: Acknowledgement | None = None
    also: tuple[str, ...] = ()


Finder = Callable[[Stacks], Iterator[tuple[str, Found]]]


@dataclass(frozen=True)
class Rule:
    """`rows` say which statements it keeps; `find` yields (stack, what was found there)."""

    name: str
    summary: str
    rows: tuple[str, ...]
    find: Finder

    def faults(self, stacks: Stacks) -> Iterator[Fault]:
        """What breaks this rule in these stacks."""
        for stack, found in self.find(stacks):
            yield _fault(self.rows, stack, found, stacks[stack])


def between(*rows: str) -> Callable[[Finder], Rule]:
    """Make a rule of a function over all stacks; its docstring becomes the summary."""

    def rule(find: Finder) -> Rule:
        return Rule(find.__name__, (find.__doc__ or "").strip(), rows, find)

    return rule


def of_one_stack(*rows: str) -> Callable[[Callable[[str, Settings], Iterator[Found]]], Rule]:
    """Make a rule of a function over one stack and its name."""

    def rule(find: Callable[[str, Settings], Iterator[Found]]) -> Rule:
        return Rule(find.__name__, (find.__doc__ or "").strip(), rows, partial(_each, find))

    return rule


def _each(find: Callable[[str, Settings], Iterator[Found]], stacks: Stacks) -> Iterator[tuple[str, Found]]:
    for stack, settings in stacks.items():
        for found in find(stack, settings):
            yield stack, found


def _fault(rows: tuple[str, ...], stack: str, found: Found, settings: Settings) -> Fault:
    write, warning = found.write, found.warning
    if found.unless:
        if reason := settings.acknowledge.get(found.unless):
            write, warning = f"acknowledged: {reason}", True
        else:
            write += f', or acknowledge it: `acknowledge: {{{found.unless}: "your reason"}}`'
    also = tuple(stack_file(other) for other in found.also)
    return Fault(stack_file(stack), found.key, found.what, found.why, write, rows, warning, also)
