"""How rules are judged: what a rule sees, how it says what breaks it, and that one mistake is said once."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import product
from types import ModuleType
from typing import Any

from config.contract import READERS, derived_values, plain_maps, public_prefix
from config.rules.malformed import is_example, is_template, is_unfilled_id
from config.settings import Acknowledgement, Settings
from config.stacks import PRODUCTION, stack_file
from config.violations import Level, Violation


@dataclass(frozen=True)
class Variable:
    """A variable whose value is known, and under which key of the stack file it stands.

    `secret`: it stands under `secrets`. `outside`: its value comes from elsewhere than the stack file.
    """

    key: str
    name: str
    value: str = field(repr=False)
    secret: bool
    outside: bool

    @property
    def of_site(self) -> bool:
        """Whether it is given to the site, and so public by its place."""
        return self.key.startswith("frontend.")


@dataclass(frozen=True)
class Stack:
    """One environment as the rules see it.

    `secrets`: the values that this process knows, by key. `live`: the variables that the services really
    have, None where only the stack file is judged.
    """

    name: str
    settings: Settings
    secrets: Mapping[str, str] = field(repr=False)
    live: Mapping[str, str] | None = field(default=None, repr=False)

    @property
    def production(self) -> bool:
        """Whether real people use it."""
        return self.name == PRODUCTION

    @cached_property
    def public_prefix(self) -> str:
        """How a variable begins that everybody can read in the site's bundle."""
        return public_prefix(self.settings)

    @cached_property
    def atlas_project(self) -> str:
        """What tells its Atlas project: the id, and while that is not filled in the host of its cluster."""
        project = self.settings.atlas.project_id
        return self.settings.database.host if is_unfilled_id(project) else project

    @cached_property
    def derived(self) -> dict[str, str]:
        """The variables that follow from other settings."""
        return {name: v for reader in READERS for name, v in derived_values(self.settings, reader).items()}

    @cached_property
    def given(self) -> tuple[Variable, ...]:
        """The known variables that are set one by one, as they were given."""
        plain = self._plain_in_file() if self.live is None else self._live()
        secret = (Variable(self.key_of(key), key, value, True, True) for key, value in self.secrets.items())
        return *plain, *secret

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """The same without what is empty or still to be filled in, and without space around a secret."""
        filled = (v for v in self.given if v.value and not self.is_unfilled(v))
        return tuple(replace(v, value=v.value.strip()) if v.secret else v for v in filled)

    @cached_property
    def values(self) -> dict[str, str]:
        """Every known variable, the derived ones included."""
        return {**self.derived, **{variable.name: variable.value for variable in self.variables}}

    def _plain_in_file(self) -> Iterator[Variable]:
        for place, env in plain_maps(self.settings).items():
            for name, value in env.items():
                yield Variable(f"{place}.{name}", name, value, secret=False, outside=False)

    def _live(self) -> Iterator[Variable]:
        for name, value in (self.live or {}).items():
            if name not in self.secrets and self.derived.get(name) != value:
                yield Variable(self.key_of(name), name, value, secret=False, outside=True)

    def key_of(self, variable: str) -> str:
        """Under which key of the stack file a variable stands; its name alone where it does not."""
        maps: dict[str, Mapping[str, str]] = {"secrets": self.settings.secrets, **plain_maps(self.settings)}
        return next((f"{place}.{variable}" for place, env in maps.items() if variable in env), variable)

    def violation(
        self,
        key: str,
        what: str,
        why: str,
        write: str,
        *,
        level: Level = "error",
        unless: Acknowledgement | None = None,
        also: Iterable[str] = (),
        naming: str = "",
    ) -> Violation:
        """What breaks a rule here, a note if `unless` is acknowledged. `also`: other stacks it is about.

        `naming`: what the reason has to name, where one acknowledgement must not silence them all.
        """
        if unless and (reason := self.acknowledged(unless, naming)):
            level, write = "note", f"acknowledged: {reason}"
        elif unless:
            example = f"{naming}: your reason" if naming else "your reason"
            write += f', or acknowledge it: `acknowledge: {{{unless}: "{example}"}}`'
        file, others = stack_file(self.name), tuple(stack_file(stack) for stack in also)
        return Violation(file, key, what, why, write, level=level, also=others, unless=unless)

    def acknowledged(self, name: Acknowledgement, naming: str = "") -> str | None:
        """The reason for which something is acknowledged, None where it is not, or does not name this."""
        reason = self.settings.acknowledge.get(name)
        if reason and naming and not re.search(rf"(?<![\w.]){re.escape(naming)}(?!\w)", reason):
            return None
        return reason

    def about(
        self,
        variable: Variable,
        what: str,
        why: str,
        write: str,
        also: Iterable[str] = (),
        unless: Acknowledgement | None = None,
    ) -> Violation:
        """What breaks a rule in the value of a variable; the reason for an exception names it."""
        naming = variable.name if unless else ""
        found = self.violation(variable.key, what, why, write, also=also, unless=unless, naming=naming)
        return replace(found, of_value=variable.outside)

    def is_unfilled(self, variable: Variable) -> bool:
        """Whether a value was never replaced; in plain text a word such as `test` may well be meant."""
        return looks_unfilled(variable) and not self.acknowledged("valuesAsTheyAre", variable.name)


