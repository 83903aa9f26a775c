"""Clusters: settings, connection strings, process arguments, and the protection against deleting them."""

import re
from typing import Any

from sandbox.atlas_api.wire import AtlasError, Call, new_id, page, require
from sandbox.cloud import Cloud
from sandbox.http import Json, Row, public

NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?")
# What a cluster shows when nobody said otherwise (API version 2024-08-05).
DEFAULTS: Json = {
    "clusterType": "REPLICASET",
    "stateName": "IDLE",
    "createDate": "2025-01-01T00:00:00Z",
    "mongoDBMajorVersion": "8.0",
    "mongoDBVersion": "8.0.4",
    "backupEnabled": False,
    "pitEnabled": False,
    "paused": False,
    "terminationProtectionEnabled": False,
    "versionReleaseSystem": "LTS",
    "rootCertType": "ISRGROOTX1",
    "encryptionAtRestProvider": "NONE",
    "globalClusterSelfManagedSharding": False,
    "redactClientLogData": False,
    "replicaSetScalingStrategy": "WORKLOAD_TYPE",
    "biConnector": {"enabled": False, "readPreference": "secondary"},
    "labels": [],
    "tags": [],
    "advancedConfiguration": {"minimumEnabledTlsProtocol": "TLS1_2", "tlsCipherConfigMode": "DEFAULT"},
    "replicationSpecs": [],
}
REGION: Json = {"providerName": "AWS", "regionName": "EU_CENTRAL_1", "priority": 7}
SPECS: Json = {"instanceSize": "M10", "nodeCount": 3, "diskSizeGB": 10.0, "diskIOPS": 3000}
PROCESS_ARGS: Json = {
    "defaultMaxTimeMS": None,
    "defaultWriteConcern": None,
    "javascriptEnabled": True,
    "minimumEnabledTlsProtocol": "TLS1_2",
    "noTableScan": False,
    "oplogMinRetentionHours": None,
    "oplogSizeMB": None,
    "sampleRefreshIntervalBIConnector": 0,
    "sampleSizeBIConnector": 0,
    "tlsCipherConfigMode": "DEFAULT",
}


def _list_all(call: Call) -> Json:
    return page([_reply(call, name) for name in call.table("clusters")])


def _get(call: Call) -> Json:
    find(call)
    return _reply(call, call.path["cluster"])


def _create(call: Call) -> Json:
    """Create a cluster: idle at once, its host with a suffix of the service's choosing."""
    require(call.body, "name", "clusterType", "replicationSpecs")
    clusters, name = call.table("clusters"), call.body["name"]
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise AtlasError(400, "INVALID_CLUSTER_NAME", "The specified cluster name is invalid.", "name")
    if name in clusters:
        raise AtlasError(409, "DUPLICATE_CLUSTER_NAME", f"A cluster named {name} exists already.", name)
    host = call.group.get("hosts", {}).get(name, f"{name.lower()}.{new_id()[:7]}.mongodb.net")
    strings = {"standardSrv": f"mongodb+srv://{host}"}
    clusters[name] = {**call.body, "connectionStrings": strings, "_since": call.cloud.now()}
    return _reply(call, name)


def _update(call: Call) -> Json:
    """Replace the settings that the body names."""
    cluster = find(call)
    if call.body.get("name", call.path["cluster"]) != call.path["cluster"]:
        raise AtlasError(400, "ATTRIBUTE_READ_ONLY", "The attribute name is read-only.", "name")
    changed = dict(call.body)
    if "replicationSpecs" in changed:
        shown = cluster.get("replicationSpecs", [])
        changed["replicationSpecs"] = _with_ids(changed["replicationSpecs"], shown)
    cluster.update(changed)
    return _reply(call, call.path["cluster"])


def _delete(call: Call) -> Json:
    """Delete a cluster; refused while termination protection is on."""
    cluster = find(call)
    if cluster.get("terminationProtectionEnabled"):
        raise AtlasError(
            400,
            "CANNOT_TERMINATE_CLUSTER_WHEN_TERMINATION_PROTECTION_ENABLED",
            "The cluster cannot be terminated because termination protection is enabled.",
        )
    del call.table("clusters")[call.path["cluster"]]
    return {}


def unprotect(cloud: Cloud) -> None:
    """Lift every cluster's termination protection, as a person would before a deletion that is meant."""
    for group in cloud.atlas.get("groups", {}).values():
        for cluster in group["clusters"].values():
            cluster["terminationProtectionEnabled"] = False


def _get_process_args(call: Call) -> Json:
    return {**PROCESS_ARGS, **find(call).get("_processArgs", {})}


def _update_process_args(call: Call) -> Json:
    find(call).setdefault("_processArgs", {}).update(call.body)
    return _get_process_args(call)


def find(call: Call) -> Json:
    """Return the cluster that the path names; raises 404."""
    name = call.path["cluster"]
    cluster = call.table("clusters").get(name)
    if cluster is None:
        group = call.path["group"]
        raise AtlasError(
            404, "CLUSTER_NOT_FOUND", f"No cluster named {name} exists in group {group}.", name, group
        )
    return cluster


def _reply(call: Call, name: str) -> Json:
    """The cluster as the API shows it; ids are fixed once shown."""
    cluster = call.table("clusters")[name]
    cluster.setdefault("id", new_id())
    specs = cluster.get("replicationSpecs") or [{"regionConfigs": [REGION]}]
    cluster["replicationSpecs"] = [full_spec(spec) for spec in specs]
    return {**shown(cluster), "name": name, "groupId": call.path["group"]}


def shown(cluster: Json) -> Json:
    """Return the settings of a stored cluster, with what it shows when nobody said otherwise."""
    return {**DEFAULTS, **public(cluster)}


def _with_ids(specs: list[Json], shown: list[Json]) -> list[Json]:
    """The specifications with the ids that they had before, shard by shard."""
    kept: list[Json] = [
        {key: old[key] for key in ("id", "zoneId", "zoneName") if key in old} for old in shown
    ]
    known = kept + [{} for _ in specs]
    return [{**old, **spec} for old, spec in zip(known, specs, strict=False)]


def full_spec(spec: Json) -> Json:
    """Return one shard's specification with all that Atlas fills in."""
    named = {"id": new_id(), "zoneId": new_id(), "zoneName": "ZoneName managed by Terraform", **spec}
    return {**named, "regionConfigs": [_full_region(region) for region in spec["regionConfigs"]]}


def _full_region(region: Json) -> Json:
    """One region's configuration with all that Atlas fills in."""
    specs = {**SPECS, **region.get("electableSpecs", {})}
    scaling: dict[str, Any] = {
        "compute": {"enabled": False, "scaleDownEnabled": False},
        "diskGB": {"enabled": True},
        **region.get("autoScaling", {}),
    }
    return {**region, "electableSpecs": specs, "autoScaling": scaling}


ALL = "/groups/{group}/clusters"
ONE = f"{ALL}/{{cluster}}"
ROUTES: list[Row] = [
    ("GET", ALL, _list_all, 200),
    ("POST", ALL, _create, 201),
    ("GET", ONE, _get, 200),
    ("PATCH", ONE, _update, 200),
    ("DELETE", ONE, _delete, 202),
    ("GET", f"{ONE}/processArgs", _get_process_args, 200),
    ("PATCH", f"{ONE}/processArgs", _update_process_args, 200),
]
