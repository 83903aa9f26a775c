"""Where credentials lead: mail to people, assets of an account, and what the site shows to everybody."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.value_support import CONFINED, PRE_LAUNCH, PROD, STAGING, complaints, said

DELIVERS = "leads to a host that delivers mail"
KEEPS = "leads to a mail sandbox"
PUBLIC = "looks like a secret"
SANDBOXES = ("sandbox.api.mailtrap.io", "sandbox.smtp.mailtrap.io", "smtp.ethereal.email", "localhost")
SENDING = ("send.api.mailtrap.io", "live.smtp.mailtrap.io", "bulk.smtp.mailtrap.io", "bulk.api.mailtrap.io")


@pytest.mark.parametrize("host", SANDBOXES)
@pytest.mark.parametrize("form", ["{}", "{}:2525", "smtp://user:pw@{}:587", "https://{}/api/send/1"])
def test_a_mail_sandbox_is_for_everything_but_a_launched_production(host: str, form: str) -> None:
    held = {"EMAIL_HOST": form.format(host)}
    assert complaints(STAGING, {}, held) == []
    assert complaints(PRE_LAUNCH, {}, held) == []
    assert complaints(PROD, {}, held) == [("EMAIL_HOST", KEEPS)]


@pytest.mark.proves("R57", "T9")
@pytest.mark.parametrize("host", [*SENDING, "smtp.sendgrid.net", "evil-localhost"])
@pytest.mark.parametrize("key", ["EMAIL_HOST", "SMTP_SERVER", "MAILTRAP_API_URL", "APP_MAIL_HOST"])
def test_a_host_that_delivers_is_refused_outside_production(host: str, key: str) -> None:
    assert complaints(STAGING, {key: host}) == [(key, DELIVERS)]
    assert complaints(PROD, {key: host}) == []


@pytest.mark.parametrize("host", [*SENDING, "Send.API.mailtrap.io."])
def test_mailtraps_sending_hosts_are_known_under_any_name_and_however_mail_is_confined(host: str) -> None:
    assert complaints(CONFINED, {"WHATEVER": f"https://{host}/api/send"}) == [("WHATEVER", DELIVERS)]


def test_another_delivering_host_may_stay_where_mail_reaches_testers_only() -> None:
    assert complaints(CONFINED, {"SMTP_HOST": "smtp.sendgrid.net"}) == []


def test_a_sandbox_is_known_under_any_name_but_localhost_only_as_a_mail_host() -> None:
    held = {"WHATEVER": "sandbox.api.mailtrap.io", "OTHER": "http://localhost:9", "SMTP_HOST": "127.0.0.1"}
    assert complaints(PROD, {}, held) == [("WHATEVER", KEEPS), ("SMTP_HOST", KEEPS)]


@pytest.mark.parametrize("key", ["EMAIL_LOGO_URL", "WEBHOOK_URL", "EMAIL_FROM", "GMAIL_HOSTED", "MAIL"])
def test_an_address_that_is_no_mail_host_passes_outside_production(key: str) -> None:
    assert complaints(STAGING, {}, {key: "https://assets.bondigoo.ch/logo.png"}) == []


def account(key: str = "1234567", secret: str = "s9-cret", cloud: str = "Shop-test") -> str:
    return "cloudinary://" + f"{key}:{secret}@{cloud}"


@pytest.mark.proves("R54", "R55")
def test_a_cloudinary_address_agrees_with_the_variables_beside_it() -> None:
    beside = {
        "CLOUDINARY_CLOUD_NAME": "Shop-test",
        "CLOUDINARY_API_KEY": "1234567",
        "CLOUDINARY_API_SECRET": "s9/cret",
        "REACT_APP_CLOUDINARY_CLOUD_NAME": "Shop-test",
    }
    url = account(secret="s9%2Fcret")
    assert complaints(STAGING, {"CLOUDINARY_URL": url, **beside}) == []
    assert complaints(STAGING, {"CLOUDINARY_URL": url}) == []
    for key, value in beside.items():
        held = {"CLOUDINARY_URL": url, **beside, key: value.upper() + "9"}
        assert complaints(STAGING, held) == [("CLOUDINARY_URL", f"differs from {key}")]


@pytest.mark.parametrize(
    "url",
    [
        "https://k1:s9@shop",
        "cloudinary://shop",
        "cloudinary://k1@shop",
        "cloudinary://k1:s9@",
        "://[",
        "shop9",
    ],
)
def test_a_cloudinary_address_that_cannot_be_read_is_refused(url: str) -> None:
    assert complaints(STAGING, {"CLOUDINARY_URL": url}) == [("CLOUDINARY_URL", "is no Cloudinary address")]


@pytest.mark.parametrize("name", ["AWS_SECRET_ACCESS_KEY", "PASSWORD", "MAP_TOKEN", "PRIVATE_KEY"])
def test_a_public_variable_that_is_named_like_a_secret_is_refused(name: str) -> None:
    held = {f"REACT_APP_{name}": "abc9"}
    assert complaints(PROD, {}, held) == [(f"REACT_APP_{name}", PUBLIC)]
    assert complaints(PROD, held) == [(f"REACT_APP_{name}", PUBLIC)]
    # A secret is the services', so that it is not in the bundle yet.
    assert [v.why for v in said(PROD, held)] == ["each build of a site that meets it makes it public"]
    assert complaints(PROD, {name: "abc9"}) == []


@pytest.mark.proves("T29")
@pytest.mark.parametrize(
    "start", ["sk_", "rk_", "whsec_", "rnd_", "SG.", "mongodb+srv://", "MongoDB://", "redis://", "rediss://"]
)
def test_a_public_variable_that_looks_like_a_secret_is_refused(start: str) -> None:
    assert complaints(PROD, {}, {"REACT_APP_A": start + "abc9"}) == [("REACT_APP_A", PUBLIC)]
    assert complaints(PROD, {}, {"REACT_APP_A": "abc9" + start}) == []


def test_a_public_variable_with_the_value_of_a_secret_is_refused_unless_it_is_its_twin() -> None:
    secrets = {"MAILJET_API_KEY": "0123456789ab", "CLOUDINARY_API_KEY": "987654321", "PIN": "1234567"}
    plain = {
        "REACT_APP_MAIL": "0123456789ab",
        "REACT_APP_CLOUDINARY_API_KEY": "987654321",
        "REACT_APP_ZIP": "1234567",
    }
    assert complaints(PROD, secrets, plain) == [("REACT_APP_MAIL", "holds the value of MAILJET_API_KEY")]


KEYS = st.sampled_from(
    [
        "DATABASE_PASSWORD",
        "STRIPE_SECRET_KEY",
        "STRIPE_WEBHOOK_SECRET",
        "REACT_APP_STRIPE_PUBLISHABLE_KEY",
        "REACT_APP_TOKEN",
        "CLOUDINARY_URL",
        "CLOUDINARY_CLOUD_NAME",
        "EMAIL_HOST",
    ]
)
SHAPES = st.sampled_from(
    ["{}", " {}", "<{}>", "sk_live_{}", "pk_test_{}", "cloudinary://{}:b@c", "%41{}", "{}\n"]
)
# The marks are in no sentence of ours: whatever shows them holds the value.
VALUES = st.text("äöüßqQ%7", min_size=6, max_size=20).map(lambda text: f"ñ{text}ñ")


@settings(deadline=None)
@given(st.dictionaries(KEYS, st.tuples(SHAPES, VALUES)), st.sampled_from([PROD, PRE_LAUNCH, STAGING]))
def test_no_message_about_a_value_holds_it(held, place) -> None:  # type: ignore[no-untyped-def]
    values = {key: shape.format(value) for key, (shape, value) in held.items()}
    for violation in [*said(place, values, {}), *said(place, {}, values)]:
        assert "ñ" not in str(violation)
        assert "ñ" not in repr(violation)
