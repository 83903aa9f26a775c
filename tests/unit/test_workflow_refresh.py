"""The workflow that refreshes staging: who lets it run, what it is given, and that nothing of it stays."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.unit.test_workflows import FILES, workflow

pytestmark = pytest.mark.skipif("refresh" not in FILES, reason="this checkout has no refresh.yml")
SCRIPTS = ROOT / ".github" / "scripts"
RECEIPT = "${{ runner.temp }}/receipt.json"
PER_STACK = ("PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
GIVEN = {
    "DATA_RUNNER_ADDRESS": "${{ steps.runner.outputs.address }}",
    "PULUMI_BACKEND_URL": "${{ vars.PULUMI_BACKEND_URL }}",
    "AWS_REGION": "${{ vars.AWS_REGION }}",
    **{f"{s}_{name}": f"${{{{ secrets.{s}_{name} }}}}" for s in ("PROD", "STAGING") for name in PER_STACK},
    "RENDER_API_KEY": "${{ secrets.STAGING_RENDER_API_KEY }}",
    "MONGODB_ATLAS_PUBLIC_API_KEY": "${{ secrets.REFRESH_MONGODB_ATLAS_PUBLIC_API_KEY }}",
    "MONGODB_ATLAS_PRIVATE_API_KEY": "${{ secrets.REFRESH_MONGODB_ATLAS_PRIVATE_API_KEY }}",
}


def job() -> dict[str, Any]:
    (found,) = workflow("refresh")["jobs"].values()
    return dict(found)


def step(word: str) -> dict[str, Any]:
    (found,) = [one for one in job()["steps"] if word in one.get("run", one.get("uses", ""))]
    return dict(found)


def test_it_is_started_by_hand_with_a_typed_name_and_by_the_clock_only_where_somebody_wants_that() -> None:
    triggers = workflow("refresh")["on"]
    assert triggers.keys() == {"schedule", "workflow_dispatch"}
    assert triggers["schedule"] == [{"cron": "47 4 * * 1"}]
    assert triggers["workflow_dispatch"]["inputs"]["overwrite"]["required"] == "true"
    assert " ".join(job()["if"].split()) == (
        "vars.PULUMI_BACKEND_URL != '' && (github.event_name == 'schedule' "
        "&& vars.DATA_REFRESH_SCHEDULE == 'on' || inputs.overwrite == 'staging')"
    )


@pytest.mark.skipif("deploy" not in FILES, reason="this checkout has no deploy.yml")
def test_it_waits_for_whoever_approves_an_update_of_production() -> None:
    assert job()["environment"] == workflow("deploy")["jobs"]["prod"]["environment"]


def test_no_two_run_and_none_is_cancelled_for_another() -> None:
    assert job()["concurrency"] == {"group": "refresh", "cancel-in-progress": "false"}


def test_what_holds_secrets_is_the_refresh_and_what_makes_staging_whole_after_it() -> None:
    done, mended = step("refresh refresh"), step("refresh recover")
    jobs = "${{ vars.DATA_REFRESH_KEEP_JOBS == 'on' && '--keep-jobs' || '' }}"
    assert done["env"] == {"RECEIPT": RECEIPT, "JOBS": jobs, **GIVEN}
    assert mended["env"] == GIVEN
    holding = [one["run"] for one in job()["steps"] if "secrets." in str(one)]
    assert holding == [done["run"], mended["run"]]
    assert done["run"] == 'exec .github/scripts/refresh refresh --yes --json ${JOBS:+"$JOBS"} > "$RECEIPT"\n'
    assert mended["run"] == "exec .github/scripts/refresh recover"
    assert mended["if"] == (
        "always() && (steps.refresh.outcome == 'failure' || steps.refresh.outcome == 'cancelled')"
    )


def test_nothing_of_production_s_data_comes_onto_the_disk_and_only_the_receipt_stays() -> None:
    runs = [one.get("run", one.get("uses", "")) for one in job()["steps"]]
    before = runs[: runs.index(step("refresh refresh")["run"])]
    (memory,) = [run for run in before if "swapoff --all" in run]
    assert "kernel.core_pattern=core\n" in memory
    assert "\nulimit -c 0\n" in (SCRIPTS / "refresh").read_text()
    upload = step("upload-artifact")
    assert upload["with"] == {"name": "receipt", "path": RECEIPT, "if-no-files-found": "ignore"}
    assert "actions/cache" not in str(job())


def test_however_it_ends_there_is_a_summary_a_receipt_and_one_issue() -> None:
    last = job()["steps"][-3:]
    assert [one["if"] for one in last] == ["always()"] * 3
    assert last[0]["run"].startswith("python3 -m ops.ci refresh-summary ")
    assert last[2]["run"].startswith(".github/scripts/issue refresh-issue ")
    assert last[2]["env"]["ENDED"] == "${{ job.status }}"


def program(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def shell(*words: str, folder: Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    path = f"{folder / 'bin'}:{os.environ['PATH']}"
    environ = {"PATH": path, "HOME": str(folder), **environ}
    return subprocess.run(words, cwd=folder, env=environ, capture_output=True, text=True, check=False)


def test_each_state_is_opened_with_its_own_key_and_neither_key_goes_on(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "python3", "#!/bin/sh\necho somewhere\n")
    program(
        tmp_path / "bin" / "pulumi", '#!/bin/sh\necho "$*" >> asked\necho "of-$PULUMI_CONFIG_PASSPHRASE"\n'
    )
    told = f"#!{sys.executable}\nimport json, os, resource, sys\n"
    told += "limit = resource.getrlimit(resource.RLIMIT_CORE)\n"
    told += "print(json.dumps([sys.argv[1:], limit, dict(os.environ)]))\n"
    program(tmp_path / ".venv" / "bin" / "python", told)
    keys = {f"{s}_{name}": f"{s}-{name}" for s in ("PROD", "STAGING") for name in PER_STACK}
    done = shell(str(SCRIPTS / "refresh"), "refresh", "--yes", folder=tmp_path, RENDER_API_KEY="r", **keys)
    words, limit, environ = json.loads(done.stdout)
    assert (words, limit) == (["-m", "ops", "data", "refresh", "--yes"], [0, 0])
    assert environ["DATA_SOURCE_URI"] == "of-PROD-PULUMI_CONFIG_PASSPHRASE"
    assert environ["DATA_TARGET_URI"] == "of-STAGING-PULUMI_CONFIG_PASSPHRASE"
    assert environ["RENDER_API_KEY"] == "r"
    assert [name for name in environ if re.match("PROD_|STAGING_|PULUMI_|AWS_", name)] == []
    asked = (tmp_path / "asked").read_text().splitlines()
    ask = "stack output refreshUri --show-secrets --non-interactive --stack "
    assert asked == [f"{ask}prod", f"{ask}staging"]


def test_a_state_that_does_not_open_ends_it_before_anything_is_read(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "python3", "#!/bin/sh\necho somewhere\n")
    program(tmp_path / "bin" / "pulumi", "#!/bin/sh\necho 'error: no passphrase' >&2\nexit 255\n")
    program(tmp_path / ".venv" / "bin" / "python", "#!/bin/sh\necho ran\n")
    keys = {f"{s}_{name}": "" for s in ("PROD", "STAGING") for name in PER_STACK}
    done = shell(str(SCRIPTS / "refresh"), "refresh", folder=tmp_path, **keys)
    assert (done.returncode, done.stdout, done.stderr) == (255, "", "error: no passphrase\n")


@pytest.mark.parametrize(
    ("answer", "code", "output"),
    [
        ("20.1.2.3", 0, "address=20.1.2.3\n"),
        ("<html>sign in</html>", 1, ""),
        ("20.1.2.3\nx=y", 1, ""),
    ],
)
def test_the_runner_s_address_is_an_address(tmp_path: Path, answer: str, code: int, output: str) -> None:
    program(tmp_path / "bin" / "curl", f"#!/bin/sh\necho \"$*\" > asked\nprintf '%s\\n' '{answer}'\n")
    found, script = tmp_path / "output", step("ADDRESS_SERVICE")
    assert script["env"] == {
        "ADDRESS_SERVICE": "${{ vars.ADDRESS_SERVICE || 'https://checkip.amazonaws.com' }}"
    }
    found.touch()
    words = ("bash", "-eo", "pipefail", "-c", script["run"])
    done = shell(*words, folder=tmp_path, ADDRESS_SERVICE="https://x.example", GITHUB_OUTPUT=str(found))
    assert (done.returncode, found.read_text()) == (code, output)
    assert (tmp_path / "asked").read_text().endswith(" https://x.example\n")


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq, which GitHub's runners have, is not here")
def test_the_issue_is_opened_once_by_what_a_job_has_before_it_installs_anything(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "gh", '#!/bin/sh\necho "$*" >> asked\n[ "$2" = list ] && cat issues.json\n:')
    program(tmp_path / "bin" / "python3", f'#!/bin/sh\nexec {sys.executable} -S "$@"\n')
    issues = tmp_path / "issues.json"
    receipt = tmp_path / "receipt.json"
    words = ("refresh-issue", "--ended", "failure", "--run", "https://x.example", "--receipt", str(receipt))
    for found in ("[]", json.dumps([{"number": 5, "body": "old <!-- refresh of staging -->"}])):
        issues.write_text(found)
        done = shell(str(SCRIPTS / "issue"), *words, folder=tmp_path, PYTHONPATH=str(ROOT))
        assert (done.returncode, done.stderr) == (0, "")
    listed = "issue list --app github-actions --state open --limit 1000 --json number,body"
    first, opened, second, edited = (tmp_path / "asked").read_text().splitlines()
    assert (first, second) == (listed, listed)
    assert opened.startswith("issue create --title The refresh of staging has failed --body-file ")
    assert edited.startswith("issue edit 5 --body-file ")
