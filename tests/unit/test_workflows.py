"""The workflows: valid, linted, of least permission, and of one mind. Offline.

Of the project's own each counts that a checkout still has; others beside them are their owner's.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.stacks import STACKS
from ops.ci.branches import read_branches
from ops.workflows import read_workflows
from ops.workflows.places import branch_filter
from tests.conftest import ROOT

FILES = {Path(file).stem: ROOT / file for file in read_workflows(ROOT)}
some = pytest.mark.skipif(not FILES, reason="this checkout has none of the workflows")
OF_STACKS = [name for name in ("deploy", "drift") if name in FILES]
READ = {"contents": "read"}
PERMISSIONS = {
    "preview/comment": {"pull-requests": "write"},
    "deploy/which": {**READ, "actions": "read"},
    **{f"drift/{stack}": {**READ, "issues": "write"} for stack in STACKS},
    "refresh/refresh": {**READ, "issues": "write"},
}
# A proxy that nobody listens at: what tried to leave the machine would fail.
PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy")
OFFLINE = dict.fromkeys(PROXIES, "http://127.0.0.1:9")


def workflow(name: str) -> dict[str, Any]:
    return deepcopy(_parsed(name))


@cache  # a hundredth of a second for each, and every test looks through all of them
def _parsed(name: str) -> dict[str, Any]:
    return dict(yaml.load(FILES[name].read_text(), yaml.BaseLoader))


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    for name in FILES:
        for job, body in workflow(name)["jobs"].items():
            yield f"{name}/{job}", body


def tool(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / name), *arguments]
    return subprocess.run(command, cwd=ROOT, env=OFFLINE, capture_output=True, text=True, check=False)


@some
def test_they_follow_githubs_schema() -> None:
    done = tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *map(str, FILES.values()))
    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n"), done.stdout + done.stderr


@some
def test_zizmor_finds_nothing_and_nothing_is_waived(tmp_path: Path) -> None:
    copies = tmp_path / ".github" / "workflows"
    copies.mkdir(parents=True)
    for file, text in read_workflows(ROOT).items():
        # Of a branch called release it guesses that what is cached is published.
        (tmp_path / file).write_text(text.replace("release", "elsewhere"))
    words = ["--offline", "--no-config", "--no-ignores", "--no-progress", "--format=json"]
    done = tool("zizmor", *words, str(copies))
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stdout + done.stderr


def test_only_three_known_actions_are_used_and_each_by_its_full_commit() -> None:
    used = {step["uses"] for _, job in jobs() for step in job["steps"] if "uses" in step}
    names = [re.sub(r"@[0-9a-f]{40}$", "", action) for action in used]
    assert set(names) <= {"actions/checkout", "actions/cache", "actions/upload-artifact"}
    assert len(names) == len(set(names))


def test_an_image_is_taken_by_its_digest() -> None:
    scripts = "\n".join(step.get("run", "") for _, job in jobs() for step in job["steps"])
    images = re.findall(r"(?m)^docker (?:create|run|pull) .*?(\S+)$", scripts)
    assert [image for image in images if not re.search(r"@sha256:[0-9a-f]{64}$", image)] == []


def test_no_checkout_leaves_its_token_behind() -> None:
    checkouts = [step for _, job in jobs() for step in job["steps"] if "checkout@" in step.get("uses", "")]
    assert {step.get("with", {}).get("persist-credentials") for step in checkouts} <= {"false"}


def test_no_permission_is_given_to_a_whole_workflow_and_a_few_to_jobs() -> None:
    assert {name: workflow(name)["permissions"] for name in FILES} == {name: {} for name in FILES}
    for name, job in jobs():
        assert job["permissions"] == PERMISSIONS.get(name, READ), name


def test_a_pull_request_sees_no_secret() -> None:
    for name in FILES:
        triggers = workflow(name)["on"]
        assert "pull_request_target" not in triggers
        if "pull_request" in triggers:
            assert "secrets." not in FILES[name].read_text()


def test_a_job_that_holds_secrets_takes_nothing_from_a_cache() -> None:
    for name, job in jobs():
        if "secrets." in str(job):
            assert "actions/cache" not in str(job), name


def updates() -> dict[str, dict[str, Any]]:
    """The jobs of deploy.yml that update, production's without what it does more than the others."""
    jobs = {stack: workflow("deploy")["jobs"][stack] for stack in STACKS}
    jobs["prod"]["needs"] = "which"
    update = jobs["prod"]["steps"][-1]
    update["name"] = update["name"].removesuffix(", if it does what was previewed")
    del update["env"]["SEEN"]
    first, _, last, *rest = re.split(r"(?m)^(?=pulumi preview|# Interrupted)", update["run"])
    assert rest == []
    update["run"] = first.replace('file="$RUNNER_TEMP/preview.json"\n', "") + last
    return jobs


