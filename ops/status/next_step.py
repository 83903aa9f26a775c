"""What a person does now."""

from config.stacks import PRODUCTION
from ops.status.model import Environment

_LAUNCH = "`python -m ops launch check` says what is missing for the launch"


def next_step(environment: Environment) -> str:
    """The step that the first of the gravest checks asks for; "" for nothing to do."""
    stack, checks = environment.stack, [check for part in environment.parts for check in part.checks]
    steps = [check.do or check.found for each in ("FAIL", "doubt") for check in checks if check.state == each]
    steps += [check.do for check in checks if check.state == "note" and check.do]
    if steps:
        return steps[0]
    is_ready = stack == PRODUCTION and not environment.site.launched_by_file and not checks
    return _LAUNCH if is_ready else ""
