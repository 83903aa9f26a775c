"""What the workflows say after the stack files is written there, and nothing else of their text."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.parse import parse
from config.settings import Settings
from config.stacks import STACKS
from config.violations import SettingsError
from ops.workflows import brought_up_to_date, read_workflows
from ops.workflows.document import Document
from ops.workflows.places import places
from tests.conftest import ROOT, StackFiles

BRANCHES = {"prod": "main", "staging": "staging", "dev": "develop"}
DEPLOY = """\
# Written by hand.
on:
  push:
    branches: [main, staging, develop] # a comment
    paths: ["**"]
jobs:
  which:
    steps:
      - env:
          BRANCHES: main=prod staging=staging develop=dev
          OTHER: "1"
        run: |
          BRANCHES: not a key
          python -m ops.ci deploy-stack --branches "$BRANCHES"
  dev:
    steps:
      - uses: actions/checkout@v0
      - env:
          GITHUB_TOKEN: ${{ github.token }}
        run: "true"
      - env:
          PULUMI_BACKEND_URL: ${{ vars.PULUMI_BACKEND_URL }}
          RENDER_API_KEY: ${{ secrets.DEV_RENDER_API_KEY }} # the vendor's
          DEV_MAIL_KEY: ${{ secrets.DEV_MAIL_KEY }}
          DEV_PAY_KEY: ${{ secrets.DEV_PAY_KEY }}
        run: pulumi up
  lint:
    steps:
      - env:
          PULUMI_BACKEND_URL: file://nowhere
          DEV_OTHER: x
"""
DRIFT = """\
jobs:
  prod:
    steps:
      - uses: actions/checkout@v0
        with:
          ref: main
      - uses: actions/checkout@v0
        with:
          repository: somebody/else
          ref: v1
"""


@pytest.fixture
def stacks(stack_files: StackFiles) -> dict[str, Settings]:
    return described(stack_files, {"dev": ["MAIL_KEY", "PAY_KEY"]}, BRANCHES)


def described(
    stack_files: StackFiles, secrets: Mapping[str, list[str]], branches: Mapping[str, str] = BRANCHES
) -> dict[str, Settings]:
    """A company's settings with other branches, and only these secrets from the environment."""
    found = {}
    for stack in STACKS:
        values: dict[str, Any] = {**stack_files[stack], "branch": branches[stack]}
        values["secrets"] = {"JWT_SECRET": "generated", **dict.fromkeys(secrets.get(stack, []), "env")}
        found[stack] = parse(stack, values)
    return found


def written(text: str, stacks: dict[str, Settings]) -> str:
    new = brought_up_to_date("deploy.yml", text, stacks)
    assert brought_up_to_date("deploy.yml", new, stacks) == new
    return new


def test_what_is_up_to_date_stays_byte_for_byte(stacks: dict[str, Settings]) -> None:
    assert written(DEPLOY, stacks) == DEPLOY
    assert written(DRIFT, stacks) == DRIFT


@pytest.mark.parametrize(
    ("secrets", "lines"),
    [
        (["MAIL_KEY", "NEW_KEY", "PAY_KEY"], ["MAIL_KEY", "NEW_KEY", "PAY_KEY"]),
        (["PAY_KEY", "MAIL_KEY"], ["MAIL_KEY", "PAY_KEY"]),
        (["NEW_KEY", "PAY_KEY"], ["NEW_KEY", "PAY_KEY"]),
        (["PAY_KEY"], ["PAY_KEY"]),
        ([], []),
    ],
)
def test_the_secrets_of_a_job_are_those_of_its_stack_file(
    stack_files: StackFiles, secrets: list[str], lines: list[str], stacks: dict[str, Settings]
) -> None:
    before, block, after = DEPLOY.partition(
        "          DEV_MAIL_KEY: ${{ secrets.DEV_MAIL_KEY }}\n"
        "          DEV_PAY_KEY: ${{ secrets.DEV_PAY_KEY }}\n"
    )
    new = "".join(f"          DEV_{name}: ${{{{ secrets.DEV_{name} }}}}\n" for name in lines)
    assert block
    changed = written(DEPLOY, described(stack_files, {"dev": secrets}))
    assert changed == before + new + after
    assert written(changed, stacks) == DEPLOY  # also where the block was empty


