"""`python -m ops check`: what it prints, and what its exit code says."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.companies import BONDIGOO
from tests.ops_command import ops, outside
from tests.unit.rule_cases.case import OWN_REDIS


def check(*arguments: str, folder: Path = BONDIGOO) -> "subprocess.CompletedProcess[str]":
    return ops("check", "--folder", str(folder), *arguments)


Edit = Callable[[dict[str, dict[str, Any]]], object]


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[Edit], Path]:
    """Write the committed files, changed, into a folder of their own."""

    def write(edit: Edit) -> Path:
        names = {stack: f"Pulumi.{stack}.yaml" for stack in ("prod", "staging", "dev")}
        files = {stack: yaml.safe_load((BONDIGOO / name).read_text()) for stack, name in names.items()}
        edit({stack: file["config"] for stack, file in files.items()})
        for stack, name in names.items():
            (tmp_path / name).write_text(yaml.safe_dump(files[stack], sort_keys=False))
        (tmp_path / "Pulumi.yaml").write_text((BONDIGOO / "Pulumi.yaml").read_text())
        return tmp_path

    return write


def test_the_committed_files_are_fine_and_what_is_worth_knowing_is_said() -> None:
    done = check()
    assert done.returncode == 0
    assert done.stderr == ""
    last = "prod, staging, dev: settings complete, no rule broken"
    assert done.stdout.splitlines()[-1].startswith(last)
    assert {line.split()[0] for line in done.stdout.splitlines() if line and line[0] != " "} == {
        "warning",
        "note",
        "prod,",
    }


def test_what_is_acknowledged_is_counted_and_shown_with_its_reason_when_asked_for() -> None:
    plain = json.loads(check("--json").stdout)["findings"]
    assert not [finding for finding in plain if finding["write"].startswith("acknowledged: ")]
    assert len(plain) < 10
    asked = json.loads(check("--json", "--notes").stdout)["findings"]
    notes = [finding for finding in asked if finding not in plain]
    assert notes
    assert {finding["level"] for finding in notes} == {"note"}
    assert all(note["write"].startswith("acknowledged: ") for note in notes)
    warned = sum(finding["level"] == "warning" for finding in plain)
    settled = f"settings complete, no rule broken, {warned} to look at"
    last = check().stdout.splitlines()[-1]
    assert last == f"prod, staging, dev: {settled} ({len(notes)} acknowledged: --notes)"
    shown = check("--notes").stdout.splitlines()
    assert shown[-1] == f"prod, staging, dev: {settled}"
    assert sum(line.startswith("  but    acknowledged: ") for line in shown) == len(notes)


def test_a_broken_rule_is_one_block_with_its_place_reason_and_remedy(
    edited: Callable[[Edit], Path],
) -> None:
    folder = edited(lambda v: v["dev"].update(environmentName="staging"))
    done = check("--stack", "dev", folder=folder)
    assert done.returncode == 1
    assert done.stdout.split("\n\n")[0] == (
        "error\n"
        "  where  Pulumi.dev.yaml:2: environmentName\n"
        "  what   'staging' is also environmentName of Pulumi.staging.yaml\n"
        "  why    the application names its queues with it, so one environment's worker would run the "
        "other's jobs\n"
        "  do     choose another"
    )
    assert "no rule broken" not in done.stdout


def test_errors_come_before_warnings(edited: Callable[[Edit], Path]) -> None:
    done = check(folder=edited(lambda v: v["dev"].update(stripe="live", branch="main")))
    levels = [line.split()[0] for line in done.stdout.splitlines() if line.startswith(("error", "warning"))]
    assert levels == sorted(levels)
    assert levels.count("error") == 2


def test_a_stack_is_told_what_concerns_it_also_from_another_file(edited: Callable[[Edit], Path]) -> None:
    folder = edited(lambda v: (v["dev"].update(environmentName="staging"), v["prod"].update(stripe="test")))
    keys = {
        stack: [
            (finding["file"], finding["key"])
            for finding in json.loads(check("--json", "--stack", stack, folder=folder).stdout)["findings"]
            if finding["level"] == "error"
        ]
        for stack in ("prod", "staging", "dev")
    }
    assert keys == {
        "prod": [("Pulumi.prod.yaml", "stripe")],
        "staging": [("Pulumi.dev.yaml", "environmentName")],
        "dev": [("Pulumi.dev.yaml", "environmentName")],
    }


def test_json_holds_the_same_as_plain_data(edited: Callable[[Edit], Path]) -> None:
    folder = edited(lambda v: v["dev"].update(stripe="live"))
    done = check("--json", "--stack", "dev", folder=folder)
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["exit"]) == (1, 1)
    assert answer["findings"][0] == {
        "level": "error",
        "file": "Pulumi.dev.yaml",
        "line": 11,
        "key": "stripe",
        "what": "is live in dev",
        "why": "a test would move real money",
        "write": "write test, and use the keys of test mode",
        "rules": ["R4", "R21", "R53"],
        "also": [],
    }


def test_a_file_that_cannot_be_used_is_exit_code_2_and_the_others_are_still_judged_alone(
    edited: Callable[[Edit], Path],
) -> None:
    folder = edited(lambda v: v["prod"].update(nodeEnv="development", environmentName="development"))
    (folder / "Pulumi.staging.yaml").write_text("config:\n  branch: [\n")
    done = check("--json", folder=folder)
    findings = json.loads(done.stdout)["findings"]
    assert done.returncode == 2
    assert [(f["file"], f["line"], f["key"]) for f in findings] == [
        ("Pulumi.staging.yaml", 3, ""),
        ("Pulumi.prod.yaml", 3, "nodeEnv"),
    ]


def test_a_missing_folder_is_one_fault_for_each_file(tmp_path: Path) -> None:
    done = check(folder=tmp_path / "nowhere")
    assert done.returncode == 2
    assert "Pulumi.yaml" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


ZEROS = "is still a placeholder (render.ownerId, vercel.team, atlas.projectId)"


@pytest.mark.proves("C20")
@pytest.mark.parametrize("launched", [False, True])
def test_ids_left_at_zero_are_a_note_for_each_stack_before_and_after_the_launch(
    edited: Callable[[Edit], Path], launched: bool
) -> None:
    dedicated: dict[str, dict[str, Any]] = {
        "staging": {"redis": OWN_REDIS},
        "dev": {"redis": {**OWN_REDIS, "name": "bondigoo-redis-dev"}},
        "prod": {"launched": launched},
    }
    folder = edited(lambda v: [values.update(dedicated[stack]) for stack, values in v.items()])
    done = check("--json", folder=folder)
    findings = json.loads(done.stdout)["findings"]
    assert (done.returncode, [f for f in findings if f["level"] == "error"]) == (0, [])
    assert [(f["level"], f["file"]) for f in findings if f["what"] == ZEROS] == [
        ("note", "Pulumi.prod.yaml"),
        ("note", "Pulumi.staging.yaml"),
        ("note", "Pulumi.dev.yaml"),
    ]
    # They are shown without being asked for, and are nothing to look at and nothing acknowledged.
    shown = check(folder=folder).stdout
    notes = [block for block in shown.split("\n\n") if block.startswith("note")]
    assert notes[0] == (
        "note\n"
        f"  where  Pulumi.prod.yaml:{_line(folder, 'ownerId')}: render.ownerId\n"
        f"  what   {ZEROS}\n"
        "  why    the sandbox takes it, a real update does not\n"
        "  do     write the ids of your accounts before that"
    )
    levels = [
        finding["level"]
        for finding in json.loads(check("--json", "--notes", folder=folder).stdout)["findings"]
    ]
    warned, acknowledged = levels.count("warning"), levels.count("note") - len(notes)
    last = f"no rule broken, {warned} to look at ({acknowledged} acknowledged: --notes)"
    assert (len(notes), shown.splitlines()[-1]) == (3, f"prod, staging, dev: settings complete, {last}")


def _line(folder: Path, key: str) -> int:
    lines = (folder / "Pulumi.prod.yaml").read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if key in line)


def test_an_id_that_one_stack_lacks_is_no_difference_between_two(edited: Callable[[Edit], Path]) -> None:
    folder = edited(lambda v: v["prod"]["render"].update(ownerId="tea-d1a2b3c4d5e6f7g8h9i0"))
    done = check("--json", folder=folder)
    assert (done.returncode, [f for f in json.loads(done.stdout)["findings"] if f["level"] == "error"]) == (
        0,
        [],
    )


OFFLINE = """
import sys, runpy
sys.argv = ["ops", "check"]
try:
    runpy.run_module("ops", run_name="__main__", alter_sys=True)
except SystemExit as done:
    assert done.code == 0, done.code
heavy = {"pulumi", "pulumi_mongodbatlas", "pulumiverse_vercel", "pulumi_command"}
heavy |= {"grpc", "rich", "render", "httpx"}
print(sorted(heavy & set(sys.modules)), file=sys.stderr)
"""


def test_no_cloud_sdk_is_loaded_to_check() -> None:
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE],
        cwd=BONDIGOO,
        env=outside(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == "[]\n"


def on_a_real_terminal() -> str:
    parent, child = pty.openpty()
    command = [sys.executable, "-m", "ops", "check", "--stack", "dev"]
    subprocess.run(command, cwd=BONDIGOO, env=outside(), stdout=child, check=True)
    os.close(child)
    text = os.read(parent, 65536).decode()
    os.close(parent)
    return text


def test_colours_are_for_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[33mnote" in on_a_real_terminal()
    assert "\x1b[33mwarning" in ops("check", terminal=True).stdout
    assert "\x1b[" not in check().stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in ops("check", terminal=True).stdout
