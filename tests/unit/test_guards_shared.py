"""One value in two environments is found, whatever it is called there, and never shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.guards import ALLOWED, Allowance, shared_values

LONG = "k9-" + "abcdef" * 2
Stacks = dict[str, dict[str, str]]


def found(by_stack: Stacks, allowed: tuple[Allowance, ...] = ALLOWED) -> list[tuple[str, str, str]]:
    """File, key, and the other places."""
    faults = shared_values(by_stack, allowed)
    return [
        (fault.file, fault.key, fault.text.removeprefix("has the same value as ").partition(",")[0])
        for fault in faults
    ]


@pytest.mark.proves("R51")
def test_one_value_under_one_key_in_two_environments_is_one_fault() -> None:
    faults = shared_values({"prod": {"JWT_SECRET": LONG}, "staging": {"JWT_SECRET": LONG}}, ())
    assert [str(fault) for fault in faults] == [
        "Pulumi.staging.yaml: JWT_SECRET: has the same value as JWT_SECRET of Pulumi.prod.yaml, so whoever "
        "can read one environment is let into the other; give each its own"
    ]


def test_one_value_in_three_environments_names_every_other_place() -> None:
    held = {"prod": {"A": LONG}, "staging": {"B": LONG}, "dev": {"C": f"{LONG}\n"}}
    assert found(held) == [
        ("Pulumi.staging.yaml", "B", "A of Pulumi.prod.yaml"),
        ("Pulumi.dev.yaml", "C", "A of Pulumi.prod.yaml and B of Pulumi.staging.yaml"),
    ]


def test_one_value_twice_in_one_environment_is_no_ones_business_here() -> None:
    assert found({"prod": {"A": LONG, "B": LONG}, "dev": {"A": LONG + "x"}}) == []


@pytest.mark.parametrize("value", ["", "true", "1234567", "Production", "disabled", "undefined"])
def test_short_and_ordinary_values_are_not_compared(value: str) -> None:
    assert found({"prod": {"A": value}, "dev": {"A": value}}) == []


def test_eight_characters_are_compared() -> None:
    assert len(found({"prod": {"A": "1234567q"}, "dev": {"A": "1234567q"}})) == 1


def test_staging_and_dev_may_share_what_the_plan_shares_and_production_shares_nothing() -> None:
    held = {
        key: LONG + key
        for key in ("CLOUDINARY_CLOUD_NAME", "CLOUDINARY_API_KEY", "DATABASE_PASSWORD", "MONGODB_URI")
    }
    assert found({"staging": held, "dev": held}) == []
    assert [key for _, key, _ in found({"staging": held, "dev": held}, ())] == list(held)
    assert [key for _, key, _ in found({"prod": held, "dev": held})] == list(held)


def test_an_allowance_ends_where_one_of_the_two_keys_is_another() -> None:
    held = {"staging": {"CLOUDINARY_API_KEY": LONG}, "dev": {"JWT_SECRET": LONG}}
    assert found(held) == [("Pulumi.dev.yaml", "JWT_SECRET", "CLOUDINARY_API_KEY of Pulumi.staging.yaml")]


def test_every_allowance_says_why() -> None:
    assert all(allowance.reason and "prod" not in allowance.stacks for allowance in ALLOWED)


@pytest.mark.proves("T8")
@pytest.mark.parametrize(
    "dev",
    [
        {"CLOUDINARY_URL": "cloudinary://" + "k2345678:s2345678@shop"},
        {"CLOUDINARY_URL": "cloudinary://" + "k2345678:s1345678@other"},
        {"CLOUDINARY_URL": "cloudinary://" + "k1345678:s2345678@other"},
        {"CLOUDINARY_CLOUD_NAME": "shop"},
    ],
)
def test_the_account_of_a_cloudinary_address_is_compared_part_by_part(dev: dict[str, str]) -> None:
    prod = {
        "CLOUDINARY_CLOUD_NAME": "shop",
        "CLOUDINARY_API_KEY": "k1345678",
        "CLOUDINARY_API_SECRET": "s1345678",
    }
    address = {"CLOUDINARY_URL": "cloudinary://" + "k1345678:s1345678@shop"}
    (key,) = dev
    assert [place for _, place, _ in found({"prod": prod, "dev": dev})] == [key]
    assert [place for _, place, _ in found({"prod": address, "dev": dev})] == [key]


def test_a_password_inside_an_address_is_compared() -> None:
    held = {
        "prod": {"DATABASE_PASSWORD": "p@ss-9876"},
        "dev": {"MONGODB_URI": "mongodb+srv://" + "app:p%40ss-9876@dev.mongodb.test/shop"},
    }
    assert found(held) == [("Pulumi.dev.yaml", "MONGODB_URI", "DATABASE_PASSWORD of Pulumi.prod.yaml")]


SECRETS = st.text("äöüñqQ%7 ", min_size=8, max_size=20).filter(lambda text: len(text.strip()) >= 8)


@given(st.lists(SECRETS, min_size=2, max_size=6, unique_by=str.strip), st.data())
def test_exactly_the_shared_values_are_found_and_none_is_shown(
    secrets: list[str], data: st.DataObject
) -> None:
    shared = data.draw(st.sets(st.sampled_from(secrets)))
    held = {
        "prod": {f"KEY_{place}": value for place, value in enumerate(secrets)},
        "dev": {f"OTHER_{place}": value for place, value in enumerate(secrets) if value in shared},
    }
    faults = shared_values(held, ALLOWED)
    assert {fault.key for fault in faults} == set(held["dev"])
    assert not [value for value in secrets for fault in faults if value in str(fault)]