def test_a_job_that_prepares_a_stacks_update_gets_its_secrets_too(
    stack_files: StackFiles, stacks: dict[str, Settings]
) -> None:
    own = "          DEV_MAIL_KEY: ${{ secrets.DEV_MAIL_KEY }}\n"
    start, end = DEPLOY.index("  dev:\n"), DEPLOY.index("  lint:\n")
    job = DEPLOY[start:end]
    for name, gets in {"dev-preview": True, "developers": False, "predev": False}.items():
        other = job.replace("  dev:\n", f"  {name}:\n")
        lacking = DEPLOY[:start] + other.replace(own, "") + DEPLOY[start:]
        wanted = DEPLOY[:start] + (other if gets else other.replace(own, "")) + DEPLOY[start:]
        assert written(lacking, stacks) == wanted


def test_a_line_that_hands_over_another_secret_is_set_right_where_it_stands(
    stacks: dict[str, Settings],
) -> None:
    own = "          DEV_MAIL_KEY: ${{ secrets.DEV_MAIL_KEY }}\n"
    anchor = "          PULUMI_BACKEND_URL: ${{ vars.PULUMI_BACKEND_URL }}\n"
    moved = DEPLOY.replace(own, "").replace(anchor, own.replace("secrets.DEV", "secrets.PROD") + anchor)
    assert written(moved, stacks) == DEPLOY.replace(own, "").replace(anchor, own + anchor)


def test_a_value_of_several_lines_before_the_block_stays_whole(stacks: dict[str, Settings]) -> None:
    key = "          RENDER_API_KEY: ${{ secrets.DEV_RENDER_API_KEY }} # the vendor's\n"
    text = DEPLOY.replace(key, "          KEPT: |\n            one\n            two\n")
    block = "".join(
        f"          {name}: ${{{{ secrets.{name} }}}}\n" for name in ("DEV_MAIL_KEY", "DEV_PAY_KEY")
    )
    assert block in text
    assert written(text.replace(block, ""), stacks) == text


def test_a_file_whose_last_line_is_not_ended_gets_its_block_on_lines_of_its_own(
    stacks: dict[str, Settings],
) -> None:
    text = "jobs:\n  dev:\n    steps:\n    - env:\n        PULUMI_BACKEND_URL: x"
    names = ("DEV_MAIL_KEY", "DEV_PAY_KEY")
    block = "".join(f"        {name}: ${{{{ secrets.{name} }}}}\n" for name in names)
    assert written(text, stacks) == f"{text}\n{block}"


def test_another_branch_is_written_everywhere_it_is_named(stack_files: StackFiles) -> None:
    stacks = described(
        stack_files, {"dev": ["MAIL_KEY", "PAY_KEY"]}, {**BRANCHES, "prod": "release/live", "dev": "next"}
    )
    table = "main=prod staging=staging develop=dev"
    assert written(DEPLOY, stacks) == DEPLOY.replace(
        "[main, staging, develop]", "[release/live, staging, next]"
    ).replace(table, "release/live=prod staging=staging next=dev")
    assert written(DRIFT, stacks) == DRIFT.replace("ref: main", "ref: release/live")


@pytest.mark.parametrize(
    ("branch", "filters", "ref"),
    [
        ("1.10", '["1.10", staging, develop]', '"1.10"'),
        ("true", '["true", staging, develop]', '"true"'),
        ("2026-01-01", '["2026-01-01", staging, develop]', '"2026-01-01"'),
        ("c++", r"[c\+\+, staging, develop]", "c++"),
    ],
)
def test_a_branch_is_never_taken_for_a_number_or_a_pattern(
    stack_files: StackFiles, branch: str, filters: str, ref: str
) -> None:
    stacks = described(stack_files, {"dev": ["MAIL_KEY", "PAY_KEY"]}, {**BRANCHES, "prod": branch})
    assert f"branches: {filters} # a comment" in written(DEPLOY, stacks)
    assert f"          ref: {ref}\n" in written(DRIFT, stacks)


