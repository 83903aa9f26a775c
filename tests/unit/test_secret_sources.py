"""Where a secret's value comes from, and what is said when it is not there."""

import pytest

from config.secrets import (
    from_environment,
    from_general_names,
    missing_secrets,
    missing_text,
    missing_tokens,
    stored_faults,
)

COMPLETE = {
    "RENDER_API_KEY": "a",
    "VERCEL_API_TOKEN": "b",
    "MONGODB_ATLAS_PUBLIC_API_KEY": "c",
    "MONGODB_ATLAS_PRIVATE_API_KEY": "d",
}


def test_the_stacks_own_variable_wins_over_the_general_one() -> None:
    environ = {"PROD_JWT_SECRET": "own", "JWT_SECRET": "general"}
    assert from_environment("prod", "JWT_SECRET", environ) == "own"
    assert from_environment("dev", "JWT_SECRET", environ) == "general"
    assert from_environment("dev", "SESSION_SECRET", environ) is None


def test_an_empty_variable_counts_as_missing() -> None:
    assert from_environment("dev", "JWT_SECRET", {"JWT_SECRET": ""}) is None


def test_only_sources_that_the_program_reads_can_be_missing() -> None:
    sources = {"A": "env", "B": "config", "C": "generated", "D": "ui", "E": "env", "F": "config"}
    found = missing_secrets("dev", sources, {"DEV_E": "x"}, ["F"])  # type: ignore[arg-type]
    assert found == ["A", "B"]


@pytest.mark.parametrize("name", COMPLETE)
def test_each_missing_token_is_named(name: str) -> None:
    environ = {key: value for key, value in COMPLETE.items() if key != name}
    (fault,) = missing_tokens(environ)
    assert name in str(fault)
    assert "export" in str(fault)


def test_no_token_at_all_is_one_line_for_each_vendor() -> None:
    assert [str(fault) for fault in missing_tokens({})] == [
        f"{vendor}: no token in the process environment, so {vendor} would refuse every call; export {names}"
        for vendor, names in (
            ("Render", "RENDER_API_KEY"),
            ("Vercel", "VERCEL_API_TOKEN"),
            ("MongoDB Atlas", "MONGODB_ATLAS_PUBLIC_API_KEY and MONGODB_ATLAS_PRIVATE_API_KEY"),
        )
    ]


def test_a_service_account_replaces_the_key_pair_of_atlas() -> None:
    environ = {
        "RENDER_API_KEY": "a",
        "VERCEL_API_TOKEN": "b",
        "MONGODB_ATLAS_CLIENT_ID": "c",
        "MONGODB_ATLAS_CLIENT_SECRET": "d",
    }
    assert missing_tokens(environ) == []


def test_missing_values_are_one_line_that_names_where_the_first_is_looked_for() -> None:
    assert missing_text("dev", ["B", "A"]) == (
        "no value for A, B; an `env` secret is read from the process environment "
        "(for the first: DEV_A or A), a `config` secret is set by `pulumi config set --secret`"
    )


@pytest.mark.proves("R73")
def test_a_secret_in_plain_text_or_one_that_nothing_reads_is_a_fault_of_the_file() -> None:
    stored = {"PLAIN": False, "UNREAD": True, "FINE": True, "ELSEWHERE": True}
    sources = {"PLAIN": "config", "FINE": "config", "ELSEWHERE": "env"}
    found = stored_faults("Pulumi.dev.yaml", sources, stored)  # type: ignore[arg-type]
    assert [(fault.key, str(fault).split(": ")[2].split(";")[0]) for fault in found] == [
        ("PLAIN", "is kept in plain text in a file that is committed"),
        ("UNREAD", "is kept here and never read"),
        ("ELSEWHERE", "is kept here and never read"),
    ]


def test_a_value_from_a_variable_that_names_no_stack_is_pointed_out() -> None:
    sources = {"A": "env", "B": "env", "C": "env", "D": "config"}
    environ = {"DEV_A": "x", "A": "x", "B": "x", "D": "x"}
    assert from_general_names("dev", sources, environ) == ["B"]  # type: ignore[arg-type]
