"""What there is at Atlas: looked up, and looked for before a create would overwrite it or be refused.

Asked without Atlas' SDK, which takes long to import.
"""

from importlib.metadata import version
from typing import Any

import pulumi

from components.existing import cause, unanswered, unless_taken
from config.backup_policies import Policy, refused, replaced
from config.settings import BackupSchedule

REFUSED = (
    "MONGODB_ATLAS_PUBLIC_API_KEY, or what stands in its place, is not accepted: it needs a role in that "
    "project (if atlas.projectId is right), and this machine's address on the key's access list (Access "
    "Manager, Applications)"
)
# Where the look-up of a schedule has the policies that a stack file states too.
_POLICIES = {"hourly": "policyItemHourlies", "daily": "policyItemDailies"}
_FURTHER = {
    "weekly": "policyItemWeeklies",
    "monthly": "policyItemMonthlies",
    "yearly": "policyItemYearlies",
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
            f"remove it{_after_a_cut()}"
        )

    return unless_taken(f"atlas-access-{cidr}", taken)


def unless_a_user(project: str, username: str, instead: str) -> pulumi.ResourceHookBinding:
    """Stops the create of a user that exists, which Atlas refuses. `instead`: what to do."""
    arguments = {"projectId": project, "username": username, "authDatabaseName": "admin"}

    async def taken() -> str | None:
        if await _asked("DatabaseUser", arguments) is None:
            return None
        line = f"database: the Atlas user {username} exists already, and its create is refused: {instead}"
        return f"{line}{_after_a_cut()}"

    return unless_taken(f"atlas-user-{username}", taken)


def unless_a_schedule(
    cluster: str, backup: BackupSchedule, found: dict[str, Any], *, wins: bool
) -> pulumi.ResourceHookBinding:
    """Stops the create of a schedule that Atlas refuses, or with other policies than the cluster has.

    `found`: its look-up. `wins`: the policies may be other ones.
    """

    def policies(keys: dict[str, str]) -> dict[str, list[Policy]]:
        return {word: [Policy.of(item) for item in found.get(key) or ()] for word, key in keys.items()}

    async def taken() -> str | None:
        # By then the plugin has deleted the schedule that is there.
        for pair in refused(backup, policies(_FURTHER)):
            return (
                f"database.backup: {pair}, and Atlas takes no schedule that keeps rarer snapshots for less; "
                "write fewer days, or keep the others longer in Atlas first"
            )
        lost = {} if wins else replaced(backup, policies(_POLICIES))
        if not lost:
            return None
        shown = "; ".join(policy.in_words(frequency) for frequency, policy in lost.items())
        return (
            f"database.backup: the cluster {cluster} has other policies ({shown}), whose place this schedule "
            "would take; say the same under `backup` (`python -m ops adopt` does where it can), or write "
            "`adopt: true` there to let the file's hours and days win; what else the cluster has stays"
        )

    return unless_taken("atlas-backup-schedule", taken)


def cluster(project: str, name: str, *, may_be_absent: bool) -> dict[str, Any]:
    """A cluster as it is, by the names of the SDK's `get_advanced_cluster`; {} where there is none.

    Raises pulumi.RunError where it cannot be read, or is not there and has to be.
    """
    line = f"database.cluster: the Atlas cluster {name} cannot be read in the project {project}"
    absent = "correct atlas.projectId or database.cluster"
    found = _looked_up("AdvancedCluster", {"projectId": project, "name": name}, line, absent)
    # The real look-up answers with nothing but nulls for what is not there.
    if found.get("connectionStrings") or found.get("clusterId"):
        return found
    if not may_be_absent:
        raise pulumi.RunError(f"{line}; {absent} (Atlas knows no such cluster)")
    return {}


def schedule(project: str, cluster_name: str) -> dict[str, Any]:
    """A cluster's backup schedule, by the names of `get_cloud_backup_schedule`; {} where there is none."""
    line = f"database.backup: the schedule of the Atlas cluster {cluster_name} cannot be read"
    return _looked_up("CloudBackupSchedule", {"projectId": project, "clusterName": cluster_name}, line)


def _looked_up(what: str, arguments: dict[str, str], line: str, absent: str = "") -> dict[str, Any]:
    """The answer of the look-up `get…`; {} for what is not there. Raises pulumi.RunError.

    Only the plain form can be caught: an Output's failure ends the program with a traceback.
    """
    token = f"mongodbatlas:index/get{what}:get{what}"
    try:
        return dict(pulumi.runtime.invoke(token, arguments, options()).value or {})
    except Exception as error:
        if cause(error) == "absent":
            return {}
        raise pulumi.RunError(unanswered(line, error, refused=REFUSED, absent=absent)) from None


def _after_a_cut() -> str:
    command = f"python -m ops adopt --lost --stack {pulumi.get_stack()}"
    return f"; if an update was cut off that was making it, `{command}` takes it into the state"


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
