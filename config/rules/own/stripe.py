"""Real money moves in production only."""

from collections.abc import Iterator

from config.rules.rule import Found, of_one_stack
from config.settings import Settings
from config.stacks import PRODUCTION


@of_one_stack("R4", "R21", "R53")
def only_production_takes_real_money(stack: str, settings: Settings) -> Iterator[Found]:
    """Staging and development use Stripe's test mode."""
    if stack != PRODUCTION and settings.stripe == "live":
        why = "a test would charge a real card and pay a real account"
        yield Found("stripe", f"is live in {stack}", why, "write test, and use the keys of test mode")


@of_one_stack("R52", "C13")
def production_takes_real_money(stack: str, settings: Settings) -> Iterator[Found]:
    """Production uses Stripe's live mode, before its launch at the latest."""
    if stack == PRODUCTION and settings.stripe == "test" and not settings.launched:
        why = "nobody could pay on the day of the launch"
        write = "write live, and use the keys of live mode"
        yield Found("stripe", f"is test in {stack}", why, write, unless="testStripeBeforeLaunch")


@of_one_stack("R52", "R53")
def both_stripe_keys_are_of_one_mode(_: str, settings: Settings) -> Iterator[Found]:
    """A publishable key in the bundle is of the mode that `stripe` names."""
    wrong = {"live": "pk_test_", "test": "pk_live_"}.get(settings.stripe or "", "pk_")
    for name, value in settings.frontend.env.items():
        if value.startswith(wrong):
            what = f"is not a publishable key of the mode `stripe: {settings.stripe or '(none)'}`"
            why = "Stripe refuses a payment whose two keys are of different modes"
            yield Found(f"frontend.env.{name}", what, why, "write the key of the mode that `stripe` names")


RULES = (only_production_takes_real_money, production_takes_real_money, both_stripe_keys_are_of_one_mode)
