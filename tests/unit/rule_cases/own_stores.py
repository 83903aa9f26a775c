"""Redis and the database of one stack."""

from tests.unit.rule_cases.case import (
    ADA,
    BACKUP,
    CLUSTER,
    DEVS_REDIS,
    FRANKFURT,
    OFFICE,
    OPEN,
    OREGON,
    OWN_REDIS,
    REMOVED,
    STAGINGS_REDIS,
    WIDE,
    Case,
)

ONE = {**OFFICE, "cidr": "203.0.113.7"}
CASES = [
    Case(
        "production_owns_its_redis",
        {
            "prod.redis": {"mode": "shared", "name": "bondigoo-redis-staging", "connection": "external"},
            **STAGINGS_REDIS,
            **DEVS_REDIS,
        },
        [
            (
                "Pulumi.prod.yaml: redis.mode: is shared in production; another environment could delete "
                "the customers' queue; write dedicated, with a `plan`"
            )
        ],
    ),
    Case(
        "an_external_redis_lets_somebody_in",
        {**STAGINGS_REDIS, "staging.redis": {**OWN_REDIS, "allow": []}},
        [
            (
                "Pulumi.staging.yaml: redis.allow: is empty while `connection` is external; Render closes"
                " that door, and no service reaches its queue; list the ranges of your Render region, or "
                "write `connection: internal`"
            )
        ],
    ),
    Case(
        "a_redis_lets_its_own_region_in",
        {f"{stack}.render.region": "oregon" for stack in ("prod", "staging", "dev")},
        [
            (
                "Pulumi.prod.yaml: redis.allow: has ranges of frankfurt and lacks 74.220.48.0/24 and "
                "74.220.56.0/24 of oregon, where the services run; Render closes that door, and no "
                "service reaches its queue; write 74.220.48.0/24 and 74.220.56.0/24, or what Render's "
                "dashboard shows under Connect, Outbound, or acknowledge it: "
                '`acknowledge: {dedicatedAddresses: "your reason"}`'
            )
        ],
    ),
    Case(
        "a_redis_lets_its_own_region_in",
        # Its owner does not use the public address; its guests do.
        {"prod.redis.allow": [OREGON, OFFICE], "prod.redis.connection": "internal"},
        [
            (
                "Pulumi.prod.yaml: redis.allow: has ranges of oregon and lacks 74.220.51.0/24 and "
                "74.220.59.0/24 of frankfurt, where the services run; Render closes that door, and no "
                "service reaches its queue; write 74.220.51.0/24 and 74.220.59.0/24, or what Render's "
                "dashboard shows under Connect, Outbound, or acknowledge it: "
                '`acknowledge: {dedicatedAddresses: "your reason"}`'
            )
        ],
    ),
    Case(
        "a_redis_lets_its_own_region_in",
        {"prod.redis.allow": [OREGON, OFFICE], "prod.acknowledge": {"dedicatedAddresses": "the office's"}},
        [
            (
                "note: Pulumi.prod.yaml: redis.allow: has ranges of oregon and lacks 74.220.51.0/24 and "
                "74.220.59.0/24 of frankfurt, where the services run; Render closes that door, and no "
                "service reaches its queue; acknowledged: the office's"
            )
        ],
    ),
    Case(
        "a_redis_lets_its_own_region_in",
        {"prod.redis.allow": FRANKFURT[:1]},
        [
            (
                "warning: Pulumi.prod.yaml: redis.allow: lacks 74.220.59.0/24, the other range of "
                "frankfurt; services call from both, so that some are refused and others are not; add "
                'it, or acknowledge it: `acknowledge: {dedicatedAddresses: "your reason"}`'
            )
        ],
    ),
    Case(
        "a_database_lets_its_own_region_in",
        {"prod.database.ipAccessList": [OREGON]},
        [
            (
                "Pulumi.prod.yaml: database.ipAccessList: has ranges of oregon and lacks 74.220.51.0/24 "
                "and 74.220.59.0/24 of frankfurt, where the services run; Atlas refuses everybody else, "
                "and no service reaches the database; write 74.220.51.0/24 and 74.220.59.0/24, or what "
                "Render's dashboard shows under Connect, Outbound, or acknowledge it: "
                '`acknowledge: {dedicatedAddresses: "your reason"}`'
            )
        ],
    ),
    Case(
        "a_database_lets_its_own_region_in",
        # They are in one Atlas project, which has one list.
        {"staging.database.ipAccessList": FRANKFURT[:1], "dev.database.ipAccessList": [OREGON]},
        [
            (
                "Pulumi.staging.yaml: database.ipAccessList: has ranges of oregon and lacks 74.220.59.0/24 "
                "of frankfurt, where the services run; Atlas refuses everybody else, and no service reaches "
                "the database; write 74.220.59.0/24, or what Render's dashboard shows under Connect, "
                'Outbound, or acknowledge it: `acknowledge: {dedicatedAddresses: "your reason"}`'
            )
        ],
    ),
    Case(
        "nothing_is_open_to_everybody",
        {"prod.database.ipAccessList": [OPEN]},
        [
            (
                "Pulumi.prod.yaml: database.ipAccessList[0]: opens it to the whole internet; then only a "
                "password keeps strangers out; list the ranges that need it"
            )
        ],
    ),
    Case(
        "nothing_is_open_to_everybody",
        {"prod.redis.allow": [WIDE]},
        [
            (
                "Pulumi.prod.yaml: redis.allow[0]: is a large part of it; then only a password keeps "
                "strangers out; list the ranges that need it"
            )
        ],
    ),
    Case(
        "developers_have_a_password_of_ours",
        {"dev.database.developers": [ADA]},
        [
            (
                "Pulumi.dev.yaml: database.developers[0].passwordSecret: names 'ADA_PASSWORD', which is not "
                "under `secrets`; the user could not be made; name it under `secrets` with the source env or "
                "config"
            )
        ],
    ),
    Case(
        "developers_have_a_password_of_ours",
        {"dev.database.developers": [ADA], "dev.secrets.ADA_PASSWORD": "ui"},
        [
            (
                "Pulumi.dev.yaml: database.developers[0].passwordSecret: names 'ADA_PASSWORD', whose value "
                "only Render's UI holds; the user could not be made; name it under `secrets` with the source "
                "env or config"
            )
        ],
    ),
    Case(
        "developers_have_a_password_of_ours",
        {"dev.database.developers": [{**ADA, "passwordSecret": "DATABASE_PASSWORD"}]},
        [
            "Pulumi.dev.yaml: database.developers[0].passwordSecret: names 'DATABASE_PASSWORD', which is the "
            "application's; a person could do what it may; name a secret of this person's own"
        ],
    ),
    Case(
        "a_password_that_is_made_here_is_told_to_atlas",
        {"prod.secrets.DATABASE_PASSWORD": "generated"},
        [
            "Pulumi.prod.yaml: secrets.DATABASE_PASSWORD: is generated, and `database.manageUser` is not "
            "set; nobody would tell Atlas, and no service could log in; write `manageUser: true` under "
            "`database`, or env with the user's password"
        ],
    ),
    Case(
        "developers_have_a_password_of_ours",
        {
            "dev.database.developers": [
                {"username": "coaching_platform_dev_user", "passwordSecret": "ADA_PASSWORD"}
            ],
            "dev.secrets.ADA_PASSWORD": "env",
        },
        [
            (
                "Pulumi.dev.yaml: database.developers[0].username: is the application's user; a person's "
                "user may only read, and the application has to write; give the person another name"
            )
        ],
    ),
    Case(
        "backups_belong_to_the_cluster",
        {"dev.database.backup": BACKUP},
        [
            (
                "Pulumi.dev.yaml: database.backup: would replace every backup policy of a cluster that "
                "this stack does not own; other databases live on it; set `ownedCluster` too, or manage "
                "backups where the cluster is managed"
            )
        ],
    ),
    Case(
        "a_cluster_of_our_own_can_be_backed_up",
        {"prod.database.ownedCluster": {**CLUSTER, "instanceSize": "M0"}},
        [
            (
                "Pulumi.prod.yaml: database.ownedCluster.instanceSize: 'M0' has no backup schedule; cloud"
                " backups begin with M10, and lost data would be lost for good; write M10 or larger"
            )
        ],
    ),
    *(
        Case(
            "nothing_stands_twice_in_a_list",
            change,
            [
                f"Pulumi.prod.yaml: {key}: '{name}' stands in {first} already; both would be one thing on "
                "the platform, and one of the two lost; remove one of them"
            ],
        )
        for change, key, name, first in (
            (
                {"prod.database.ipAccessList": [*FRANKFURT, OFFICE, OFFICE]},
                "database.ipAccessList[3]",
                "203.0.113.0/24",
                "database.ipAccessList[2]",
            ),
            (
                {"prod.redis.allow": [*FRANKFURT, ONE, {**ONE, "cidr": "203.0.113.7/32"}]},
                "redis.allow[3]",
                "203.0.113.7/32",
                "redis.allow[2]",
            ),
            (
                {
                    "prod.database.developers": [ADA, {**ADA, "passwordSecret": "BOB_PASSWORD"}],
                    "prod.secrets.ADA_PASSWORD": "env",
                    "prod.secrets.BOB_PASSWORD": "env",
                },
                "database.developers[1]",
                "ada",
                "database.developers[0]",
            ),
        )
    ),
    *(
        Case(
            "nothing_stands_twice_in_a_list",
            change,
            [
                f"warning: Pulumi.dev.yaml: {key}[1]: '{name}' stands in {key}[0] already; of two equal "
                "lines one is forgotten when the other is removed; remove one of them"
            ],
        )
        for change, key, name in (
            ({"dev.worker.overwrite": ["LOG_LEVEL"] * 2}, "worker.overwrite", "LOG_LEVEL"),
            (
                {"dev.api.buildFilter": {"ignoredPaths": ["docs/**"] * 2}},
                "api.buildFilter.ignoredPaths",
                "docs/**",
            ),
            (
                {"dev.frontend.adopt": {"domains": ["dev.bondigoo.ch"] * 2}},
                "frontend.adopt.domains",
                "dev.bondigoo.ch",
            ),
        )
    ),
    Case(
        "no_adopted_variable_is_taken_over_twice",
        {
            "dev.frontend.adopt": {
                "variables": {"REACT_APP_API_URL": "of-variable-1", "REACT_APP_LAUNCHED": "of-variable-1"}
            }
        },
        [
            "Pulumi.dev.yaml: frontend.adopt.variables.REACT_APP_LAUNCHED: has the id of REACT_APP_API_URL; "
            "one variable would be taken over as two; write its own id, or remove it"
        ],
    ),
    Case(
        "the_database_has_a_password",
        {"prod.secrets.DATABASE_PASSWORD": REMOVED},
        [
            (
                "Pulumi.prod.yaml: secrets.DATABASE_PASSWORD: is missing; the services would lose their "
                "database address; add it with its source"
            )
        ],
    ),
]
