"""One value in two environments is found, whatever it is called there, and never shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.rules import violations
from config.rules.malformed import is_example
from config.rules.sharing import AGREED
from config.violations import Violation
from tests.unit.value_support import settings_of

LONG = "k9-" + "abcdef" * 2
Stacks = dict[str, dict[str, str]]
Names = dict[str, list[str]]


def said(by_stack: Stacks, addresses: Names | None = None) -> list[Violation]:
    settings = {stack: settings_of(stack, "") for stack in by_stack}
    for stack, names in (addresses or {}).items():
        database = settings[stack].database.model_copy(update={"uri_variables": names})
        settings[stack] = settings[stack].model_copy(update={"database": database})
    found = violations(settings, by_stack, {stack: {} for stack in by_stack})
    return [one for one in found if one.rules == ("R51", "T8")]


def found(by_stack: Stacks, addresses: Names | None = None) -> list[tuple[str, str, str]]:
    """File, key, and the other places."""
    return [(o.file, o.key, o.what.removeprefix("has the same value as ")) for o in said(by_stack, addresses)]


@pytest.mark.proves("R51")
def test_one_value_under_one_key_in_two_environments_is_one_violation() -> None:
    assert [str(one) for one in said({"prod": {"JWT_SECRET": LONG}, "staging": {"JWT_SECRET": LONG}})] == [
        "Pulumi.staging.yaml: JWT_SECRET: has the same value as JWT_SECRET of Pulumi.prod.yaml; whoever can "
        "read one environment is let into the other; give each its own"
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
    renamed = {f"MY_{key}": value for key, value in held.items()}
    assert [key for _, key, _ in found({"staging": renamed, "dev": renamed})] == list(renamed)
    assert [key for _, key, _ in found({"prod": held, "dev": held})] == list(held)


def test_an_allowance_ends_where_one_of_the_two_keys_is_another() -> None:
    held = {"staging": {"CLOUDINARY_API_KEY": LONG}, "dev": {"JWT_SECRET": LONG}}
    assert found(held) == [("Pulumi.dev.yaml", "JWT_SECRET", "CLOUDINARY_API_KEY of Pulumi.staging.yaml")]


def test_everything_that_is_agreed_says_until_when_and_no_secret_of_production_is_among_it() -> None:
    assert all(shared.until for shared in AGREED)
    assert not any("prod" in shared.stacks for shared in AGREED if shared.variables or shared.addresses)


def test_an_agreed_sharing_follows_the_names_that_each_stack_file_gives_the_databases_address() -> None:
    address = "mongodb+srv://" + "app:p%40ss-9876@dev.mongodb.test/shop"
    held = {"staging": {"MONGO_URL": address}, "dev": {"DATABASE_ADDRESS": address}}
    assert [key for _, key, _ in found(held)] == ["DATABASE_ADDRESS"]
    assert found(held, {stack: list(names) for stack, names in held.items()}) == []


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


SECRETS = st.text("äöüñqQ%7 ", min_size=8, max_size=20).filter(
    lambda text: len(text.strip()) >= 8 and not is_example(text)
)


@given(st.lists(SECRETS, min_size=2, max_size=6, unique_by=str.strip), st.data())
def test_exactly_the_shared_values_are_found_and_none_is_shown(
    secrets: list[str], data: st.DataObject
) -> None:
    shared = data.draw(st.sets(st.sampled_from(secrets)))
    held = {
        "prod": {f"KEY_{place}": value for place, value in enumerate(secrets)},
        "dev": {f"OTHER_{place}": value for place, value in enumerate(secrets) if value in shared},
    }
    violations = said(held)
    assert {one.key for one in violations} == set(held["dev"])
    assert not [value for value in secrets for one in violations if value in str(one)]
