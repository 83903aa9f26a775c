"""Values of secrets, alone and beside others; put together here, so that none looks real."""

from tests.unit.rule_cases.case import REMOVED, Case

SAME = "k9-abcdefabcdef"


def stripe(kind: str, mode: str) -> str:
    return "_".join((kind, mode, "51Habc"))


def cloudinary(cloud: str) -> str:
    return "cloudinary://" + f"k1345678:s1345678@{cloud}"


CASES = [
    Case(
        "nothing_is_left_to_fill_in",
        {},
        [
            (
                "Pulumi.prod.yaml: secrets.JWT_SECRET: is a placeholder or an example; the service would "
                "start and then fail, or be open to everybody who knows the example; set the real value, or "
                'acknowledge it: `acknowledge: {valuesAsTheyAre: "JWT_SECRET: your reason"}`'
            )
        ],
        {"prod": {"JWT_SECRET": "changeme"}},
    ),
    Case(
        "nothing_is_left_to_fill_in",
        {},
        [
            (
                "Pulumi.dev.yaml: secrets.STRIPE_SECRET_KEY: is a placeholder or an example; the service "
                "would start and then fail, or be open to everybody who knows the example; set the real "
                "value, or acknowledge it: `acknowledge: {valuesAsTheyAre: "
                '"STRIPE_SECRET_KEY: your reason"}`'
            )
        ],
        {"dev": {"STRIPE_SECRET_KEY": "<your key>"}},
    ),
    Case(
        "values_are_as_they_were_issued",
        {},
        [
            (
                "Pulumi.dev.yaml: secrets.JWT_SECRET: begins or ends with a space or line break; that comes "
                "from a copy, and fails; set it again without, or acknowledge it: "
                '`acknowledge: {valuesAsTheyAre: "JWT_SECRET: your reason"}`'
            )
        ],
        {"dev": {"JWT_SECRET": f"{SAME}\n"}},
    ),
    Case(
        "values_are_as_they_were_issued",
        {},
        [
            (
                "Pulumi.dev.yaml: secrets.JWT_SECRET: holds a control character or another that nobody sees; "
                "no service issues one; copy the value from its source again, or acknowledge it: "
                '`acknowledge: {valuesAsTheyAre: "JWT_SECRET: your reason"}`'
            )
        ],
        {"dev": {"JWT_SECRET": "ab\u200bcd9"}},
    ),
    *(
        Case(
            "values_are_no_more_than_the_value",
            {},
            [
                f"Pulumi.dev.yaml: secrets.{key}: {said}, or acknowledge it: "
                f'`acknowledge: {{valuesAsTheyAre: "{key}: your reason"}}`'
            ],
            {"dev": {key: value}},
        )
        for key, value, said in (
            (
                "JWT_SECRET",
                f'"{SAME}"',
                "is wrapped in quotes; they would be part of the value; set it again without them",
            ),
            (
                "JWT_SECRET",
                f"DEV_JWT_SECRET={SAME}",
                "begins with its own name; a whole line was copied; set what stands after the =",
            ),
            (
                "DATABASE_PASSWORD",
                "mongodb+srv://" + f"app:{SAME}@dev.mongodb.test/shop",
                "is a whole address; it would be taken for the one secret part of it, and fail; set that "
                "part alone",
            ),
        )
    ),
    Case(
        "values_are_no_more_than_the_value",
        {"dev.acknowledge.valuesAsTheyAre": "JWT_SECRET was chosen so"},
        [
            "note: Pulumi.dev.yaml: secrets.JWT_SECRET: is wrapped in quotes; they would be part of the "
            "value; acknowledged: JWT_SECRET was chosen so"
        ],
        {"dev": {"JWT_SECRET": f"'{SAME}'"}},
    ),
    Case(
        "nothing_is_left_to_fill_in",
        {"dev.acknowledge.valuesAsTheyAre": "MY_JWT_SECRET was chosen so"},
        [
            "Pulumi.dev.yaml: secrets.JWT_SECRET: is a placeholder or an example; the service would "
            "start and then fail, or be open to everybody who knows the example; set the real value, or "
            'acknowledge it: `acknowledge: {valuesAsTheyAre: "JWT_SECRET: your reason"}`'
        ],
        {"dev": {"JWT_SECRET": "changeme"}},
    ),
    Case(
        "the_database_password_is_as_it_was_chosen",
        {},
        [
            (
                "Pulumi.dev.yaml: secrets.DATABASE_PASSWORD: looks percent-encoded already; the program "
                "encodes it when it builds the address, so the login would fail; set the password as it "
                "was chosen (if it really contains `%` and two digits, choose another in Atlas, or keep "
                "the address by hand with the source `ui`)"
            )
        ],
        {"dev": {"DATABASE_PASSWORD": "p%40ss"}},
    ),
    Case(
        "stripe_keys_are_of_one_mode",
        {},
        [
            (
                "Pulumi.prod.yaml: secrets.STRIPE_SECRET_KEY: is a key of the test mode; nobody could "
                "pay; use the live key"
            )
        ],
        {"prod": {"STRIPE_SECRET_KEY": stripe("sk", "test")}},
    ),
    Case(
        "stripe_keys_are_of_one_mode",
        {"prod.frontend.env": {"REACT_APP_STRIPE_PUBLISHABLE_KEY": stripe("pk", "live")}},
        [
            (
                "Pulumi.prod.yaml: secrets.STRIPE_SECRET_KEY: is a key of the test mode; nobody could "
                "pay; use the live key"
            )
        ],
        {"prod": {"STRIPE_SECRET_KEY": stripe("sk", "test")}},
    ),
    Case(
        "stripe_keys_are_of_one_mode",
        {},
        [
            (
                "Pulumi.dev.yaml: secrets.STRIPE_SECRET_KEY: is a live key; only production may move real "
                "money; use the key of the test mode, and roll this one if it was ever shared"
            )
        ],
        # Production's own: that it is shared is the same mistake.
        {stack: {"STRIPE_SECRET_KEY": stripe("sk", "live")} for stack in ("prod", "dev")},
    ),
    Case(
        "stripe_keys_are_of_their_kind",
        {},
        [
            (
                "Pulumi.dev.yaml: secrets.STRIPE_SECRET_KEY: is no key of this kind; Stripe would refuse it; "
                "use the one that begins with sk_live_ or sk_test_ or rk_live_ or rk_test_"
            )
        ],
        {"dev": {"STRIPE_SECRET_KEY": stripe("pk", "live")}},
    ),
    Case(
        "stripe_keys_are_of_their_kind",
        {},
        [
            (
                "Pulumi.dev.yaml: secrets.STRIPE_WEBHOOK_SECRET: is no signing secret of a webhook; every "
                "event of Stripe would be refused; use the one that begins with whsec_"
            )
        ],
        {"dev": {"STRIPE_WEBHOOK_SECRET": "we_a1B2c3D4"}},
    ),
    Case(
        "no_variable_sends_mail_elsewhere",
        {"staging.secrets.SMTP_URL": "env"},
        [
            (
                "Pulumi.staging.yaml: secrets.SMTP_URL: leads to a host that delivers mail; a test would "
                "write to real people; use one that keeps it: sandbox.api.mailtrap.io, "
                "sandbox.smtp.mailtrap.io, smtp.ethereal.email"
            )
        ],
        {"staging": {"SMTP_URL": "smtp://live.smtp.mailtrap.io:587"}},
    ),
    Case(
        "a_cloudinary_address_is_of_the_account_beside_it",
        {"dev.secrets.CLOUDINARY_URL": "env"},
        [
            (
                "Pulumi.dev.yaml: secrets.CLOUDINARY_URL: is no Cloudinary address; no upload would work; "
                "write it like cloudinary://key:secret@cloud"
            )
        ],
        {"dev": {"CLOUDINARY_URL": "https://shop-9"}},
    ),
    Case(
        "a_cloudinary_address_is_of_the_account_beside_it",
        {"prod.secrets.CLOUDINARY_URL": "env", "dev.secrets.CLOUDINARY_URL": "env"},
        [
            (
                "Pulumi.dev.yaml: secrets.CLOUDINARY_URL: differs from CLOUDINARY_CLOUD_NAME, "
                "REACT_APP_CLOUDINARY_CLOUD_NAME, CLOUDINARY_API_KEY; assets would be written to one "
                "account and deleted in another; take both from one account"
            )
        ],
        {
            "prod": {"CLOUDINARY_URL": cloudinary("bondigoo-prod")},
            "dev": {"CLOUDINARY_URL": cloudinary("bondigoo-prod"), "CLOUDINARY_API_KEY": "k2345678"},
        },
    ),
    Case(
        "plain_variables_hold_no_secret",
        {"dev.frontend.env": {"REACT_APP_MAPS": SAME}},
        [
            (
                "Pulumi.dev.yaml: frontend.env.REACT_APP_MAPS: holds the value of MAILJET_API_KEY; everybody "
                "can read it in the site's bundle; remove it and change the value"
            )
        ],
        {"dev": {"MAILJET_API_KEY": SAME}},
    ),
    Case(
        "no_two_stacks_hold_one_value",
        {},
        [
            (
                "Pulumi.dev.yaml: secrets.SESSION_SECRET: has the same value as JWT_SECRET of "
                "Pulumi.prod.yaml; whoever can read one environment is let into the other; give each its own"
            )
        ],
        {"prod": {"JWT_SECRET": SAME}, "dev": {"SESSION_SECRET": SAME}},
    ),
    Case(
        "no_two_stacks_hold_one_value",
        {},
        [
            (
                "Pulumi.dev.yaml: secrets.JWT_SECRET: has the same value as JWT_SECRET of "
                "Pulumi.prod.yaml; whoever can read one environment is let into the other; give each its own"
            )
        ],
        {"prod": {"JWT_SECRET": SAME}, "dev": {"JWT_SECRET": SAME, "SESSION_SECRET": SAME}},
    ),
    Case(
        "third_parties_are_named_beside_their_keys",
        {
            "dev.stripe": REMOVED,
            "dev.secrets.STRIPE_SECRET_KEY": REMOVED,
            "dev.secrets.STRIPE_WEBHOOK_SECRET": REMOVED,
            "dev.frontend.env": {"REACT_APP_STRIPE_PUBLISHABLE_KEY": stripe("pk", "test")},
        },
        [
            (
                "Pulumi.dev.yaml: stripe: is missing although REACT_APP_STRIPE_PUBLISHABLE_KEY stands "
                "under `frontend.env`; no rule could tell a real account from a test account; add "
                "`stripe: test` or `stripe: live`"
            )
        ],
    ),
    Case(
        "plain_variables_hold_no_secret",
        {"prod.cloudinary": SAME},
        [
            "Pulumi.prod.yaml: cloudinary: holds the value of ENCRYPTION_MASTER_KEY; everybody can read it "
            "in the site's bundle; remove it and change the value"
        ],
        {"prod": {"ENCRYPTION_MASTER_KEY": SAME}},
    ),
]
