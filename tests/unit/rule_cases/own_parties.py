"""Money and mail of one stack."""

from tests.unit.rule_cases.case import REMOVED, Case

CASES = [
    Case(
        "only_production_takes_real_money",
        {"staging.stripe": "live"},
        [
            (
                "Pulumi.staging.yaml: stripe: is live in staging; a test would charge a real card and pay"
                " a real account; write test, and use the keys of test mode"
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
                "warning: Pulumi.prod.yaml: stripe: is test in prod; nobody could pay on the day of the "
                "launch; acknowledged: no account yet"
            )
        ],
    ),
    Case(
        "both_stripe_keys_are_of_one_mode",
        {"dev.frontend.env": {"REACT_APP_STRIPE_PUBLISHABLE_KEY": "pk_live_1"}},
        [
            (
                "Pulumi.dev.yaml: frontend.env.REACT_APP_STRIPE_PUBLISHABLE_KEY: is not a publishable key"
                " of the mode `stripe: test`; Stripe refuses a payment whose two keys are of different "
                "modes; write the key of the mode that `stripe` names"
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
                "host": "smtp.example.org",
                "sender": "a@bondigoo.ch",
                "onlyTo": "b@bondigoo.ch",
            }
        },
        [
            (
                "Pulumi.staging.yaml: mail: smtp delivers mail of staging; the application heeds onlyTo "
                "in development mode alone, so a test would write to real people; write `{kind: "
                "mailtrap}` or `{kind: none}`"
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
]
