"""What makes a stack production, staging or development."""

from collections.abc import Iterator

from config.rules.rule import Found, of_one_stack
from config.settings import Settings
from config.stacks import BRANCHES, PRODUCTION, branch_of


@of_one_stack("R6", "R13", "R14", "R15", "R22", "R23", "R24", "R31", "R32", "C10")
def the_branch_is_the_stacks_own(stack: str, settings: Settings) -> Iterator[Found]:
    """Each stack deploys the branch that belongs to it, and no other."""
    if settings.branch == branch_of(stack):
        return
    owner = BRANCHES.get(settings.branch)
    whose = f"belongs to {owner}" if owner else "belongs to no environment"
    why = f"a push to it would deploy what was not meant for {stack}"
    yield Found("branch", f"'{settings.branch}' {whose}", why, f"write {branch_of(stack)}")


@of_one_stack("R4", "R19")
def only_development_runs_as_development(stack: str, settings: Settings) -> Iterator[Found]:
    """Production and its replica run the same mode of the application."""
    if stack != "dev" and settings.node_env != "production":
        why = "development mode logs details of errors and takes other paths, so nothing here would be proven"
        yield Found("nodeEnv", f"is '{settings.node_env}' in {stack}", why, "write production")


@of_one_stack("R69", "R70")
def what_is_tested_is_the_application(stack: str, settings: Settings) -> Iterator[Found]:
    """Staging and development show the application, not the pre-launch page."""
    if stack != PRODUCTION and not settings.launched:
        why = "testers would meet the pre-launch page and not the application"
        yield Found("launched", f"is false in {stack}", why, "write true", unless="preLaunchPage")


RULES = (
    the_branch_is_the_stacks_own,
    only_development_runs_as_development,
    what_is_tested_is_the_application,
)
