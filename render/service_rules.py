"""What Render would refuse, or accept and not do: said in the preview, before any request."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from render.comparison import Fault, Field, Props, is_empty, is_unknown, missing
from render.errors import UnexpectedReplyError
from render.plans import service_plan
from render.service_settings import SETTINGS, ServiceArgs
from render.settings import Setting
from render.wire import read

# Letters, digits, `_`, `-`, `.`, no leading digit: render.com/docs/configure-environment-variables
_ENV_KEY = re.compile(r"[A-Za-z_.-][A-Za-z0-9_.-]*")


def faults(service_type: str, props: Props, old: Props | None = None) -> list[Fault]:
    """Every input of a web service or worker that cannot work. Unknown values pass.

    `old`: the inputs until now; none at creation.
    """
    worker = service_type == "background_worker"
    return [
        *immutable(SETTINGS, old or {}, props, "its URL, custom domains and hand-set variables"),
        *missing(ServiceArgs, props),
        *_setting_faults(worker, props),
        *(_free_plan_faults(worker, props) if props.get("plan") == "free" else ()),
        *env_faults(props.get("env")),
    ]


def immutable(inputs: Sequence[Field], old: Props, new: Props, lost: str) -> Iterator[Fault]:
    """A fault for each input that Render fixes at creation and `new` changes, unless it may be replaced.

    `lost`: what goes with the old object.
    """
    for name in [] if new.get("allow_replacement") else [field.name for field in inputs if field.fixed]:
        before, after = old.get(name), new.get(name)
        if isinstance(before, str) and isinstance(after, str) and before != after:
            yield Fault(
                name,
                f"is fixed at creation: '{before}' cannot become '{after}' in place. Keep it, or allow a "
                f"replacement (`allowReplacement: true`), which deletes the old one first and loses {lost}",
            )


def _setting_faults(worker: bool, props: Props) -> Iterator[Fault]:
    for setting in SETTINGS:
        value = props.get(setting.name)
        if is_empty(value) or is_unknown(value):
            continue
        if worker and setting.web_only:
            yield Fault(setting.name, "a background worker is not reached over HTTP: leave it out")
        elif reason := _reason_against(setting, value):
            yield Fault(setting.name, reason)


def _reason_against(setting: Setting, value: Any) -> str | None:
    if setting.choices:
        known = ", ".join(setting.choices)
        return None if value in setting.choices else f"'{value}' is none of {known}: write one of them"
    if setting.bounds:
        lowest, highest = setting.bounds
        # Numbers cross Pulumi's wire as floats.
        whole = type(value) in (int, float) and value == int(value)
        fits = whole and lowest <= value <= highest
        return None if fits else f"must be a whole number from {lowest} to {highest}"
    try:
        read(setting.name, setting.kind.validate_python, value)
    except UnexpectedReplyError:
        return "has another form than Render takes: see render.ServiceArgs"
    return None


def _free_plan_faults(worker: bool, props: Props) -> Iterator[Fault]:
    if worker:
        # render.com/docs/free: free instances exist for web services only
        paid = service_plan("starter")
        yield Fault(
            "plan",
            f"Render has no free background workers: write 'starter' ({paid}, the smallest paid plan), have "
            "the API's own process run the jobs, or run the worker inside a free web service, which sleeps "
            "after 15 minutes without a visitor",
        )
    command, instances = props.get("pre_deploy_command"), props.get("num_instances")
    mode = props.get("maintenance_mode")
    if not worker and isinstance(mode, Mapping) and mode.get("enabled") is True:
        # render.com/docs/maintenance-mode
        yield Fault("maintenance_mode", "the plan 'free' has none: leave it out, or choose a paid plan")
    if not (is_empty(command) or is_unknown(command)):
        yield Fault("pre_deploy_command", "the plan 'free' runs none: leave it out, or choose a paid plan")
    if not (is_empty(instances) or is_unknown(instances)) and instances != 1:
        yield Fault("num_instances", "the plan 'free' has exactly one: write 1, or choose a paid plan")


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
