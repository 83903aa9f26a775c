"""Which stacks exist, and in which order they can come up."""

# Deploy order: staging and dev look up things that prod owns (its Redis until go-live, its Vercel project),
# so the first deployment runs opposite to the promotion of code.
STACKS = ("prod", "staging", "dev")
PRODUCTION, STAGING, DEVELOPMENT = STACKS


def stack_file(stack: str) -> str:
    """The name of a stack's settings file, as Pulumi looks for it beside Pulumi.yaml."""
    return f"Pulumi.{stack}.yaml"
