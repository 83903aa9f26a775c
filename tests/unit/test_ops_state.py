"""What Pulumi's state tells `ops`, and whether its secrets can be opened."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from ops.commands import InputError
from ops.doctor import local
from ops.state import SlowError, State, components, output, parsed, read, refusal
from ops.status.known import known
from tests.companies import BONDIGOO


def test_a_state_tells_the_ids_and_the_names_of_remote_objects() -> None:
    resources = [
        {"urn": "urn:pulumi:dev::shop::a$b:c:Environment::environment", "type": "b:c:Environment"},
        {"urn": "urn:pulumi:dev::shop::x:y:WebService::api", "type": "x:y:WebService", "id": "srv-1"},
    ]
    whole = {"deployment": {"resources": resources}}
    assert parsed(whole) == State(frozenset({"srv-1"}), frozenset({("WebService", "api")}))
    assert parsed({"deployment": None}) == State()
    assert components(whole) == {
        "b:c:Environment": "urn:pulumi:dev::shop::a$b:c:Environment::environment",
    }


def test_a_state_tells_what_an_update_was_making_when_it_was_cut_off() -> None:
    pending = [
        {"type": kind, "resource": {"urn": f"urn:pulumi:dev::shop::x:y:User::{name}", "type": "x:y:User"}}
        for kind, name in (("creating", "ada"), ("updating", "bob"))
    ]
    state = parsed({"deployment": {"pending_operations": pending}})
    assert state == State(creating=frozenset({("User", "ada")}))


@pytest.mark.parametrize(
    ("code", "out", "err", "line"),
    [
        (0, "", "warning: something", None),
        (255, "  Diagnostics:\n    error: why\n", "error: why\nerror: update failed", "why; update failed"),
        (255, "", "nothing that is called an error", "nothing that is called an error"),
    ],
)
def test_a_refusal_of_pulumi_is_told_once(
    monkeypatch: pytest.MonkeyPatch, code: int, out: str, err: str, line: str | None
) -> None:
    done = subprocess.CompletedProcess([], code, out, err)
    monkeypatch.setattr("ops.state.subprocess.run", lambda *words, **options: done)
    assert refusal("import") == line


@pytest.mark.parametrize(
    ("code", "stderr", "line"),
    [
        (255, "error: no stack named 'dev' found", None),
        (255, "error: PULUMI_ACCESS_TOKEN must be set", "cannot be read (PULUMI_ACCESS_TOKEN must be set)"),
        (1, "", "cannot be read (no reason given)"),
    ],
)
def test_only_a_stack_that_is_not_there_has_an_empty_state(
    monkeypatch: pytest.MonkeyPatch, code: int, stderr: str, line: str | None
) -> None:
    done = subprocess.CompletedProcess([], code, "", stderr)
    monkeypatch.setattr("ops.state.shutil.which", lambda name: name)
    monkeypatch.setattr("ops.state.subprocess.run", lambda *words, **options: done)
    if line is None:
        assert read("dev") == State()
    else:
        with pytest.raises(InputError) as caught:
            read("dev")
        assert line in str(caught.value)


def test_without_pulumi_nobody_can_tell_what_the_state_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.state.shutil.which", lambda name: None)
    with pytest.raises(InputError, match=r"is not on PATH.* `make setup`; .* `python -m sandbox run --`"):
        read("dev")


def pulumi_says(patch: pytest.MonkeyPatch, **refusals: str) -> list[list[str]]:
    """Let `pulumi stack …` and `pulumi config …` refuse with a line or succeed; what was asked is noted."""
    asked = []

    def run(words: list[str], **options: Any) -> "subprocess.CompletedProcess[str]":
        asked.append([str(word) for word in words])
        said = refusals.get(words[1], "")
        return subprocess.CompletedProcess(words, 1 if said else 0, "{}", f"why\nerror: {said}\n")

    patch.setattr("ops.state.subprocess.run", run)
    return asked


@pytest.mark.parametrize(
    ("refusals", "found"),
    [
        ({"stack": "failed to decrypt: incorrect passphrase"}, "failed to decrypt: incorrect passphrase"),
        ({"config": "passphrase must be set with PULUMI_CONFIG_PASSPHRASE"}, "passphrase must be set with"),
    ],
)
def test_a_stack_whose_secrets_nobody_here_can_open_fails(
    monkeypatch: pytest.MonkeyPatch, refusals: dict[str, str], found: str
) -> None:
    monkeypatch.chdir(BONDIGOO)
    pulumi_says(monkeypatch, **refusals)
    (check,) = local.state_checks("dev", State(exists=True))
    assert (check.state, check.place, check.what) == ("FAIL", "dev", "secrets in the state")
    assert check.found.startswith(f"cannot be opened ({found}")
    assert "PULUMI_CONFIG_PASSPHRASE_FILE" in check.do


def test_opening_a_stack_changes_nothing_and_puts_no_secret_on_a_command_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(BONDIGOO)
    asked = pulumi_says(monkeypatch)
    (check,) = local.state_checks("dev", State(exists=True))
    assert (check.state, check.found) == ("ok", "can be opened")
    export, probe = asked
    assert export == ["pulumi", "stack", "export", "--stack", "dev", "--show-secrets", "--non-interactive"]
    assert probe[:8] == ["pulumi", "config", "set", "--secret", "word", "--stack", "dev", "--config-file"]
    assert Path(probe[8]).parent != BONDIGOO
    assert not Path(probe[8]).exists()


def test_a_stack_that_is_not_there_yet_has_nothing_to_open(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pulumi_says(monkeypatch, stack="no stack named 'dev' found") == []
    assert list(local.state_checks("dev", State())) == []
    assert parsed({}).exists is False
    assert parsed({"deployment": None}).exists is True


def test_each_stack_s_outputs_are_opened_with_its_own_key(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def run(words: list[str], **options: Any) -> "subprocess.CompletedProcess[str]":
        opened.append(options["env"]["PULUMI_CONFIG_PASSPHRASE"])
        return subprocess.CompletedProcess(words, 0, '{"refreshUri": "an address"}', "")

    monkeypatch.setattr("ops.state.subprocess.run", run)
    monkeypatch.setattr("ops.state.shutil.which", lambda _: "pulumi")
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "of all")
    monkeypatch.setenv("PROD_PULUMI_CONFIG_PASSPHRASE", "of production")
    assert [output(stack, "refreshUri") for stack in ("prod", "staging")] == ["an address"] * 2
    assert output("prod", "other") is None
    assert opened == ["of production", "of all", "of production"]


def test_each_stack_s_state_is_opened_with_its_own_key(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def run(words: list[str], **options: Any) -> "subprocess.CompletedProcess[str]":
        opened.append(options["env"]["PULUMI_CONFIG_PASSPHRASE"])
        return subprocess.CompletedProcess(words, 0, "{}", "")

    monkeypatch.setattr("ops.state.subprocess.run", run)
    monkeypatch.setattr("ops.state.shutil.which", lambda _: "pulumi")
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "of all")
    monkeypatch.setenv("PROD_PULUMI_CONFIG_PASSPHRASE", "of production")
    assert [known(stack).fault for stack in ("prod", "staging")] == [None, None]
    assert opened == ["of production", "of all"]


def test_a_backend_that_does_not_answer_is_not_waited_for_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []

    def run(words: list[str], *, timeout: float, **options: Any) -> "subprocess.CompletedProcess[str]":
        asked.append(timeout)
        raise subprocess.TimeoutExpired(words, timeout)

    monkeypatch.setattr("ops.state.subprocess.run", run)
    monkeypatch.setattr("ops.state.shutil.which", lambda _: "pulumi")
    with pytest.raises(SlowError, match=r"^pulumi: the state of dev did not come within 18 s; look at"):
        known("dev")
    assert asked == [18.0]
