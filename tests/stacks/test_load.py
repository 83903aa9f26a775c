"""What the program refuses, warns of and notes before it builds anything."""

from pathlib import Path
from typing import Any

import pulumi
import pytest

from tests.companies import BONDIGOO
from tests.conftest import StackFiles
from tests.stacks import recording
from tests.stacks.recording import SANDBOX, TOKENS, Program, environment_of, run_program


def refused(stack: str, values: dict[str, Any], environ: dict[str, str]) -> list[str]:
    with pytest.raises(pulumi.RunError) as caught:
        run_program(stack, values, environ)
    head, *faults = str(caught.value).splitlines()
    assert head == "nothing was changed, because of:"
    return faults


def test_without_tokens_nothing_is_built(stack_files: StackFiles) -> None:
    environ = environment_of("dev", stack_files["dev"])
    without = {key: value for key, value in environ.items() if key not in TOKENS}
    faults = refused("dev", stack_files["dev"], without)
    assert [fault.split(":")[0] for fault in faults] == ["Render", "Vercel", "MongoDB Atlas"]


def test_outside_a_rehearsal_the_placeholders_of_the_repository_are_refused(stack_files: StackFiles) -> None:
    environ = environment_of("dev", stack_files["dev"])
    real = {key: value for key, value in environ.items() if key not in SANDBOX}
    faults = refused("dev", stack_files["dev"], real)
    assert [fault.split(": ")[1] for fault in faults] == ["render.ownerId", "vercel.team", "atlas.projectId"]


@pytest.mark.parametrize("name", [name for name in SANDBOX if name != "SANDBOX_DIR"])
@pytest.mark.parametrize("value", [None, "", "https://api.example.org", "http://127.0.0.1.example.org"])
def test_a_rehearsal_refuses_an_endpoint_that_is_missing_or_elsewhere(
    stack_files: StackFiles, name: str, value: str | None
) -> None:
    environ = environment_of("dev", stack_files["dev"])
    del environ[name]
    faults = refused("dev", stack_files["dev"], environ if value is None else {**environ, name: value})
    assert [fault.split(":")[0] for fault in faults] == [name]


def without_two_secrets(stack_files: StackFiles) -> dict[str, str]:
    environ = environment_of("dev", stack_files["dev"])
    return {k: v for k, v in environ.items() if k not in ("DEV_STRIPE_SECRET_KEY", "DEV_MAILJET_API_KEY")}


def test_an_update_lists_all_missing_secrets_at_once(stack_files: StackFiles) -> None:
    (fault,) = refused("dev", stack_files["dev"], without_two_secrets(stack_files))
    assert fault.startswith("Pulumi.dev.yaml: secrets: no value for MAILJET_API_KEY, STRIPE_SECRET_KEY;")


def test_a_preview_without_them_builds_the_same_resources(
    stack_files: StackFiles, programs: dict[str, Program]
) -> None:
    complete = programs["dev"]
    program = run_program("dev", stack_files["dev"], without_two_secrets(stack_files), preview=True)
    assert sorted((r.type, r.name) for r in program.resources) == sorted(
        (r.type, r.name) for r in complete.resources
    )
    assert set(program.one("WebService").inputs["env"]) == set(complete.one("WebService").inputs["env"])


