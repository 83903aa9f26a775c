"""What `names` and a prefix may not switch off: a name that is left or not wanted, and who depended on it."""

from tests.unit.rule_cases.case import Case
from tests.unit.rule_cases.names import VITE

ORIGINS = {"CORS_ORIGIN": "none", "ALLOWED_ORIGINS": "none"}
PRODS_CLOUD = "bondigoo-prod"

CASES = [
    *(
        Case(
            "a_name_that_is_left_stays_free",
            change,
            [
                f"Pulumi.{key}: {what}; what reads it all the same gets a value that the rules of `{source}` "
                f"do not see; remove it, and let `{place}` say what the application reads"
            ],
        )
        for change, key, what, source, place in (
            (
                {"dev.names": {"ENVIRONMENT_NAME": "APP_ENV"}, "dev.env": {"ENVIRONMENT_NAME": "production"}},
                "dev.yaml: env.ENVIRONMENT_NAME",
                "is called APP_ENV here",
                "environmentName",
                "names",
            ),
            (
                {"prod.names": ORIGINS, "staging.names": ORIGINS, "prod.api.env": {"CORS_ORIGIN": "*"}},
                "prod.yaml: api.env.CORS_ORIGIN",
                "is not wanted here, as `names` says",
                "corsOrigins",
                "names",
            ),
            (
                {
                    "prod.frontend.names": {"LAUNCHED": "none"},
                    "staging.frontend.names": {"LAUNCHED": "none"},
                    "prod.frontend.env": {"REACT_APP_LAUNCHED": "true"},
                },
                "prod.yaml: frontend.env.REACT_APP_LAUNCHED",
                "is not wanted here, as `frontend.names` says",
                "launched",
                "frontend.names",
            ),
            (
                {**VITE, "prod.frontend.env": {"REACT_APP_LAUNCHED": "true"}},
                "prod.yaml: frontend.env.REACT_APP_LAUNCHED",
                "is called VITE_LAUNCHED here",
                "launched",
                "frontend.names",
            ),
            (
                {"dev.names": {"FRONTEND_URL": "none"}, "dev.secrets.FRONTEND_URL": "env"},
                "dev.yaml: secrets.FRONTEND_URL",
                "is not wanted here, as `names` says",
                "frontendUrl",
                "names",
            ),
            (
                {
                    "dev.names": {"CLOUDINARY_CLOUD_NAME": "none"},
                    "dev.env": {"CLOUDINARY_CLOUD_NAME": PRODS_CLOUD},
                },
                "dev.yaml: env.CLOUDINARY_CLOUD_NAME",
                "is not wanted here, as `names` says",
                "cloudinary",
                "names",
            ),
        )
    ),
    *(
        Case(
            "no_plain_variable_is_another_stacks_cloud",
            {"dev.frontend.env": {"REACT_APP_CLD": cloud}, "prod.cloudinary": cloud},
            [
                "Pulumi.dev.yaml: frontend.env.REACT_APP_CLD: is the Cloudinary account of prod; what dev "
                "cleans up would be there; remove it, or write that of `cloudinary`"
            ],
        )
        for cloud in (PRODS_CLOUD, "shop")
    ),
    *(
        Case(
            "the_application_hears_where_mail_goes",
            {f"{place}.names": {name: "none"} for place in places},
            [
                f"Pulumi.{stack}.yaml: names.{name}: is none, and `{source}` decides {what}; the application "
                "would not hear of it, and its mail could go to real people; write what the application "
                "calls it, or another kind of `mail`"
            ],
        )
        for stack, places, name, source, what in (
            ("dev", ["dev"], "DEVELOPMENT_EMAIL_RECIPIENT", "mail.onlyTo", "who gets all mail instead"),
            ("staging", ["prod", "staging"], "EMAIL_HOST", "mail", "the SMTP server"),
        )
    ),
    Case(
        "queues_of_one_redis_have_names",
        {"dev.names": {"ENVIRONMENT_NAME": "none", "BULLMQ_PREFIX": "none"}},
        [
            "Pulumi.dev.yaml: names.ENVIRONMENT_NAME: is none, as BULLMQ_PREFIX is, and bondigoo-redis-prod "
            "holds queues of prod and staging too; nothing would tell them apart, and one environment's "
            "worker would run the other's jobs; write what the application calls one of them, or give each "
            "its own Redis"
        ],
    ),
    *(
        Case(
            "how_staging_differs_is_said",
            change,
            [
                f"warning: Pulumi.staging.yaml: {key}: differs from production's; what passes here is proven "
                "for staging's way, not for production's; write what production has, or acknowledge it: "
                '`acknowledge: {stagingDiffers: "your reason"}`'
            ],
        )
        for key, change in (
            ("names", {"staging.names": {"CORS_ORIGIN": "ORIGINS", "ALLOWED_ORIGINS": "none"}}),
            ("frontend.names", {"prod.frontend.names": {"API_URL": "REACT_APP_API"}}),
            ("frontend.envPrefix", {"staging.frontend.envPrefix": "VITE_"}),
            ("frontend.framework", {"staging.frontend.framework": "vite"}),
        )
    ),
]
