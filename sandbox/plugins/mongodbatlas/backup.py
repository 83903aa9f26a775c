"""mongodbatlas.CloudBackupSchedule: a cluster's one schedule, which is there from the start."""

from collections.abc import Iterator
from typing import Any, ClassVar

from sandbox.plugins.fields import Field, Fields, encode, same_named, unsent
from sandbox.plugins.mongodbatlas.api import CLUSTERS, cluster_of
from sandbox.plugins.plan import planned
from sandbox.plugins.resource import Function, RestResource, by_method
from sandbox.plugins.service import Service
from sandbox.plugins.values import Json

SINGLE = {"policyItemHourly": "hourly", "policyItemDaily": "daily"}
# What the look-up calls them.
PLURALS = {"policyItemHourly": "policyItemHourlies", "policyItemDaily": "policyItemDailies"}
SHOWN = (
    *("referenceHourOfDay", "referenceMinuteOfHour", "restoreWindowDays"),
    *("autoExportEnabled", "copySettings"),
)
LISTS = {"policyItemWeeklies": "weekly", "policyItemMonthlies": "monthly", "policyItemYearlies": "yearly"}


class CloudBackupSchedule(RestResource):
    """A schedule. Making it deletes the cluster's policies; so does destroying it without skipDestroy.

    An update writes the times that the state holds where the inputs state none.
    """

    kind = "mongodbatlas:index/cloudBackupSchedule:CloudBackupSchedule"
    module = "pulumi_mongodbatlas.cloud_backup_schedule"
    paths = by_method("", f"{CLUSTERS}/{{clusterName}}/backup/schedule")
    identity = "{projectId}-{clusterName}"
    fields: ClassVar[Fields] = {
        "projectId": Field(replaces=True),
        "clusterName": Field(wire="clusterName", replaces=True),
        **same_named("referenceHourOfDay", "referenceMinuteOfHour", computed=True, kept=True),
        "restoreWindowDays": Field(wire="restoreWindowDays", computed=True, kept=True),
        **same_named("autoExportEnabled", "export", computed=True),
        "copySettings": Field(wire="copySettings", unset=[]),
        # The reply holds all items in one list; `_by_policy_item` sorts them under these names.
        **same_named(*SINGLE, *LISTS, partial=True),
        **unsent("updateSnapshots", "skipDestroy"),
    }
    outputs = ("clusterId", "idPolicy", "nextSnapshot")
    plans = True

    def imported(self, identity: str) -> Json:
        """Return what an id such as PROJECT-CLUSTER names."""
        project, cluster = cluster_of(identity)
        return {"projectId": project, "clusterName": cluster}

    async def create(self, api: Service, inputs: Json) -> tuple[str, Json]:
        """DELETE the policies that are there, then set ours."""
        await self.send(api, "DELETE", inputs)
        reply = await self.update(api, "", {}, inputs)
        return self._identity(inputs, reply), reply

    async def update(self, api: Service, identity: str, state: Json, inputs: Json) -> Json:
        """PATCH the schedule and its one policy to what the inputs say."""
        current = await self.send(api, "GET", inputs)
        plan = planned(self.fields, state, inputs)
        apart = ("clusterName", *SINGLE, *LISTS)
        settings = encode(self.fields, {key: plan[key] for key in plan if key not in apart})
        policy = {"id": current["policies"][0]["id"], "policyItems": list(_items(inputs))}
        further = {"updateSnapshots": True} if inputs.get("updateSnapshots") else {}
        await self.send(api, "PATCH", inputs, {**settings, **further, "policies": [policy]})
        return await self.shown(api, inputs, await self.send(api, "GET", inputs))

    async def delete(self, api: Service, identity: str, state: Json) -> None:
        """DELETE all policies, unless they are to be kept."""
        if not state.get("skipDestroy"):
            await super().delete(api, identity, state)

    async def shown(self, api: Service, properties: Json, reply: Json) -> Json:
        """Return the schedule with its policy items under the names of the properties."""
        return _by_policy_item(reply)


def _items(inputs: Json) -> Iterator[Json]:
    for name, frequency in SINGLE.items():
        if name in inputs:
            yield {**inputs[name], "frequencyType": frequency}
    for name, frequency in LISTS.items():
        for item in inputs.get(name, []):
            yield {**item, "frequencyType": frequency}


def _by_policy_item(reply: Json) -> Json:
    policy: Json = reply["policies"][0]
    by_frequency: dict[str, list[Any]] = {}
    for item in policy["policyItems"]:
        by_frequency.setdefault(item["frequencyType"], []).append(item)
    single = {name: next(iter(by_frequency.get(kind, [])), None) for name, kind in SINGLE.items()}
    lists = {name: by_frequency.get(kind) for name, kind in LISTS.items()}
    return {**reply, **single, **lists, "idPolicy": policy["id"]}


async def get_backup_schedule(api: Service, arguments: Json) -> Json:
    """Return a cluster's schedule: here every kind of policy item is a list."""
    reply = _by_policy_item(await CloudBackupSchedule().send(api, "GET", arguments))
    single = {plural: [reply[name]] if reply[name] else [] for name, plural in PLURALS.items()}
    lists = {name: reply[name] or [] for name in LISTS}
    shown = {key: reply.get(key) for key in SHOWN}
    export = [reply["export"]] if reply.get("export") else []
    identity = CloudBackupSchedule.identity.format(**arguments)
    return {**single, **lists, **shown, "exports": export, "id": identity, **arguments}


FUNCTIONS = {
    "mongodbatlas:index/getCloudBackupSchedule:getCloudBackupSchedule": Function[Service](
        ("projectId", "clusterName"), get_backup_schedule
    )
}
