"""State of all three environments, as the last landed version wrote it, goes on with this one.

`landed_state/` holds what that version left behind: stack files, exported states, the cloud. Written by a
sandbox that no longer exists; the secrets that it was given are put in here, those that it made up itself
stand as they were.
"""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Any

import pytest

from config.stacks import STACKS, stack_file
from tests.engine.rehearsal import Done, Rehearsal, changed

LANDED = Path(__file__).with_name("landed_state")
CLOUD = (LANDED / "cloud.json").read_text()


def secret(name: str) -> str:
    """The value of `PROD_KEY`, as the rehearsal of the landed version was given it."""
    mode = "live" if name.startswith("PROD_") else "test"
    prefixes = {"STRIPE_SECRET_KEY": f"sk_{mode}_", "STRIPE_WEBHOOK_SECRET": "whsec_"}
    prefix = prefixes.get(name.partition("_")[2], "")
    return f"{prefix}{name.lower().replace('_', '-')}-made-up"


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """A checkout of this version beside the state and the cloud of the landed one."""
    made = Rehearsal.make(tmp_path_factory.mktemp("landed"))
    home = made.home
    home.prepare()
    home.passphrase_file.write_text("a rehearsal's passphrase")
    secrets = {name: secret(name) for name in re.findall(r"\$\{(\w+)\}", CLOUD)}
    (home.path / "secrets.json").write_text(json.dumps(secrets))
    (home.path / "cloud.json").write_text(Template(CLOUD).substitute(secrets))
    states = home.backend / ".pulumi" / "stacks" / "bondigoo"
    states.mkdir(parents=True)
    (states.parents[1] / "meta.yaml").write_text("version: 1\n")
    home.project.mkdir()
    for stack in STACKS:
        shutil.copy(LANDED / stack_file(stack), made.folder)
        shutil.copy(LANDED / f"{stack}.json", states)
        (home.project / stack_file(stack)).write_text(f"encryptionsalt: {salt(stack)}\n")
    try:
        made.start()
        yield made
    finally:
        made.stop()


def salt(stack: str) -> str:
    state = json.loads((LANDED / f"{stack}.json").read_text())
    return str(state["checkpoint"]["latest"]["secrets_providers"]["state"]["salt"])


@pytest.mark.parametrize("stack", STACKS)
def test_a_refresh_a_preview_and_an_update_change_nothing_and_write_nothing(
    landed: Rehearsal, stack: str
) -> None:
    def through() -> None:
        landed.pulumi("preview", "--stack", stack, "--refresh", "--expect-no-changes").ok()
        # The refresh of a preview is not kept: this goes on from what the landed version wrote.
        landed.pulumi("up", "--stack", stack, "--yes", "--skip-preview", "--expect-no-changes").ok()

    assert landed.writes_during(through) == []


def test_a_plan_that_is_spelled_in_the_other_way_deploys_nothing(landed: Rehearsal) -> None:
    def spelled(config: dict[str, Any]) -> None:
        config["api"]["plan"] = config["worker"]["plan"] = "0.5c-512mb"

    landed.edit("dev", spelled)
    done: list[Done] = []
    assert landed.writes_during(lambda: done.append(landed.up("dev").ok())) == []
    assert changed(done[0].text) == set()


def test_a_secret_that_becomes_one_to_be_set_by_hand_stays_and_deploys_nothing(landed: Rehearsal) -> None:
    before = landed.variables("bondigoo-worker-dev")
    landed.edit("dev", lambda config: config["secrets"].update(MAILJET_API_KEY="ui"))
    done: list[Done] = []
    assert landed.writes_during(lambda: done.append(landed.up("dev").ok())) == []
    assert changed(done[0].text) == {
        ("updated", "WebService", "api"),
        ("updated", "BackgroundWorker", "worker"),
    }
    assert landed.variables("bondigoo-worker-dev") == before
