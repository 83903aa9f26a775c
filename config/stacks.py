"""Which stacks exist, in which order they can come up, and which branch is whose."""

# Deploy order: staging and dev look up things that prod owns (its Redis until go-live, its Vercel project),
# so the first deployment runs opposite to the promotion of code.
STACKS = ("prod", "staging", "dev")
PRODUCTION = "prod"

# The one table that says which stack a push belongs to: the rules refuse any other branch in a stack file,
# and CI chooses the stack with it.
BRANCHES = {"main": "prod", "staging": "staging", "develop": "dev"}


def stack_file(stack: str) -> str:
    """The name of a stack's settings file, as Pulumi looks for it beside Pulumi.yaml."""
    return f"Pulumi.{stack}.yaml"


def branch_of(stack: str) -> str:
    """The branch that a stack deploys."""
    return next(branch for branch, owner in BRANCHES.items() if owner == stack)


def stack_of_branch(branch: str) -> str | None:
    """The stack that a push to this branch deploys, None for any other branch."""
    return BRANCHES.get(branch)
