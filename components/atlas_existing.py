"""What others have made at Atlas: looked for before a create would overwrite it or be refused.

Asked without Atlas' SDK, which takes long to import.
"""

from importlib.metadata import version
from typing import Any

import pulumi

from components.existing import cause, unanswered, unless_taken

REFUSED = (
    "MONGODB_ATLAS_PUBLIC_API_KEY, or what stands in its place, is not accepted: it needs a role in that "
    "project (if atlas.projectId is right), and this machine's address on the key's access list (Access "
    "Manager, Applications)"
)
# Where the look-up of a schedule has its policies, and people's word for each.
_POLICIES = {
    "policyItemHourlies": "hourly",
    "policyItemDailies": "daily",
    "policyItemWeeklies": "weekly",
    "policyItemMonthlies": "monthly",
    "policyItemYearlies": "yearly",
}


def options() -> pulumi.InvokeOptions:
    """As the SDK's own look-ups: another version would be another provider in the state."""
    return pulumi.InvokeOptions(version=version("pulumi_mongodbatlas"))


def unless_an_entry(key: str, project: str, cidr: str) -> pulumi.ResourceHookBinding:
    """Stops the create of an access list's entry, which at Atlas takes over the one that is there.

    Source: the provider's page of the resource. `key`: where the entry stands in the stack file.
    """

    async def taken() -> str | None:
        found = await _entry(project, cidr)
        if found is None:
            return None
        return (
            f"{key}: {cidr} is in Atlas' access list already, as '{found.get('comment') or ''}', and not in "
            "this stack's state: its comment would be overwritten, and whoever needs it locked out once it "
            "leaves the file; write `adopt: true` there (`python -m ops adopt` does) to take it over, or "
            "remove it"
        )

    return unless_taken(f"atlas-access-{cidr}", taken)


def unless_a_user(project: str, username: str, instead: str) -> pulumi.ResourceHookBinding:
    """Stops the create of a user that exists, which Atlas refuses. `instead`: what to do."""
    arguments = {"projectId": project, "username": username, "authDatabaseName": "admin"}

    async def taken() -> str | None:
        if await _asked("DatabaseUser", arguments) is None:
            return None
        return f"database: the Atlas user {username} exists already, and its create is refused: {instead}"

    return unless_taken(f"atlas-user-{username}", taken)


def unless_a_schedule(project: str, cluster: str) -> pulumi.ResourceHookBinding:
    """Stops the create of a backup schedule, which deletes every policy that the cluster has."""

    async def taken() -> str | None:
        found = await _asked("CloudBackupSchedule", {"projectId": project, "clusterName": cluster}) or {}
        kept = [word for name, word in _POLICIES.items() if found.get(name)]
        if not kept:
            return None
        return (
            f"database.backup: the cluster {cluster} has a backup schedule already ({', '.join(kept)}), "
            "which a create deletes and replaces by this one; write `adopt: true` under `backup` to let it, "
            "or remove `backup` and leave the schedule to whoever made it"
        )

    return unless_taken("atlas-backup-schedule", taken)


async def _entry(project: str, cidr: str) -> dict[str, Any] | None:
    address, _, bits = cidr.partition("/")
    # Made as an address, an entry of one may be known by that name only.
    forms = [{"cidrBlock": cidr}, *([{"ipAddress": address}] if bits == "32" else [])]
    for form in forms:
        found = await _asked("ProjectIpAccessList", {"projectId": project, **form})
        if found is not None:
            return found
    return None


async def _asked(what: str, arguments: dict[str, str]) -> dict[str, Any] | None:
    """The answer of the look-up `get…`, None where there is no such thing. Raises pulumi.RunError."""
    token = f"mongodbatlas:index/get{what}:get{what}"
    try:
        return dict(await pulumi.runtime.invoke_async(token, arguments, options()))
    except Exception as error:
        if cause(error) == "absent":
            return None
        named = ", ".join(value for key, value in arguments.items() if key != "projectId")
        line = f"Atlas cannot be asked whether {named} is there already"
        raise pulumi.RunError(unanswered(line, error, refused=REFUSED, absent="")) from None
