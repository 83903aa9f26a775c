"""What makes a stack production, its replica staging, or development."""

from collections.abc import Iterator
from typing import Any

from config.rules.engine import Stack, Stacks, of_all_stacks, of_one_stack
from config.stacks import PRODUCTION
from config.violations import Violation

# What a replica has in common with its original: code path, size and place. Names and addresses are its own.
_SERVICE = ("plan", "rootDir", "buildCommand", "startCommand", "numInstances")
_VARIABLES = ("envPrefix", "names")
_ALIKE = {
    "": ("names",),
    "api": (*_SERVICE, "healthCheckPath"),
    "worker": (*_SERVICE, "maxShutdownDelaySeconds"),
    "frontend": ("mode", "framework", "rootDirectory", "buildCommand", "outputDirectory", *_VARIABLES),
    "redis": ("connection", "plan"),
    "render": ("region", "repo"),
    "vercel": ("repo",),
}


@of_one_stack("R4", "R19")
def only_development_runs_as_development(stack: Stack) -> Iterator[Violation]:
    """Production and its replica run the same mode of the application."""
    mode = stack.settings.node_env
    if stack.name != "dev" and mode != "production":
        why = "development mode logs details of errors and takes other paths, so nothing here would be proven"
        yield stack.violation("nodeEnv", f"is '{mode}' in {stack.name}", why, "write production")


@of_one_stack("R69", "R70")
def what_is_tested_is_the_application(stack: Stack) -> Iterator[Violation]:
    """Staging and development show the application, not the pre-launch page."""
    if not stack.production and not stack.settings.launched:
        why = "testers would meet the pre-launch page and not the application"
        what = f"is false in {stack.name}"
        yield stack.violation("launched", what, why, "write true", unless="preLaunchPage")


@of_all_stacks("R19", "C3")
def how_staging_differs_is_said(stacks: Stacks) -> Iterator[Violation]:
    """A test on staging proves as much as staging is like production."""
    if PRODUCTION not in stacks or "staging" not in stacks:
        return
    original, replica = (_values(stacks[name]) for name in (PRODUCTION, "staging"))
    if original["frontend"].get("framework") != replica["frontend"].get("framework"):
        replica["frontend"]["envPrefix"] = original["frontend"]["envPrefix"]  # it follows from that
    for part, names in _ALIKE.items():
        # How a shared Redis differs is its owner's business, and that it is shared is said of itself.
        modes = {values[part].get("mode") for values in (original, replica)}
        compared = () if part == "redis" and "shared" in modes else names
        for name in compared:
            if original[part].get(name) != replica[part].get(name):
                why = "what passes here is proven for staging's way, not for production's"
                yield stacks["staging"].violation(
                    f"{part}.{name}".lstrip("."),
                    "differs from production's",
                    why,
                    "write what production has",
                    level="warning",
                    unless="stagingDiffers",
                    also=(PRODUCTION,),
                )


def _values(stack: Stack) -> dict[str, Any]:
    values = stack.settings.model_dump(by_alias=True, include={*_ALIKE, "names"})
    values["frontend"]["envPrefix"] = stack.public_prefix
    return {**values, "": {"names": values["names"]}}