@pytest.mark.parametrize("name", OF_STACKS)
def test_the_three_jobs_are_one_job_three_times(name: str) -> None:
    texts = set()
    jobs = updates() if name == "deploy" else workflow(name)["jobs"]
    for stack in STACKS:
        job = jobs[stack]
        job["steps"][0]["with"].pop("ref", None)  # its branch: has a test of its own
        for step in job["steps"]:  # its secrets: have one too
            own = [key for key in step.get("env", {}) if key.startswith(f"{stack.upper()}_")]
            for key in own:
                assert step["env"].pop(key) == f"${{{{ secrets.{key} }}}}"
        texts.add(re.sub(rf"\b{stack}\b", "STACK", str(job)).replace(f"{stack.upper()}_", "STACK_"))
    assert len(texts) == 1


@pytest.mark.parametrize("name", OF_STACKS)
def test_each_job_gets_its_own_stacks_secrets_in_the_step_that_reaches_its_state(name: str) -> None:
    for stack in STACKS:
        job = workflow(name)["jobs"][stack]
        (given,) = [step["env"] for step in job["steps"] if "secrets." in str(step)]
        assert "PULUMI_BACKEND_URL" in given
        assert all(read.startswith(f"{stack.upper()}_") for read in re.findall(r"secrets\.(\w+)", str(job)))
    others = set(workflow(name)["jobs"]) - {*STACKS, "which", "prod-preview"}
    assert others == set()


def test_production_is_previewed_where_its_approver_looks_before_anybody_is_asked() -> None:
    jobs = workflow("deploy")["jobs"]
    preview, update = jobs["prod-preview"], jobs["prod"]
    assert (preview["environment"], update["environment"]) == ("prod-preview", "prod")
    assert update["needs"] == ["which", "prod-preview"]
    # Without reviewers a push is only previewed; with them, or typed by hand, it is updated too.
    assert preview["if"] == "needs.which.outputs.stack == 'prod'"
    assert update["if"] == "needs.which.outputs.deploy == 'prod'"
    shown, done = preview["steps"][-1], update["steps"][-1]
    assert "ops ci comment" in shown["run"]
    assert '>> "$GITHUB_STEP_SUMMARY"' in shown["run"]
    assert "pulumi up" not in shown["run"]
    secrets = {key: value for key, value in done["env"].items() if key != "SEEN"}
    assert shown["env"] == secrets


def test_what_production_does_is_what_was_previewed() -> None:
    jobs = workflow("deploy")["jobs"]
    shown, done = jobs["prod-preview"]["steps"][-1]["run"], jobs["prod"]["steps"][-1]
    assert jobs["prod-preview"]["outputs"] == {"digest": "${{ steps.preview.outputs.digest }}"}
    assert done["env"]["SEEN"] == "${{ needs.prod-preview.outputs.digest }}"
    (asked,) = {line for line in shown.splitlines() if line.startswith("pulumi preview")}
    lines = done["run"].splitlines()
    compared = 'python -m ops ci digest --stack prod --preview "$file" --seen "$SEEN"'
    # The same question, and nothing but a comment between the answer and the update.
    assert lines[lines.index(asked) + 1] == compared
    assert lines[lines.index(compared) + 1].startswith("# ")
    assert lines[lines.index(compared) + 2].startswith("timeout ")


@pytest.mark.parametrize("name", OF_STACKS)
def test_an_update_is_never_cancelled_and_only_one_runs_for_a_stack(name: str) -> None:
    group = {"deploy": "pulumi", "drift": "drift"}[name]
    groups = {stack: workflow(name)["jobs"][stack]["concurrency"] for stack in STACKS}
    assert groups == {s: {"group": f"{group}-{s}", "cancel-in-progress": "false"} for s in STACKS}
    assert "concurrency" not in workflow(name)


def test_the_workflows_agree_on_which_branch_is_whose() -> None:
    tables = [
        read_branches(step["env"]["BRANCHES"])
        for _, job in jobs()
        for step in job["steps"]
        if "--branches" in str(step)
    ]
    if "drift" in FILES:
        drift = workflow("drift")["jobs"]
        tables.append({drift[stack]["steps"][0]["with"]["ref"]: stack for stack in STACKS})
    for table in tables:
        assert table == tables[0]
        assert sorted(table.values()) == sorted(STACKS)
    for name in {"ci", "deploy"} & FILES.keys():
        filters = workflow(name)["on"]["push"]["branches"]
        assert {branch_filter(branch) for table in tables for branch in table} <= set(filters)


def test_every_script_in_the_workflows_is_valid_bash() -> None:
    scripts = [step["run"] for _, job in jobs() for step in job["steps"] if "run" in step]
    scripts += [file.read_text() for file in (ROOT / ".github" / "scripts").glob("*")]
    for script in scripts:
        done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert "${{" not in script
