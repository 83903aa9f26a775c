"""The API and the worker as processes."""

import re
from collections.abc import Iterator

from config.plans import SMALLEST
from config.rules.engine import Stack, of_one_stack
from config.violations import Violation


@of_one_stack("T25")
def the_api_runs_once(stack: Stack) -> Iterator[Violation]:
    """One instance of the API, as long as jobs may be scheduled in its own process."""
    count = stack.settings.api.num_instances or 1
    if count > 1:
        why = "each one runs what the API itself schedules, and a socket reaches one of them only"
        yield stack.violation("api.numInstances", f"is {count}", why, "write 1", unless="severalInstances")


@of_one_stack("T33")
def a_free_api_is_a_choice(stack: Stack) -> Iterator[Violation]:
    """The free plan is for trying things out, never for production."""
    if stack.settings.api.plan != "free":
        return
    what = f"is free in {stack.name}"
    why = "Render stops it after 15 idle minutes, so webhooks time out, and counts 750 hours a month for all"
    if stack.production:
        yield stack.violation("api.plan", what, why, "write starter")
    else:
        write = "write starter once this matters"
        yield stack.violation("api.plan", what, why, write, level="warning", unless="freeApi")


@of_one_stack("T33", "C7")
def a_free_api_asks_for_nothing_that_is_paid(stack: Stack) -> Iterator[Violation]:
    """The free plan asks for nothing that Render has for paid services only."""
    api = stack.settings.api
    # render.com/docs/free, /docs/deploys, /docs/maintenance-mode
    paid = {
        "preDeployCommand": api.pre_deploy_command is not None,
        "maintenance": api.maintenance is not None and api.maintenance.enabled,
        "numInstances": (api.num_instances or 1) > 1,
    }
    for setting in (name for name, is_asked in paid.items() if api.plan == "free" and is_asked):
        what, why = "needs a paid plan, and `api.plan` is free", "Render would refuse the service"
        yield stack.violation(f"api.{setting}", what, why, "remove it, or write `plan: starter`")


@of_one_stack("C7", "R24", "R32")
def a_worker_costs_something(stack: Stack) -> Iterator[Violation]:
    """That a worker costs something is said where money is not expected to go: no free plan has one."""
    plan = stack.settings.worker.plan
    if not stack.production and plan in SMALLEST:
        what = f"is {plan}, the smallest paid plan"
        why = "Render has no free plan for background workers"
        write = "write a larger one if the jobs need more"
        yield stack.violation("worker.plan", what, why, write, level="warning", unless="paidWorker")


@of_one_stack("T16")
def what_starts_is_installed(stack: Stack) -> Iterator[Violation]:
    """A start command uses what the build installed, and no watcher."""
    for name, service in (("api", stack.settings.api), ("worker", stack.settings.worker)):
        start, key = service.start_command, f"{name}.startCommand"
        if re.search(r"\bnodemon\b", start):
            why = "it watches files for a developer, and keeps a crashed process down"
            yield stack.violation(key, "starts nodemon", why, "start node itself")
        elif re.search(r"\b(npm|yarn|pnpm)\b", start) and "--include=dev" not in service.build_command:
            why = (
                "with NODE_ENV=production the build leaves development packages out, which scripts often use"
            )
            write = "start node itself, or build with `npm ci --include=dev`"
            yield stack.violation(key, "runs a script of package.json", why, write, level="warning")


@of_one_stack("T15")
def the_health_check_is_not_limited(stack: Stack) -> Iterator[Violation]:
    """Render's probe does not run into the API's rate limiter."""
    path = stack.settings.api.health_check_path or ""
    if re.match(r"/api(/|$)", path):
        what, write = f"'{path}' may be behind a rate limiter", "write /"
        why = "Render asks every few seconds, and a limiter that answers 429 means a restart loop"
        yield stack.violation("api.healthCheckPath", what, why, write, level="warning")


@of_one_stack("T27")
def jobs_have_time_to_end(stack: Stack) -> Iterator[Violation]:
    """A deploy gives running jobs time to end."""
    seconds = stack.settings.worker.max_shutdown_delay_seconds
    if seconds < 60:
        why = "each deploy cuts running jobs off, and a job that is cut off runs again"
        key = "worker.maxShutdownDelaySeconds"
        yield stack.violation(key, f"is {seconds} seconds", why, "write 120", level="warning")
