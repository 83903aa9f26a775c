"""Roles, addresses and sites of one stack."""

from tests.unit.rule_cases.case import REMOVED, VISITORS, Case

CASES = [
    Case(
        "only_development_runs_as_development",
        {"staging.nodeEnv": "development"},
        [
            (
                "Pulumi.staging.yaml: nodeEnv: is 'development' in staging; development mode logs details"
                " of errors and takes other paths, so nothing here would be proven; write production"
            )
        ],
    ),
    Case(
        "what_is_tested_is_the_application",
        {"staging.launched": False},
        [
            (
                "Pulumi.staging.yaml: launched: is false in staging; testers would meet the pre-launch "
                "page and not the application; write true, or acknowledge it: `acknowledge: "
                '{preLaunchPage: "your reason"}`'
            )
        ],
    ),
    Case(
        "the_site_may_call_its_own_api",
        {"dev.corsOrigins": ["http://localhost:3000"]},
        [
            (
                "Pulumi.dev.yaml: corsOrigins: lacks https://dev.bondigoo.ch; browsers would block the "
                "site itself; add it"
            )
        ],
    ),
    Case(
        "localhost_is_for_development",
        {"staging.corsOrigins": ["https://staging.bondigoo.ch", "http://localhost:3000"]},
        [
            (
                "Pulumi.staging.yaml: corsOrigins[1]: is a developer's machine; anything that runs there "
                "could call this API as the visitor, for development only; remove it"
            )
        ],
    ),
    Case(
        "localhost_is_for_development",
        {"prod.extraCorsOrigins": ["http://localhost:3000"]},
        [
            (
                "Pulumi.prod.yaml: extraCorsOrigins[0]: is a developer's machine; anything that runs "
                "there could call this API as the visitor, for development only; remove it"
            )
        ],
    ),
    Case(
        "no_origin_stands_twice",
        {"dev.extraCorsOrigins": ["https://dev.bondigoo.ch"]},
        [
            (
                "Pulumi.dev.yaml: extraCorsOrigins[0]: stands in corsOrigins[0] already; of two equal "
                "lines one is forgotten when the other is removed; remove one of them"
            )
        ],
    ),
    Case(
        "the_bare_domain_leads_to_the_site",
        {"staging.frontend.apexRedirect": True},
        [
            (
                "Pulumi.staging.yaml: frontend.apexRedirect: is true although staging.bondigoo.ch has no "
                "www; there is no bare domain that could lead to it; remove it"
            )
        ],
    ),
    Case(
        "the_bare_domain_leads_to_the_site",
        {
            "prod.frontendUrl": "https://www.bondigoo.com",
            "prod.corsOrigins": ["https://www.bondigoo.com"],
            "prod.mail.sender": "hello@bondigoo.com",
        },
        [
            (
                "warning: Pulumi.prod.yaml: frontend.apexRedirect: is not set, so bondigoo.com leads "
                "nowhere; who types it without www finds nothing, and CORS knows only www; add "
                "`apexRedirect: true`, or redirect it where the domain is kept, or acknowledge it: "
                '`acknowledge: {bareDomainElsewhere: "your reason"}`'
            )
        ],
    ),
    Case(
        "the_bare_domain_leads_to_the_site",
        {
            "prod.frontendUrl": "https://bondigoo.ch",
            "prod.corsOrigins": ["https://bondigoo.ch"],
        },
        [
            "warning: Pulumi.prod.yaml: frontend.apexRedirect: is not set, so www.bondigoo.ch leads "
            "nowhere; who types it with www finds nothing, and CORS knows none with www; add "
            "`apexRedirect: true`, or redirect it where the domain is kept, or acknowledge it: "
            '`acknowledge: {bareDomainElsewhere: "your reason"}`'
        ],
    ),
    Case(
        "an_api_is_below_its_domain",
        {"dev.apiUrl": "https://bondigoo.dev"},
        [
            "Pulumi.dev.yaml: apiUrl: is a bare domain; DNS allows no CNAME there, the one record that this "
            "program names (Render takes ALIAS or A too); write a host below it, such as "
            "https://api.bondigoo.dev, or acknowledge it: "
            '`acknowledge: {apiOnBareDomain: "your reason"}`'
        ],
    ),
    Case(
        "an_api_is_below_its_domain",
        {"dev.apiUrl": "https://api.me.uk", "dev.acknowledge.apiOnBareDomain": "me.uk is ours"},
        [
            "note: Pulumi.dev.yaml: apiUrl: is a bare domain; DNS allows no CNAME there, the one record that "
            "this program names (Render takes ALIAS or A too); acknowledged: me.uk is ours"
        ],
    ),
    Case(
        "a_branch_is_seen_with_its_project",
        {"dev.acknowledge.branchOfProject": REMOVED},
        [
            (
                "warning: Pulumi.dev.yaml: frontend: is a branch of the Vercel project "
                "bondigoo-platform-prod; its variables are visible to everybody who may see that "
                "project, and Vercel asks visitors for a login while the project's protection is on; "
                "write `mode: own` with a project of its own, or acknowledge it: `acknowledge: "
                '{branchOfProject: "your reason"}`'
            )
        ],
    ),
    Case(
        "a_test_site_is_not_public_unnoticed",
        {"staging.frontend.protection": "none", "staging.acknowledge.publicTestSite": REMOVED},
        [
            (
                "warning: Pulumi.staging.yaml: frontend.protection: is none; Vercel leaves a project's "
                "own domain open, so https://staging.bondigoo.ch is public; write all_deployments to ask "
                'for a login there, or acknowledge it: `acknowledge: {publicTestSite: "your reason"}`'
            )
        ],
    ),
    Case(
        "an_adoption_takes_one_update",
        {"dev.frontend.adopt": {"asItStands": True}},
        [
            (
                "warning: Pulumi.dev.yaml: frontend.adopt.asItStands: is not needed any more; one update "
                "takes over what exists, and while this stands nothing is written or built; remove "
                "it and look at the preview"
            )
        ],
    ),
    Case(
        "visitors_have_a_password_of_ours",
        {"staging.frontend.passwordProtection": VISITORS},
        [
            "Pulumi.staging.yaml: frontend.passwordProtection.passwordSecret: names 'SITE_PASSWORD', which "
            "is not under `secrets`; nothing could be asked of visitors; name it under `secrets` with the "
            "source env or config"
        ],
    ),
    Case(
        "visitors_have_a_password_of_ours",
        {"staging.frontend.passwordProtection": VISITORS, "staging.secrets.SITE_PASSWORD": "generated"},
        [
            "Pulumi.staging.yaml: frontend.passwordProtection.passwordSecret: names 'SITE_PASSWORD', which "
            "is made up by the update, and is needed before; nothing could be asked of visitors; name it "
            "under `secrets` with the source env or config"
        ],
    ),
    Case(
        "visitors_have_a_password_of_ours",
        {"staging.frontend.passwordProtection": {**VISITORS, "passwordSecret": "JWT_SECRET"}},
        [
            "Pulumi.staging.yaml: frontend.passwordProtection.passwordSecret: names 'JWT_SECRET', which is "
            "the application's; every visitor would know it; name a secret of the visitors' own"
        ],
    ),
    Case(
        "what_is_adopted_is_what_is_written",
        {"dev.frontend.adopt": {"domains": ["www.bondigoo.ch"]}},
        [
            (
                "Pulumi.dev.yaml: frontend.adopt.domains[0]: lists www.bondigoo.ch, which this program "
                "does not write; nothing would be taken over, and it stays as it is on Vercel anyway; "
                "remove it"
            )
        ],
    ),
    Case(
        "what_is_adopted_is_what_is_written",
        {"dev.frontend.adopt": {"variables": {"REACT_APP_OTHER": "12345678"}}},
        [
            (
                "Pulumi.dev.yaml: frontend.adopt.variables.REACT_APP_OTHER: lists REACT_APP_OTHER, which "
                "this program does not write; nothing would be taken over, and it stays as it is on "
                "Vercel anyway; remove it"
            ),
        ],
    ),
    Case(
        "vercel_knows_the_framework",
        {
            "prod.frontend.framework": "create-raect-app",
            "prod.frontend.envPrefix": "REACT_APP_",
            "staging.acknowledge.stagingDiffers": "nothing but the slip in prod",
        },
        [
            (
                "warning: Pulumi.prod.yaml: frontend.framework: 'create-raect-app' is none of the presets "
                "of Vercel that are known here, perhaps create-react-app was meant; a preview stops at "
                "one that Vercel does not know either; correct it, or leave it if it is a new one"
            )
        ],
    ),
]