@pytest.mark.parametrize("old", ["\n      - main\n      - staging\n", " []\n", ' ["main"]\n'])
def test_a_list_of_branches_in_another_form_is_written_too(old: str, stacks: dict[str, Settings]) -> None:
    head = "on:\n  push:\n    branches:"
    new = written(f"{head}{old}jobs: {{}}\n", stacks)
    assert yaml.load(new, yaml.BaseLoader) == {
        "on": {"push": {"branches": ["main", "staging", "develop"]}},
        "jobs": {},
    }


@pytest.mark.parametrize("where", ["step", "job", "workflow"])
def test_the_table_is_the_one_that_the_step_reads(where: str, stacks: dict[str, Settings]) -> None:
    env = dict.fromkeys(("workflow", "job", "step"), "") | {where: "env: {BRANCHES: main=prod}"}
    text = (
        f"{env['workflow']}\njobs:\n  a:\n    {env['job']}\n    steps:\n      - run: x --branches y\n"
        f"        {env['step']}\n  b:\n    env: {{BRANCHES: my own}}\n    steps: [{{run: x}}]\n"
    )
    assert written(text, stacks) == text.replace("main=prod", "main=prod staging=staging develop=dev")


def test_what_github_fills_in_is_left_alone_and_what_is_empty_is_filled(stacks: dict[str, Settings]) -> None:
    text = "jobs:\n  a:\n    steps:\n      - run: x --branches y\n        env:\n          BRANCHES:{}\n"
    kept = text.format(" ${{ vars.BRANCHES }} # ours")
    assert written(kept, stacks) == kept
    filled = text.format(" main=prod staging=staging develop=dev # ours")
    assert written(text.format(" # ours"), stacks) == filled


def test_only_what_checks_this_repository_out_gets_a_branch(stacks: dict[str, Settings]) -> None:
    step = "      - uses: {}\n        with:\n          ref: v1\n"
    others = "".join(map(step.format, ["some/dispatch@v3", "./.github/actions/notify"]))
    text = f"jobs:\n  prod:\n    steps:\n{others}{step.format('actions/checkout@v0')}"
    kept, _, last = text.rpartition("v1")
    assert written(text, stacks) == f"{kept}main{last}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("jobs: [\n", "deploy.yml: is not valid YAML: while parsing"),
        (
            "jobs:\n  dev:\n    steps:\n    - env: { PULUMI_BACKEND_URL: x }\n",
            "deploy.yml: jobs.dev: has an `env` in one line; give each variable a line of its own",
        ),
    ],
)
def test_what_cannot_be_written_is_one_line(text: str, said: str, stacks: dict[str, Settings]) -> None:
    with pytest.raises(SettingsError) as raised:
        brought_up_to_date("deploy.yml", text, stacks)
    assert str(raised.value).startswith(said)
    assert "\n" not in str(raised.value)


def test_the_repositorys_workflows_take_other_secrets_and_branches_and_come_back(
    stack_files: StackFiles,
) -> None:
    one, trunk = described(stack_files, {}), {**BRANCHES, "prod": "trunk"}
    other = described(stack_files, {stack: ["B_KEY", "A_KEY"] for stack in STACKS}, trunk)
    for file, text in read_workflows(ROOT).items():
        there = brought_up_to_date(file, text, other)
        if "/ci." not in file:  # which keeps the branches that it has
            assert brought_up_to_date(file, there, one) == brought_up_to_date(file, text, one)
        for place in places(Document(file, there), other):
            assert place.wanted.keys() <= place.held.keys()


def test_a_workflow_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    assert read_workflows(tmp_path) == {}
    (folder / "release.yml").write_bytes(b"\xff")
    (folder / "ci.yml").write_bytes(b"on: push\r\n")
    (folder / "drift.yaml").write_text("on: push\n")
    assert read_workflows(tmp_path) == {
        ".github/workflows/ci.yml": "on: push\r\n",
        ".github/workflows/drift.yaml": "on: push\n",
    }
    (folder / "ci.yml").write_bytes(b"\xff")
    with pytest.raises(SettingsError, match=r"^\.github/workflows/ci\.yml: cannot be read: .*"):
        read_workflows(tmp_path)
