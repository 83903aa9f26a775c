"""What a stack file adopts exists in a rehearsal too, under the id that it names.

Without it, the day on which an adoption is committed would be the last on which anything can be rehearsed.
"""

import json
from collections.abc import Callable
from typing import Any

from sandbox.cloud import Cloud
from sandbox.render_api import key_value_fields, service_fields
from sandbox.render_api.deploy_cycle import order_deploy
from sandbox.render_api.key_value_store import new_instance
from sandbox.render_api.service_reply import new_service
from sandbox.render_api.wire import Refused, table
from sandbox.vercel_api import domains, environment, projects
from sandbox.vercel_api.wire import Call, VercelError

Values = dict[str, Any]


def seed_adopted(cloud: Cloud, values: Values) -> None:
    """Make what one stack file adopts, unless it is there; what makes no sense, the program refuses."""
    makers: tuple[Callable[[Cloud, Values], None], ...] = (_services, _redis, _site)
    for make in makers:
        try:
            make(cloud, values)
        except (Refused, VercelError, KeyError, TypeError, AttributeError):
            continue


def _services(cloud: Cloud, values: Values) -> None:
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
        made = new_service(service_fields.creation(wish), slugs, cloud.now())
        services[wanted] = json.loads(json.dumps(made).replace(made["id"], wanted))
        order_deploy(cloud, services[wanted], "api")


def _redis(cloud: Cloud, values: Values) -> None:
    spec, home = values["redis"], values["render"]
    wanted = spec.get("adopt")
    if not wanted or wanted in table(cloud, "keyValues"):
        return
    instances = table(cloud, "keyValues")
    wish = {key: spec[key] for key in ("name", "plan")}
    wish |= {"ownerId": home["ownerId"], "region": home["region"]}
    owner = table(cloud, "owners")[home["ownerId"]]
    made = new_instance(cloud, owner, key_value_fields.creation(wish))
    del instances[made["id"]]
    instances[wanted] = made | {"id": wanted}


def _site(cloud: Cloud, values: Values) -> None:
    site, team = values["frontend"], {"teamId": values["vercel"]["team"]}
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
    branch = {} if own else {"gitBranch": values["branch"]}
    record = projects.find(Call(cloud, {}, team, {}), project)
    for host in adopt.get("domains", []):
        if host not in record["_domains"]:
            domains.create(Call(cloud, {"project": record["id"]}, team, {"name": host, **branch}))
    for key, wanted in adopt.get("variables", {}).items():
        if wanted in {row["id"] for row in record["_env"]}:
            continue
        target = ["production"] if own else ["preview"]
        body = {"key": key, "value": "from before", "target": target, "type": "encrypted", **branch}
        made = environment.create(Call(cloud, {"project": record["id"]}, team, body))["created"]["id"]
        next(row for row in record["_env"] if row["id"] == made)["id"] = wanted
