"""Inputs for every resource type of the plugins, and what each stands on."""

from typing import Any

from tests.unit.plugin_process import Plugin

TEAM = "team_" + "a" * 24
GROUP = "a" * 24
PROJECT = "vercel:index/project:Project"
DOMAIN = "vercel:index/projectDomain:ProjectDomain"
VARIABLE = "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable"
DEPLOYMENT = "vercel:index/deployment:Deployment"
CLUSTER = "mongodbatlas:index/advancedCluster:AdvancedCluster"
USER = "mongodbatlas:index/databaseUser:DatabaseUser"
ACCESS = "mongodbatlas:index/projectIpAccessList:ProjectIpAccessList"
SCHEDULE = "mongodbatlas:index/cloudBackupSchedule:CloudBackupSchedule"
WEB: dict[str, Any] = {
    "name": "shop-web",
    "framework": "create-react-app",
    "nodeVersion": "20.x",
    "vercelAuthentication": {"deploymentType": "none"},
    "gitRepository": {"type": "github", "repo": "shop/web", "productionBranch": "trunk"},
}
REGION = {
    "providerName": "AWS",
    "regionName": "EU_CENTRAL_1",
    "priority": 7,
    "electableSpecs": {"instanceSize": "M10", "nodeCount": 3, "diskSizeGb": 20},
    "autoScaling": {"computeEnabled": True, "diskGbEnabled": False},
}
TWO: dict[str, Any] = {
    "projectId": GROUP,
    "name": "two",
    "clusterType": "REPLICASET",
    "replicationSpecs": [{"regionConfigs": [REGION]}],
    "advancedConfiguration": {"oplogSizeMb": 500},
    "tags": {"owner": "shop"},
}
APP: dict[str, Any] = {
    "projectId": GROUP,
    "username": "app",
    "authDatabaseName": "admin",
    "password": "hush-hush-hush",
    "roles": [{"roleName": "readWrite", "databaseName": "shop-prod"}],
    "scopes": [{"name": "shop", "type": "CLUSTER"}],
}
DAILY = {"frequencyInterval": 1, "retentionUnit": "days", "retentionValue": 3}
PLAN: dict[str, Any] = {
    "projectId": GROUP,
    "clusterName": "shop",
    "referenceHourOfDay": 3,
    "policyItemDaily": DAILY,
}
KINDS = [PROJECT, DOMAIN, VARIABLE, DEPLOYMENT, CLUSTER, USER, ACCESS, SCHEDULE]


def variable(project: str, **changes: Any) -> dict[str, Any]:
    inputs = {"projectId": project, "key": "REACT_APP_URL", "value": "hush-hush", "targets": ["production"]}
    return {**inputs, "sensitive": False, **changes}


def plan_of(plugin: Plugin, kind: str) -> tuple[str, dict[str, Any]]:
    """Return an import id and inputs for each kind, with what it stands on already made."""
    if plugin.package == "mongodbatlas":
        entry: dict[str, Any] = {"projectId": GROUP, "cidrBlock": "203.0.113.0/24", "comment": "office"}
        return {
            CLUSTER: (f"{GROUP}-two", TWO),
            USER: (f"{GROUP}/app/admin", APP),
            ACCESS: (f"{GROUP}-203.0.113.0/24", entry),
            SCHEDULE: (f"{GROUP}-shop", PLAN),
        }[kind]
    if kind == PROJECT:
        return TEAM + "/{id}", WEB
    project = plugin.create(PROJECT, WEB).identity
    place = f"{TEAM}/{project}"
    plans: dict[str, tuple[str, dict[str, Any]]] = {
        DOMAIN: (f"{place}/www.shop.example", {"projectId": project, "domain": "www.shop.example"}),
        VARIABLE: (place + "/{id}", variable(project, comment="from the program")),
        DEPLOYMENT: ("", {"projectId": project, "ref": "trunk", "production": True, "meta": {"digest": "1"}}),
    }
    return plans[kind]