def test_a_broken_sibling_stops_the_program_because_isolation_cannot_be_proven(
    stack_files: StackFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.dev.yaml"):
        (tmp_path / name).write_text((BONDIGOO / name).read_text())
    (tmp_path / "Pulumi.staging.yaml").write_text("config: {}")
    monkeypatch.chdir(tmp_path)
    faults = refused("dev", stack_files["dev"], environment_of("dev", stack_files["dev"]))
    assert {fault.split(":")[0] for fault in faults} == {"Pulumi.staging.yaml"}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "environmentName: development",
            "environmentName: 0123",
            "environmentName: is read as a number and not as text; put it in quotes, or write it in plain "
            "digits for a number",
        ),
        (
            "  frontend:\n",
            "  frontend:\n    env:\n      REACT_APP_TERMS_OF: 2024-03-01\n",
            "frontend.env.REACT_APP_TERMS_OF: is read as a date and not as text; put it in quotes",
        ),
        (
            "branch: develop",
            "branch: { secure: v1:abc }",
            "branch: is encrypted; the rules between environments have to read it; write it plainly, or "
            "as a secret under `secrets`",
        ),
    ],
)
def test_what_the_check_refuses_in_a_file_the_program_refuses_too_whatever_pulumi_made_of_it(
    stack_files: StackFiles,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: str,
    after: str,
    said: str,
) -> None:
    for name in ("Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.staging.yaml", "Pulumi.dev.yaml"):
        (tmp_path / name).write_text((BONDIGOO / name).read_text())
    text = (BONDIGOO / "Pulumi.dev.yaml").read_text()
    assert before in text
    (tmp_path / "Pulumi.dev.yaml").write_text(text.replace(before, after, 1))
    monkeypatch.chdir(tmp_path)
    faults = refused("dev", stack_files["dev"], environment_of("dev", stack_files["dev"]))
    assert faults == [f"Pulumi.dev.yaml: {said}"]


@pytest.mark.parametrize(
    ("stack", "keys"),
    [
        ("prod", ["frontend.apexRedirect"]),
        ("staging", []),
        ("dev", []),
    ],
)
def test_an_update_begins_with_a_line_for_each_thing_to_know_and_none_for_what_is_acknowledged(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch, stack: str, keys: list[str]
) -> None:
    said: list[str] = []
    for level in ("info", "warn"):
        monkeypatch.setattr(pulumi.log, level, said.append)
    run_program(stack, stack_files[stack], environment_of(stack, stack_files[stack]), preview=True)
    assert [line.split(": ")[1] for line in said] == keys
    assert len(said) <= 3


def test_what_is_no_longer_acknowledged_is_said_at_each_update(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "info", said.append)
    values = {key: value for key, value in stack_files["dev"].items() if key != "acknowledge"}
    run_program("dev", values, environment_of("dev", values))
    assert sorted(line.split(": ")[1] for line in said) == ["frontend", "redis", "worker.plan"]


def test_a_freeze_is_said_at_each_update(stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "info", said.append)
    values = {**stack_files["prod"], "freeze": True}
    run_program("prod", values, environment_of("prod", values))
    assert said[-1].startswith("frozen: settings and variables are written, but nothing is deployed")


@pytest.mark.parametrize(("enabled", "count"), [(True, 1), (False, 0)])
def test_a_closed_api_is_said_at_each_update(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch, enabled: bool, count: int
) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "info", said.append)
    values = {**stack_files["dev"], "api": {**stack_files["dev"]["api"], "maintenance": {"enabled": enabled}}}
    run_program("dev", values, environment_of("dev", values))
    assert (
        len([line for line in said if line.startswith("closed: Render answers instead of the API")]) == count
    )


@pytest.mark.proves("R51")
def test_what_is_wrong_with_a_sibling_alone_does_not_hide_that_both_hold_one_value(
    stack_files: StackFiles,
) -> None:
    key = "_".join(("sk", "live", "do_not_show"))
    environ = {**environment_of("prod", stack_files["prod"]), "PROD_STRIPE_SECRET_KEY": key}
    (fault,) = refused("prod", stack_files["prod"], {**environ, "STAGING_STRIPE_SECRET_KEY": key})
    assert fault.startswith(
        "Pulumi.staging.yaml: secrets.STRIPE_SECRET_KEY: has the same value as STRIPE_SECR"
    )
    assert "do_not_show" not in fault


@pytest.mark.proves("R51")
def test_a_siblings_value_counts_whatever_its_source(stack_files: StackFiles) -> None:
    values = {**stack_files["dev"], "secrets": {**stack_files["dev"]["secrets"], "OTHER_KEY": "env"}}
    environ = {
        **environment_of("dev", values),
        "DEV_OTHER_KEY": "k9-do-not-show",
        "PROD_JWT_SECRET": "k9-do-not-show",
    }
    assert stack_files["prod"]["secrets"]["JWT_SECRET"] == "generated"
    (fault,) = refused("dev", values, environ)
    assert "has the same value as JWT_SECRET of Pulumi.prod.yaml" in fault


