"""What the form of a secret's value gives away, and that no message holds one."""

import pytest

from config.parse import parse
from config.secret_values import value_faults, value_warnings
from tests.conftest import StackFiles


@pytest.mark.proves("R4", "R21", "R52", "R53")
@pytest.mark.parametrize(
    ("stack", "value", "mode"),
    [
        ("prod", "sk_test_hidden", "test"),
        ("prod", "rk_test_hidden", "test"),
        ("staging", "sk_live_hidden", "live"),
        ("dev", "rk_live_hidden", "live"),
    ],
)
def test_a_stripe_key_of_the_other_mode_is_refused(
    stack_files: StackFiles, stack: str, value: str, mode: str
) -> None:
    wanted = stack_files[stack]["stripe"]
    (fault,) = value_faults(stack, parse(stack, stack_files[stack]), {"STRIPE_SECRET_KEY": value})
    assert str(fault) == (
        f"Pulumi.{stack}.yaml: secrets.STRIPE_SECRET_KEY: its value is a key of Stripe's {mode} mode, and "
        f"`stripe` says {wanted}; real money and test money must not meet; take the key of the {wanted} mode"
    )
    assert "hidden" not in str(fault)


@pytest.mark.parametrize(
    ("stack", "value"),
    [("prod", "sk_live_1"), ("prod", "rk_live_1"), ("dev", "sk_test_1"), ("dev", "whsec_1"), ("dev", "x")],
)
def test_a_key_of_the_right_mode_or_of_no_mode_is_accepted(
    stack_files: StackFiles, stack: str, value: str
) -> None:
    assert value_faults(stack, parse(stack, stack_files[stack]), {"STRIPE_SECRET_KEY": value}) == []


@pytest.mark.proves("R78")
@pytest.mark.parametrize("value", ["<YOUR_PROD_PASSWORD>", "YOUR_DEV_PASSWORD", "<password>"])
def test_a_value_that_still_has_to_be_filled_in_is_refused(stack_files: StackFiles, value: str) -> None:
    (fault,) = value_faults("dev", parse("dev", stack_files["dev"]), {"DATABASE_PASSWORD": value})
    assert str(fault) == (
        "Pulumi.dev.yaml: secrets.DATABASE_PASSWORD: its value is still a placeholder; it would reach the "
        "cloud; export the real one"
    )


@pytest.mark.proves("T18")
@pytest.mark.parametrize(("password", "odd"), [("p%40ss", True), ("100%", False), ("a%zzb", False)])
def test_only_a_password_that_looks_encoded_is_pointed_out(password: str, odd: bool) -> None:
    found = [fault.key for fault in value_warnings("dev", {"DATABASE_PASSWORD": password})]
    assert found == (["secrets.DATABASE_PASSWORD"] if odd else [])
