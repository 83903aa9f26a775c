"""mongodbatlas.AdvancedCluster, and the look-up of a cluster that somebody else made."""

from collections.abc import Iterator
from typing import ClassVar

from sandbox.plugins.fields import Field, Fields, decode, encode, encode_whole, same_named, unsent
from sandbox.plugins.mongodbatlas import cluster_wire
from sandbox.plugins.mongodbatlas.api import AtlasResource, cluster_of, group
from sandbox.plugins.resource import Function
from sandbox.plugins.schema import Problem
from sandbox.plugins.service import Service
from sandbox.plugins.values import Json

# The real resource has no id of its own, and the bridge gives all of them this one.
NO_ID = "missing ID"


class AdvancedCluster(AtlasResource):
    """A cluster; unlike the real provider, this one does not wait 30 s before its first look."""

    kind = "mongodbatlas:index/advancedCluster:AdvancedCluster"
    module = "pulumi_mongodbatlas.advanced_cluster"
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
        await api.call("POST", group(inputs, "clusters"), _body(encode(self.fields, inputs)))
        return NO_ID, await self._with_arguments(api, inputs)

    async def update(self, api: Service, identity: str, state: Json, inputs: Json) -> Json:
        """PATCH the cluster, then its process arguments."""
        await api.call("PATCH", _path(inputs), _body(encode_whole(self.fields, inputs)))
        return await self._with_arguments(api, inputs)

    async def delete(self, api: Service, identity: str, state: Json) -> None:
        """DELETE the cluster; Atlas refuses while termination protection is on."""
        retain = "true" if state.get("retainBackupsEnabled") else None
        await api.remove(_path(state), retainBackups=retain)

    def _identity(self, properties: Json) -> str:
        return NO_ID

    def _path(self, properties: Json) -> str:
        return _path(properties)

    async def _shown(self, api: Service, properties: Json, reply: Json) -> Json:
        arguments = await api.call("GET", f"{_path(properties)}/processArgs")
        return {**_named_as_in_state(reply), "processArgs": arguments}

    async def _with_arguments(self, api: Service, inputs: Json) -> Json:
        if "advancedConfiguration" in inputs:
            body = cluster_wire.encode_arguments(inputs["advancedConfiguration"])
            await api.call("PATCH", f"{_path(inputs)}/processArgs", body)
        return await self._shown(api, inputs, await api.call("GET", _path(inputs)))


async def get_advanced_cluster(api: Service, arguments: Json) -> Json:
    """Return a cluster by name; raises PluginError if there is none.

    The real provider asks for the cluster's containers and process arguments too, which nobody reads here.
    """
    reply = _named_as_in_state(await api.call("GET", _path(arguments)))
    found = decode(AdvancedCluster.fields, reply)
    outputs = {key: reply[key] for key in AdvancedCluster.outputs}
    return {**found, **outputs, "id": NO_ID, "useEffectiveFields": arguments.get("useEffectiveFields")}


def _path(properties: Json) -> str:
    return group(properties, "clusters", properties["name"])


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
