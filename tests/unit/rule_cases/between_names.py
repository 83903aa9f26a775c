"""Names that two stacks may not share."""

from tests.unit.rule_cases.case import CLUSTER, DEVS_REDIS, OFFICE, OWN_REDIS, STAGINGS_REDIS, Case

CASES = [
    Case(
        "no_two_stacks_use_one_branch",
        {"dev.branch": "main"},
        [
            (
                "Pulumi.dev.yaml: branch: 'main' is also branch of Pulumi.prod.yaml; a push to it would "
                "deploy both environments; choose another"
            )
        ],
    ),
    Case(
        "no_two_stacks_use_one_branch",
        {"dev.branch": "Main"},
        [
            (
                "Pulumi.dev.yaml: branch: 'Main' is also branch of Pulumi.prod.yaml; a push to it would "
                "deploy both environments; choose another"
            )
        ],
    ),
    Case(
        "no_two_stacks_use_one_queue_name",
        {"dev.environmentName": "staging"},
        [
            (
                "Pulumi.dev.yaml: environmentName: 'staging' is also environmentName of "
                "Pulumi.staging.yaml; the application names its queues with it, so one environment's "
                "worker would run the other's jobs; choose another"
            )
        ],
    ),
    Case(
        "no_two_stacks_use_one_render_service",
        {"staging.worker.name": "bondigoo-worker-prod"},
        [
            (
                "Pulumi.staging.yaml: worker.name: 'bondigoo-worker-prod' is also worker.name of "
                "Pulumi.prod.yaml; Render's names are unique, so both would fight over one service; "
                "choose another"
            )
        ],
    ),
    Case(
        "no_two_stacks_use_one_render_service",
        {"dev.worker.name": "bondigoo-api-dev"},
        [
            (
                "Pulumi.dev.yaml: worker.name: 'bondigoo-api-dev' is also api.name of Pulumi.dev.yaml; "
                "Render's names are unique, so both would fight over one service; choose another"
            )
        ],
    ),
    Case(
        "no_two_stacks_use_one_host",
        {"dev.apiUrl": "https://api.bondigoo.ch"},
        [
            (
                "Pulumi.dev.yaml: apiUrl: 'https://api.bondigoo.ch' is also apiUrl of Pulumi.prod.yaml; a"
                " host leads to one place only; choose another"
            )
        ],
    ),
    Case(
        "no_two_stacks_use_one_host",
        {"dev.apiUrl": "https://www.bondigoo.ch"},
        [
            (
                "Pulumi.dev.yaml: apiUrl: 'https://www.bondigoo.ch' is also frontendUrl of "
                "Pulumi.prod.yaml; a host leads to one place only; choose another"
            )
        ],
    ),
    Case(
        "no_two_stacks_use_one_host",
        {"dev.frontendUrl": "https://www.bondigoo.ch", "dev.corsOrigins": ["https://www.bondigoo.ch"]},
        [
            (
                "Pulumi.dev.yaml: frontendUrl: 'https://www.bondigoo.ch' is also frontendUrl of "
                "Pulumi.prod.yaml; a host leads to one place only; choose another"
            )
        ],
    ),
    Case(
        "no_two_stacks_use_one_redis",
        {**DEVS_REDIS, "dev.redis": {**OWN_REDIS, "name": "bondigoo-redis-prod"}},
        [
            (
                "Pulumi.dev.yaml: redis.name: 'bondigoo-redis-prod' is also redis.name of "
                "Pulumi.prod.yaml; both stacks would own it, and destroying one would delete it for the "
                "other; choose another"
            )
        ],
    ),
    Case(
        "no_two_stacks_use_one_redis",
        {**STAGINGS_REDIS, **DEVS_REDIS, "dev.redis": OWN_REDIS},
        [
            (
                "Pulumi.dev.yaml: redis.name: 'bondigoo-redis-staging' is also redis.name of "
                "Pulumi.staging.yaml; both stacks would own it, and destroying one would delete it for "
                "the other; choose another"
            )
        ],
    ),
    Case(
        "no_two_stacks_use_one_vercel_project",
        {"staging.frontend.project": "bondigoo-platform-prod"},
        [
            (
                "Pulumi.staging.yaml: frontend.project: 'bondigoo-platform-prod' is also frontend.project"
                " of Pulumi.prod.yaml; both stacks would own it, and destroying one would delete it for "
                "the other; choose another"
            )
        ],
    ),
    Case(
        "no_two_stacks_use_one_atlas_cluster",
        {"staging.database.ownedCluster": CLUSTER, "dev.database.ownedCluster": CLUSTER},
        [
            (
                "Pulumi.dev.yaml: database.cluster: "
                "'coaching-platform-dev.nnaff.mongodb.net/coaching-platform-dev' is "
                "also database.cluster of Pulumi.staging.yaml; both stacks would own it, and destroying "
                "one would delete it for the other; choose another"
            )
        ],
    ),
    Case(
        "no_two_stacks_use_one_database_host",
        {"dev.database.host": "bondigoo-prod-cluster.btsivoa.mongodb.net"},
        [
            (
                "Pulumi.dev.yaml: database.host: 'bondigoo-prod-cluster.btsivoa.mongodb.net' is also "
                "database.host of Pulumi.prod.yaml; whoever may write in a test environment could then "
                "reach customers' data; choose another"
            )
        ],
    ),
    Case(
        "no_two_stacks_use_one_database_name",
        {"staging.database.name": "bondigoo-prod"},
        [
            (
                "Pulumi.staging.yaml: database.name: 'bondigoo-prod' is also database.name of "
                "Pulumi.prod.yaml; a dump carries the name of its database, so a careless restore would "
                "land in the other one; choose another"
            )
        ],
    ),
    Case(
        "no_two_stacks_use_one_database_user",
        {"staging.database.manageUser": True, "dev.database.manageUser": True},
        [
            (
                "Pulumi.dev.yaml: database.user: "
                "'coaching-platform-dev.nnaff.mongodb.net/coaching_platform_dev_user' is"
                " also database.user of Pulumi.staging.yaml; both stacks would own it, and destroying one"
                " would delete it for the other; choose another"
            )
        ],
    ),
    Case(
        "no_two_stacks_use_one_database_user",
        {"staging.database.manageUser": True},
        [
            (
                "Pulumi.dev.yaml: database.user: "
                "'coaching-platform-dev.nnaff.mongodb.net/coaching_platform_dev_user' is"
                " also database.user of Pulumi.staging.yaml; one password and one set of rights would be "
                "those of both environments; choose another"
            )
        ],
    ),
    Case(
        "no_two_stacks_use_one_database_user",
        {
            "dev.database.user": "other_user",
            "dev.database.developers": [
                {"username": "coaching_platform_dev_user", "passwordSecret": "ADA_PASSWORD"}
            ],
            "dev.secrets.ADA_PASSWORD": "env",
        },
        [
            (
                "Pulumi.dev.yaml: database.developers[0].username: "
                "'coaching-platform-dev.nnaff.mongodb.net/coaching_platform_dev_user' is also "
                "database.user of "
                "Pulumi.staging.yaml; one password and one set of rights would be those of both "
                "environments; choose another"
            )
        ],
    ),
    Case(
        "no_two_stacks_use_one_access_entry",
        {"staging.database.ipAccessList": [OFFICE], "dev.database.ipAccessList": [OFFICE]},
        [
            (
                "Pulumi.dev.yaml: database.ipAccessList[0]: "
                "'coaching-platform-dev.nnaff.mongodb.net/203.0.113.0/24' is "
                "also database.ipAccessList[0] of Pulumi.staging.yaml; both stacks would own it, and "
                "destroying one would delete it for the other; choose another"
            )
        ],
    ),
    Case(
        "no_two_stacks_use_one_access_entry",
        {
            "staging.atlas.projectId": "a1" * 12,
            "staging.database.ipAccessList": [OFFICE],
            "dev.atlas.projectId": "a1" * 12,
            "dev.database.ipAccessList": [OFFICE],
            "dev.database.host": "shop.ab12c.mongodb.net",
        },
        [
            (
                "Pulumi.dev.yaml: database.ipAccessList[0]: 'a1a1a1a1a1a1a1a1a1a1a1a1/203.0.113.0/24' is "
                "also "
                "database.ipAccessList[0] of Pulumi.staging.yaml; both stacks would own it, and destroying "
                "one "
                "would delete it for the other; choose another"
            )
        ],
    ),
    Case(
        "no_two_stacks_use_one_cloudinary_account",
        {"dev.cloudinary": "bondigoo-prod"},
        [
            (
                "Pulumi.dev.yaml: cloudinary: 'bondigoo-prod' is also cloudinary of Pulumi.prod.yaml; "
                "what a test environment cleans up would be customers' files; choose another"
            )
        ],
    ),
    Case(
        "no_two_stacks_use_one_adopted_id",
        {"prod.api.adopt": "srv-" + "a" * 20, "dev.api.adopt": "srv-" + "a" * 20},
        [
            (
                "Pulumi.dev.yaml: api.adopt: 'srv-aaaaaaaaaaaaaaaaaaaa' is also api.adopt of "
                "Pulumi.prod.yaml; each stack would set it up as its own, one after the other; choose another"
            )
        ],
    ),
]
