"""Databases, guests, origins, the launch and the replica."""

from tests.unit.rule_cases.case import DEVS_REDIS, REMOVED, STAGINGS_REDIS, Case

CASES = [
    Case(
        "no_refresh_meets_a_seed",
        {"staging.database.name": "coaching-platform-dev"},
        [
            (
                "Pulumi.staging.yaml: database.name: "
                "'coaching-platform-dev.nnaff.mongodb.net/coaching-platform-dev' is also the database of "
                "dev; refreshing or seeding one environment would wipe the other; choose another, or "
                'acknowledge it: `acknowledge: {sharedDatabase: "your reason"}`'
            )
        ],
    ),
    Case(
        "no_refresh_meets_a_seed",
        {
            "staging.database.name": "coaching-platform-dev",
            "staging.acknowledge.sharedDatabase": "as it is today",
            "dev.acknowledge.sharedDatabase": "as it is today",
        },
        [
            (
                "note: Pulumi.staging.yaml: database.name: "
                "'coaching-platform-dev.nnaff.mongodb.net/coaching-platform-dev' is also the database of "
                "dev; refreshing or seeding one environment would wipe the other; acknowledged: as it is "
                "today"
            ),
            (
                "note: Pulumi.dev.yaml: database.name: "
                "'coaching-platform-dev.nnaff.mongodb.net/coaching-platform-dev' is also the database of "
                "staging; refreshing or seeding one environment would wipe the other; acknowledged: as it"
                " is today"
            ),
        ],
    ),
    Case(
        "no_variable_leads_to_productions_database",
        {"dev.env": {"OLD_HOST": "bondigoo-prod-cluster.btsivoa.mongodb.net"}},
        [
            (
                "Pulumi.dev.yaml: env.OLD_HOST: names the host of production's database, "
                "bondigoo-prod-cluster.btsivoa.mongodb.net; dev must not be able to form an address to "
                "customers' data; remove it"
            )
        ],
    ),
    *(
        Case(
            "no_variable_leads_to_productions_database",
            {"dev.frontend.env": {"REACT_APP_DATA": host}},
            [
                "Pulumi.dev.yaml: frontend.env.REACT_APP_DATA: names the host of production's database, "
                "bondigoo-prod-cluster.btsivoa.mongodb.net; dev must not be able to form an address to "
                "customers' data; remove it"
            ],
        )
        for host in (
            "bondigoo-prod-cluster-shard-00-02.btsivoa.mongodb.net:27017",
            "_mongodb._tcp.bondigoo-prod-cluster.btsivoa.mongodb.net",
            "https://Bondigoo-prod-cluster%2Ebtsivoa.mongodb.net./data",
        )
    ),
    Case(
        "a_shared_redis_has_an_owner",
        {"dev.redis.name": "bondigoo-redis-pord"},
        [
            (
                "Pulumi.dev.yaml: redis.name: no stack owns 'bondigoo-redis-pord'; nothing would create "
                "it; correct the name"
            )
        ],
    ),
    Case(
        "a_shared_redis_is_near",
        {"dev.render.region": "oregon"},
        [
            (
                "Pulumi.dev.yaml: render.region: differs from the owner of the shared Redis; its private "
                "address is then out of reach, and its public one crosses regions; use the same "
                "workspace and region"
            )
        ],
    ),
    Case(
        "a_shared_redis_lets_its_guests_in",
        {"prod.redis.connection": "internal", "prod.redis.allow": [], "staging.redis.connection": "internal"},
        [
            (
                "Pulumi.dev.yaml: redis.connection: is external, and `redis.allow` of prod is empty; "
                "Render closes that door, and no service reaches its queue; list the ranges there, or "
                "write `connection: internal` here"
            )
        ],
    ),
    Case(
        "sharing_redis_is_said",
        {"dev.acknowledge.sharedRedis": REMOVED},
        [
            (
                "warning: Pulumi.dev.yaml: redis: uses bondigoo-redis-prod, which is shared; names of queues "
                "keep jobs apart at most: each side can read and delete all of it; write `mode: "
                "dedicated` with a `plan`, before go-live at the latest, or acknowledge it: `acknowledge: "
                '{sharedRedis: "your reason"}`'
            )
        ],
    ),
    Case(
        "a_branch_lives_in_a_project_that_somebody_owns",
        {"dev.frontend.project": "bondigoo-platform"},
        [
            (
                "Pulumi.dev.yaml: frontend.project: no stack owns the Vercel project 'bondigoo-platform';"
                " nothing would create it; name the owner's project"
            )
        ],
    ),
    Case(
        "a_branch_lives_in_a_project_that_somebody_owns",
        {"prod.frontend.previews": False},
        [
            (
                "Pulumi.prod.yaml: frontend.previews: is false, and dev is a preview in this project; its"
                " site would never be built; write true, or give dev a project of its own"
            )
        ],
    ),
    Case(
        "no_preview_lacks_an_api",
        {"staging.frontend.previews": True},
        [
            (
                "warning: Pulumi.staging.yaml: frontend.previews: builds every branch; they get no "
                "REACT_APP_API_URL, which the application takes for localhost; write false"
            )
        ],
    ),
    Case(
        "no_api_is_called_by_another_environments_site",
        {"prod.corsOrigins": ["https://www.bondigoo.ch", "https://staging.bondigoo.ch"]},
        [
            (
                "Pulumi.prod.yaml: corsOrigins[1]: is the site of staging; a build of one environment "
                "could then work on the data of the other; remove it"
            )
        ],
    ),
    Case(
        "production_launches_with_a_redis_of_its_own",
        {"prod.launched": True, **STAGINGS_REDIS},
        [
            (
                "Pulumi.prod.yaml: launched: is true while bondigoo-redis-prod is also used by dev; testers' "
                "jobs would sit beside customers'; give each of them `redis: {mode: dedicated}` first"
            )
        ],
    ),
    Case(
        "production_launches_with_real_money",
        {
            "prod.launched": True,
            "prod.stripe": "test",
            **STAGINGS_REDIS,
            **DEVS_REDIS,
        },
        [
            (
                "Pulumi.prod.yaml: launched: is true while `stripe` is test; customers could not pay, and"
                " what they buy would be free; write `stripe: live` first"
            )
        ],
    ),
    Case(
        "production_launches_with_real_mail",
        {
            "prod.launched": True,
            "prod.mail": {"kind": "smtp", "host": "smtp.ethereal.email", "sender": "a@bondigoo.ch"},
            "prod.secrets.MAILJET_API_KEY": REMOVED,
            "prod.secrets.MAILJET_SECRET_KEY": REMOVED,
            "prod.secrets.EMAIL_USER": "ui",
            "prod.secrets.EMAIL_PASS": "ui",
            **STAGINGS_REDIS,
            **DEVS_REDIS,
        },
        [
            (
                "Pulumi.prod.yaml: launched: is true while `mail` is smtp and delivers nothing; customers"
                " would get no mail; name the service that delivers first"
            )
        ],
    ),
    Case(
        "how_staging_differs_is_said",
        {"staging.api.plan": "standard"},
        [
            (
                "warning: Pulumi.staging.yaml: api.plan: differs from production's; what passes here is "
                "proven for staging's way, not for production's; write what production has, or "
                'acknowledge it: `acknowledge: {stagingDiffers: "your reason"}`'
            )
        ],
    ),
    Case(
        "production_launches_with_real_mail",
        {
            "prod.launched": True,
            "prod.mail": {"kind": "smtp", "host": "127.0.0.1", "sender": "a@bondigoo.ch"},
            "prod.secrets.MAILJET_API_KEY": REMOVED,
            "prod.secrets.MAILJET_SECRET_KEY": REMOVED,
            "prod.secrets.EMAIL_USER": "ui",
            "prod.secrets.EMAIL_PASS": "ui",
            **STAGINGS_REDIS,
            **DEVS_REDIS,
        },
        [
            "Pulumi.prod.yaml: launched: is true while `mail` is smtp and delivers nothing; customers would "
            "get no mail; name the service that delivers first"
        ],
    ),
]
