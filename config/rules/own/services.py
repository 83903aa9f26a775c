"""The API and the worker as processes."""

import re
from collections.abc import Iterator

from config.plans import SMALLEST
from config.rules.rule import Found, of_one_stack
from config.settings import Settings
from config.stacks import PRODUCTION


@of_one_stack("T25")
def the_api_runs_once(_: str, settings: Settings) -> Iterator[Found]:
    """One instance of the API, because it runs scheduled jobs in its own process."""
    count = settings.api.num_instances or 1
    if count > 1:
        why = "each one runs the scheduled jobs (payouts, disputes), and sockets reach only their own"
        yield Found("api.numInstances", f"is {count}", why, "write 1", unless="severalInstances")


@of_one_stack("T33")
def a_free_api_is_a_choice(stack: str, settings: Settings) -> Iterator[Found]:
    """The free plan is for trying things out, never for production."""
    if settings.api.plan != "free":
        return
    what = f"is free in {stack}"
    why = "Render stops it after 15 idle minutes, so webhooks time out, and counts 750 hours a month for all"
    write = "write starter" if stack == PRODUCTION else "write starter once this matters"
    yield Found("api.plan", what, why, write, warning=stack != PRODUCTION)


@of_one_stack("C7", "R24", "R32")
def a_worker_costs_something(stack: str, settings: Settings) -> Iterator[Found]:
    """The plan says free tier, and Render sells none for workers."""
    if stack != PRODUCTION and settings.worker.plan in SMALLEST:
        what = f"is {settings.worker.plan}, the smallest paid plan"
        why = "Render has no free plan for background workers"
        yield Found("worker.plan", what, why, "nothing, unless the jobs need more", warning=True)


@of_one_stack("T16")
def what_starts_is_installed(_: str, settings: Settings) -> Iterator[Found]:
    """A start command uses what the build installed, and no watcher."""
    for name, service in (("api", settings.api), ("worker", settings.worker)):
        start, key = service.start_command, f"{name}.startCommand"
        if re.search(r"\bnodemon\b", start):
            why = "it watches files for a developer, and keeps a crashed process down"
            yield Found(key, "starts nodemon", why, "start node itself")
        elif re.search(r"\b(npm|yarn|pnpm)\b", start) and "--include=dev" not in service.build_command:
            why = "with NODE_ENV=production the build leaves development packages out, cross-env among them"
            write = "start node itself, or build with `npm ci --include=dev`"
            yield Found(key, "runs a script of package.json", why, write, warning=True)


@of_one_stack("T15")
def the_health_check_is_not_limited(_: str, settings: Settings) -> Iterator[Found]:
    """Render's probe does not run into the API's rate limiter."""
    path = settings.api.health_check_path or ""
    if re.match(r"/api(/|$)", path):
        why = "Render asks every few seconds, and a limiter that answers 429 means a restart loop"
        yield Found(
            "api.healthCheckPath", f"'{path}' may be behind a rate limiter", why, "write /", warning=True
        )


@of_one_stack("T27")
def jobs_have_time_to_end(_: str, settings: Settings) -> Iterator[Found]:
    """A deploy gives running jobs time to end."""
    seconds = settings.worker.max_shutdown_delay_seconds
    if seconds < 60:
        why = "each deploy cuts running jobs off, and a job that is cut off runs again"
        key = "worker.maxShutdownDelaySeconds"
        yield Found(key, f"is {seconds} seconds", why, "write 120", warning=True)


RULES = (
    the_api_runs_once,
    a_free_api_is_a_choice,
    a_worker_costs_something,
    what_starts_is_installed,
    the_health_check_is_not_limited,
    jobs_have_time_to_end,
)
