"""Guards over the values of secrets: pure, and silent about every value.

`guard_values` looks at one environment, `shared_values` between environments. The rules that need only the
stack files are in `config.stack_rules` and `config.rules`.
"""

from dataclasses import replace

from config.faults import Fault
from config.guards.cloudinary import cloudinary
from config.guards.form import damaged, encoded_passwords, unfilled
from config.guards.mail import mail
from config.guards.public import public
from config.guards.shared import ALLOWED, Allowance, shared_values
from config.guards.stripe import stripe_keys
from config.guards.terms import Terms, Values
from config.stacks import stack_file

__all__ = ["ALLOWED", "Allowance", "Terms", "guard_values", "shared_values"]


def guard_values(terms: Terms, secrets: Values, plain: Values) -> list[Fault]:
    """Every rule that the known values of one environment break.

    `secrets`: what stands under `secrets`, as far as the program can read it. `plain`: the other variables,
    the front end's included. Empty values count as absent. No message holds a value.
    """
    held = {key: value for key, value in secrets.items() if value}
    left = list(unfilled(held, plain))
    # One complaint is enough for a value that is none yet; a space at an end hides no other fault.
    skipped = {key for key, _ in left}
    kept = {key: value.strip() for key, value in held.items() if key not in skipped}
    everything = {**{key: value for key, value in plain.items() if key not in skipped}, **kept}
    found = [
        *left,
        *damaged(held),
        *encoded_passwords(terms, kept),
        *stripe_keys(replace(terms, elsewhere=terms.elsewhere | skipped), everything),
        *mail(terms, everything),
        *cloudinary(everything),
        *public(everything, kept),
    ]
    return [Fault(stack_file(terms.stack), key, text) for key, text in found]
