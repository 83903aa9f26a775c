"""Ways to break an environment: what a person, a vendor or a build can do to it."""

import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from ops.status.known import SEALED, Object
from tests.unit.status_world import Up

Break = Callable[[Up], object]


def render(up: Up, method: str, path: str, body: Any = None) -> Any:
    """A request to Render by somebody with its dashboard."""
    reply = up.accounts.wire.render(method, path, body)
    assert reply.is_success, reply.text
    return reply


def service(method: str, stack: str, role: str, path: str = "", body: Any = None) -> Break:
    return lambda up: render(up, method, f"/services/{up.service(stack, role).id}{path}", body)


def variable(stack: str, role: str, key: str, value: str) -> Break:
    return service("PUT", stack, role, f"/env-vars/{key}", {"value": value})


def deploy(up: Up, stack: str, role: str, status: str | None = None) -> None:
    if status:
        name = up.files[stack].api.name if role == "api" else up.files[stack].worker.name
        up.control("fail-deploy", {"service": name, "status": status})
    render(up, "POST", f"/services/{up.service(stack, role).id}/deploys", {})
    up.cloud.clock_offset += 60


def under_way(up: Up) -> None:
    up.cloud.stage_seconds = 10
    render(up, "POST", f"/services/{up.service('staging', 'worker').id}/deploys", {})


def suspended(stack: str, role: str, by: str) -> Break:
    def change(up: Up) -> None:
        own = up.files[stack]
        up.control("suspend", {"service": (own.api if role == "api" else own.worker).name, "by": by})

    return change


def domain_gone(up: Up) -> None:
    path = f"/services/{up.service('staging', 'api').id}/custom-domains"
    render(up, "DELETE", f"{path}/api.staging.bondigoo.ch")


def site_domain_gone(up: Up) -> None:
    up.accounts.vercel("DELETE", f"/v9/projects/{up.project('dev')}/domains/dev.bondigoo.ch")


def domains_refused(up: Up) -> None:
    for project in up.cloud.vercel["projects"]:
        up.instead[f"/vercel/v9/projects/{project}/domains"] = httpx.Response(429)


def site_variable(method: str, stack: str, body: Any = None) -> Break:
    def change(up: Up) -> None:
        mine = up.objects[stack]["ProjectEnvironmentVariable", "REACT_APP_API_URL"]
        version = "v10" if method == "PATCH" else "v8"
        up.accounts.vercel(method, f"/{version}/projects/{up.project(stack)}/env/{mine.id}", body)

    return change


def sensitive(up: Up) -> None:
    """Every variable of dev's site is sensitive, and one holds something else."""
    for record in up.cloud.vercel["projects"].values():
        for row in record["_env"]:
            if row.get("gitBranch") == up.files["dev"].branch:
                row |= {"type": "sensitive", "value": "another"}


def key_value(method: str, path: str = "", body: Any = None) -> Break:
    return lambda up: render(
        up, method, f"/key-value/{up.objects['prod']['KeyValue', 'redis'].id}{path}", body
    )


def maintenance(up: Up) -> None:
    mine, off = up.service("prod", "api"), {"enabled": False, "uri": ""}
    up.objects["prod"]["WebService", "api"] = replace(mine, inputs={**mine.inputs, "maintenance_mode": off})
    on = {"serviceDetails": {"maintenanceMode": {"enabled": True, "uri": ""}}}
    render(up, "PATCH", f"/services/{mine.id}", on)


def not_up(up: Up) -> None:
    up.objects["dev"] = {}
    site_domain_gone(up)


def failed_branch(up: Up) -> None:
    up.control("fail-deployment", {"project": up.project("dev")})
    up.push("develop")


def failed_build(up: Up) -> None:
    up.control("fail-deployment", {"project": up.project("prod")})
    up.push("main")


def snapshots(cluster: str, **how: Any) -> Break:
    return lambda up: up.control("snapshots", {"cluster": cluster, **how})


def cluster(name: str, **changes: Any) -> Break:
    def change(up: Up) -> None:
        for group in up.cloud.atlas["groups"].values():
            if name in group["clusters"]:
                group["clusters"][name].update(changes)

    return change


def expired(up: Up) -> None:
    error = ssl.SSLCertVerificationError()
    error.verify_message = "certificate has expired"
    up.certificates["www.bondigoo.ch"] = error


def other_answer(up: Up) -> None:
    service = up.cloud.render["services"][up.service("prod", "api").id]
    service["_live"]["env"] = {}


def other_gate(stack: str, value: str) -> Break:
    def change(up: Up) -> None:
        for deployment in up.cloud.vercel["deployments"].values():
            if deployment["ref"] == up.files[stack].branch:
                deployment["_env"]["REACT_APP_LAUNCHED"] = value

    return change


def silent_page(up: Up) -> None:
    """A page that names its API and no gate."""
    page = '<meta name="api-url" content="https://api.dev.bondigoo.ch">'
    reply = httpx.Response(200, headers={"x-vercel-id": "fra1::1"}, text=page)
    up.instead["dev.bondigoo.ch/"] = reply


def sealed(up: Up) -> None:
    mine = up.service("dev", "api")
    inputs = {**mine.inputs, "env": {**mine.inputs["env"], "JWT_SECRET": SEALED}}
    up.objects["dev"]["WebService", "api"] = Object(mine.id, inputs, mine.outputs)


def frozen(written: bool) -> Break:
    def change(up: Up) -> None:
        up.files["prod"] = up.files["prod"].model_copy(update={"freeze": True})
        if written:
            mine = up.service("prod", "api")
            outputs = {**mine.outputs, "revision": f"{mine.outputs['revision']}+1"}
            up.objects["prod"]["WebService", "api"] = Object(mine.id, mine.inputs, outputs)

    return change


def token(name: str) -> Break:
    return lambda up: up.environ.update({name: "no-such-token"})


def behind_vercel(status: int, mitigated: str | None = None) -> httpx.Response:
    headers = {"x-vercel-id": "fra1::1", **({"x-vercel-mitigated": mitigated} if mitigated else {})}
    return httpx.Response(status, headers=headers)


def frozen_site(up: Up) -> None:
    """A variable was written after the build that is served."""
    frozen(written=False)(up)
    built, objects = datetime(2027, 1, 14, tzinfo=UTC), up.objects["prod"]
    objects["Deployment", "frontend"] = Object("dpl_1", {}, {}, built)
    for key, each in list(objects.items()):
        if key[0] == "ProjectEnvironmentVariable":
            written = built + timedelta(hours=1 if key[1] == "REACT_APP_LAUNCHED" else -1)
            objects[key] = replace(each, modified=written)
