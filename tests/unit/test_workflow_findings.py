"""`ops check` and `ops reference` on a folder whose workflows do not say what its stack files say."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.stacks import STACKS, stack_file
from tests.conftest import StackFiles
from tests.ops_command import ops
from tests.unit.test_workflow_places import BRANCHES

WORKFLOWS = ".github/workflows"
PUSH = "on:\n  push:\n    branches: [main, staging, develop]\n"
JOB = """\
  {stack}:
    steps:
      - uses: actions/checkout@v0
        with:
          ref: {branch}
      - env:
          PULUMI_BACKEND_URL: x
"""
TABLE = """\
jobs:
  which:
    steps:
      - env:
          BRANCHES: main=prod staging=staging develop=dev
        run: python -m ops.ci stacks --branches "$BRANCHES"
"""
JOBS = "".join(JOB.format(stack=stack, branch=BRANCHES[stack]) for stack in STACKS)
Change = Callable[[dict[str, dict[str, Any]]], object]


class Folder:
    """Stack files and the workflows that belong to them, in a folder of their own."""

    def __init__(self, path: Path, values: dict[str, dict[str, Any]]) -> None:
        self.path, self.values = path, values
        (path / "Pulumi.yaml").write_text("name: shop\n")
        (path / WORKFLOWS).mkdir(parents=True)
        self.change(lambda _: None)
        texts = {"ci": PUSH, "deploy": PUSH + TABLE + JOBS, "drift": f"jobs:\n{JOBS}", "preview": TABLE}
        for name, text in texts.items():
            self.file(name).write_text(text)
        assert self.reference()[0] == 0

    def change(self, edit: Change) -> None:
        edit(self.values)
        for stack, values in self.values.items():
            text = yaml.safe_dump({"config": values}, sort_keys=False)
            (self.path / stack_file(stack)).write_text(text)

    def file(self, name: str) -> Path:
        return self.path / WORKFLOWS / f"{name}.yml"

    def edit(self, name: str, old: str, new: str) -> None:
        text = self.file(name).read_text()
        assert text.count(old) == 1
        self.file(name).write_text(text.replace(old, new))

    def errors(self, *arguments: str) -> list[dict[str, Any]]:
        """The errors of `ops check`, each with its exit code looked at."""
        done = ops("check", "--json", "--folder", str(self.path), *arguments)
        found = [one for one in json.loads(done.stdout)["findings"] if one["level"] == "error"]
        assert done.returncode == int(bool(found))
        return found

    def reference(self, *arguments: str) -> tuple[int, list[str]]:
        """Its exit code and what it says of workflows and stack files."""
        done = ops("reference", "--folder", str(self.path), *arguments)
        return done.returncode, [line for line in done.stdout.splitlines() if "docs/" not in line]


@pytest.fixture
def folder(tmp_path: Path, stack_files: StackFiles) -> Folder:
    return Folder(tmp_path, {stack: stack_files[stack] for stack in STACKS})


def brief(found: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(one["file"], one["key"], one["what"]) for one in found]


def test_what_reference_has_written_is_complete(folder: Folder) -> None:
    assert folder.errors() == []
    assert folder.reference("--check") == (0, [])
    assert "PROD_STRIPE_SECRET_KEY: ${{ secrets.PROD_STRIPE_SECRET_KEY }}" in folder.file("drift").read_text()


def test_a_new_secret_is_one_finding_until_it_is_written(folder: Folder) -> None:
    folder.change(lambda values: values["dev"]["secrets"].update(NEW_KEY="env", OTHER_KEY="generated"))
    (found,) = folder.errors()
    assert found == {
        "level": "error",
        "file": "Pulumi.dev.yaml",
        "line": found["line"],
        "key": "secrets.NEW_KEY",
        "what": "is not handed over by .github/workflows/deploy.yml and drift.yml",
        "why": "an update works on a machine and fails in CI",
        "write": "run `python -m ops reference`",
        "rules": [],
        "also": [".github/workflows/deploy.yml", ".github/workflows/drift.yml"],
    }
    line = (folder.path / "Pulumi.dev.yaml").read_text().splitlines()[found["line"] - 1]
    assert line == "    NEW_KEY: env"
    written = [f"{WORKFLOWS}/{name}.yml" for name in ("deploy", "drift")]
    late = [f"{file} is out of date; run `python -m ops reference`" for file in written]
    assert folder.reference("--check") == (1, late)
    assert folder.reference() == (0, [f"{file} written" for file in written])
    assert (folder.errors(), folder.reference("--check")) == ([], (0, []))


def test_only_the_workflow_that_lacks_a_secret_is_named(folder: Folder) -> None:
    folder.edit("drift", "          DEV_MAILJET_API_KEY: ${{ secrets.DEV_MAILJET_API_KEY }}\n", "")
    assert brief(folder.errors()) == [
        ("Pulumi.dev.yaml", "secrets.MAILJET_API_KEY", f"is not handed over by {WORKFLOWS}/drift.yml")
    ]
    folder.file("drift").unlink()
    assert folder.errors() == []


def test_one_that_hands_over_another_secret_does_not_hand_it_over(folder: Folder) -> None:
    folder.edit("deploy", "secrets.DEV_MAILJET_API_KEY", "secrets.PROD_MAILJET_API_KEY")
    assert brief(folder.errors()) == [
        ("Pulumi.dev.yaml", "secrets.MAILJET_API_KEY", f"is not handed over by {WORKFLOWS}/deploy.yml")
    ]


@pytest.mark.parametrize("source", ["ui", None])
def test_a_secret_that_left_the_stack_file_is_one_finding_with_its_lines(
    folder: Folder, source: str | None
) -> None:
    def leave(values: dict[str, dict[str, Any]]) -> None:
        del values["dev"]["secrets"]["ENCRYPTION_MASTER_KEY"]
        values["dev"]["secrets"].update({"ENCRYPTION_MASTER_KEY": source} if source else {})

    folder.change(leave)
    name = "DEV_ENCRYPTION_MASTER_KEY"
    lines = {
        workflow: 1 + [name in line for line in folder.file(workflow).read_text().splitlines()].index(True)
        for workflow in ("deploy", "drift")
    }
    (found,) = folder.errors()
    assert (found["file"], found["line"], found["key"]) == (
        f"{WORKFLOWS}/deploy.yml",
        lines["deploy"],
        "secrets.ENCRYPTION_MASTER_KEY",
    )
    assert (found["what"], found["why"], found["write"]) == (
        f"{name} is handed over, by {WORKFLOWS}/drift.yml:{lines['drift']} too, but Pulumi.dev.yaml does not "
        "name it as `env`",
        "the job would go on holding a secret that nobody reads",
        "run `python -m ops reference`, or name it there",
    )
    assert (folder.errors("--stack", "dev"), folder.errors("--stack", "prod")) == ([found], [])
    assert folder.reference()[0] == 0
    assert folder.errors() == []


def test_a_secret_that_is_missed_in_the_stack_file_is_not_called_left_over_in_the_workflows(
    folder: Folder,
) -> None:
    folder.change(lambda values: values["dev"]["secrets"].pop("STRIPE_WEBHOOK_SECRET"))
    assert brief(folder.errors()) == [
        ("Pulumi.dev.yaml", "secrets.STRIPE_WEBHOOK_SECRET", "is missing beside the Stripe secret key")
    ]


def test_another_branch_is_one_finding_for_each_stack_that_has_one(folder: Folder) -> None:
    folder.change(lambda values: values["prod"].update(branch="live"))
    assert brief(folder.errors()) == [
        (
            "Pulumi.prod.yaml",
            "branch",
            f"'live' is not the branch of prod in {WORKFLOWS}/ci.yml, deploy.yml, drift.yml and preview.yml",
        )
    ]
    assert folder.errors("--stack", "dev") == []
    folder.change(lambda values: values["dev"].update(branch="next"))
    assert [one["file"] for one in folder.errors()] == ["Pulumi.prod.yaml", "Pulumi.dev.yaml"]
    assert folder.reference()[0] == 0
    assert folder.errors() == []
    assert "branches: [live, staging, next]" in folder.file("deploy").read_text()
    assert "branches: [main, staging, develop, live, next]" in folder.file("ci").read_text()


def test_two_environments_with_one_branch_are_told_so_once(folder: Folder) -> None:
    folder.change(lambda values: values["dev"].update(branch="main"))
    assert brief(folder.errors()) == [
        ("Pulumi.dev.yaml", "branch", "'main' is also branch of Pulumi.prod.yaml")
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "line"),
    [
        ("deploy", "develop]", "develop, release]", 3),
        ("preview", "main=prod staging=staging", "main=prod main=prod staging=staging", 5),
    ],
)
def test_whatever_else_reference_would_write_is_a_finding_for_each_stack(
    folder: Folder, name: str, old: str, new: str, line: int
) -> None:
    folder.edit(name, old, new)
    assert folder.reference("--check")[0] == 1
    for stack in STACKS:
        (found,) = folder.errors("--stack", stack)
        assert (found["file"], found["line"]) == (f"{WORKFLOWS}/{name}.yml", line)
        assert found["what"] == (
            "is not as written by `python -m ops reference`: more stands there than the stack files say"
        )
    assert folder.reference()[0] == 0
    assert folder.errors() == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("ci", "develop]", "develop, release]"),
        ("deploy", "develop]", "develop, 'feature/**', '!main-old']"),
        ("deploy", "[main, staging, develop]", "\n      - develop # ours\n      - main\n      - staging"),
        ("preview", "main=prod staging=staging", "staging=staging main=prod"),
        ("drift", "ref: develop", "ref: 'develop' # its branch"),
        ("drift", "${{ secrets.DEV_MAILJET_API_KEY }}", "${{secrets.DEV_MAILJET_API_KEY}}"),
        ("drift", "${{ secrets.DEV_MAILJET_API_KEY }}", '"${{ secrets.DEV_MAILJET_API_KEY }}" # since May'),
        ("drift", "          DEV_MAILJET_API_KEY:", "\n          # mail\n          DEV_MAILJET_API_KEY:"),
    ],
)
def test_what_is_right_in_other_words_is_no_finding_and_stays(
    folder: Folder, name: str, old: str, new: str
) -> None:
    folder.edit(name, old, new)
    before = folder.file(name).read_text()
    assert folder.errors() == []
    assert folder.reference()[0] == 0
    assert folder.file(name).read_text() == before


def test_a_file_with_line_ends_as_on_windows_keeps_them(folder: Folder) -> None:
    file = folder.file("drift")
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert folder.reference("--check") == (0, [])
    folder.change(lambda values: values["dev"]["secrets"].update(NEW_KEY="env"))
    assert folder.reference()[0] == 0
    assert b"DEV_NEW_KEY: ${{ secrets.DEV_NEW_KEY }}\r\n" in file.read_bytes()
    assert file.read_bytes().count(b"\n") == file.read_bytes().count(b"\r\n")
    assert folder.reference("--check") == (0, [])


def test_the_order_of_a_stack_file_is_nobodys_concern(folder: Folder) -> None:
    secrets = reversed(folder.values["dev"]["secrets"].items())
    folder.change(lambda values: values["dev"].update(secrets=dict(secrets)))
    assert (folder.errors(), folder.reference("--check")) == ([], (0, []))


def test_a_workflow_that_cannot_be_used_is_one_finding_and_one_line(folder: Folder) -> None:
    folder.file("preview").write_text("env: [\n")
    for arguments in ([], ["--stack", "dev"]):
        (found,) = folder.errors(*arguments)
        assert found["file"] == f"{WORKFLOWS}/preview.yml"
        assert found["what"].startswith("is not valid YAML: while parsing")
    code, (line,) = folder.reference()
    assert code == 2
    assert line.startswith(f"{WORKFLOWS}/preview.yml: is not valid YAML")


def test_a_folder_without_workflows_has_nothing_to_compare(folder: Folder) -> None:
    folder.change(lambda values: values["dev"]["secrets"].update(NEW_KEY="env"))
    for file in (folder.path / WORKFLOWS).iterdir():
        file.unlink()
    assert folder.errors() == []
    (folder.path / "Pulumi.dev.yaml").unlink()
    assert folder.reference("--check") == (0, [])


def test_a_stack_file_that_cannot_be_used_is_one_line_and_the_schema_is_written_all_the_same(
    folder: Folder,
) -> None:
    folder.change(lambda values: values["dev"].pop("branch"))
    schema = folder.path / "docs" / "stack.schema.json"
    schema.unlink()
    before = folder.file("deploy").read_text()
    why = "Pulumi.dev.yaml: branch: is missing (the Git branch that Render and Vercel deploy); add it"
    done = ops("reference", "--folder", str(folder.path))
    assert (done.returncode, done.stdout) == (2, f"{why}\ndocs/stack.schema.json written\n")
    assert folder.reference() == (2, [why])  # and nothing is called up to date
    assert schema.is_file()
    assert folder.file("deploy").read_text() == before
