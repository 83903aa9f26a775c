"""Where a secret's value comes from, and what is said when it is not there."""

import pytest

from config.secrets import (
    keys_from,
    known_values,
    missing_text,
    resolve,
    secret_values,
    stored_violations,
)
from config.settings import SecretSource, Settings
from tests.unit.value_support import settings_of

ENV: SecretSource = "env"


def test_the_stacks_own_variable_wins_over_its_file_and_the_file_over_the_general_variable() -> None:
    filed = {"A": "file", "B": "file", "DEV_C": "file", "D": "file"}
    environ = {"DEV_A": "own", "B": "general", "C": "general", "DEV_D": "", "E": "general", "DEV_F": ""}
    found = resolve("dev", dict.fromkeys("ABCDEF", ENV), environ, filed)
    assert {key: (secret.origin, secret.value) for key, secret in found.items()} == {
        "A": ("stack variable", "own"),
        "B": ("file", "file"),
        "C": ("file", "file"),
        # An empty variable counts as missing.
        "D": ("file", "file"),
        "E": ("general variable", "general"),
        "F": ("missing", None),
    }


def test_only_sources_that_the_program_reads_can_be_missing_or_known() -> None:
    sources: dict[str, SecretSource] = {"A": "env", "B": "config", "C": "generated", "D": "ui", "E": "config"}
    environ = {f"DEV_{key}": "x" for key in "BCD"}
    found = resolve("dev", sources, environ, {}, {"E": "kept"})
    assert [secret.origin for secret in found.values()] == [
        "missing",
        "missing",
        "generated",
        "ui",
        "config",
    ]
    assert keys_from(found, "missing") == ["A", "B"]
    assert secret_values(found) == {"E": "kept"}


def test_what_the_file_keeps_encrypted_is_there_and_not_known() -> None:
    found = resolve("dev", {"A": "config"}, {}, {}, {"A": None})
    assert (found["A"].origin, secret_values(found)) == ("config", {})


def test_a_secret_does_not_show_its_value() -> None:
    assert "hush" not in repr(resolve("dev", {"A": "env"}, {"DEV_A": "hush"}))


def test_of_the_siblings_only_what_names_them_is_known() -> None:
    def with_keys(stack: str) -> Settings:
        return settings_of(stack, "").model_copy(update={"secrets": {"A": "env", "B": "env"}})

    environ = {"PROD_A": "p", "A": "general", "DEV_B": "d"}
    settings = {stack: with_keys(stack) for stack in ("prod", "dev")}
    own = resolve("dev", settings["dev"].secrets, environ)
    assert known_values("dev", own, settings, environ) == {
        "prod": {"A": "p"},
        "dev": {"A": "general", "B": "d"},
    }


def test_missing_values_are_one_line_that_names_where_the_first_is_looked_for() -> None:
    assert missing_text("dev", ["B", "A"]) == (
        "no value for A, B; an `env` secret is read from the process environment "
        "(for the first: DEV_A or A), a `config` secret is set by `pulumi config set --secret`"
    )


@pytest.mark.proves("R73")
def test_a_secret_in_plain_text_or_one_that_nothing_reads_is_a_fault_of_the_file() -> None:
    stored = {"PLAIN": False, "UNREAD": True, "FINE": True, "ELSEWHERE": True}
    sources = {"PLAIN": "config", "FINE": "config", "ELSEWHERE": "env"}
    found = stored_violations("Pulumi.dev.yaml", sources, stored)  # type: ignore[arg-type]
    assert [(one.key, str(one).split(": ")[2].split(";")[0]) for one in found] == [
        ("PLAIN", "is kept in plain text in a file that is committed"),
        ("UNREAD", "is kept here and never read"),
        ("ELSEWHERE", "is kept here and never read"),
    ]
