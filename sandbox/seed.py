"""What exists before the first `up`: accounts that a person has opened, clusters that hold data.

What a stack file adopts exists too, under the id that it names: without it, the day on which an adoption is
committed would be the last on which anything can be rehearsed.
"""

import hashlib
import json
from contextlib import suppress
from typing import Any

from starlette.datastructures import QueryParams

from sandbox import names
from sandbox.atlas_api import clusters, users
from sandbox.cloud import Cloud
from sandbox.http import Refusal
from sandbox.project import USER_LOGIN, part, setting
from sandbox.render_api import service_bodies
from sandbox.render_api.deploy_cycle import add_deploy
from sandbox.render_api.key_value_instance import NewKeyValue, new_instance
from sandbox.render_api.service_reply import new_service
from sandbox.render_api.wire import checked, table
from sandbox.vercel_api import domains, env_vars, projects
from sandbox.vercel_api.wire import Call

Values = dict[str, Any]


def seed(cloud: Cloud, stack_files: list[Values]) -> None:
    """Add what the stack files (un-namespaced keys) take for granted; what is there stays."""
    for values in stack_files:
        names.note(cloud, values)
        _seed_render(cloud, values)
        _seed_vercel(cloud, values)
        _seed_atlas(cloud, values)
        _seed_adopted(cloud, values)


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
    if name and host and created_by_program:
        # Atlas makes one up; here it is the one that was written down after the first update.
        group.setdefault("hosts", {})[name] = host
    elif name and host:
        made = {
            "backupEnabled": True,
            "connectionStrings": {"standardSrv": f"mongodb+srv://{host}"},
            "replicationSpecs": [clusters.full_spec({"regionConfigs": [clusters.REGION]})],
        }
        group["clusters"].setdefault(name, made)
    user = setting(values, "database", "user")
    if user and name in group["clusters"] and database.get("manageUser") not in (True, "true"):
        made = group.setdefault("databaseUsers", {}).setdefault(f"admin/{user}", _user(group_id, user, name))
        if password := values.get(USER_LOGIN):
            made.setdefault("_password", password)


def _user(group_id: str, name: str, cluster_name: str) -> Values:
    """The application's database user, whom a person made, as the Atlas API shows it."""
    return {
        **users.DEFAULTS,
        "groupId": group_id,
        "username": name,
        "databaseName": "admin",
        "roles": [{"roleName": "readWriteAnyDatabase", "databaseName": "admin"}],
        "scopes": [{"name": cluster_name, "type": "CLUSTER"}],
    }


def _seed_adopted(cloud: Cloud, values: Values) -> None:
    """Make what one stack file adopts, unless it is there; what makes no sense, the program refuses."""
    for make in (_adopted_services, _adopted_redis, _adopted_site):
        with suppress(Refusal, KeyError, TypeError, AttributeError):
            make(cloud, values)


def _adopted_services(cloud: Cloud, values: Values) -> None:
    for role, kind in (("api", "web_service"), ("worker", "background_worker")):
        wanted, spec, home = values[role].get("adopt"), values[role], values["render"]
        if not wanted or wanted in table(cloud, "services"):
            continue
        services = table(cloud, "services")
        commands = {"buildCommand": spec["buildCommand"], "startCommand": spec["startCommand"]}
        details = {"runtime": "node", "region": home["region"], "envSpecificDetails": commands}
        wish = {
            "type": kind,
            "name": spec["name"],
            "ownerId": home["ownerId"],
            "repo": f"https://github.com/{home['repo']}",
            "branch": values["branch"],
            "serviceDetails": details,
        }
        slugs = {service["slug"] for service in services.values()}
        made = new_service(service_bodies.creation(wish), slugs, cloud.now())
        services[wanted] = json.loads(json.dumps(made).replace(made["id"], wanted))
        add_deploy(cloud, services[wanted], "api")


def _adopted_redis(cloud: Cloud, values: Values) -> None:
    spec, home = values["redis"], values["render"]
    wanted = spec.get("adopt")
    if not wanted or wanted in table(cloud, "keyValues"):
        return
    instances = table(cloud, "keyValues")
    wish = {key: spec[key] for key in ("name", "plan")}
    wish |= {"ownerId": home["ownerId"], "region": home["region"]}
    owner = table(cloud, "owners")[home["ownerId"]]
    made = new_instance(cloud, owner, checked(NewKeyValue, wish))
    del instances[made["id"]]
    instances[wanted] = made | {"id": wanted}


def _adopted_site(cloud: Cloud, values: Values) -> None:
    site, team = values["frontend"], QueryParams(teamId=values["vercel"]["team"])
    adopt = site.get("adopt")
    if not adopt:
        return
    own, rows = site["mode"] == "own", cloud.vercel.setdefault("projects", {})
    if own and adopt["project"] not in rows:
        link = {"type": "github", "repo": values["vercel"]["repo"]}
        body = {"name": site["project"], "gitRepository": link}
        made = projects.create(Call(cloud, {}, team, body))["id"]
        rows[adopt["project"]] = rows.pop(made) | {"id": adopt["project"]}
    project = adopt["project"] if own else site["project"]
    record = projects.find(Call(cloud, {}, team, {}), project)
    path = {"project": record["id"]}
    branch = {} if own else {"gitBranch": values["branch"]}
    for host in adopt.get("domains", []):
        if host not in record["_domains"]:
            domains.create(Call(cloud, path, team, {"name": host, **branch}))
    for key, wanted in adopt.get("variables", {}).items():
        if wanted in {row["id"] for row in record["_env"]}:
            continue
        target = ["production"] if own else ["preview"]
        body = {"key": key, "value": "from before", "target": target, "type": "encrypted", **branch}
        env_vars.create(Call(cloud, path, team, body))
        record["_env"][-1]["id"] = wanted


def _stable_id(text: str) -> str:
    """24 hexadecimal digits, as Atlas ids have; the same for the same text, so seeding twice adds nothing."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]
