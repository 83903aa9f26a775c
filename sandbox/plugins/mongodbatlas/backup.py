"""mongodbatlas.CloudBackupSchedule: a cluster's one schedule, which is there from the start."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from sandbox.plugins.fields import Field, Fields, encode
from sandbox.plugins.mongodbatlas.api import group
from sandbox.plugins.resource import Resource
from sandbox.plugins.service import PluginError, Service
from sandbox.plugins.values import Json

IDENTITY = re.compile(r"([0-9a-f]{24})-(.+)")
SINGLE = {"policyItemHourly": "hourly", "policyItemDaily": "daily"}
LISTS = {"policyItemWeeklies": "weekly", "policyItemMonthlies": "monthly", "policyItemYearlies": "yearly"}


class CloudBackupSchedule(Resource[Service]):
    """A schedule. Making it deletes the cluster's policies; so does destroying it without skipDestroy."""

    kind = "mongodbatlas:index/cloudBackupSchedule:CloudBackupSchedule"
    module = "pulumi_mongodbatlas.cloud_backup_schedule"
    fields: ClassVar[Fields] = {
        "projectId": Field(replaces=True),
        "clusterName": Field(wire="clusterName", replaces=True),
        "referenceHourOfDay": Field(wire="referenceHourOfDay", computed=True),
        "referenceMinuteOfHour": Field(wire="referenceMinuteOfHour", computed=True),
        "restoreWindowDays": Field(wire="restoreWindowDays", computed=True),
        "autoExportEnabled": Field(wire="autoExportEnabled", computed=True),
        # The reply holds all items in one list; `_shown` sorts them under these names.
        **{name: Field(wire=name, partial=True) for name in (*SINGLE, *LISTS)},
        "updateSnapshots": Field(),
        "skipDestroy": Field(),
    }
    outputs = ("clusterId", "idPolicy", "nextSnapshot")

    def imported(self, identity: str) -> Json:
        """Return what an id such as PROJECT-CLUSTER names."""
        found = IDENTITY.fullmatch(identity)
        if found is None:
            raise PluginError(f"import id {identity!r} should have the form PROJECT_ID-CLUSTER_NAME")
        return {"projectId": found[1], "clusterName": found[2]}

    async def create(self, api: Service, inputs: Json) -> tuple[str, Json]:
        """DELETE the policies that are there, then set ours."""
        await api.call("DELETE", _path(inputs))
        reply = await self._set(api, inputs)
        return f"{inputs['projectId']}-{inputs['clusterName']}", reply

    async def read(self, api: Service, identity: str, state: Json) -> tuple[str, Json] | None:
        """GET the schedule; without its cluster it is gone."""
        reply = await api.find(_path(state))
        return (identity, _shown(reply)) if reply else None

    async def update(self, api: Service, identity: str, state: Json, inputs: Json) -> Json:
        """Set the schedule to what the inputs say."""
        return await self._set(api, inputs)

    async def delete(self, api: Service, identity: str, state: Json) -> None:
        """DELETE all policies, unless they are to be kept."""
        if not state.get("skipDestroy"):
            await api.remove(_path(state))

    async def _set(self, api: Service, inputs: Json) -> Json:
        current = await api.call("GET", _path(inputs))
        settings = encode(self.fields, {key: inputs[key] for key in inputs if key not in (*SINGLE, *LISTS)})
        del settings["clusterName"]
        policy = {"id": current["policies"][0]["id"], "policyItems": list(_items(inputs))}
        body = {**settings, "policies": [policy], "updateSnapshots": inputs.get("updateSnapshots", False)}
        await api.call("PATCH", _path(inputs), body)
        return _shown(await api.call("GET", _path(inputs)))


def _path(properties: Json) -> str:
    return group(properties, "clusters", properties["clusterName"], "backup", "schedule")


def _items(inputs: Json) -> Iterator[Json]:
    for name, frequency in SINGLE.items():
        if name in inputs:
            yield {**inputs[name], "frequencyType": frequency}
    for name, frequency in LISTS.items():
        for item in inputs.get(name, []):
            yield {**item, "frequencyType": frequency}


def _shown(reply: Json) -> Json:
    policy: Json = reply["policies"][0]
    by_frequency: dict[str, list[Any]] = {}
    for item in policy["policyItems"]:
        by_frequency.setdefault(item["frequencyType"], []).append(item)
    single = {name: next(iter(by_frequency.get(kind, [])), None) for name, kind in SINGLE.items()}
    lists = {name: by_frequency.get(kind) for name, kind in LISTS.items()}
    return {**reply, **single, **lists, "idPolicy": policy["id"]}
