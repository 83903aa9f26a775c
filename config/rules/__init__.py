"""The rules, one module per topic: what the settings and known secrets of all stacks may not say.

Pure functions; the program runs them before every preview and update, `ops check` at any time.
"""

from collections.abc import Iterator, Mapping

from config.rules import (
    cloudinary,
    database,
    launch,
    lists,
    mail,
    names,
    origins,
    redis,
    refresh,
    roles,
    secrets,
    services,
    sharing,
    sites,
    stripe,
    values,
    variables,
)
from config.rules.engine import Predicate, Rule, Stack, Stacks, judge, rules_of
from config.rules.launch import unfilled_ids, unfilled_note
from config.settings import Settings
from config.stacks import stack_file
from config.violations import Violation

__all__ = [
    "RULES",
    "AllSettings",
    "Predicate",
    "concerns",
    "errors",
    "errors_alone",
    "unfilled_ids",
    "unfilled_note",
    "violations",
]

# In this order they speak: of several about one key only the first.
_TOPICS = (
    roles,
    origins,
    sites,
    names,
    variables,
    stripe,
    mail,
    cloudinary,
    redis,
    database,
    refresh,
    services,
    lists,
    secrets,
    values,
    sharing,
    launch,
)
RULES: tuple[Rule, ...] = tuple(rule for topic in _TOPICS for rule in rules_of(topic))
# Whether a value or a site is as strange as acknowledged, only who knows it or asks it can tell.
_OUTSIDE = ("siteElsewhere", "valuesAsTheyAre")
AllSettings = Mapping[str, Settings]
Values = Mapping[str, Mapping[str, str]]


def _any(_: Violation) -> bool:
    return True


def violations(
    settings: AllSettings, secrets: Values | None = None, live: Values | None = None, only: Predicate = _any
) -> list[Violation]:
    """Everything that the rules have to say about these stacks: errors, then warnings, then notes.

    `secrets`: for each stack the values that this process knows. `live`: the variables that its services
    really have, where those are judged and not only the stack file. `only`: what is worth a line here; of
    several mistakes about one key, the first of these speaks.
    """
    known, found = secrets or {}, live or {}
    stacks = {s: Stack(s, own, known.get(s, {}), found.get(s)) for s, own in settings.items()}
    said = judge(RULES, stacks, only)
    return [*said, *filter(only, _idle_acknowledgements(stacks, said))]


def errors(settings: AllSettings, secrets: Values | None = None, only: Predicate = _any) -> list[Violation]:
    """Every broken rule of each stack and between them: one broken file can undo another's isolation."""
    found = violations(settings, secrets, only=only)
    return [violation for violation in found if violation.level == "error"]


def errors_alone(settings: AllSettings, only: Predicate = _any) -> list[Violation]:
    """What each stack file breaks by itself, whatever its siblings say."""
    stacks = {stack: Stack(stack, own, {}) for stack, own in settings.items()}
    rules = [rule for rule in RULES if rule.alone]
    return [violation for violation in judge(rules, stacks, only) if violation.level == "error"]


def concerns(stack: str) -> Predicate:
    """Whether a stack's file is part of a violation."""
    return lambda violation: stack_file(stack) in violation.files


def _idle_acknowledgements(stacks: Stacks, said: list[Violation]) -> Iterator[Violation]:
    needed = {(file, violation.unless) for violation in said for file in violation.files}
    for name, stack in stacks.items():
        for acknowledgement in stack.settings.acknowledge:
            if acknowledgement not in _OUTSIDE and (stack_file(name), acknowledgement) not in needed:
                what = "acknowledges what this environment does not do"
                why = "it would silence the rule on the day when somebody does it by mistake"
                key = f"acknowledge.{acknowledgement}"
                yield stack.violation(key, what, why, "remove it", level="warning")
