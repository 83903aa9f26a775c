"""Values for the guards' tests, put together at run time: nothing here looks real to a scanner of secrets."""

from config.guards import Terms, guard_values

PROD = Terms(stack="prod", production=True, launched=True, live_stripe=True)
PRE_LAUNCH = Terms(stack="prod", production=True, launched=False, live_stripe=False)
STAGING = Terms(stack="staging", production=False, launched=True, live_stripe=False)


def stripe(kind: str, mode: str) -> str:
    return "_".join((kind, mode, "51Habc"))


HOOK = "_".join(("whsec", "a1B2c3D4"))


def complaints(
    terms: Terms, secrets: dict[str, str] | None = None, plain: dict[str, str] | None = None
) -> list[tuple[str, str]]:
    """The key and the beginning of each fault, up to its first comma or semicolon."""
    faults = guard_values(terms, secrets or {}, plain or {})
    assert all(fault.file == f"Pulumi.{terms.stack}.yaml" for fault in faults)
    return [(fault.key, fault.text.replace(";", ",").split(",")[0]) for fault in faults]
