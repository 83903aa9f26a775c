"""Each part broken in turn, as a person, a vendor or a build would: who shows it, and what is said."""

import ssl
from collections.abc import Callable
from typing import Any

import httpx

from ops.status.known import SEALED, Object
from tests.unit.status_world import DAY, PASSWORD, Up

Place = tuple[str, str, str]
Break = Callable[[Up], object]
STACKS = ("prod", "staging", "dev")


def render(up: Up, method: str, path: str, body: Any = None) -> Any:
    """A request to Render by somebody with its dashboard."""
    reply = up.accounts.wire.render(method, path, body)
    assert reply.is_success, reply.text
    return reply


def _service(method: str, stack: str, role: str, path: str = "", body: Any = None) -> Break:
    return lambda up: render(up, method, f"/services/{up.service(stack, role).id}{path}", body)


def _variable(stack: str, role: str, key: str, value: str) -> Break:
    return _service("PUT", stack, role, f"/env-vars/{key}", {"value": value})


def _deploy(up: Up, stack: str, role: str, status: str | None = None) -> None:
    if status:
        name = up.files[stack].api.name if role == "api" else up.files[stack].worker.name
        up.control("fail-deploy", {"service": name, "status": status})
    render(up, "POST", f"/services/{up.service(stack, role).id}/deploys", {})
    up.cloud.clock_offset += 60


def _under_way(up: Up) -> None:
    up.cloud.stage_seconds = 10
    render(up, "POST", f"/services/{up.service('staging', 'worker').id}/deploys", {})


def _suspended(stack: str, role: str, by: str) -> Break:
    def change(up: Up) -> None:
        own = up.files[stack]
        up.control("suspend", {"service": (own.api if role == "api" else own.worker).name, "by": by})

    return change


def _domain_gone(up: Up) -> None:
    path = f"/services/{up.service('staging', 'api').id}/custom-domains"
    render(up, "DELETE", f"{path}/api.staging.bondigoo.ch")


def _site_domain_gone(up: Up) -> None:
    up.accounts.vercel("DELETE", f"/v9/projects/{up.project('dev')}/domains/dev.bondigoo.ch")


def _site_variable(method: str, stack: str, body: Any = None) -> Break:
    def change(up: Up) -> None:
        mine = up.objects[stack]["ProjectEnvironmentVariable", "REACT_APP_API_URL"]
        version = "v10" if method == "PATCH" else "v8"
        up.accounts.vercel(method, f"/{version}/projects/{up.project(stack)}/env/{mine.id}", body)

    return change


def _key_value(method: str, path: str = "", body: Any = None) -> Break:
    return lambda up: render(
        up, method, f"/key-value/{up.objects['prod']['KeyValue', 'redis'].id}{path}", body
    )


def _failed_build(up: Up) -> None:
    up.control("fail-deployment", {"project": up.project("prod")})
    up.push("main")


def _snapshots(cluster: str, **how: Any) -> Break:
    return lambda up: up.control("snapshots", {"cluster": cluster, **how})


def _cluster(name: str, **changes: Any) -> Break:
    def change(up: Up) -> None:
        for group in up.cloud.atlas["groups"].values():
            if name in group["clusters"]:
                group["clusters"][name].update(changes)

    return change


def _expired(up: Up) -> None:
    error = ssl.SSLCertVerificationError()
    error.verify_message = "certificate has expired"
    up.certificates["www.bondigoo.ch"] = error


def _other_answer(up: Up) -> None:
    service = up.cloud.render["services"][up.service("prod", "api").id]
    service["_live"]["env"] = {}


def _other_gate(up: Up) -> None:
    for deployment in up.cloud.vercel["deployments"].values():
        if deployment["target"] == "production" and deployment["ref"] == "main":
            deployment["_env"]["REACT_APP_LAUNCHED"] = "true"


def _sealed(up: Up) -> None:
    mine = up.service("dev", "api")
    inputs = {**mine.inputs, "env": {**mine.inputs["env"], "JWT_SECRET": SEALED}}
    up.objects["dev"]["WebService", "api"] = Object(mine.id, inputs, mine.outputs)


