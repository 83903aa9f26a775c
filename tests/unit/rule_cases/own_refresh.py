"""The refresh of staging from production: who takes part, and whose users its own may not be."""

from tests.unit.rule_cases.case import ADA, Case

READER = {"user": "bondigoo-refresh-read", "backupWithinHours": 24}
WRITER = {"user": "bondigoo-refresh-write"}
CASES = [
    Case(
        "development_is_seeded_only",
        {"dev.database.refresh": WRITER},
        [
            "Pulumi.dev.yaml: database.refresh: is set in dev; its data comes from the seed, and nothing of "
            "production's may reach it; remove it"
        ],
    ),
    Case(
        "only_productions_backup_has_an_age",
        {"prod.database.refresh": READER, "staging.database.refresh": {**WRITER, "backupWithinHours": 24}},
        [
            "Pulumi.staging.yaml: database.refresh.backupWithinHours: is set in staging; a refresh is "
            "preceded by a backup of production's database, and of no other; remove it, and write it "
            "in Pulumi.prod.yaml"
        ],
    ),
    Case(
        "a_refresh_has_a_user_of_its_own",
        {"prod.database.refresh": {"user": "bondigoo-prod-user"}},
        [
            "Pulumi.prod.yaml: database.refresh.user: is the application's user; one password and one set of "
            "rights would be those of both; choose another name"
        ],
    ),
    Case(
        "a_refresh_has_a_user_of_its_own",
        {
            "prod.database.developers": [ADA],
            "prod.secrets.ADA_PASSWORD": "env",
            "prod.database.refresh": {"user": "ada"},
        },
        [
            "Pulumi.prod.yaml: database.refresh.user: is a developer's user; one password and one set of "
            "rights would be those of both; choose another name"
        ],
    ),
    # Staging and development may use one user of the application, and no user that a refresh has.
    Case(
        "no_two_stacks_use_one_database_user",
        {"staging.database.refresh": WRITER, "dev.database.user": "bondigoo-refresh-write"},
        [
            "Pulumi.dev.yaml: database.user: "
            "'coaching-platform-dev.nnaff.mongodb.net/bondigoo-refresh-write' is also database.refresh.user "
            "of Pulumi.staging.yaml; one password and one set of rights would be those of both environments; "
            "choose another"
        ],
    ),
    Case(
        "no_two_stacks_use_one_database_user",
        {
            "staging.atlas.projectId": "a1" * 12,
            "prod.atlas.projectId": "a1" * 12,
            "dev.atlas.projectId": "a1" * 12,
            "prod.database.refresh": WRITER,
            "staging.database.refresh": WRITER,
        },
        [
            "Pulumi.staging.yaml: database.refresh.user: 'a1a1a1a1a1a1a1a1a1a1a1a1/bondigoo-refresh-write' "
            "is also database.refresh.user of Pulumi.prod.yaml; both stacks would own it, and destroying "
            "one would delete it for the other; choose another"
        ],
    ),
]
