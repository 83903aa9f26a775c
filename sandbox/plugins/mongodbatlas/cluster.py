"""mongodbatlas.AdvancedCluster, and the look-up of a cluster that somebody else made."""

import re
from collections.abc import Iterator
from typing import ClassVar

from sandbox.plugins.fields import Field, Fields, decode, encode, encode_whole
from sandbox.plugins.mongodbatlas import shape
from sandbox.plugins.mongodbatlas.api import group
from sandbox.plugins.resource import Function, Resource
from sandbox.plugins.schema import Problem
from sandbox.plugins.service import PluginError, Service
from sandbox.plugins.values import Json

# The real resource has no id of its own, and the bridge gives all of them this one.
NO_ID = "missing ID"
IDENTITY = re.compile(r"([0-9a-f]{24})-(.+)")


class AdvancedCluster(Resource[Service]):
    """A cluster; unlike the real provider, this one does not wait 30 s before its first look."""

    kind = "mongodbatlas:index/advancedCluster:AdvancedCluster"
    module = "pulumi_mongodbatlas.advanced_cluster"
    fields: ClassVar[Fields] = {
        "projectId": Field(wire="groupId", replaces=True),
        "name": Field(wire="name", replaces=True),
        "clusterType": Field(wire="clusterType"),
        "replicationSpecs": Field(
            wire="replicationSpecs", partial=True, encode=shape.encode_specs, decode=shape.decode_specs
        ),
        "advancedConfiguration": Field(
            wire="processArgs", computed=True, partial=True, decode=shape.decode_arguments
        ),
        "tags": Field(wire="tags", unset={}, encode=shape.encode_pairs, decode=shape.decode_pairs),
        "labels": Field(wire="labels", unset={}, encode=shape.encode_pairs, decode=shape.decode_pairs),
        "biConnectorConfig": Field(wire="biConnector", computed=True, partial=True),
        "backupEnabled": Field(wire="backupEnabled", computed=True),
        "pitEnabled": Field(wire="pitEnabled", computed=True),
        "paused": Field(wire="paused", computed=True),
        "terminationProtectionEnabled": Field(wire="terminationProtectionEnabled", computed=True),
        "mongoDbMajorVersion": Field(wire="mongoDBMajorVersion", computed=True),
        "versionReleaseSystem": Field(wire="versionReleaseSystem", computed=True),
        "encryptionAtRestProvider": Field(wire="encryptionAtRestProvider", computed=True),
        "rootCertType": Field(wire="rootCertType", computed=True),
        "globalClusterSelfManagedSharding": Field(wire="globalClusterSelfManagedSharding", computed=True),
        "redactClientLogData": Field(wire="redactClientLogData", computed=True),
        "replicaSetScalingStrategy": Field(wire="replicaSetScalingStrategy", computed=True),
        "retainBackupsEnabled": Field(),
        "deleteOnCreateTimeout": Field(),
        "useEffectiveFields": Field(),
        "timeouts": Field(),
    }
    outputs = ("clusterId", "connectionStrings", "createDate", "mongoDbVersion", "stateName")

    def rules(self, inputs: Json) -> Iterator[Problem]:
        """Yield a missing name: the real plugin would make one up."""
        if "name" not in inputs:
            yield "name", "Missing property 'name': without it the cluster gets a random name"

    def imported(self, identity: str) -> Json:
        """Return what an id such as PROJECT-CLUSTER names."""
        found = IDENTITY.fullmatch(identity)
        if found is None:
            raise PluginError(f"import id {identity!r} should have the form PROJECT_ID-CLUSTER_NAME")
        return {"projectId": found[1], "name": found[2]}

    async def create(self, api: Service, inputs: Json) -> tuple[str, Json]:
        """POST the cluster, then PATCH its process arguments if there are any."""
        await api.call("POST", group(inputs, "clusters"), _body(encode(self.fields, inputs)))
        await _set_arguments(api, inputs)
        return NO_ID, await _shown(api, inputs)

    async def read(self, api: Service, identity: str, state: Json) -> tuple[str, Json] | None:
        """GET the cluster, its containers and its process arguments."""
        found = await api.find(_path(state))
        return (NO_ID, await _with_arguments(api, state, found)) if found else None

    async def update(self, api: Service, identity: str, state: Json, inputs: Json) -> Json:
        """PATCH the cluster, then its process arguments."""
        await api.call("PATCH", _path(inputs), _body(encode_whole(self.fields, inputs)))
        await _set_arguments(api, inputs)
        return await _shown(api, inputs)

    async def delete(self, api: Service, identity: str, state: Json) -> None:
        """DELETE the cluster; Atlas refuses while termination protection is on."""
        retain = "true" if state.get("retainBackupsEnabled") else None
        await api.remove(_path(state), retainBackups=retain)


async def get_advanced_cluster(api: Service, arguments: Json) -> Json:
    """Return a cluster by name; raises ServiceError (404) if there is none.

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


async def _set_arguments(api: Service, inputs: Json) -> None:
    if "advancedConfiguration" in inputs:
        body = shape.encode_arguments(inputs["advancedConfiguration"])
        await api.call("PATCH", f"{_path(inputs)}/processArgs", body)


async def _shown(api: Service, properties: Json) -> Json:
    return await _with_arguments(api, properties, await api.call("GET", _path(properties)))


async def _with_arguments(api: Service, properties: Json, reply: Json) -> Json:
    arguments = await api.call("GET", f"{_path(properties)}/processArgs")
    return {**_named_as_in_state(reply), "processArgs": arguments}


def _named_as_in_state(reply: Json) -> Json:
    return {
        **reply,
        "clusterId": reply["id"],
        "connectionStrings": shape.connection_strings(reply["connectionStrings"]),
        "mongoDbVersion": reply["mongoDBVersion"],
    }


FUNCTIONS = {
    "mongodbatlas:index/getAdvancedCluster:getAdvancedCluster": Function[Service](
        ("projectId", "name"), get_advanced_cluster
    ),
}