@pytest.mark.proves("R4", "R53")
def test_a_live_key_in_development_stops_the_program_and_is_not_printed(stack_files: StackFiles) -> None:
    environ = environment_of("dev", stack_files["dev"])
    environ["DEV_STRIPE_SECRET_KEY"] = "sk_live_do_not_show"
    (fault,) = refused("dev", stack_files["dev"], environ)
    assert fault == (
        "Pulumi.dev.yaml: secrets.STRIPE_SECRET_KEY: is a live key; only production may move real money; "
        "use the key of the test mode, and roll this one if it was ever shared"
    )


def test_a_stack_whose_branch_is_another_stacks_too_stops_the_program(stack_files: StackFiles) -> None:
    values = {**stack_files["dev"], "branch": "main"}
    assert refused("dev", values, environment_of("dev", values)) == [
        "Pulumi.dev.yaml: branch: 'main' is also branch of Pulumi.prod.yaml; a push to it would deploy both "
        "environments; choose another"
    ]


@pytest.mark.proves("T18")
def test_a_password_that_is_encoded_already_is_refused_and_not_printed(stack_files: StackFiles) -> None:
    environ = environment_of("dev", stack_files["dev"])
    environ["DEV_DATABASE_PASSWORD"] = "do%20not%20show"
    (fault,) = refused("dev", stack_files["dev"], environ)
    assert fault.startswith("Pulumi.dev.yaml: secrets.DATABASE_PASSWORD: looks percent-encoded already;")
    assert "do%20not" not in fault


def test_a_value_that_production_holds_too_is_refused_and_not_printed(stack_files: StackFiles) -> None:
    environ = environment_of("dev", stack_files["dev"])
    environ["PROD_ENCRYPTION_MASTER_KEY"] = environ["DEV_ENCRYPTION_MASTER_KEY"] = "not-to-be-shown"
    (fault,) = refused("dev", stack_files["dev"], environ)
    assert fault == (
        "Pulumi.dev.yaml: secrets.ENCRYPTION_MASTER_KEY: has the same value as ENCRYPTION_MASTER_KEY of "
        "Pulumi.prod.yaml; whoever can read one environment is let into the other; give each its own"
    )


def test_a_file_of_values_completes_the_environment_and_is_refused_when_others_can_read_it(
    stack_files: StackFiles, programs: dict[str, Program], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.staging.yaml", "Pulumi.dev.yaml"):
        (tmp_path / name).write_text((BONDIGOO / name).read_text())
    environ = environment_of("dev", stack_files["dev"])
    file = tmp_path / ".env.dev"
    file.write_text(f"ENCRYPTION_MASTER_KEY={environ.pop('DEV_ENCRYPTION_MASTER_KEY')}\n")
    monkeypatch.chdir(tmp_path)
    file.chmod(0o644)
    (fault,) = refused("dev", stack_files["dev"], environ)
    assert fault == (
        ".env.dev: can be read or changed by other users of this machine, and it holds secrets; "
        "run `chmod 600 .env.dev`"
    )
    file.chmod(0o600)
    program = run_program("dev", stack_files["dev"], environ)
    assert program.one("WebService").inputs["env"] == programs["dev"].one("WebService").inputs["env"]


def test_a_key_beside_config_in_the_stacks_own_file_stops_the_program(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed = recording._parsed_once
    extra = {"Pulumi.prod.yaml": {"freeze": True}}
    monkeypatch.setattr(
        recording, "_parsed_once", lambda file, *of: {**parsed(file, *of), **extra.get(file.name, {})}
    )
    values = stack_files["prod"]
    faults = refused("prod", values, environment_of("prod", values))
    assert [fault.split(";")[0] for fault in faults] == ["Pulumi.prod.yaml: freeze: stands outside `config:`"]
