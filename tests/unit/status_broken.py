"""Each part broken in turn, as a person, a vendor or a build would: who shows it, and what is said."""

import httpx

from config.stacks import STACKS
from tests.unit.status_breaks import (
    Break,
    behind_vercel,
    cluster,
    deploy,
    domain_gone,
    domains_refused,
    expired,
    failed_branch,
    failed_build,
    frozen,
    frozen_site,
    key_value,
    maintenance,
    not_up,
    other_answer,
    other_gate,
    sealed,
    sensitive,
    service,
    silent_page,
    site_domain_gone,
    site_variable,
    snapshots,
    suspended,
    token,
    under_way,
    variable,
)
from tests.unit.status_made import PASSWORD
from tests.unit.status_world import DAY

Place = tuple[str, str, str]


def _in_all(part: str) -> set[Place]:
    return {(stack, part, "doubt") for stack in STACKS}


CNAME = "DNS of api.bondigoo.ch is wrong: answers elsewhere.example"
BROKEN: dict[str, tuple[Break, set[Place], str]] = {
    "a deploy that failed": (
        lambda up: deploy(up, "staging", "api", "build_failed"),
        {("staging", "api", "FAIL")},
        "is build_failed; what was live before still is",
    ),
    "a deploy under way": (under_way, {("staging", "worker", "note")}, ", is created"),
    "a suspended worker": (
        suspended("dev", "worker", "user"),
        {("dev", "worker", "FAIL")},
        "bondigoo-worker-dev is suspended",
    ),
    "an API that Render suspended": (
        suspended("prod", "api", "billing"),
        {("prod", "api", "FAIL")},
        "bondigoo-api-prod is suspended",
    ),
    "a maintenance page": (
        maintenance,
        {("prod", "api", "FAIL")},
        "in maintenance: visitors get a page instead, and the file does not say so",
    ),
    "a deleted service": (
        service("DELETE", "dev", "worker"),
        {("dev", "worker", "FAIL")},
        "bondigoo-worker-dev at Render is not there, or this key does not see it",
    ),
    "a host that Render lost": (
        domain_gone,
        {("staging", "addresses", "FAIL")},
        "api.staging.bondigoo.ch is missing from the Render service bondigoo-api-staging",
    ),
    "a host that Vercel lost": (
        site_domain_gone,
        {("dev", "addresses", "FAIL")},
        "dev.bondigoo.ch is missing from the Vercel project bondigoo-platform-prod",
    ),
    "a variable that drifted": (
        variable("prod", "api", "LOG_LEVEL", "trace of a person"),
        {("prod", "changes", "note")},
        "changed since the last update: api.env.LOG_LEVEL",
    ),
    "a secret that drifted": (
        variable("staging", "worker", "JWT_SECRET", f"{PASSWORD} of a person"),
        {("staging", "changes", "note")},
        "changed since the last update: worker.env.JWT_SECRET",
    ),
    "a variable that was deleted": (
        service("DELETE", "dev", "api", "/env-vars/LOG_LEVEL"),
        {("dev", "changes", "note")},
        "changed since the last update: api.env.LOG_LEVEL",
    ),
    "a variable of somebody else's": (variable("dev", "api", "THEIRS", "x"), set(), ""),
    "a setting that drifted": (
        service("PATCH", "dev", "worker", "", {"branch": "feature"}),
        {("dev", "changes", "note")},
        "changed since the last update: worker.branch",
    ),
    "a site's variable that drifted": (
        site_variable("PATCH", "dev", {"value": "https://api.other.example"}),
        {("dev", "changes", "note")},
        "changed since the last update: frontend.env.REACT_APP_API_URL",
    ),
    "a site's variable that was deleted": (
        site_variable("DELETE", "prod"),
        {("prod", "changes", "note")},
        "changed since the last update: frontend.env.REACT_APP_API_URL",
    ),
    "a site's variables that nobody may see": (sensitive, set(), ""),
    "a site's variables that are not told": (
        lambda up: up.instead.update({"/vercel/v8/projects/": httpx.Response(429)}),
        _in_all("changes"),
        "Vercel: answered 429 to /v8/projects/",
    ),
    "a service's variables that are not told": (
        lambda up: up.instead.update(
            {f"/render/v1/services/{up.service('dev', 'api').id}/env-vars": httpx.Response(403)}
        ),
        {("dev", "changes", "doubt")},
        "Render answered 403 to GET /services/",
    ),
    "a Redis that evicts": (
        key_value("PATCH", "", {"maxmemoryPolicy": "allkeys_lru"}),
        {("prod", "redis", "FAIL")},
        "bondigoo-redis-prod evicts (allkeys_lru): jobs are dropped",
    ),
    "a suspended Redis": (
        key_value("POST", "/suspend"),
        {("prod", "redis", "FAIL")},
        "bondigoo-redis-prod is suspended",
    ),
    "a deleted Redis": (
        key_value("DELETE"),
        {("prod", "redis", "FAIL")},
        "bondigoo-redis-prod at Render is not there, or this key does not see it",
    ),
    "a build of the site that failed": (failed_build, {("prod", "site", "FAIL")}, "is ERROR; an older one"),
    "a build of a branch that failed": (failed_branch, {("dev", "site", "FAIL")}, "is ERROR; an older one"),
    "no backup": (
        snapshots("bondigoo-prod-cluster", remove=True),
        {("prod", "database", "FAIL")},
        "snapshot: no completed one is there",
    ),
    "a backup of the day before yesterday": (
        snapshots("bondigoo-prod-cluster", newestHours=40),
        {("prod", "database", "FAIL")},
        "snapshot: the newest completed one is 40 h old",
    ),
    "backups turned off": (
        cluster("bondigoo-prod-cluster", backupEnabled=False),
        {("prod", "database", "FAIL")},
        "backups: are off for bondigoo-prod-cluster",
    ),
    "no backup of what is no production": (cluster("coaching-platform-dev", backupEnabled=False), set(), ""),
    "an API that lets nobody in": (other_answer, {("prod", "api", "FAIL")}, ""),
    "a site built with the gate open": (
        other_gate("prod", "true"),
        {("prod", "site", "FAIL")},
        "was built with launched true, not false",
    ),
    "a site built with the gate shut": (
        other_gate("dev", "false"),
        {("dev", "site", "FAIL")},
        "was built with launched false, not true",
    ),
    "a site that does not say its gate": (silent_page, set(), ""),
    "a login before a site": (
        lambda up: up.instead.update({"dev.bondigoo.ch/": behind_vercel(401)}),
        set(),
        "",
    ),
    "a firewall before a site": (
        lambda up: up.instead.update({"dev.bondigoo.ch/": behind_vercel(403, "challenge")}),
        {("dev", "site", "note")},
        "lets no program in, by Vercel's firewall (challenge)",
    ),
    "a site's domains that are not told": (
        domains_refused,
        _in_all("addresses"),
        "Vercel: answered 429 to /v9/projects/",
    ),
    "an API's domains that are not told": (
        lambda up: up.instead.update(
            {f"/render/v1/services/{up.service('dev', 'api').id}/custom-domains": httpx.Response(403)}
        ),
        {("dev", "addresses", "doubt")},
        "Render answered 403 to GET /services/",
    ),
    "records that Vercel does not tell": (
        lambda up: up.instead.update({"/vercel/v6/domains/staging.": httpx.Response(500)}),
        {("staging", "addresses", "doubt")},
        "Vercel: answered 500 to /v6/domains/staging.bondigoo.ch/config",
    ),
    "a record that leads elsewhere": (
        lambda up: setattr(up.names, "wrong", ("api.bondigoo.ch",)),
        {("prod", "addresses", "FAIL")},
        CNAME,
    ),
    "a name server that is silent": (
        lambda up: setattr(up.names, "silent", ("api.dev.bondigoo.ch",)),
        {("dev", "addresses", "doubt")},
        "DNS of api.dev.bondigoo.ch cannot be asked: no answer (timed out)",
    ),
    "a certificate that ends": (
        lambda up: up.certificates.update({"dev.bondigoo.ch": up.cloud.now() + 2.5 * DAY}),
        {("dev", "addresses", "FAIL")},
        "certificate of dev.bondigoo.ch ends in 2 days, and nobody has renewed it",
    ),
    "a certificate that is not valid": (
        expired,
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
        {("dev", "changes", "doubt")},
        "what has changed since the last update is not known: pulumi: the state of dev cannot be read",
    ),
    "secrets that cannot be opened": (
        sealed,
        {("dev", "changes", "note")},
        "values of secrets were not compared",
    ),
    "a stack that is not up": (
        not_up,
        {("dev", "changes", "note")},
        "is not up yet",
    ),
    "a freeze": (frozen(written=False), {("prod", "changes", "note")}, "is frozen: nothing is deployed"),
    "a freeze with something that waits": (
        frozen(written=True),
        {("prod", "changes", "note")},
        "written, and not deployed under `freeze`: api",
    ),
    "a freeze with a site that waits": (
        frozen_site,
        {("prod", "changes", "note")},
        "written, and not deployed under `freeze`: frontend",
    ),
    "Render's key expired": (
        token("RENDER_API_KEY"),
        _in_all("api") | _in_all("worker") | _in_all("redis"),
        "",
    ),
    "Render's key of another account": (
        lambda up: up.instead.update(
            {f"/render/v1/{what}?": httpx.Response(200, json=[]) for what in ("services", "key-value")}
        ),
        {(stack, role, "FAIL") for stack in STACKS for role in ("api", "worker")}
        | {("prod", "redis", "FAIL")},
        " at Render is not there, or this key does not see it",
    ),
    "Vercel's token of another account": (
        lambda up: up.instead.update({"/vercel/v9/projects/": httpx.Response(404)}),
        {(stack, "site", "FAIL") for stack in STACKS},
        " at Vercel is not there, or this key does not see it",
    ),
    "Vercel's token expired": (token("VERCEL_API_TOKEN"), _in_all("site"), "Vercel: answered 403"),
    "Atlas' key expired": (
        token("MONGODB_ATLAS_PRIVATE_API_KEY"),
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
        _in_all("site"),
        "cannot be looked at: an answer that is not understood (KeyError)",
    ),
}
