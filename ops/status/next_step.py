"""What a person does now."""

from collections.abc import Sequence

from config.stacks import PRODUCTION
from ops.doctor.check import Check, State
from ops.status.model import Environment

_LAUNCH = "`python -m ops launch check` says what is missing for the launch"


def next_step(environment: Environment) -> str:
    """The step that the first of the gravest checks asks for; "" for nothing to do."""
    stack, checks = environment.stack, [check for part in environment.parts for check in part.checks]
    for state in ("FAIL", "note"):
        if step := _first(checks, state):
            return step
    is_ready = stack == PRODUCTION and not environment.site.launched and not checks
    return _LAUNCH if is_ready else ""


def _first(checks: Sequence[Check], state: State) -> str:
    return next((check.do for check in checks if check.state == state and check.do), "")
