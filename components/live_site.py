"""The site as it is at Vercel before an update writes: what will be put right.

Vercel freezes variables and settings into a build. So what an update writes has to lead to a new one, also
when it only puts back what somebody changed by hand. Each variable therefore has in its comment a number that
is another one whenever it is written over something else: it counts, and where somebody wrote over the
comment too, it goes on from what is live. Comment and value are one request at Vercel, so an
update that breaks off keeps the number.
"""

import re
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumiverse_vercel as vercel
from pulumiverse_vercel import _utilities

from components.existing import cause
from components.retries import persistent

_COUNTED = re.compile(r"revision (\d+)")
# Vercel's own codes, which the provider repeats.
_IN_THE_WAY = re.compile(r"\b(ENV_(CONFLICT|ALREADY_EXISTS)|domain_already_exists|conflict - Project)\b")
# What of a project decides what a build makes, in the words of the provider's inputs.
_OF_THE_BUILD = ("framework", "rootDirectory", "buildCommand", "outputDirectory", "gitRepository")


@dataclass(frozen=True)
class LiveSite:
    """A project's id and variables as Vercel has them; what cannot be known is None."""

    project_id: str
    variables: Sequence[Any] | None
    settings: vercel.GetProjectResult | None = None

    def variable(self, key: str, targets: Sequence[str], branch: str | None) -> Any | None:
        """The record of a key that is in the way of another one for these targets and branch."""
        found = (
            record
            for record in self.variables or ()
            if record.key == key and (record.git_branch or None) == branch
        )
        return next((record for record in found if set(record.targets) & set(targets)), None)

    def holds(self, env: Mapping[str, str], branch: str) -> bool:
        """Whether all of these variables are there with their values, for production or for this branch."""
        here = [record for record in self.variables or () if (record.git_branch or branch) == branch]
        found = {record.key for record in here if _same(record, env.get(record.key))}
        return bool(env) and found.issuperset(env)


def read(name: str, team: str) -> LiveSite:
    """A project by its name or id. Raises what the provider raises."""
    found = vercel.get_project(name=name, team_id=team)
    return LiveSite(found.id, found.environments, found)


async def by_id(project_id: str, team: str) -> vercel.GetProjectResult:
    """A project in the middle of an update. Raises what the provider raises."""
    found: vercel.GetProjectResult = await pulumi.runtime.invoke_async(
        "vercel:index/getProject:getProject",
        {"name": project_id, "teamId": team},
        _utilities.get_invoke_opts_defaults(),
        vercel.GetProjectResult,
    )
    return found


def look_up(name: str, team: str) -> LiveSite | None:
    """A project by its name or id, None when there is none. Raises what the provider raises otherwise."""
    try:
        return read(name, team)
    except Exception as error:
        if cause(error) == "absent":
            return None
        raise


def revisions(
    live: LiveSite | None,
    env: Mapping[str, str],
    targets: Sequence[str],
    branch: str | None,
    *,
    deployment: str,
    again: Collection[str] = (),
) -> dict[str, int]:
    """The number of each variable after this update; 0 for one that was never written over something else.

    `deployment`: the id of the one that is live, "" for none. `again`: keys to count on, whatever they hold.
    """
    if live is None or live.variables is None:
        return dict.fromkeys(env, 0)
    found = {key: live.variable(key, targets, branch) for key in env}
    return {
        key: _counted(record) or 0
        if key not in again and _holds(record, env[key], targets)
        else _next(record, deployment)
        for key, record in found.items()
    }


def _counted(record: Any | None) -> int | None:
    counted = _COUNTED.fullmatch((record and record.comment) or "")
    return int(counted[1]) if counted else None


def _next(record: Any | None, deployment: str) -> int:
    """A number that the variable has not had in any deployment of this program."""
    if record is None:
        # What comes anew has another id, which goes with the number.
        return 1
    counted = _counted(record)
    if counted is not None:
        return counted + 1
    # A person's words hide a number, but not one of what is live. Where there are none, most likely it is the
    # stack file that has changed, and a preview that was approved (`ops ci digest`) has to stay the same when
    # the application is pushed meanwhile, which is another deployment.
    told_apart_by = deployment if record.comment else record.value or ""
    return zlib.crc32(told_apart_by.encode()) + 2


def _holds(record: Any | None, value: str, targets: Sequence[str]) -> bool:
    return record is not None and set(record.targets) == set(targets) and _same(record, value)


def _same(record: Any, value: str | None) -> bool:
    # What is sensitive never comes back: neither we nor Pulumi can tell.
    return bool(record.sensitive) or record.value == value


def comment(revision: pulumi.Input[int]) -> pulumi.Output[Any]:
    """What a variable says about itself at Vercel: a text, None for a revision of 0."""
    return pulumi.Output.from_input(revision).apply(lambda count: f"revision {count}" if count else None)


def conflict(name: str) -> pulumi.ErrorHook:
    """Says what to do about something that is at Vercel already. `name`: unique in the stack."""

    def advise(args: pulumi.ErrorHookArgs) -> bool:
        if args.failed_operation == "create" and any(map(_IN_THE_WAY.search, args.errors)):
            pulumi.log.error(
                f"{args.type.rpartition(':')[2]} {args.name} is at Vercel already, and not in this stack's "
                f"state: `python -m ops adopt --lost --stack {pulumi.get_stack()}` takes it there if it is "
                "of an update that was cut off, and says what to do if somebody else has made it"
            )
        return False

    return pulumi.ErrorHook(name, advise)


def rewrites_build(
    old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, also: Sequence[str] = ()
) -> bool:
    """Whether an update of a project, from these inputs to those, changes what a build makes.

    `also`: further inputs that count, because the stack file states them.
    """
    return any((old or {}).get(key) != (new or {}).get(key) for key in (*_OF_THE_BUILD, *also))


class SettingsWatch:
    """Whether this update, or its preview, writes settings of the project that a build depends on.

    `project`: its name. `also`: as in `rewrites_build`. `name`: unique in the stack.
    """

    def __init__(self, name: str, project: str, also: Sequence[str] = ()) -> None:
        self.written = False
        self._project, self._also = project, also
        options = pulumi.ResourceHookOptions(on_dry_run=True)
        self.hook = pulumi.ResourceHook(f"{name}-settings", self._note, options)
        self.counted = persistent(f"{name}-counted", "update", self._left, lambda: self.written)
        """For the variable that counts the settings: nothing else tells the next update of them."""

    def _note(self, args: pulumi.ResourceHookArgs) -> None:
        self.written |= rewrites_build(args.old_inputs, args.new_inputs, self._also)

    def _left(self) -> str:
        return (
            f"no build has the settings of the Vercel project {self._project} that were written: if the next "
            "update does not build the site, redeploy it at Vercel (Deployments, Redeploy)"
        )
