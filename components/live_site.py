"""The site as it is at Vercel before an update writes: what will be put right, and who has its host.

Vercel freezes variables and settings into a build. So what an update writes has to lead to a new one, also
when it only puts back what somebody changed by hand. Each variable therefore counts in its comment how often
it was written. Comment and value are one request at Vercel, so an update that breaks off keeps the count.
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pulumi
import pulumiverse_vercel as vercel

T = TypeVar("T")

# For what is passing; an answer that stays the same is final after these.
TRIES = 5
PAUSE_SECONDS = 1.0

_COUNTED = re.compile(r"revision (\d+)")
# What of a project decides what a build makes, in the words of the provider's inputs.
_OF_THE_BUILD = ("framework", "rootDirectory", "buildCommand", "outputDirectory", "gitRepository")


@dataclass(frozen=True)
class LiveSite:
    """A project's id and variables as Vercel has them; what cannot be known is None."""

    project_id: str
    variables: Sequence[Any] | None

    def variable(self, key: str, targets: Sequence[str], branch: str | None) -> Any | None:
        """The record of a key that is in the way of another one for these targets and branch."""
        found = (
            record
            for record in self.variables or ()
            if record.key == key and (record.git_branch or None) == branch
        )
        return next((record for record in found if set(record.targets) & set(targets)), None)

    def has_one_of(self, keys: Iterable[str], branch: str) -> bool:
        """Whether one of the variables is there, for production or for this branch."""
        here = {record.key for record in self.variables or () if (record.git_branch or branch) == branch}
        return not here.isdisjoint(keys)


def look_up(name: str, team: str) -> LiveSite | None:
    """A project by its name or id, None when there is none. Raises what the provider raises otherwise."""
    found = _unless_missing(lambda: vercel.get_project(name=name, team_id=team))
    return LiveSite(found.id, found.environments) if found else None


def holder(host: str, team: str) -> str | None:
    """The id of the team's project that serves a host now; None when none does or Vercel does not tell."""
    try:
        return vercel.get_deployment(id=host, team_id=team).project_id
    except Exception:
        # Another team's host is refused in as many ways as Vercel has; adding it says which.
        return None


def _unless_missing(look: Callable[[], T]) -> T | None:
    try:
        return look()
    except Exception as error:
        # The code of Vercel's own reply, which the provider repeats.
        if "not_found" in str(error):
            return None
        raise


def revisions(
    live: LiveSite | None, env: Mapping[str, str], targets: Sequence[str], branch: str | None
) -> dict[str, int]:
    """How often each variable was written over something else, this update counted in; 0 for never."""
    if live is None or live.variables is None:
        return dict.fromkeys(env, 0)
    found = {key: live.variable(key, targets, branch) for key in env}
    return {key: _count(record) + (not _holds(record, env[key], targets)) for key, record in found.items()}


def _count(record: Any | None) -> int:
    counted = _COUNTED.fullmatch((record and record.comment) or "")
    return int(counted[1]) if counted else 0


def _holds(record: Any | None, value: str, targets: Sequence[str]) -> bool:
    if record is None or set(record.targets) != set(targets):
        return False
    # What is sensitive never comes back: neither we nor Pulumi can tell.
    return bool(record.sensitive) or record.value == value


def comment(revision: pulumi.Input[int]) -> pulumi.Output[Any]:
    """What a variable says about itself at Vercel: a text, None for a revision of 0."""
    return pulumi.Output.from_input(revision).apply(lambda count: f"revision {count}" if count else None)


def rewrites_build(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> bool:
    """Whether an update of a project, from these inputs to those, changes what a build makes."""
    return any((old or {}).get(key) != (new or {}).get(key) for key in _OF_THE_BUILD)


class SettingsWatch:
    """Whether this update, or its preview, writes settings of the project that a build depends on."""

    def __init__(self, name: str) -> None:
        self.written = False
        options = pulumi.ResourceHookOptions(on_dry_run=True)
        self.hook = pulumi.ResourceHook(f"{name}-settings", self._note, options)

    def _note(self, args: pulumi.ResourceHookArgs) -> None:
        self.written |= rewrites_build(args.old_inputs, args.new_inputs)


def persistent(host: str) -> pulumi.ErrorHook:
    """Tries again to add a host that had to be deleted elsewhere first, and says what is left to do."""

    async def again(args: pulumi.ErrorHookArgs) -> bool:
        if args.failed_operation != "create":
            return False
        if len(args.errors) < TRIES:
            await asyncio.sleep(PAUSE_SECONDS)
            return True
        pulumi.log.error(
            f"{host} left its former project, and Vercel refuses it to the new one, so nobody serves it now: "
            "`pulumi up` tries again; with the former stack file, it brings the host back"
        )
        return False

    return pulumi.ErrorHook(f"{host}-again", again)
