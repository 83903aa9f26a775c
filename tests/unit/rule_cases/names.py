"""What variables are called, and whose they are under any name."""

from typing import Any

from tests.unit.rule_cases.case import REMOVED, Case
from tests.unit.rule_cases.values import SAME, stripe

VITE: dict[str, Any] = {f"{stack}.frontend.envPrefix": "VITE_" for stack in ("prod", "staging", "dev")}
REACT_TOKEN = "REACT_APP_MAP_TOKEN"
PRODS, RENDERS = "api.bondigoo.ch", "bondigoo-api-prod.onrender.com"

CASES = [
    Case(
        "the_sites_prefix_is_known",
        {
            "staging.frontend.framework": "angular",
            "staging.frontend.names": {"API_URL": "NG_APP_API"},
            "staging.frontend.env": {"VITE_MAPS": "x"},
            "staging.acknowledge.stagingDiffers": "they move to it first",
        },
        [
            "Pulumi.staging.yaml: frontend.framework: is angular, of which no prefix of public variables is "
            "known here; nobody could tell which variables reach the site, and which become public; correct "
            "it, or write `envPrefix: …` with the prefix that its build reads"
        ],
    ),
    Case(
        "the_sites_prefix_is_known",
        {"staging.frontend.framework": "vitee"},
        [
            "Pulumi.staging.yaml: frontend.framework: is vitee, of which no prefix of public variables is "
            "known here, perhaps vite was meant; nobody could tell which variables reach the site, and which "
            "become public; correct it, or write `envPrefix: …` with the prefix that its build reads"
        ],
    ),
    Case(
        "the_site_is_called_by_names_that_its_build_reads",
        {"dev.frontend.names": {"API_URL": "VITE_API", "LAUNCHED": "none"}},
        [
            "Pulumi.dev.yaml: frontend.names.API_URL: 'VITE_API' does not begin with REACT_APP_; the build "
            "would not put it into the bundle; write REACT_APP_…, or none"
        ],
    ),
    Case(
        "the_site_is_called_by_names_that_its_build_reads",
        {"dev.frontend.names": {"API_URL": "REACT_APP_"}},
        [
            "Pulumi.dev.yaml: frontend.names.API_URL: 'REACT_APP_' is the prefix alone; no application reads "
            "such a name; write REACT_APP_…, or none"
        ],
    ),
    *(
        Case(
            "nothing_of_the_services_is_called_public",
            {f"dev.{place}": said},
            [
                f"Pulumi.dev.yaml: {key}: '{name}' begins with {prefix}; each build of a site that meets it "
                "makes it public; write a name that does not begin so"
            ],
            {"dev": {name: SAME} if key.startswith("secrets.") else {}},
        )
        for place, said, key, name, prefix in (
            ("secrets.REACT_APP_MAP_TOKEN", "env", "secrets.REACT_APP_MAP_TOKEN", REACT_TOKEN, "REACT_APP_"),
            ("secrets.VITE_TOKEN", "ui", "secrets.VITE_TOKEN", "VITE_TOKEN", "VITE_"),
            ("names", {"REDIS_URL": "VITE_REDIS"}, "names.REDIS_URL", "VITE_REDIS", "VITE_"),
            ("database.uriVariables", ["GATSBY_DB"], "database.uriVariables[0]", "GATSBY_DB", "GATSBY_"),
        )
    ),
    Case(
        "nothing_of_the_services_is_called_public",
        {**dict.fromkeys(VITE, "PUBLIC_"), "dev.secrets.PUBLIC_A": "ui"},
        [
            "Pulumi.dev.yaml: secrets.PUBLIC_A: 'PUBLIC_A' begins with PUBLIC_; each build of a site that "
            "meets it makes it public; write a name that does not begin so"
        ],
    ),
    Case(
        "no_variable_of_the_site_has_anothers_prefix",
        {**VITE, "staging.frontend.env": {"REACT_APP_MAPS": "x", "VITE_MAPS": "x", "PUBLIC_URL": "x"}},
        [
            "warning: Pulumi.staging.yaml: frontend.env.REACT_APP_MAPS: begins with REACT_APP_; the build "
            "puts only VITE_… into the bundle; write VITE_…"
        ],
    ),
    *(
        Case(
            "the_bundle_holds_what_the_site_is_given",
            {f"{stack}.frontend.env": {name: "x"}},
            [
                f"warning: Pulumi.{stack}.yaml: frontend.env.{name}: does not begin with REACT_APP_; "
                f"create-react-app does not put it into the bundle; write REACT_APP_{name}, or acknowledge "
                f'it: `acknowledge: {{buildVariables: "{name}: your reason"}}`'
            ],
        )
        for stack, name in (("staging", "MAPS"), ("dev", "CIRCLE"))
    ),
    Case(
        "the_bundle_holds_what_the_site_is_given",
        {
            "staging.frontend.env": {"MAPS": "x"},
            "staging.acknowledge.buildVariables": "MAPS chooses a loader in craco.config.js",
        },
        [
            "note: Pulumi.staging.yaml: frontend.env.MAPS: does not begin with REACT_APP_; create-react-app "
            "does not put it into the bundle; acknowledged: MAPS chooses a loader in craco.config.js"
        ],
    ),
    *(
        Case(
            "each_name_is_of_one_variable",
            {f"dev.{place}": {key: name}},
            [
                f"Pulumi.dev.yaml: {place}.{key}: '{name}' is the name of {whose} already; one of the two "
                "would be lost; write another, or none"
            ],
        )
        for place, key, name, whose in (
            ("names", "CORS_ORIGIN", "ALLOWED_ORIGINS", "ALLOWED_ORIGINS"),
            ("names", "REDIS_URL", "MONGODB_URI", "the database's address"),
            ("names", "REDIS_URL", "NODE_ENV", "NODE_ENV"),
            ("frontend.names", "API_URL", "REACT_APP_FRONTEND_URL", "FRONTEND_URL"),
        )
    ),
    Case(
        "each_name_is_of_one_variable",
        {"dev.names": {"REDIS_URL": "CACHE_URL"}, "dev.database.uriVariables": ["CACHE_URL"]},
        [
            "Pulumi.dev.yaml: names.REDIS_URL: 'CACHE_URL' is the name of the database's address already; "
            "one of the two would be lost; write another, or none"
        ],
    ),
    Case(
        "a_branch_is_built_as_its_project",
        {"dev.frontend.envPrefix": "VITE_"},
        [
            "Pulumi.dev.yaml: frontend.envPrefix: is VITE_, and prod's project builds in REACT_APP_…; "
            "nothing of the site's variables would be in its bundle; write `envPrefix: REACT_APP_`"
        ],
    ),
    Case(
        "plain_variables_override_nothing",
        {"dev.names": {"CORS_ORIGIN": "ORIGINS"}, "dev.env": {"ORIGINS": "x"}},
        [
            "Pulumi.dev.yaml: env.ORIGINS: is derived from `corsOrigins`; a second origin would contradict "
            "the first on one of the services; remove it and change that"
        ],
    ),
    Case(
        "derived_names_are_the_programs_own",
        {"dev.names": {"CORS_ORIGIN": "ORIGINS"}, "dev.secrets.ORIGINS": "env"},
        [
            "Pulumi.dev.yaml: secrets.ORIGINS: is derived from `corsOrigins`; a source of its own is "
            "ignored; remove it and set that"
        ],
    ),
    *(
        Case(
            "no_site_calls_another_environments_api",
            {**change, f"{stack}.frontend.env": {name: value}},
            [
                f"Pulumi.{stack}.yaml: frontend.env.{name}: leads to {host}, the API of prod; "
                f"whoever opens the site of {stack} would work on the data of prod; write {own}"
            ],
        )
        for stack, change, name, value, host, own in (
            ("dev", {}, "REACT_APP_OLD", f"https://{PRODS}/v1", PRODS, "api.dev.bondigoo.ch"),
            ("dev", {}, "REACT_APP_OLD", "https://api%2Ebondigoo%2Ech", PRODS, "api.dev.bondigoo.ch"),
            ("dev", {}, "REACT_APP_OLD", f"wss://{RENDERS}", RENDERS, "api.dev.bondigoo.ch"),
            ("staging", VITE, "VITE_API", "https://API.bondigoo.ch.", PRODS, "api.staging.bondigoo.ch"),
            ("staging", VITE, "VITE_HOST", PRODS, PRODS, "api.staging.bondigoo.ch"),
        )
    ),
    Case(
        "plain_variables_hold_no_secret",
        {**VITE, "staging.frontend.env": {"VITE_MAPS": SAME}},
        [
            "Pulumi.staging.yaml: frontend.env.VITE_MAPS: holds the value of JWT_SECRET; everybody can read "
            "it in the site's bundle; remove it and change the value"
        ],
        {"staging": {"JWT_SECRET": SAME}},
    ),
    Case(
        "third_parties_are_named_beside_their_keys",
        {
            **VITE,
            "staging.stripe": REMOVED,
            "staging.secrets.STRIPE_SECRET_KEY": REMOVED,
            "staging.secrets.STRIPE_WEBHOOK_SECRET": REMOVED,
            "staging.frontend.env": {"VITE_STRIPE_PLAN": "small"},
        },
        [
            "Pulumi.staging.yaml: stripe: is missing although VITE_STRIPE_PLAN stands under `frontend.env`; "
            "no rule could tell a real account from a test account; add `stripe: test` or `stripe: live`"
        ],
    ),
    Case(
        "stripe_keys_are_of_one_mode",
        {**VITE, "staging.frontend.env": {"VITE_STRIPE_PUBLISHABLE_KEY": stripe("pk", "live")}},
        [
            "Pulumi.staging.yaml: frontend.env.VITE_STRIPE_PUBLISHABLE_KEY: is a live key; only production "
            "may move real money; use the key of the test mode, and roll this one if it was ever shared"
        ],
    ),
]
