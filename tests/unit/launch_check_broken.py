"""Each thing that must be true before a launch, made untrue alone, and the line that then fails."""

import ssl
from collections.abc import Callable
from typing import Any

from redis.exceptions import ConnectionError as NoConnectionError

from ops.ci.preview import Change, Preview
from ops.commands import InputError
from ops.redis.connection import ConnectionRefusedError
from tests.unit.launch_check_world import DAY, NOW, PASSWORD, Broken


def expired(broken: Broken) -> None:
    broken.certificates["api.dev.bondigoo.ch"] = NOW + 6.5 * DAY


def untrusted(broken: Broken) -> None:
    error = ssl.SSLCertVerificationError(1, "x")
    error.verify_message = "certificate has expired"
    broken.certificates["www.bondigoo.ch"] = error


def unreachable(broken: Broken) -> None:
    broken.certificates["www.bondigoo.ch"] = TimeoutError(PASSWORD)


def put(*path: str, value: Any) -> Callable[[Broken], None]:
    """Write a value of a stack file: `put("prod", "api", "plan", value=…)`."""

    def change(broken: Broken) -> None:
        place: Any = broken.values
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    return change


def secret(name: str, value: str) -> Callable[[Broken], None]:
    return lambda broken: broken.environ.update({name: value})


def service(name: str, **changes: Any) -> Callable[[Broken], None]:
    return lambda broken: broken.hosts.services[name].update(changes)


def deploy(role: str, **changes: Any) -> Callable[[Broken], None]:
    return lambda broken: broken.hosts.deploys[role].update(changes)


def host(**changes: Any) -> Callable[[Broken], None]:
    return lambda broken: vars(broken.hosts).update(changes)


def world(**changes: Any) -> Callable[[Broken], None]:
    return lambda broken: vars(broken).update(changes)


