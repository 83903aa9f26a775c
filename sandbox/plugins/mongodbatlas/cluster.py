"""mongodbatlas.AdvancedCluster, and the look-up of a cluster that somebody else made."""

from collections.abc import Iterator
from typing import ClassVar

from sandbox.plugins.fields import Field, Fields, aligned, decode, encode, equal, same_named, unsent
from sandbox.plugins.mongodbatlas import cluster_wire
from sandbox.plugins.mongodbatlas.api import CLUSTERS, cluster_of
from sandbox.plugins.plan import planned
from sandbox.plugins.resource import Function, RestResource, by_method
from sandbox.plugins.schema import Problem
from sandbox.plugins.service import Service
from sandbox.plugins.values import Json

# The real resource has no id of its own, and the bridge gives all of them this one.
NO_ID = "missing ID"


class AdvancedCluster(RestResource):
    """A cluster; unlike the real provider, this one does not wait 30 s before its first look.

    Seen with the real plugin (4.14): it plans from the state; what is optional and not computed, and nobody
    states, is planned as nothing; any change leaves its addresses open.
    """

    kind = "mongodbatlas:index/advancedCluster:AdvancedCluster"
    module = "pulumi_mongodbatlas.advanced_cluster"
    paths = by_method(CLUSTERS, f"{CLUSTERS}/{{name}}")
    identity = NO_ID
    fields: ClassVar[Fields] = {
        "projectId": Field(wire="groupId", replaces=True),
        "name": Field(wire="name", replaces=True),
        "clusterType": Field(wire="clusterType"),
        "replicationSpecs": Field(
            wire="replicationSpecs",
            partial=True,
            encode=cluster_wire.encode_specs,
            decode=cluster_wire.decode_specs,
        ),
        "advancedConfiguration": Field(
            wire="processArgs", computed=True, partial=True, decode=cluster_wire.decode_arguments
        ),
        **same_named(
            "tags", "labels", unset={}, encode=cluster_wire.encode_pairs, decode=cluster_wire.decode_pairs
        ),
        "biConnectorConfig": Field(wire="biConnector", computed=True, partial=True),
        "mongoDbMajorVersion": Field(wire="mongoDBMajorVersion", computed=True),
        **same_named("backupEnabled", "pitEnabled", "paused", "redactClientLogData", computed=True),
        **same_named("terminationProtectionEnabled", "encryptionAtRestProvider", computed=True),
        **same_named("versionReleaseSystem", "rootCertType", "replicaSetScalingStrategy", computed=True),
        **same_named("globalClusterSelfManagedSharding", computed=True),
        **unsent("retainBackupsEnabled", "deleteOnCreateTimeout", "useEffectiveFields", "timeouts"),
    }
    outputs = ("clusterId", "connectionStrings", "createDate", "mongoDbVersion", "stateName")
    volatile = ("connectionStrings", "mongoDbVersion", "stateName")
    plans = True

    def rules(self, inputs: Json) -> Iterator[Problem]:
        """Yield a missing name: the real plugin would make one up."""
        if "name" not in inputs:
            yield "name", "Missing property 'name': without it the cluster gets a random name"

    def imported(self, identity: str) -> Json:
        """Return what an id such as PROJECT-CLUSTER names."""
        project, cluster = cluster_of(identity)
        return {"projectId": project, "name": cluster}

    async def create(self, api: Service, inputs: Json) -> tuple[str, Json]:
        """POST the cluster, then PATCH its process arguments if there are any."""
        await self.send(api, "POST", inputs, _body(encode(self.fields, inputs)))
        return NO_ID, await self._with_arguments(api, inputs)

    def inputs(self, old: Json, reply: Json, whole: bool) -> Json:
        """Return the inputs as the reply shows them: all at an import, else those that were stated."""
        shown = decode(self.fields, reply)
        stated = {key: aligned(old[key], shown[key]) for key in old if shown.get(key) is not None}
        unshown = {key: value for key, value in old.items() if key not in shown}
        return {**(super().inputs(old, reply, whole) if whole else {}), **unshown, **stated}

    async def update(self, api: Service, identity: str, state: Json, inputs: Json) -> Json:
        """PATCH what the plan has and the state has not, then the process arguments."""
        plan = planned(self.fields, state, inputs)
        changed = {k: value for k, value in plan.items() if not equal(self.fields[k], state.get(k), value)}
        if body := _body(encode(self.fields, changed)):
            await self.send(api, "PATCH", inputs, body)
        return await self._with_arguments(api, inputs)

    async def delete(self, api: Service, identity: str, state: Json) -> None:
        """DELETE the cluster; Atlas refuses while termination protection is on."""
        retain = "true" if state.get("retainBackupsEnabled") else None
        await api.call("DELETE", self.path("DELETE", state), missing_ok=True, retainBackups=retain)

    async def shown(self, api: Service, properties: Json, reply: Json) -> Json:
        """Return the cluster with its process arguments."""
        arguments = await api.call("GET", self.path("GET", properties) + "/processArgs")
        return {**_named_as_in_state(reply), "processArgs": arguments}

    async def _with_arguments(self, api: Service, inputs: Json) -> Json:
        if "advancedConfiguration" in inputs:
            body = cluster_wire.encode_arguments(inputs["advancedConfiguration"])
            await api.call("PATCH", self.path("PATCH", inputs) + "/processArgs", body)
        return await self.shown(api, inputs, await self.send(api, "GET", inputs))


async def get_advanced_cluster(api: Service, arguments: Json) -> Json:
    """Return a cluster by name; raises PluginError if there is none.

    The real provider asks for the cluster's containers and process arguments too, which nobody reads here.
    """
    reply = _named_as_in_state(await AdvancedCluster().send(api, "GET", arguments))
    found = decode(AdvancedCluster.fields, reply)
    outputs = {key: reply[key] for key in AdvancedCluster.outputs}
    return {**found, **outputs, "id": NO_ID, "useEffectiveFields": arguments.get("useEffectiveFields")}


def _body(body: Json) -> Json:
    return {key: value for key, value in body.items() if key not in ("groupId", "processArgs")}


def _named_as_in_state(reply: Json) -> Json:
    return {
        **reply,
        "clusterId": reply["id"],
        "connectionStrings": cluster_wire.connection_strings(reply["connectionStrings"]),
        "mongoDbVersion": reply["mongoDBVersion"],
    }


FUNCTIONS = {
    "mongodbatlas:index/getAdvancedCluster:getAdvancedCluster": Function[Service](
        ("projectId", "name"), get_advanced_cluster
    ),
}
