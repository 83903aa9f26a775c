"""Stripe keys: of the right kind, of this environment's mode, and with a webhook secret beside them.

Live keys move real money. The prefixes are Stripe's: docs.stripe.com/keys.
"""

import re
from collections.abc import Iterable

from config.guards.terms import Found, Terms, Values

_KEY = re.compile(r"(sk|rk|pk)_(live|test)_")
_KINDS = {  # the end of a variable's name, the prefixes that belong there
    "STRIPE_SECRET_KEY": ("sk", "rk"),
    "STRIPE_PUBLISHABLE_KEY": ("pk",),
    "STRIPE_PUBLIC_KEY": ("pk",),
}
WEBHOOK = "STRIPE_WEBHOOK_SECRET"


def stripe_keys(terms: Terms, values: Values) -> Found:
    """Every Stripe rule that the values of one environment break."""
    yield from _kinds(values)
    yield from _modes(terms, values)
    yield from _one_mode(values)
    yield from _webhook(terms, values)


def _kinds(values: Values) -> Found:
    for key, value in values.items():
        wanted = next((kinds for name, kinds in _KINDS.items() if key.endswith(name)), ())
        found = _KEY.match(value)
        if wanted and (found is None or found[1] not in wanted):
            forms = " or ".join(f"{kind}_{mode}_" for kind in wanted for mode in ("live", "test"))
            yield key, f"is no key of this kind, so Stripe would refuse it; it begins with {forms}"
        if key.endswith(WEBHOOK) and not value.startswith("whsec_"):
            text = "is no signing secret of a webhook, so every event of Stripe would be refused"
            yield key, f"{text}; it begins with whsec_"


def _modes(terms: Terms, values: Values) -> Found:
    """Under any name: other vendors that use these prefixes mean the same by them."""
    for key, value in values.items():
        mode = _mode(value)
        if mode == "live" and not terms.production:
            text = "is a live key, and only production may move real money"
            yield key, f"{text}; use the key of the test mode, and roll this one if it was ever shared"
        if mode == "test" and terms.production and terms.live_stripe:
            yield key, "is a key of the test mode, so nobody could pay; use the live key"


def _one_mode(values: Values) -> Found:
    modes = {key: mode for key, value in values.items() if "STRIPE" in key and (mode := _mode(value))}
    secret = next((key for key in modes if key.endswith("STRIPE_SECRET_KEY")), None)
    for key, mode in modes.items():
        if secret is not None and mode != modes[secret]:
            text = (
                f"is of another mode than {secret}, so the site and the API would not see the same payments"
            )
            yield key, f"{text}; take both from one mode"


def _webhook(terms: Terms, values: Values) -> Found:
    names = set(values) | terms.elsewhere
    if _any_ends(names, "STRIPE_SECRET_KEY") and not _any_ends(names, WEBHOOK):
        yield WEBHOOK, "is missing beside the Stripe secret key, so no payment would be confirmed; add it"


def _any_ends(names: Iterable[str], end: str) -> bool:
    return any(name.endswith(end) for name in names)


def _mode(value: str) -> str | None:
    found = _KEY.match(value)
    return found[2] if found else None