def _frozen(written: bool) -> Break:
    def change(up: Up) -> None:
        up.files["prod"] = up.files["prod"].model_copy(update={"freeze": True})
        if written:
            mine = up.service("prod", "api")
            outputs = {**mine.outputs, "revision": f"{mine.outputs['revision']}+1"}
            up.objects["prod"]["WebService", "api"] = Object(mine.id, mine.inputs, outputs)

    return change


def _token(name: str) -> Break:
    return lambda up: up.environ.update({name: "no-such-token"})


def _in_all(part: str) -> set[Place]:
    return {(stack, part, "FAIL") for stack in STACKS}


CNAME = "DNS of api.bondigoo.ch is wrong: answers elsewhere.example"
BROKEN: dict[str, tuple[Break, set[Place], str]] = {
    "a deploy that failed": (
        lambda up: _deploy(up, "staging", "api", "build_failed"),
        {("staging", "api", "FAIL")},
        "is build_failed; what was live before still is",
    ),
    "a deploy under way": (_under_way, {("staging", "worker", "note")}, ", is created"),
    "a suspended worker": (
        _suspended("dev", "worker", "user"),
        {("dev", "worker", "FAIL")},
        "bondigoo-worker-dev is suspended",
    ),
    "an API that Render suspended": (
        _suspended("prod", "api", "billing"),
        {("prod", "api", "FAIL")},
        "bondigoo-api-prod is suspended",
    ),
    "a maintenance page": (
        _service(
            "PATCH", "prod", "api", "", {"serviceDetails": {"maintenanceMode": {"enabled": True, "uri": ""}}}
        ),
        {("prod", "api", "FAIL")},
        "in maintenance: visitors get a page instead, and the file does not say so",
    ),
    "a deleted service": (
        _service("DELETE", "dev", "worker"),
        {("dev", "worker", "FAIL")},
        "there is no bondigoo-worker-dev at Render",
    ),
    "a host that Render lost": (
        _domain_gone,
        {("staging", "addresses", "FAIL")},
        "api.staging.bondigoo.ch is missing from the Render service bondigoo-api-staging",
    ),
    "a host that Vercel lost": (
        _site_domain_gone,
        {("dev", "addresses", "FAIL")},
        "dev.bondigoo.ch is missing from the Vercel project bondigoo-platform-prod",
    ),
    "a variable that drifted": (
        _variable("prod", "api", "LOG_LEVEL", "trace of a person"),
        {("prod", "changes", "note")},
        "changed since the last update: api.env.LOG_LEVEL",
    ),
    "a secret that drifted": (
        _variable("staging", "worker", "JWT_SECRET", f"{PASSWORD} of a person"),
        {("staging", "changes", "note")},
        "changed since the last update: worker.env.JWT_SECRET",
    ),
    "a variable that was deleted": (
        _service("DELETE", "dev", "api", "/env-vars/LOG_LEVEL"),
        {("dev", "changes", "note")},
        "changed since the last update: api.env.LOG_LEVEL",
    ),
    "a variable of somebody else's": (_variable("dev", "api", "THEIRS", "x"), set(), ""),
    "a setting that drifted": (
        _service("PATCH", "dev", "worker", "", {"branch": "feature"}),
        {("dev", "changes", "note")},
        "changed since the last update: worker.branch",
    ),
    "a site's variable that drifted": (
        _site_variable("PATCH", "dev", {"value": "https://api.other.example"}),
        {("dev", "changes", "note")},
        "changed since the last update: frontend.env.REACT_APP_API_URL",
    ),
    "a site's variable that was deleted": (
        _site_variable("DELETE", "prod"),
        {("prod", "changes", "note")},
        "changed since the last update: frontend.env.REACT_APP_API_URL",
    ),
    "a Redis that evicts": (
        _key_value("PATCH", "", {"maxmemoryPolicy": "allkeys_lru"}),
        {("prod", "redis", "FAIL")},
        "bondigoo-redis-prod evicts (allkeys_lru): jobs are dropped",
    ),
    "a suspended Redis": (
        _key_value("POST", "/suspend"),
        {("prod", "redis", "FAIL")},
        "bondigoo-redis-prod is suspended",
    ),
    "a deleted Redis": (
        _key_value("DELETE"),
        {("prod", "redis", "FAIL")},
        "there is no bondigoo-redis-prod at Render",
    ),
    "a build of the site that failed": (_failed_build, {("prod", "site", "FAIL")}, "is ERROR; an older one"),
    "no backup": (
        _snapshots("bondigoo-prod-cluster", remove=True),
        {("prod", "database", "FAIL")},
        "snapshot: no completed one is there",
    ),
    "a backup of the day before yesterday": (
        _snapshots("bondigoo-prod-cluster", newestHours=40),
        {("prod", "database", "FAIL")},
        "snapshot: the newest completed one is 40 h old",
    ),
    "backups turned off": (
        _cluster("bondigoo-prod-cluster", backupEnabled=False),
        {("prod", "database", "FAIL")},
        "backups: are off for bondigoo-prod-cluster",
    ),
    "no backup of what is no production": (_cluster("coaching-platform-dev", backupEnabled=False), set(), ""),
    "an API that lets nobody in": (_other_answer, {("prod", "api", "FAIL")}, ""),
    "a site built with the gate open": (
        _other_gate,
        {("prod", "site", "FAIL")},
        "was built with launched true, not false",
    ),
    "a record that leads elsewhere": (
        lambda up: setattr(up.names, "wrong", ("api.bondigoo.ch",)),
        {("prod", "addresses", "FAIL")},
        CNAME,
    ),
    "a certificate that ends": (
        lambda up: up.certificates.update({"dev.bondigoo.ch": up.cloud.now() + 2.5 * DAY}),
        {("dev", "addresses", "FAIL")},
        "certificate of dev.bondigoo.ch ends in 2 days, and nobody has renewed it",
    ),
    "a certificate that is not valid": (
        _expired,
        {("prod", "addresses", "FAIL")},
        "certificate of www.bondigoo.ch is not valid",
    ),
    "an operation that stands half done": (
        lambda up: up.standing.update(staging={"redis-move": "`ops redis move --stack staging` goes on"}),
        {("staging", "changes", "note")},
        "redis-move stands half done",
    ),
    "a state that cannot be read": (
        lambda up: up.faults.update(dev="pulumi: the state of dev cannot be read"),
        {("dev", "changes", "note")},
        "what has changed since the last update is not known: pulumi: the state of dev cannot be read",
    ),
    "secrets that cannot be opened": (
        _sealed,
        {("dev", "changes", "note")},
        "values of secrets were not compared",
    ),
    "a stack that is not up": (
        lambda up: up.objects.update(dev={}),
        {("dev", "changes", "note")},
        "is not up yet",
    ),
    "a freeze": (_frozen(written=False), {("prod", "changes", "note")}, "is frozen: nothing is deployed"),
    "a freeze with something that waits": (
        _frozen(written=True),
        {("prod", "changes", "note")},
        "written, and not deployed under `freeze`: api",
    ),
    "Render's key expired": (
        _token("RENDER_API_KEY"),
        _in_all("api") | _in_all("worker") | _in_all("redis"),
        "",
    ),
    "Vercel's token expired": (_token("VERCEL_API_TOKEN"), _in_all("site"), "Vercel: answered 403"),
    "Atlas' key expired": (
        _token("MONGODB_ATLAS_PRIVATE_API_KEY"),
        _in_all("database"),
        "MongoDB Atlas: answered 401",
    ),
    "no token of Vercel": (
        lambda up: up.environ.pop("VERCEL_API_TOKEN"),
        _in_all("site"),
        "VERCEL_API_TOKEN is not set",
    ),
    "Vercel out of reach": (
        lambda up: up.instead.update({"/vercel": httpx.ConnectError("refused")}),
        _in_all("site"),
        "Vercel: no reply (ConnectError)",
    ),
    "an answer in other words": (
        lambda up: up.instead.update({"/vercel/v6/deployments": httpx.Response(200, json={})}),
        {("prod", "site", "FAIL"), ("staging", "site", "FAIL"), ("dev", "site", "FAIL")},
        "could not be looked at: an answer that is not understood (KeyError)",
    ),
}
