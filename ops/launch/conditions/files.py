"""What the stack files and the known values say, taken as if production were launched already."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from config.rules import errors, unfilled_ids
from config.secrets import keys_from, stack_variable
from config.settings import Settings
from config.stacks import PRODUCTION, stack_file
from config.violations import Violation
from ops.doctor.check import Check
from ops.launch.conditions.stripe import KEY, WEBHOOK, subject_of
from ops.launch.conditions.stripe import checks as stripe_checks

if TYPE_CHECKING:
    from ops.launch.conditions.world import World

RULES, VALUES, MODE, MAIL, REDIS, PLANS = (
    "rules",
    "values of secrets",
    "Stripe's mode",
    "mail",
    "Redis of its own",
    "plans",
)
# Which rows of the blueprint's study say why `launched` may not be true.
_GATES = {"R52": MODE, "R56": MAIL, "R26": REDIS}
# How the keys begin that a condition with a name of its own is about.
_KEYS = {"stripe": MODE, "mail": MAIL, "redis.mode": REDIS, "redis.name": REDIS}
_MOVE = "python -m ops redis move --stack …"


def checks(stack: str, world: "World") -> Iterator[Check]:
    """The rules with `launched: true`, then each condition that has a name of its own."""
    settings, said = world.stacks[stack], _broken(stack, world)
    yield from _line(stack, RULES, said, "none is broken with `launched: true`")
    yield _gate(stack, settings)
    yield from _ids(world)
    yield _thawed(stack, settings)
    yield from _line(stack, MODE, said, f"is {settings.stripe or 'none: no payments'}")
    yield from _line(stack, KEY, said, "") or stripe_checks(stack, world, KEY)
    yield from _line(stack, WEBHOOK, said, "") or stripe_checks(stack, world, WEBHOOK)
    yield from _line(stack, MAIL, said, "") or [_mail(stack, settings)]
    yield from _line(stack, REDIS, said, "every environment has one, and it is nobody else's")
    plans = f"{settings.api.plan} for the API and {settings.worker.plan} for the worker never sleep"
    yield from _line(stack, PLANS, said, plans)
    yield from _line(stack, VALUES, said, "") or [_values(stack, world)]


def _broken(stack: str, world: "World") -> dict[str, list[Violation]]:
    launched = world.stacks[stack].model_copy(update={"launched": True})
    found: dict[str, list[Violation]] = {}
    for violation in errors({**world.stacks, stack: launched}, world.values):
        found.setdefault(_subject(violation), []).append(violation)
    return found


def _subject(violation: Violation) -> str:
    """The condition that a broken rule belongs to."""
    if of_stripe := subject_of(violation.key.rpartition(".")[2]):
        return of_stripe
    if violation.key == "api.plan" and violation.file == stack_file(PRODUCTION):
        return PLANS
    if violation.key == "launched":
        return next((_GATES[row] for row in violation.rules if row in _GATES), RULES)
    if violation.of_value:
        return VALUES
    return next((subject for start, subject in _KEYS.items() if violation.key.startswith(start)), RULES)


def _line(stack: str, subject: str, said: Mapping[str, list[Violation]], fine: str) -> list[Check]:
    """A line for each broken rule of a subject; without one, what is fine, [] for ""."""
    if broken := said.get(subject):
        return [_failed(stack, subject, violation) for violation in broken]
    return [Check("ok", stack, subject, fine)] if fine else []


def _failed(stack: str, subject: str, violation: Violation) -> Check:
    place = violation.key if violation.file == stack_file(stack) else f"{violation.file}: {violation.key}"
    why = f"; {violation.why}" if violation.why else ""
    how = f" (`{_MOVE}`)" if subject == REDIS and violation.key == "launched" else ""
    return Check("FAIL", stack, subject, f"{place} {violation.what}{why}", f"{violation.write}{how}")


def _ids(world: "World") -> Iterator[Check]:
    zeros = {s: [v.key for v in unfilled_ids(s, own)] for s, own in world.stacks.items()}
    if world.is_rehearsal or not any(zeros.values()):
        found = "any will do in a rehearsal" if world.is_rehearsal else "are those of your accounts"
        yield Check("ok", PRODUCTION, "ids of accounts", found)
        return
    for stack, keys in zeros.items():
        if keys:
            found = f"{', '.join(keys)}: still a placeholder"
            yield Check("FAIL", stack, "ids of accounts", found, "write the ids of your own accounts")


def _gate(stack: str, settings: Settings) -> Check:
    if settings.launched:
        found = "`launched` is true: production shows the application, or will after the next update"
        return Check("note", stack, "gate", found, "`python -m ops launch rollback` closes it")
    return Check("ok", stack, "gate", "is closed: `launched: false`")


def _thawed(stack: str, settings: Settings) -> Check:
    if settings.freeze:
        leave = f"python -m ops rollback --stack {stack} --done"
        do = f"leave the rollback (`{leave}`), or remove `freeze` and update"
        return Check("FAIL", stack, "freeze", "is true, so nothing would be deployed", do)
    return Check("ok", stack, "freeze", "is not set")


def _mail(stack: str, settings: Settings) -> Check:
    mail = settings.mail
    if mail is None or mail.kind == "mailtrap" or mail.kind == "none":
        found = "`mail` is not written, so nobody here knows who sends it"
        return Check("note", stack, MAIL, found, "write `mail`, or see that customers get theirs")
    return Check("ok", stack, MAIL, f"{mail.kind} delivers it from {mail.sender}")


def _values(stack: str, world: "World") -> Check:
    missing = keys_from(world.secrets[stack], "missing")
    # The others are asked for by name.
    if nameless := [key for key in missing if not subject_of(key)]:
        first = stack_variable(stack, nameless[0])
        do = f"an update needs them: export {first} and its like, or write .env.{stack}"
        return Check("FAIL", stack, VALUES, f"no value for {', '.join(nameless)}", do)
    return Check("ok", stack, VALUES, "none is missing, none is a placeholder")
