"""What the values of secrets give away by their form, before any of them is sent anywhere.

No message here holds a value.
"""

import re
from collections.abc import Mapping

from config.derived import DATABASE_PASSWORD
from config.faults import Fault
from config.settings import Settings
from config.stacks import stack_file

_STRIPE = re.compile(r"(sk|rk|pk)_(live|test)_")
_PLACEHOLDER = re.compile(r"<[A-Za-z][A-Za-z0-9_ -]*>|YOUR_")


def value_faults(stack: str, settings: Settings, values: Mapping[str, str]) -> list[Fault]:
    """What is wrong with the values of this stack's secrets."""
    file, faults = stack_file(stack), []
    for key, value in values.items():
        mode = _STRIPE.match(value)
        if mode and settings.stripe and mode[2] != settings.stripe:
            what = f"its value is a key of Stripe's {mode[2]} mode, and `stripe` says {settings.stripe}"
            why = "real money and test money must not meet"
            write = f"take the key of the {settings.stripe} mode"
            faults.append(Fault(file, f"secrets.{key}", what, why, write, ("R4", "R52", "R53")))
        if _PLACEHOLDER.search(value):
            parts = ("its value is still a placeholder", "it would reach the cloud", "export the real one")
            faults.append(Fault(file, f"secrets.{key}", *parts, rules=("C20",)))
    return faults


def value_warnings(stack: str, values: Mapping[str, str]) -> list[Fault]:
    """What looks odd in the values of this stack's secrets."""
    if not re.search(r"%[0-9A-Fa-f]{2}", values.get(DATABASE_PASSWORD, "")):
        return []
    what, why = "its value looks encoded already", "it is encoded again in the database's address"
    fault = Fault(
        stack_file(stack), f"secrets.{DATABASE_PASSWORD}", what, why, "export the password as it is", ("T18",)
    )
    return [fault]
