"""Stripe: real money in production only, and keys of the right kind and mode.

The prefixes are Stripe's: docs.stripe.com/keys.
"""

import re
from collections.abc import Iterator

from config.rules.engine import Stack, of_one_stack
from config.violations import Violation

_KEY = re.compile(r"(sk|rk|pk)_(live|test)_")
_KINDS = {  # the end of a variable's name, the prefixes that belong there
    "STRIPE_SECRET_KEY": ("sk", "rk"),
    "STRIPE_PUBLISHABLE_KEY": ("pk",),
    "STRIPE_PUBLIC_KEY": ("pk",),
}
_WEBHOOK = "STRIPE_WEBHOOK_SECRET"


@of_one_stack("R4", "R21", "R53")
def only_production_takes_real_money(stack: Stack) -> Iterator[Violation]:
    """Staging and development use Stripe's test mode."""
    if not stack.production and stack.settings.stripe == "live":
        why = "a test would move real money"
        write = "write test, and use the keys of test mode"
        yield stack.violation("stripe", f"is live in {stack.name}", why, write)


@of_one_stack("R52", "C13")
def production_takes_real_money(stack: Stack) -> Iterator[Violation]:
    """Production uses Stripe's live mode, before its launch at the latest."""
    if stack.production and stack.settings.stripe == "test" and not stack.settings.launched:
        what, why = f"is test in {stack.name}", "nobody could pay on the day of the launch"
        write = "write live, and use the keys of live mode"
        yield stack.violation("stripe", what, why, write, unless="testStripeBeforeLaunch")


@of_one_stack("R52", "R53")
def stripe_keys_are_of_their_kind(stack: Stack) -> Iterator[Violation]:
    """A secret key is no publishable one, and a webhook's secret is one."""
    for variable in stack.variables:
        wanted = next((kinds for name, kinds in _KINDS.items() if variable.name.endswith(name)), ())
        found = _KEY.match(variable.value)
        if wanted and (found is None or found[1] not in wanted):
            forms = " or ".join(f"{kind}_{mode}_" for kind in wanted for mode in ("live", "test"))
            write = f"use the one that begins with {forms}"
            yield stack.about(variable, "is no key of this kind", "Stripe would refuse it", write)
        if variable.name.endswith(_WEBHOOK) and not variable.value.startswith("whsec_"):
            what, why = "is no signing secret of a webhook", "every event of Stripe would be refused"
            yield stack.about(variable, what, why, "use the one that begins with whsec_")


@of_one_stack("R52", "R53", "R4")
def stripe_keys_are_of_one_mode(stack: Stack) -> Iterator[Violation]:
    """Every key is of the mode that `stripe` names, and a live one, under any name, in production only."""
    for variable in stack.variables:
        found = _KEY.match(variable.value)
        if found and (wrong := _wrong_mode(stack, variable.name, *found.groups())):
            yield stack.about(variable, *wrong)


def _wrong_mode(stack: Stack, name: str, kind: str, mode: str) -> tuple[str, str, str] | None:
    """What is wrong with a key of this mode; nothing where `stripe` itself is what has to change."""
    said = stack.settings.stripe
    if not stack.production and mode == "live" and said != "live":
        write = "use the key of the test mode, and roll this one if it was ever shared"
        return "is a live key", "only production may move real money", write
    # Other vendors that use these prefixes mean the same by them.
    if stack.production and mode == "test" and said == "live":
        return "is a key of the test mode", "nobody could pay", "use the live key"
    agreed = "testStripeBeforeLaunch" in stack.settings.acknowledge and not stack.settings.launched
    of_stripe = "STRIPE" in name or kind == "pk"
    if stack.production and mode == "live" and said == "test" and agreed and of_stripe:
        why = "the site and the API would not see the same payments"
        return "is a live key, and `stripe` says test", why, "use the test key, or write `stripe: live`"
    return None


@of_one_stack("R52", "R53", "R72")
def a_stripe_key_has_its_webhook_secret(stack: Stack) -> Iterator[Violation]:
    """Whoever has a Stripe secret key can tell that an event comes from Stripe."""
    names = {*stack.settings.secrets, *stack.values}
    if any(n.endswith("STRIPE_SECRET_KEY") for n in names) and not any(n.endswith(_WEBHOOK) for n in names):
        what = "is missing beside the Stripe secret key"
        yield stack.violation(f"secrets.{_WEBHOOK}", what, "no payment would be confirmed", "add it")
