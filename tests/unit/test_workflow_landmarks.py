"""`ops check` on workflows in which what it looks for is missing, or leads to what belongs to others."""

import pytest

from tests.unit.test_workflow_findings import PUSH, WORKFLOWS, Folder, brief, folder

__all__ = ["folder"]  # the fixture

JOB_OF_PROD = "  prod:\n"
NO_STEP = "has no step whose `env` names PULUMI_BACKEND_URL"
NO_BRANCHES = "does not name the branches whose pushes deploy"
NO_REF = "has no actions/checkout with a `ref`, so it gets the default branch"
ANCHOR = "          PULUMI_BACKEND_URL: x\n"
FIRST = "          PROD_DATABASE_PASSWORD: ${{ secrets.PROD_DATABASE_PASSWORD }}\n"


def test_each_finding_names_its_stack_and_its_line(folder: Folder) -> None:
    folder.edit("drift", "          ref: staging\n", "          fetch-depth: 1\n")
    (found,) = folder.errors()
    lines = folder.file("drift").read_text().splitlines()
    assert lines[found["line"] - 2] == "  staging:"
    assert (found["key"], found["what"], found["also"]) == ("jobs.staging", NO_REF, ["Pulumi.staging.yaml"])
    assert (folder.errors("--stack", "staging"), folder.errors("--stack", "dev")) == ([found], [])


@pytest.mark.parametrize(
    ("name", "old", "new", "key", "what"),
    [
        ("deploy", JOB_OF_PROD, "  production:\n", "jobs.prod", "is no job of this workflow"),
        ("drift", JOB_OF_PROD, "  production:\n", "jobs.prod", "is no job of this workflow"),
        ("drift", ANCHOR + FIRST, FIRST, "jobs.prod", NO_STEP),
        (
            "deploy",
            ANCHOR + FIRST,
            f"{ANCHOR}      - env:\n{ANCHOR}{FIRST}",
            "jobs.prod",
            "has 2 steps whose `env` names PULUMI_BACKEND_URL",
        ),
        (
            "deploy",
            ANCHOR + FIRST,
            f"          DEV_KEY: x\n{ANCHOR}{FIRST}",
            "jobs.prod",
            "gets DEV_KEY, which is another environment's",
        ),
        (
            "drift",
            ANCHOR + FIRST,
            ANCHOR + FIRST + "          STAGE: ${{ secrets['STAGING_KEY'] }}\n",
            "jobs.prod",
            "gets STAGE, which is another environment's",
        ),
        (
            "drift",
            "uses: actions/checkout@v0\n        with:\n          ref: main",
            "run: x",
            "jobs.prod",
            NO_REF,
        ),
        ("deploy", PUSH, "on:\n  push:\n", "on.push", NO_BRANCHES),
        ("deploy", PUSH, "on: push\n", "on.push", NO_BRANCHES),
        ("deploy", PUSH, "on: [push, workflow_dispatch]\n", "on.push", NO_BRANCHES),
    ],
)
def test_a_landmark_that_is_missing_or_leads_astray_is_a_finding(
    folder: Folder, name: str, old: str, new: str, key: str, what: str
) -> None:
    folder.edit(name, old, new)
    assert (f"{WORKFLOWS}/{name}.yml", key, what) in brief(folder.errors())


def test_an_anchor_in_the_workflows_own_variables_is_missed_in_each_job(folder: Folder) -> None:
    text = folder.file("drift").read_text().replace(ANCHOR, "")
    folder.file("drift").write_text(f"env:\n  PULUMI_BACKEND_URL: x\n{text}")
    assert [(found["key"], found["what"]) for found in folder.errors()] == [
        (f"jobs.{stack}", NO_STEP) for stack in ("prod", "staging", "dev")
    ]


@pytest.mark.parametrize(
    "on", ["on: workflow_dispatch\n", "on:\n  workflow_dispatch:\n", "on: [workflow_dispatch]\n"]
)
def test_what_starts_by_hand_alone_needs_no_branches(folder: Folder, on: str) -> None:
    folder.edit("deploy", PUSH, on)
    assert folder.errors() == []


def test_a_single_branch_is_a_list_of_one_and_written_as_a_list(folder: Folder) -> None:
    folder.edit("deploy", "[main, staging, develop]", "main")
    assert [found["file"] for found in folder.errors()] == ["Pulumi.staging.yaml", "Pulumi.dev.yaml"]
    assert folder.reference()[0] == 0
    assert folder.errors() == []
    assert folder.file("deploy").read_text().startswith(PUSH)


def test_the_other_ending_is_read_and_written_too(folder: Folder) -> None:
    folder.edit("deploy", "ref: main", "ref: trunk")
    folder.file("deploy").rename(folder.path / WORKFLOWS / "deploy.yaml")
    what = f"'main' is not the branch of prod in {WORKFLOWS}/deploy.yaml"
    assert brief(folder.errors()) == [("Pulumi.prod.yaml", "branch", what)]
    assert folder.reference() == (0, [f"{WORKFLOWS}/deploy.yaml written"])
    assert folder.errors() == []


@pytest.mark.parametrize("read", ["${{ secrets.PROD_SHOP_KEY }}", "${{secrets['PROD_SHOP_KEY']}}"])
def test_an_applications_secret_never_gets_a_credential_of_ci(folder: Folder, read: str) -> None:
    folder.edit("deploy", ANCHOR + FIRST, f"{ANCHOR}          VENDOR_KEY: {read}\n{FIRST}")
    assert folder.errors() == []
    folder.change(lambda values: values["prod"]["secrets"].update(SHOP_KEY="env"))
    before = {name: folder.file(name).read_bytes() for name in ("deploy", "drift")}
    (found,) = folder.errors()
    assert (found["file"], found["key"], found["also"]) == (
        "Pulumi.prod.yaml",
        "secrets.SHOP_KEY",
        [f"{WORKFLOWS}/deploy.yml"],
    )
    line = 1 + folder.file("deploy").read_text().splitlines().index(f"          VENDOR_KEY: {read}")
    text = (
        "would get the value of VENDOR_KEY: CI reads its own under the name PROD_SHOP_KEY "
        f"({WORKFLOWS}/deploy.yml:{line}); the application would hold a key that is not its own; "
        "call the application's otherwise"
    )
    assert "; ".join(found[part] for part in ("what", "why", "write")) == text
    assert folder.reference() == (2, [f"Pulumi.prod.yaml: secrets.SHOP_KEY: {text}"])
    assert {name: folder.file(name).read_bytes() for name in before} == before