def looks_unfilled(variable: Variable) -> bool:
    """The same, whatever is acknowledged."""
    return is_template(variable.value) or (variable.secret and is_example(variable.value, variable.name))


def texts(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every text below a key, with its own key as people write it."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts(f"{path}.{key}".lstrip("."), item)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from texts(f"{path}[{place}]", item)


Stacks = Mapping[str, Stack]
Finder = Callable[[Stacks], Iterator[Violation]]
Predicate = Callable[[Violation], bool]


@dataclass(frozen=True)
class Rule:
    """`rows` of the blueprint's study that it keeps, and `find`, which yields what breaks it.

    `alone`: it needs no other stack. `alongside`: what it says of a key neither silences others nor is
    silenced by them.
    """

    name: str
    summary: str
    rows: tuple[str, ...]
    find: Finder
    alone: bool
    alongside: bool

    def violations(self, stacks: Stacks) -> Iterator[Violation]:
        """What breaks this rule in these stacks."""
        return (replace(found, rules=self.rows) for found in self.find(stacks))


def of_all_stacks(*rows: str, alongside: bool = False) -> Callable[[Finder], Rule]:
    """Make a rule of a function over all stacks; its docstring becomes the summary."""

    def rule(find: Finder) -> Rule:
        return Rule(find.__name__, (find.__doc__ or "").strip(), rows, find, False, alongside)

    return rule


def of_one_stack(
    *rows: str, alongside: bool = False
) -> Callable[[Callable[[Stack], Iterator[Violation]]], Rule]:
    """Make a rule of a function over one stack."""

    def rule(find: Callable[[Stack], Iterator[Violation]]) -> Rule:
        summary = (find.__doc__ or "").strip()
        return Rule(find.__name__, summary, rows, partial(_each, find), True, alongside)

    return rule


def _each(find: Callable[[Stack], Iterator[Violation]], stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks.values():
        yield from find(stack)


def rules_of(topic: ModuleType) -> list[Rule]:
    """The rules of a module, in the order in which they stand there."""
    made = getattr(topic, "RULES", [])
    return [*(value for value in vars(topic).values() if isinstance(value, Rule)), *made]


def judge(rules: Iterable[Rule], stacks: Stacks, only: Predicate) -> list[Violation]:
    """What these rules say of these stacks, each mistake once: of several about one key the first speaks.

    Errors come before warnings, files before values from elsewhere, and rules in their order. A note silences
    nothing and is never silenced, and nothing is silenced by what `only` leaves out.
    """
    found = [(rule, v) for rule in rules for v in rule.violations(stacks) if only(v)]
    kept: list[tuple[Rule, Violation]] = []
    for turn in product(("error", "warning"), (False, True)):
        for rule, violation in found:
            if (violation.level, violation.of_value) == turn and not _is_said(rule, violation, kept):
                kept.append((rule, violation))
    return [violation for _, violation in kept] + [v for _, v in found if v.level == "note"]


def _is_said(rule: Rule, violation: Violation, before: list[tuple[Rule, Violation]]) -> bool:
    """Whether another rule has complained of this key, here or in another file that it is about."""
    return not rule.alongside and any(
        one.key == violation.key and one.file in violation.files
        for other, one in before
        if other is not rule and not other.alongside
    )
