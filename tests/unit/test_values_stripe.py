"""Stripe keys of the right kind and mode, in the environment that they belong to."""

import pytest

from config.rules import violations
from tests.unit.value_support import HOOK, PRE_LAUNCH, PROD, STAGING, complaints, settings_of, stripe

LIVE = "is a live key"
TEST = "is a key of the test mode"
KIND = "is no key of this kind"
MIXED = "is a live key, and `stripe` says test"
PUBLIC = "REACT_APP_STRIPE_PUBLISHABLE_KEY"


def keys(secret: str, publishable: str) -> dict[str, str]:
    return {"STRIPE_SECRET_KEY": secret, "STRIPE_WEBHOOK_SECRET": HOOK, PUBLIC: publishable}


@pytest.mark.proves("R52", "R53")
@pytest.mark.parametrize("kind", ["sk", "rk"])
def test_each_environment_takes_the_keys_of_its_mode(kind: str) -> None:
    live, test = (keys(stripe(kind, mode), stripe("pk", mode)) for mode in ("live", "test"))
    assert complaints(PROD, live) == []
    assert complaints(STAGING, test) == []
    assert complaints(PRE_LAUNCH, test) == []


@pytest.mark.proves("R53")
@pytest.mark.parametrize("kind", ["sk", "rk", "pk"])
def test_a_live_key_outside_production_is_refused_under_any_name_and_in_any_place(kind: str) -> None:
    held = {"PAYMENT_KEY": stripe(kind, "live")}
    assert complaints(STAGING, held) == [("PAYMENT_KEY", LIVE)]
    assert complaints(STAGING, {}, held) == [("PAYMENT_KEY", LIVE)]


def test_a_test_key_is_refused_where_only_live_keys_will_do() -> None:
    found = complaints(PROD, keys(stripe("sk", "test"), stripe("pk", "test")))
    assert found == [("STRIPE_SECRET_KEY", TEST), (PUBLIC, TEST)]


def test_the_secret_and_the_publishable_key_are_of_the_mode_that_the_stack_file_names() -> None:
    live, test = (stripe("pk", mode) for mode in ("live", "test"))
    assert complaints(PRE_LAUNCH, keys(stripe("sk", "test"), live)) == [(PUBLIC, MIXED)]
    assert complaints(PRE_LAUNCH, keys(stripe("sk", "live"), test)) == [("STRIPE_SECRET_KEY", MIXED)]
    assert complaints(PROD, keys(stripe("sk", "live"), test)) == [(PUBLIC, TEST)]
    assert complaints(PROD, keys(stripe("sk", "test"), live)) == [("STRIPE_SECRET_KEY", TEST)]


def test_another_vendors_key_may_be_of_another_mode_before_the_launch() -> None:
    held = {**keys(stripe("sk", "test"), stripe("pk", "test")), "CLERK_SECRET_KEY": stripe("sk", "live")}
    assert complaints(PRE_LAUNCH, held) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("STRIPE_SECRET_KEY", stripe("pk", "test") + "9"),
        ("STRIPE_SECRET_KEY", "51Habc9"),
        ("STRIPE_SECRET_KEY", stripe("sk", "prod")),
        (PUBLIC, "51Habc9"),
        ("STRIPE_PUBLIC_KEY", stripe("sk", "test")),
    ],
)
def test_a_key_of_another_kind_is_refused(key: str, value: str) -> None:
    held = {**keys(stripe("sk", "test"), stripe("pk", "test")), key: value}
    assert complaints(STAGING, held) == [(key, KIND)]


def test_the_webhook_secret_has_its_own_prefix() -> None:
    held = {**keys(stripe("sk", "test"), stripe("pk", "test")), "STRIPE_WEBHOOK_SECRET": "we_a1B2c3D4"}
    assert complaints(STAGING, held) == [("STRIPE_WEBHOOK_SECRET", "is no signing secret of a webhook")]


def webhook(named: dict[str, str], live: dict[str, str]) -> list[str]:
    settings = settings_of(*STAGING).model_copy(update={"secrets": named})
    found = violations({"staging": settings}, live={"staging": live})
    return [one.what for one in found if one.key == "secrets.STRIPE_WEBHOOK_SECRET"]


def test_a_secret_key_without_a_webhook_secret_is_refused_wherever_the_key_is_kept() -> None:
    missing = ["is missing beside the Stripe secret key"]
    assert webhook({}, {"STRIPE_SECRET_KEY": stripe("sk", "test")}) == missing
    assert webhook({"STRIPE_SECRET_KEY": "ui"}, {}) == missing
    assert webhook({}, {PUBLIC: stripe("pk", "test")}) == []


def test_a_webhook_secret_that_a_person_set_by_hand_counts() -> None:
    assert webhook({"STRIPE_WEBHOOK_SECRET": "ui"}, {"STRIPE_SECRET_KEY": stripe("sk", "test")}) == []
