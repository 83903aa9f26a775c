"""Money and mail of one stack."""

from tests.unit.rule_cases.case import DEVS_REDIS, REMOVED, STAGINGS_REDIS, Case

CASES = [
    Case(
        "only_production_takes_real_money",
        {"staging.stripe": "live"},
        [
            (
                "Pulumi.staging.yaml: stripe: is live in staging; a test would move real "
                "money; write test, and use the keys of test mode"
            )
        ],
    ),
    Case(
        "production_takes_real_money",
        {"prod.stripe": "test"},
        [
            (
                "Pulumi.prod.yaml: stripe: is test in prod; nobody could pay on the day of the launch; "
                "write live, and use the keys of live mode, or acknowledge it: `acknowledge: "
                '{testStripeBeforeLaunch: "your reason"}`'
            )
        ],
    ),
    Case(
        "production_takes_real_money",
        {"prod.stripe": "test", "prod.acknowledge": {"testStripeBeforeLaunch": "no account yet"}},
        [
            (
                "note: Pulumi.prod.yaml: stripe: is test in prod; nobody could pay on the day of the "
                "launch; acknowledged: no account yet"
            )
        ],
    ),
    Case(
        "stripe_keys_are_of_one_mode",
        {"dev.frontend.env": {"REACT_APP_STRIPE_PUBLISHABLE_KEY": "pk_live_1"}},
        [
            (
                "Pulumi.dev.yaml: frontend.env.REACT_APP_STRIPE_PUBLISHABLE_KEY: is a live key; only "
                "production may move real money; use the key of the test mode, and roll this one if it was "
                "ever shared"
            )
        ],
    ),
    Case(
        "stripe_keys_are_of_one_mode",
        {"prod.frontend.env": {"REACT_APP_STRIPE_PUBLISHABLE_KEY": "pk_test_1"}},
        [
            (
                "Pulumi.prod.yaml: frontend.env.REACT_APP_STRIPE_PUBLISHABLE_KEY: is a key of the test mode; "
                "nobody could pay; use the live key"
            )
        ],
    ),
    Case(
        "stripe_keys_are_of_their_kind",
        {"dev.frontend.env": {"REACT_APP_STRIPE_PUBLISHABLE_KEY": "51Habc9"}},
        [
            (
                "Pulumi.dev.yaml: frontend.env.REACT_APP_STRIPE_PUBLISHABLE_KEY: is no key of this kind; "
                "Stripe would refuse it; use the one that begins with pk_live_ or pk_test_"
            )
        ],
    ),
    Case(
        "a_stripe_key_has_its_webhook_secret",
        {"dev.secrets.STRIPE_WEBHOOK_SECRET": REMOVED},
        [
            (
                "Pulumi.dev.yaml: secrets.STRIPE_WEBHOOK_SECRET: is missing beside the Stripe secret key; no "
                "payment would be confirmed; add it"
            )
        ],
    ),
    Case(
        "only_production_writes_to_customers",
        {"staging.mail": {"kind": "smtp", "host": "live.smtp.mailtrap.io", "sender": "a@bondigoo.ch"}},
        [
            (
                "Pulumi.staging.yaml: mail: smtp delivers mail of staging to whoever it is addressed to; "
                "a test would write to real people; write `{kind: mailtrap}`, `{kind: none}`, or `onlyTo`"
                " with a developer's address"
            )
        ],
    ),
    Case(
        "only_production_writes_to_customers",
        {"dev.mail.onlyTo": REMOVED},
        [
            (
                "Pulumi.dev.yaml: mail: mailjet delivers mail of dev to whoever it is addressed to; a "
                "test would write to real people; write `{kind: mailtrap}`, `{kind: none}`, or `onlyTo` "
                "with a developer's address"
            )
        ],
    ),
    Case(
        "only_production_writes_to_customers",
        {
            "staging.mail": {
                "kind": "smtp",
                "host": "smtp.bondigoo.ch",
                "sender": "a@bondigoo.ch",
                "onlyTo": "b@bondigoo.ch",
            }
        },
        [
            (
                "Pulumi.staging.yaml: mail: smtp delivers mail of staging; code in production mode "
                "need not heed onlyTo, and a test would write to real people; write `{kind: mailtrap}` or "
                "`{kind: none}`"
            )
        ],
    ),
    Case(
        "no_variable_sends_mail_elsewhere",
        {"staging.env": {"SMTP_SERVER": "smtp.sendgrid.net"}},
        [
            (
                "Pulumi.staging.yaml: env.SMTP_SERVER: leads to a host that delivers mail; a test would "
                "write to real people; use one that keeps it: sandbox.api.mailtrap.io, "
                "sandbox.smtp.mailtrap.io, smtp.ethereal.email"
            )
        ],
    ),
    Case(
        "no_variable_sends_mail_elsewhere",
        {
            "prod.launched": True,
            "prod.env": {"SMTP_SERVER": "smtp.ethereal.email"},
            **STAGINGS_REDIS,
            **DEVS_REDIS,
        },
        [
            (
                "Pulumi.prod.yaml: env.SMTP_SERVER: leads to a mail sandbox; no customer would get mail; use "
                "the provider's sending host"
            )
        ],
    ),
    Case(
        "customers_get_mail_from_the_sites_domain",
        {"prod.mail.sender": "hello@gmail.com"},
        [
            (
                "Pulumi.prod.yaml: mail.sender: is not an address of the domain of "
                "https://www.bondigoo.ch; receivers refuse or hide mail that the domain has not signed; "
                "write one of the site's own domain"
            )
        ],
    ),
    Case(
        "customers_get_mail_from_the_sites_domain",
        {"prod.mail.onlyTo": "ada@bondigoo.ch"},
        [("Pulumi.prod.yaml: mail.onlyTo: is set in production; customers would get no mail; remove it")],
    ),
    Case(
        "the_keys_are_those_of_the_mail_service",
        {"staging.secrets.MAILJET_API_KEY": "env"},
        [
            (
                "Pulumi.staging.yaml: secrets.MAILJET_API_KEY: belongs to mailjet, and `mail` says "
                "mailtrap; the application would send through mailjet all the same; remove it, or write "
                "`mail: {kind: mailjet, …}`"
            )
        ],
    ),
    Case(
        "the_mail_service_has_its_keys",
        {"prod.secrets.MAILJET_SECRET_KEY": REMOVED},
        [
            (
                "Pulumi.prod.yaml: secrets.MAILJET_SECRET_KEY: is missing, and `mail` says mailjet; the "
                "application starts without it and fails at the first mail; add it with its source, `ui` "
                "if a person sets it on Render"
            )
        ],
    ),
    Case(
        "only_production_writes_to_customers",
        {
            "dev.mail": {
                "kind": "smtp",
                "host": "live.smtp.mailtrap.io",
                "sender": "a@bondigoo.ch",
                "onlyTo": "b@bondigoo.ch",
            },
            "dev.secrets.MAILJET_API_KEY": REMOVED,
            "dev.secrets.MAILJET_SECRET_KEY": REMOVED,
            "dev.secrets.EMAIL_USER": "ui",
            "dev.secrets.EMAIL_PASS": "ui",
        },
        [
            "Pulumi.dev.yaml: mail.host: delivers mail of dev; Mailtrap's sandbox is another host; write "
            "`{kind: mailtrap}`"
        ],
    ),
    Case(
        "stripe_keys_are_of_one_mode",
        {
            "prod.stripe": "test",
            "prod.acknowledge": {"testStripeBeforeLaunch": "not yet"},
            "prod.frontend.env": {"REACT_APP_PAY": "pk_" + "live_51Habc"},
        },
        [
            "Pulumi.prod.yaml: frontend.env.REACT_APP_PAY: is a live key, and `stripe` says test; the site "
            "and the API would not see the same payments; use the test key, or write `stripe: live`"
        ],
    ),
    Case(
        "what_others_issue_is_not_made_up",
        {"dev.secrets.STRIPE_WEBHOOK_SECRET": "generated"},
        [
            "Pulumi.dev.yaml: secrets.STRIPE_WEBHOOK_SECRET: is generated, and its service issues it; every "
            "call would be refused; write env, config or ui"
        ],
    ),
]