TEST_KEY = "_".join(("sk", "test", "of the mode in which nobody pays"))
CHANGED = Preview((Change("vercel:index/project:Project", "frontend", "update"),), (), (), False)
BUILDING = [{"uid": "dpl_later", "readyState": "BUILDING", "meta": {"githubCommitSha": "ba" * 20}}]
BROKEN: dict[str, tuple[Callable[[Broken], None], tuple[str, str, str]]] = {
    "a rule": (
        put("staging", "apiUrl", value="https://api.bondigoo.ch"),
        ("prod", "rules", "Pulumi.staging.yaml: apiUrl"),
    ),
    "an id": (
        put("dev", "atlas", "projectId", value="000000000000000000000002"),
        ("dev", "ids of accounts", "atlas.projectId: still a placeholder"),
    ),
    "a freeze": (put("prod", "freeze", value=True), ("prod", "freeze", "is true")),
    "Stripe's mode": (
        lambda broken: (
            put("prod", "stripe", value="test")(broken),
            put("prod", "acknowledge", value={"testStripeBeforeLaunch": "later"})(broken),
            secret("PROD_STRIPE_SECRET_KEY", TEST_KEY)(broken),
        )[-1],
        ("prod", "Stripe's mode", "launched is true while `stripe` is test; customers could not pay"),
    ),
    "a test key": (
        secret("PROD_STRIPE_SECRET_KEY", TEST_KEY),
        ("prod", "Stripe's key", "secrets.STRIPE_SECRET_KEY is a key of the test mode; nobody could pay"),
    ),
    "an unknown key": (
        lambda broken: broken.environ.__delitem__("PROD_STRIPE_SECRET_KEY"),
        ("prod", "Stripe's key", "could not be looked at: no value of STRIPE_SECRET_KEY is known here"),
    ),
    "a webhook's secret of staging": (
        lambda broken: broken.environ.update(
            PROD_STRIPE_WEBHOOK_SECRET=broken.environ["STAGING_STRIPE_WEBHOOK_SECRET"]
        ),
        ("prod", "Stripe's webhook secret", "has the same value as STRIPE_WEBHOOK_SECRET"),
    ),
    "an unknown webhook's secret": (
        lambda broken: broken.environ.__delitem__("PROD_STRIPE_WEBHOOK_SECRET"),
        ("prod", "Stripe's webhook secret", "could not be looked at: no value of STRIPE_WEBHOOK_SECRET"),
    ),
    "mail that stays": (
        lambda broken: (
            put("prod", "mail", value={"kind": "none"})(broken),
            [broken.values["prod"]["secrets"].pop(f"MAILJET_{key}_KEY") for key in ("API", "SECRET")],
        )[0],
        ("prod", "mail", "launched is true while `mail` is none and delivers nothing"),
    ),
    "a sender elsewhere": (
        put("prod", "mail", "sender", value="hello@gmail.example"),
        ("prod", "mail", "mail.sender is not an address of the domain of https://www.bondigoo.ch"),
    ),
    "a Redis of two": (
        put("dev", "redis", value={"mode": "shared", "name": "bondigoo-redis-staging"}),
        ("prod", "Redis of its own", "redis.name 'bondigoo-redis-staging' is also redis.name of Pulumi."),
    ),
    "production's Redis with a guest": (
        put(
            "staging",
            "redis",
            value={"mode": "shared", "name": "bondigoo-redis-prod", "connection": "external"},
        ),
        ("prod", "Redis of its own", "launched is true while bondigoo-redis-prod is also used by staging"),
    ),
    "a plan that sleeps": (
        put("prod", "api", "plan", value="free"),
        ("prod", "plans", "api.plan is free in prod; Render stops it after 15 idle minutes"),
    ),
    "a secret without a value": (
        lambda broken: broken.environ.__delitem__("PROD_DATABASE_PASSWORD"),
        ("prod", "values of secrets", "no value for DATABASE_PASSWORD"),
    ),
    "a secret never filled in": (
        secret("PROD_MAILJET_API_KEY", "changeme"),
        ("prod", "values of secrets", "secrets.MAILJET_API_KEY"),
    ),
    "a move that stands half done": (
        world(standing={"staging": {"redis-move": "go on with it"}}),
        ("staging", "operations", "one stands half done"),
    ),
    "no rehearsal": (
        world(rehearsed="another commit was checked out"),
        ("prod", "rehearsal", "another commit was checked out"),
    ),
    "a rehearsal that cannot be told": (
        world(rehearsed=InputError("no Git")),
        ("prod", "rehearsal", "no Git"),
    ),
    "a name that leads elsewhere": (
        lambda broken: setattr(broken.names, "wrong", ("api.dev.bondigoo.ch",)),
        ("dev", "DNS of api.dev.bondigoo.ch", "wrong: answers elsewhere.example"),
    ),
    "a certificate that nobody renews": (
        expired,
        ("dev", "certificate of api.dev.bondigoo.ch", "ends in 6 days, and nobody has renewed it"),
    ),
    "a certificate that is not valid": (
        untrusted,
        ("prod", "certificate of www.bondigoo.ch", "is not valid (certificate has expired)"),
    ),
    "a host without a certificate": (
        unreachable,
        ("prod", "certificate of www.bondigoo.ch", "could not be looked at (TimeoutError)"),
    ),
    "a Key Value that starts": (
        lambda broken: broken.hosts.key_value.update(status="maintenance_in_progress"),
        ("prod", "Key Value bondigoo-redis-prod", "is maintenance_in_progress, not available"),
    ),
    "another policy": (
        lambda broken: broken.hosts.key_value.update(options={"maxmemoryPolicy": "allkeys-lru"}),
        ("prod", "eviction", "is allkeys-lru"),
    ),
    "keys of staging": (
        lambda broken: broken.left.update(staging=[b"bull:staging-mail:id", b"bull:staging-mail:1"]),
        ("prod", "keys of others", "2 of staging in bondigoo-redis-prod"),
    ),
    "a Redis that cannot be asked": (
        world(redis=NoConnectionError(f"to {PASSWORD}")),
        ("prod", "keys of others", "could not be looked at (ConnectionError)"),
    ),
    "a Redis that does not let this machine in": (
        world(redis=ConnectionRefusedError("Key Value red-prod: no connection (TimeoutError): list it")),
        (
            "prod",
            "keys of others",
            "could not be looked at: Key Value red-prod: no connection (TimeoutError)",
        ),
    ),
    "no cluster": (
        host(cluster=None),
        ("prod", "backups", "the cluster bondigoo-prod-cluster is not there"),
    ),
    "no backups": (
        lambda broken: broken.hosts.cluster.update(backupEnabled=False),
        ("prod", "backups", "are off for bondigoo-prod-cluster"),
    ),
    "an old snapshot": (
        lambda broken: broken.hosts.snapshots.__delitem__(1),
        ("prod", "snapshot", "the newest completed one is 25 h old"),
    ),
    "no snapshot": (
        host(snapshots=[{"status": "failed", "createdAt": "2027-01-15T07:00:00Z"}]),
        ("prod", "snapshot", "no completed one is there"),
    ),
    "a rollback of the site": (
        host(rollback={"fromDeploymentId": "dpl_new", "toDeploymentId": "dpl_old"}),
        ("prod", "rollback", "the site stands rolled back to dpl_old: newer ones are not served"),
    ),
    "no deployment": (host(served=None), ("prod", "deployment", "none is behind www.bondigoo.ch")),
    "a deployment that is not ready": (
        lambda broken: broken.hosts.served.update(readyState="BUILDING"),
        ("prod", "deployment", "dpl_new behind www.bondigoo.ch is BUILDING"),
    ),
    "a deployment that is not the newest": (
        lambda broken: broken.hosts.latest.__setitem__(slice(0), BUILDING),
        ("prod", "deployment", "dpl_new is served, and the newest, dpl_later of bababab, is BUILDING"),
    ),
    "a deployment of another branch": (
        lambda broken: broken.hosts.served["meta"].update(githubCommitRef="develop"),
        ("prod", "deployment", "dpl_new is of develop, not of main"),
    ),
    "a suspended service": (
        service("bondigoo-worker-prod", suspended="suspended", suspenders=["user"]),
        ("prod", "Render worker", "bondigoo-worker-prod is suspended"),
    ),
    "an API in maintenance": (
        service(
            "bondigoo-api-prod", serviceDetails={"url": "https://x", "maintenanceMode": {"enabled": True}}
        ),
        ("prod", "Render api", "bondigoo-api-prod is in maintenance mode"),
    ),
    "a service of another branch": (
        service("bondigoo-worker-prod", branch="develop"),
        ("prod", "deploy of the worker", "bondigoo-worker-prod deploys develop, not main"),
    ),
    "no deploy": (
        lambda broken: broken.hosts.deploys.update(worker=None),
        ("prod", "deploy of the worker", "there is none"),
    ),
    "a deploy that failed": (
        deploy("worker", status="build_failed"),
        ("prod", "deploy of the worker", "the newest, dep-worker of c0ffee0, is build_failed"),
    ),
    "a rollback of the API": (
        deploy("api", trigger="rollback"),
        ("prod", "deploy of the api", "the newest, dep-api of c0ffee0, is a rollback"),
    ),
    "an API that fails": (host(api_status=502), ("prod", "API answers", "status 502")),
    "an API that lets nobody in": (
        host(cors=False),
        ("prod", "API lets https://www.bondigoo.ch in", "status 204, the browser would block it"),
    ),
    "a page of another build": (
        host(
            page='<meta name="launched" content="false"><meta name="api-url" content="https://old.example">'
        ),
        ("prod", "site", "https://www.bondigoo.ch was built with another API"),
    ),
    "a page that is launched": (
        host(page='<meta name="launched" content="true">'),
        ("prod", "site", "https://www.bondigoo.ch was built with launched true, not false"),
    ),
    "a site that is not Vercel's": (
        host(site_headers={}),
        (
            "prod",
            "site",
            "could not be looked at: https://www.bondigoo.ch is not answered by Vercel yet",
        ),
    ),
    "another's update": (
        world(updating="ada on laptop"),
        ("prod", "updates of others", "ada on laptop is at an update"),
    ),
    "a state that cannot be read": (
        world(updating=InputError("log in first")),
        ("prod", "updates of others", "could not be looked at: log in first"),
    ),
    "drift": (
        world(preview=CHANGED),
        ("prod", "drift", "an update would change something: 1 to update"),
    ),
    "a machine without pulumi": (
        world(preview=FileNotFoundError(2, "No such file or directory", "pulumi")),
        ("prod", "drift", "could not be looked at: pulumi is not on PATH"),
    ),
    "a preview that fails": (
        world(preview=InputError("prod: no preview: error")),
        ("prod", "drift", "could not be looked at: prod: no preview: error"),
    ),
}
