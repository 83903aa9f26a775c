"""Plain variables and secrets of one stack."""

from tests.unit.rule_cases.case import REMOVED, Case

ENDS = (
    "begins or ends with a space or line break; that comes from a copy, and fails; write it without, a block "
    "after `|-`"
)
BREAK = "holds a line break; no service issues one; copy the value from its source again"
UNSEEN = (
    "holds a control character or another that nobody sees; no service issues one; copy the value from its "
    "source again"
)
CASES = [
    Case(
        "plain_variables_override_nothing",
        {"dev.env": {"ENVIRONMENT_NAME": "production"}},
        [
            (
                "Pulumi.dev.yaml: env.ENVIRONMENT_NAME: is derived from `environmentName`; a second "
                "origin would contradict the first on one of the services; remove it and change that"
            )
        ],
    ),
    Case(
        "plain_variables_override_nothing",
        {"dev.env": {"MONGODB_URI": "x"}},
        [
            (
                "Pulumi.dev.yaml: env.MONGODB_URI: is derived from `database`; a second origin would "
                "contradict the first on one of the services; remove it and change that"
            )
        ],
    ),
    Case(
        "plain_variables_override_nothing",
        {"dev.worker.env": {"CLOUDINARY_API_KEY": "x"}},
        [
            (
                "Pulumi.dev.yaml: worker.env.CLOUDINARY_API_KEY: stands under `secrets` too; only one of "
                "them would win; keep it there only"
            )
        ],
    ),
    Case(
        "plain_variables_hold_no_secret",
        {"dev.env": {"OAUTH_TOKEN": "x"}},
        [
            (
                "Pulumi.dev.yaml: env.OAUTH_TOKEN: looks like a secret; this file is committed; name it "
                "under `secrets` instead and change the value"
            )
        ],
    ),
    Case(
        "plain_variables_hold_no_secret",
        {"dev.env": {"PAY": "sk_test_1"}},
        [
            (
                "Pulumi.dev.yaml: env.PAY: looks like a secret; this file is committed; name it under "
                "`secrets` instead and change the value"
            )
        ],
    ),
    Case(
        "plain_variables_hold_no_secret",
        {"dev.worker.env": {"CACHE": "rediss://x"}},
        [
            (
                "Pulumi.dev.yaml: worker.env.CACHE: looks like a secret; this file is committed; name it "
                "under `secrets` instead and change the value"
            )
        ],
    ),
    Case(
        "plain_variables_hold_no_secret",
        {"dev.frontend.env": {"REACT_APP_AWS_SECRET_ACCESS_KEY": "x"}},
        [
            (
                "Pulumi.dev.yaml: frontend.env.REACT_APP_AWS_SECRET_ACCESS_KEY: looks like a secret; this"
                " file is committed, and everything here is built into the public bundle too; name it "
                "under `secrets` instead and change the value"
            )
        ],
    ),
    Case(
        "a_deployed_site_names_no_local_address",
        {"prod.frontend.env": {"REACT_APP_SOCKET_URL": "http://localhost:5000"}},
        [
            (
                "Pulumi.prod.yaml: frontend.env.REACT_APP_SOCKET_URL: is a local address; in a deployed "
                "bundle that is each visitor's own machine; write the deployed address, and the local one"
                " into a local .env file"
            )
        ],
    ),
    Case(
        "nothing_is_left_to_fill_in",
        {"prod.env": {"SUPPORT": "<your number>"}},
        [
            (
                "Pulumi.prod.yaml: env.SUPPORT: is still a placeholder; it would reach the cloud as it "
                "stands; write the value itself, or acknowledge it: `acknowledge: {valuesAsTheyAre: "
                '"env.SUPPORT: your reason"}`'
            )
        ],
    ),
    Case(
        "nothing_is_left_to_fill_in",
        {"prod.api.startCommand": "node CHANGEME.js"},
        [
            (
                "Pulumi.prod.yaml: api.startCommand: is still a placeholder; it would reach the cloud as "
                "it stands; write the value itself, or acknowledge it: `acknowledge: {valuesAsTheyAre: "
                '"api.startCommand: your reason"}`'
            )
        ],
    ),
    Case(
        "nothing_is_left_to_fill_in",
        {
            "dev.api.startCommand": "node todo.js",
            "dev.acknowledge.valuesAsTheyAre": "api.startCommand: it makes lists of things to do",
        },
        [
            "note: Pulumi.dev.yaml: api.startCommand: is still a placeholder; it would reach the cloud as "
            "it stands; acknowledged: api.startCommand: it makes lists of things to do"
        ],
    ),
    *(
        Case(
            "values_are_as_they_were_issued",
            {f"dev.{place}": {name: value}},
            [
                f"Pulumi.dev.yaml: {place}.{name}: {said}, or acknowledge it: "
                f'`acknowledge: {{valuesAsTheyAre: "{name}: your reason"}}`'
            ],
        )
        for place, name, value, said in (
            ("env", "SUPPORT", "call us\n", ENDS),
            ("api.env", "SUPPORT", " call us", ENDS),
            ("worker.env", "SUPPORT", "call\nus", BREAK),
            ("frontend.env", "REACT_APP_SUPPORT", "call\u200bus", UNSEEN),
            ("env", "SUPPORT", "call\u2028us", UNSEEN),
            ("env", "SUPPORT", "call\u3164us", UNSEEN),
        )
    ),
    Case(
        "values_are_as_they_were_issued",
        {"dev.env": {"FOOTER": "a\nb"}, "dev.acknowledge.valuesAsTheyAre": "FOOTER has two lines"},
        [
            "note: Pulumi.dev.yaml: env.FOOTER: holds a line break; no service issues one; acknowledged: "
            "FOOTER has two lines"
        ],
    ),
    Case(
        "settings_hold_nothing_that_nobody_sees",
        {"dev.api.rootDir": "backend "},
        [
            "Pulumi.dev.yaml: api.rootDir: begins or ends with a space or line break; what reads it takes it "
            "for another text; write it without"
        ],
    ),
    Case(
        "settings_hold_nothing_that_nobody_sees",
        {"dev.api.buildFilter": {"paths": ["backend/**", "shared\u200b/**"]}},
        [
            "Pulumi.dev.yaml: api.buildFilter.paths[1]: holds a control character or another that nobody "
            "sees; what reads it takes it for another text; write it by hand"
        ],
    ),
    Case(
        "derived_names_are_the_programs_own",
        {"dev.secrets.REDIS_URL": "ui"},
        [
            (
                "Pulumi.dev.yaml: secrets.REDIS_URL: is derived from `redis`; a source of its own is "
                "ignored; remove it and set that"
            )
        ],
    ),
    Case(
        "derived_names_are_the_programs_own",
        {"dev.secrets.DATABASE_URL": "env"},
        [
            (
                "Pulumi.dev.yaml: secrets.DATABASE_URL: holds the address made with DATABASE_PASSWORD; a "
                "source of its own is ignored; remove it, or keep the address by hand: "
                "`DATABASE_PASSWORD: ui`"
            )
        ],
    ),
    Case(
        "derived_names_are_the_programs_own",
        {"dev.database.uriVariables": ["REDIS_URL"]},
        [
            (
                "Pulumi.dev.yaml: database.uriVariables[0]: 'REDIS_URL' holds something else already; the"
                " services would lose one of the two; name another"
            )
        ],
    ),
    Case(
        "derived_names_are_the_programs_own",
        {"dev.database.uriVariables": ["A", "A"]},
        [
            (
                "Pulumi.dev.yaml: database.uriVariables[1]: 'A' holds something else already; the "
                "services would lose one of the two; name another"
            )
        ],
    ),
    Case(
        "third_parties_are_named_beside_their_keys",
        {"prod.stripe": REMOVED},
        [
            (
                "Pulumi.prod.yaml: stripe: is missing although STRIPE_SECRET_KEY stands under `secrets`; "
                "no rule could tell a real account from a test account; add `stripe: test` or `stripe: "
                "live`"
            )
        ],
    ),
    Case(
        "third_parties_are_named_beside_their_keys",
        {"dev.cloudinary": REMOVED},
        [
            (
                "Pulumi.dev.yaml: cloudinary: is missing although CLOUDINARY_API_KEY stands under "
                "`secrets`; no rule could tell a real account from a test account; add `cloudinary:` and "
                "the cloud name"
            )
        ],
    ),
    Case(
        "third_parties_are_named_beside_their_keys",
        {"dev.mail": REMOVED},
        [
            (
                "Pulumi.dev.yaml: mail: is missing although MAILJET_API_KEY stands under `secrets`; no "
                "rule could tell a real account from a test account; add `mail: {kind: …}`"
            )
        ],
    ),
    Case(
        "the_cloudinary_account_can_be_told",
        {"dev.secrets.CLOUDINARY_URL": "ui"},
        [
            (
                "Pulumi.dev.yaml: secrets.CLOUDINARY_URL: is ui, so its cloud name is hidden; files are "
                "deleted there, and nothing could tell that they are production's; write env or config, "
                "which compares it with `cloudinary`"
            )
        ],
    ),
    Case(
        "plain_variables_override_nothing",
        {"dev.env": {"NODE_ENV": ""}},
        [
            "Pulumi.dev.yaml: env.NODE_ENV: is derived from `nodeEnv`; a second origin would contradict the "
            "first on one of the services; remove it and change that"
        ],
    ),
    Case(
        "plain_variables_hold_no_secret",
        {"dev.env": {"MAP_TOKEN": ""}},
        [
            "Pulumi.dev.yaml: env.MAP_TOKEN: looks like a secret; this file is committed; name it under "
            "`secrets` instead and change the value"
        ],
    ),
    *(
        Case(
            "a_deployed_site_names_no_local_address",
            {"prod.frontend.env": {"REACT_APP_SOCKET_URL": address}},
            [
                "Pulumi.prod.yaml: frontend.env.REACT_APP_SOCKET_URL: is a local address; in a deployed "
                "bundle that is each visitor's own machine; write the deployed address, and the local one "
                "into a local .env file"
            ],
        )
        for address in ("http://127.1:5000", "http://localhost.:5000", "ws://[::1]:5000")
    ),
    Case(
        "third_parties_are_named_beside_their_keys",
        {
            "dev.stripe": REMOVED,
            "dev.secrets.STRIPE_SECRET_KEY": REMOVED,
            "dev.secrets.STRIPE_WEBHOOK_SECRET": REMOVED,
            "dev.frontend.env": {"REACT_APP_PAY": "pk_" + "test_51Habc"},
        },
        [
            "Pulumi.dev.yaml: stripe: is missing although REACT_APP_PAY stands under `frontend.env`; no rule "
            "could tell a real account from a test account; add `stripe: test` or `stripe: live`"
        ],
    ),
]
