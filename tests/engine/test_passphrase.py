"""Whether a passphrase opens a stack, asked of the real Pulumi: with a secret in its state, and empty."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pulumi.runtime import rpc

from ops.state import locked, read
from toolchain import pulumi_bin

Ask = Callable[[str | None], str | None]
SECRET = {rpc._special_sig_key: rpc._special_secret_sig, "plaintext": json.dumps("hush")}


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """A project with the empty stack dev; answers why a passphrase does not open it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join([str(pulumi_bin()), os.environ["PATH"]]))
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PULUMI_BACKEND_URL", tmp_path.as_uri())
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE_FILE", raising=False)
    Path("Pulumi.yaml").write_text("name: shop\nruntime: python\n", encoding="utf-8")
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "right")
    pulumi("stack", "init", "dev")

    def answer(passphrase: str | None) -> str | None:
        with monkeypatch.context() as patch:
            if passphrase is None:
                patch.delenv("PULUMI_CONFIG_PASSPHRASE")
            else:
                patch.setenv("PULUMI_CONFIG_PASSPHRASE", passphrase)
            return locked("dev", Path("Pulumi.dev.yaml"))

    return answer


def pulumi(*words: str, given: str = "") -> None:
    command = ["pulumi", *words, "--non-interactive"]
    subprocess.run(command, input=given.encode(), check=True, capture_output=True)


def test_only_the_right_passphrase_opens_a_stack_and_nothing_is_changed(ask: Ask) -> None:
    file = Path("Pulumi.dev.yaml")
    before = file.read_bytes()
    assert (read("dev").exists, read("staging").exists) == (True, False)
    assert (ask("right"), ask("wrong")) == (None, "incorrect passphrase")
    assert "passphrase must be set" in str(ask(None))
    assert file.read_bytes() == before


def test_a_state_with_a_secret_is_opened_too_where_the_file_has_lost_its_salt(ask: Ask) -> None:
    salt = Path("Pulumi.dev.yaml").read_text(encoding="utf-8").removeprefix("encryptionsalt: ").strip()
    stack = {
        "urn": "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev",
        "custom": False,
        "type": "pulumi:pulumi:Stack",
        "outputs": {"a": SECRET},
    }
    deployment = {
        "manifest": {"time": "2026-01-01T00:00:00Z", "magic": "", "version": "v3.259.0"},
        "secrets_providers": {"type": "passphrase", "state": {"salt": salt}},
        "resources": [stack],
    }
    pulumi(
        "stack",
        "import",
        "--force",
        "--stack",
        "dev",
        given=json.dumps({"version": 3, "deployment": deployment}),
    )
    Path("Pulumi.dev.yaml").write_text("config: {}\n", encoding="utf-8")
    assert ask("right") is None
    assert "incorrect passphrase" in str(ask("wrong"))
