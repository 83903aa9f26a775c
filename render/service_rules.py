"""What Render would refuse, or accept and not do: said in the preview, before any request."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from render.comparison import Fault, Props, is_empty, is_unknown, missing
from render.plans import service_plan

_REQUIRED = (
    "name",
    "owner_id",
    "region",
    "repo",
    "branch",
    "runtime",
    "plan",
    "build_command",
    "start_command",
)
_CHOICES = {
    "auto_deploy_trigger": ("commit", "checksPass", "off"),
    "previews": ("off", "manual", "automatic"),
    "render_subdomain_policy": ("enabled", "disabled"),
}
_WEB_ONLY = ("health_check_path", "maintenance_mode", "render_subdomain_policy")
_NATIVE_RUNTIMES = ("elixir", "go", "node", "python", "ruby", "rust")
# Letters, digits, `_`, `-`, `.`, no leading digit: render.com/docs/configure-environment-variables
_ENV_KEY = re.compile(r"[A-Za-z_.-][A-Za-z0-9_.-]*")


def faults(service_type: str, props: Props, old: Props | None = None) -> list[Fault]:
    """Every input of a web service or worker that cannot work. Unknown values pass.

    `old`: the inputs until now; none at creation.
    """
    return [
        *immutable(old or {}, props, "its URL, custom domains and hand-set variables"),
        *missing(_REQUIRED, props),
        *_choices(props),
        *_plan_faults(service_type, props),
        *_numbers(props),
        *env_faults(props.get("env")),
    ]


def immutable(old: Props, new: Props, lost: str) -> Iterator[Fault]:
    """A fault for each input that Render fixes at creation and `new` changes, unless it may be replaced.

    `lost`: what goes with the old object.
    """
    if new.get("allow_replacement"):
        return
    for name in ("owner_id", "region"):
        before, after = old.get(name), new.get(name)
        if isinstance(before, str) and isinstance(after, str) and before != after:
            yield Fault(
                name,
                f"is fixed at creation: '{before}' cannot become '{after}' in place. Keep it, or allow a "
                f"replacement (`allow_replacement`), which deletes the old one first and loses {lost}",
            )


def _choices(props: Props) -> Iterator[Fault]:
    for name, allowed in _CHOICES.items():
        if not _open(props.get(name)) and props[name] not in allowed:
            yield Fault(name, f"'{props[name]}' is none of {', '.join(allowed)}: write one of them")
    runtime = props.get("runtime")
    if not _open(runtime) and runtime not in _NATIVE_RUNTIMES:
        known = ", ".join(_NATIVE_RUNTIMES)
        yield Fault(
            "runtime", f"'{runtime}' is not built from a build and a start command: write one of {known}"
        )


def _plan_faults(service_type: str, props: Props) -> Iterator[Fault]:
    worker = service_type == "background_worker"
    for name in _WEB_ONLY if worker else ():
        if not _open(props.get(name)):
            yield Fault(name, "a background worker is not reached over HTTP: leave it out")
    if props.get("plan") != "free":
        return
    if worker:
        # render.com/docs/free: free instances exist for web services only
        paid = service_plan("starter")
        yield Fault(
            "plan",
            f"Render has no free background workers: write 'starter' ({paid}, the smallest paid plan), have "
            "the API's own process run the jobs, or run the worker inside a free web service, which sleeps "
            "after 15 minutes without a visitor",
        )
    if not _open(props.get("pre_deploy_command")):
        yield Fault("pre_deploy_command", "the plan 'free' runs none: leave it out, or choose a paid plan")
    instances = props.get("num_instances")
    if not _open(instances) and instances != 1:
        yield Fault("num_instances", "the plan 'free' has exactly one: write 1, or choose a paid plan")


def _numbers(props: Props) -> Iterator[Fault]:
    instances, delay = props.get("num_instances"), props.get("max_shutdown_delay_seconds")
    if not _open(instances) and not _within(instances, 1, 100):
        yield Fault("num_instances", "must be a whole number from 1 to 100 (render.com/docs/scaling)")
    if not _open(delay) and not _within(delay, 1, 300):
        yield Fault("max_shutdown_delay_seconds", "must be a whole number of seconds from 1 to 300")


def env_faults(env: Any) -> Iterator[Fault]:
    """What is wrong with the environment variables of a service; never says a value."""
    # Never a fault of `env` as a whole: Pulumi prints the value of the property at fault, secrets in clear.
    for key, value in env.items() if isinstance(env, Mapping) else ():
        if key == "PORT":
            yield Fault(
                "env.PORT", "Render sets PORT itself and routes to it: leave it out and listen on $PORT"
            )
        elif not _ENV_KEY.fullmatch(key):
            yield Fault(
                f"env.{key}", "is not a valid name: use letters, digits, _ - and ., and no digit in front"
            )
        elif not isinstance(value, str) and not is_unknown(value):
            yield Fault(f"env.{key}", "must be a string: write the value in quotes")


def _open(value: Any) -> bool:
    return is_empty(value) or is_unknown(value)


def _within(value: Any, lowest: float, highest: float) -> bool:
    # Numbers cross Pulumi's wire as floats.
    return type(value) in (int, float) and value == int(value) and lowest <= value <= highest
