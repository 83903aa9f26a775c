"""State that the first version of the provider wrote is still read, changed and destroyed by this one."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pulumi.dynamic.dynamic import serialize_provider

from sandbox import process
from tests.engine.rehearsal import Done, changed
from tests.engine.render_only_program import STACK, RenderOnly

OLD = Path(__file__).with_name("old_state")
STATE: dict[str, Any] = json.loads((OLD / "state.json").read_text())
# Under these names state refers to the providers, for ever.
PROVIDERS = {
    "WebService": ("render.web_service", "WebServiceProvider"),
    "BackgroundWorker": ("render.background_worker", "BackgroundWorkerProvider"),
    "KeyValue": ("render.key_value", "KeyValueProvider"),
    "KeyValueRef": ("render.key_value_ref", "KeyValueRefProvider"),
    "CustomDomain": ("render.custom_domain", "CustomDomainProvider"),
    "Deploy": ("render.deploy", "DeployProvider"),
}


@pytest.fixture
def old(tmp_path: Path) -> Iterator[RenderOnly]:
    """The cloud and the state as the first version left them."""
    made = RenderOnly(tmp_path, json.loads((OLD / "wanted.json").read_text()))
    made.home.prepare()
    shutil.copy(OLD / "cloud.json", made.home.path / "cloud.json")
    made.home.passphrase_file.write_text("a rehearsal's passphrase")
    made.start(stack=False)
    try:
        made.pulumi("stack", "init", STACK).ok()
        shutil.copy(OLD / "Pulumi.first.yaml", made.home.project)
        made.pulumi("stack", "import", "--stack", STACK, "--file", str(OLD / "state.json")).ok()
        yield made
    finally:
        process.stop(made.home)


def test_it_refreshes_changes_and_goes_away(old: RenderOnly) -> None:
    results: list[Done] = []
    assert old.writes_during(lambda: results.append(old.refresh().ok())) == []
    assert changed(results.pop().text) == set()
    old.preview("--expect-no-changes").ok()
    # The state holds a digest for each deploy, which says nothing any more: absent as here, or another one.
    old.wanted["api_deploy"] = {"digest": "another"}
    old.preview("--expect-no-changes").ok()
    del old.wanted["api_deploy"]
    # The same in other words, and a variable that becomes a person's: nothing is written, nothing deployed.
    old.wanted["worker"]["plan"] = "0.5c-512mb"
    old.wanted["api"].update(external_env=["TOKEN"], secret_env={})
    assert old.writes_during(lambda: results.append(old.up().ok())) == []
    assert changed(results.pop().text) == {("updated", "WebService", "api")}
    assert old.variables("shop-api")["TOKEN"]
    old.wanted["worker"]["env"]["LOG_LEVEL"] = "info"
    writes = old.writes_during(lambda: results.append(old.up().ok()))
    assert changed(results[0].text) == {
        ("updated", "BackgroundWorker", "worker"),
        ("updated", "Deploy", "worker"),
    }
    assert writes == [
        "PUT /services/shop-worker/env-vars/LOG_LEVEL",
        "POST /services/shop-worker/deploys",
    ]
    old.destroy().ok()
    assert (old.services(), old.key_values()) == ({}, [])


def test_the_state_of_the_first_version_holds_one_of_each_resource() -> None:
    kinds = [r["type"].rpartition(":")[2] for r in STATE["deployment"]["resources"] if r["custom"]]
    assert {kind for kind in kinds if kind in PROVIDERS} == set(PROVIDERS)


@pytest.mark.parametrize("kind", PROVIDERS)
def test_a_provider_is_pickled_as_it_always_was(kind: str) -> None:
    module, name = PROVIDERS[kind]
    pickled = serialize_provider(getattr(import_module(module), name)())
    resources = STATE["deployment"]["resources"]
    stored = {r["inputs"]["__provider"] for r in resources if r["type"].endswith(f":{kind}")}
    assert stored == {pickled}
    assert len(pickled) < 200


def test_a_pickle_does_not_depend_on_the_process() -> None:
    code = (
        "from pulumi.dynamic.dynamic import serialize_provider as s\n"
        f"from importlib import import_module as m\nfor module, name in {list(PROVIDERS.values())!r}:\n"
        "    print(s(getattr(m(module), name)()))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
