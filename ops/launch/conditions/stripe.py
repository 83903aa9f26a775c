"""Stripe's live key, and a webhook secret that no other environment has, as far as this process knows them.

That a known value is of the right kind and mode, and nobody else's, the rules say.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from config.secrets import Secret, stack_variable
from config.stacks import STACKS, stack_file
from ops.doctor.check import Check

if TYPE_CHECKING:
    from ops.launch.conditions.world import World

KEY, WEBHOOK = "Stripe's key", "Stripe's webhook secret"
_ENDS = {KEY: "STRIPE_SECRET_KEY", WEBHOOK: "STRIPE_WEBHOOK_SECRET"}
_BEGINS = {KEY: "sk_live_ or rk_live_", WEBHOOK: "whsec_"}


def subject_of(name: str) -> str | None:
    """What a variable of this name holds, if it is Stripe's: its secret key, or a webhook's secret."""
    return next((subject for subject, end in _ENDS.items() if name.endswith(end)), None)


def checks(stack: str, world: "World", subject: str) -> Iterator[Check]:
    """A line for each secret of a subject; the rules have nothing against what is known of them."""
    found = {name: secret for name, secret in world.secrets[stack].items() if subject_of(name) == subject}
    if not found:
        yield Check("ok", stack, subject, "none is named under `secrets`")
    for name, secret in found.items():
        if secret.value is None:
            yield _unknown(stack, subject, name, secret, world.stacks[stack].api.name)
        elif subject == WEBHOOK and (others := _unknown_elsewhere(stack, name, world)):
            do = f"export {' and '.join(stack_variable(one, name) for one in others)} to have it compared"
            yield Check("note", stack, subject, f"not compared with that of {' and '.join(others)}", do)
        else:
            alone = ", and no other stack has it" if subject == WEBHOOK else ""
            yield Check("ok", stack, subject, f"{name} is of its kind{alone}")


def _unknown(stack: str, subject: str, name: str, secret: Secret, service: str) -> Check:
    begins = f"see that it begins with {_BEGINS[subject]}"
    if secret.origin == "ui":
        do = (
            f"{begins}: Render's dashboard, {service}, Environment; `python -m ops secrets audit` compares it"
        )
        return Check("note", stack, subject, f"{name} is set by hand", do)
    if secret.origin == "config":
        do = f"{begins}: `pulumi config get {name} --stack {stack}`"
        return Check("note", stack, subject, f"{name} is encrypted in {stack_file(stack)}", do)
    if secret.origin == "generated":
        do = f"write `{name}: env` under `secrets`"
        return Check("FAIL", stack, subject, f"{name} is made up by the program, and Stripe issues it", do)
    do = f"export {stack_variable(stack, name)}, or write it into .env.{stack}"
    return Check("FAIL", stack, subject, f"could not be looked at: no value of {name} is known here", do)


def _unknown_elsewhere(stack: str, name: str, world: "World") -> list[str]:
    others = [other for other in STACKS if other != stack and name in world.secrets[other]]
    return [other for other in others if name not in world.values[other]]
