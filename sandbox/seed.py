"""What exists before the first `up`: accounts that a person has opened, clusters that hold data."""

import hashlib
from typing import Any

from sandbox.adopted import seed_adopted
from sandbox.atlas_api import users
from sandbox.cloud import Cloud
from sandbox.project import part, setting

Values = dict[str, Any]


def seed(cloud: Cloud, stack_files: list[Values]) -> None:
    """Add what the stack files (un-namespaced keys) take for granted; what is there stays."""
    for values in stack_files:
        _seed_render(cloud, values)
        _seed_vercel(cloud, values)
        _seed_atlas(cloud, values)
        seed_adopted(cloud, values)


def _seed_render(cloud: Cloud, values: Values) -> None:
    owner_id = setting(values, "render", "ownerId")
    if owner_id:
        owner = {"id": owner_id, "name": "Rehearsal", "email": "team@rehearsal.invalid", "type": "team"}
        cloud.render.setdefault("owners", {}).setdefault(owner_id, owner)


def _seed_vercel(cloud: Cloud, values: Values) -> None:
    team = setting(values, "vercel", "team")
    if team:
        team_id = team if team.startswith("team_") else f"team_{_stable_id(team)}"
        slug = "rehearsal" if team == team_id else team
        entry = {"id": team_id, "slug": slug, "name": "Rehearsal"}
        cloud.vercel.setdefault("teams", {}).setdefault(team_id, entry)


def _seed_atlas(cloud: Cloud, values: Values) -> None:
    group_id = setting(values, "atlas", "projectId")
    if not group_id:
        return
    fresh = {"id": group_id, "name": f"rehearsal-{group_id[:6]}", "clusters": {}}
    group = cloud.atlas.setdefault("groups", {}).setdefault(group_id, fresh)
    database = part(values, "database")
    created_by_program = part(database, "ownedCluster").get("adopt") in (False, "false")
    name, host = setting(values, "database", "cluster"), setting(values, "database", "host")
    if name and host and not created_by_program:
        group["clusters"].setdefault(name, cluster(name, host, group_id))
    user = setting(values, "database", "user")
    if user and name in group["clusters"] and database.get("manageUser") not in (True, "true"):
        group.setdefault("databaseUsers", {}).setdefault(f"admin/{user}", user_of(group_id, user, name))


def user_of(group_id: str, name: str, cluster_name: str) -> Values:
    """Return the application's database user, whom a person made, as the Atlas API shows it."""
    return {
        **users.DEFAULTS,
        "groupId": group_id,
        "username": name,
        "databaseName": "admin",
        "roles": [{"roleName": "readWriteAnyDatabase", "databaseName": "admin"}],
        "scopes": [{"name": cluster_name, "type": "CLUSTER"}],
    }


def cluster(name: str, host: str, group_id: str) -> Values:
    """Return a dedicated three-node replica set as the Atlas API shows it (version 2024-08-05).

    `host` is the SRV host without scheme; `group_id` the Atlas project's id.
    """
    nodes = ",".join(f"{name}-shard-00-0{node}.{host.partition('.')[2]}:27017" for node in range(3))
    hardware = {"instanceSize": "M10", "diskSizeGB": 10.0, "diskIOPS": 3000, "ebsVolumeType": "STANDARD"}
    scaling = {"compute": {"enabled": False, "scaleDownEnabled": False}, "diskGB": {"enabled": False}}
    region = {
        "providerName": "AWS",
        "regionName": "EU_CENTRAL_1",
        "priority": 7,
        "electableSpecs": hardware | {"nodeCount": 3},
        "readOnlySpecs": hardware | {"nodeCount": 0},
        "analyticsSpecs": hardware | {"nodeCount": 0},
        "autoScaling": scaling,
        "analyticsAutoScaling": scaling,
    }
    zone = {"zoneId": _stable_id(f"{group_id}/{name}/zone"), "zoneName": "ZoneName managed by Terraform"}
    return {
        "id": _stable_id(f"{group_id}/{name}"),
        "name": name,
        "groupId": group_id,
        "clusterType": "REPLICASET",
        "stateName": "IDLE",
        "createDate": "2025-01-01T00:00:00Z",
        "mongoDBMajorVersion": "8.0",
        "mongoDBVersion": "8.0.4",
        "backupEnabled": True,
        "pitEnabled": False,
        "paused": False,
        "terminationProtectionEnabled": False,
        "versionReleaseSystem": "LTS",
        "rootCertType": "ISRGROOTX1",
        "encryptionAtRestProvider": "NONE",
        "biConnector": {"enabled": False, "readPreference": "secondary"},
        "labels": [],
        "tags": [],
        "connectionStrings": {
            "standard": f"mongodb://{nodes}/?ssl=true&authSource=admin&replicaSet=atlas-{name}-shard-0",
            "standardSrv": f"mongodb+srv://{host}",
        },
        "advancedConfiguration": {"minimumEnabledTlsProtocol": "TLS1_2", "tlsCipherConfigMode": "DEFAULT"},
        "replicationSpecs": [
            {"id": _stable_id(f"{group_id}/{name}/spec")} | zone | {"regionConfigs": [region]}
        ],
    }


def _stable_id(text: str) -> str:
    """24 hexadecimal digits, as Atlas ids have; the same for the same text, so seeding twice adds nothing."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]
