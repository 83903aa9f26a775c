"""The line in a pull request's comment that says what its changes of plans cost."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ops.ci.comment import comment
from ops.ci.cost_line import cost_line
from ops.ci.markdown import LIMIT
from ops.ci.plans import Plan, PlanChange
from ops.ci.preview import parse, read
from tests.conftest import ROOT
from tests.unit.test_ci_comment import PREVIEWS, RENDER, step

API, WORKER, REDIS = f"{RENDER}:WebService", f"{RENDER}:BackgroundWorker", f"{RENDER}:KeyValue"
CLUSTER = "mongodbatlas:index/advancedCluster:AdvancedCluster"
Step = dict[str, Any]


def line(*steps: Step) -> str:
    """The line of a preview with these steps, as it stands in the comment; empty for none."""
    preview = parse({"steps": list(steps)}, "prod")
    found = cost_line("prod", preview.plans)
    parts = comment("prod", preview).split("\n\n")
    assert [part for part in parts if "a month" in part or "fixed price" in part] == (
        [found] if found else []
    )
    return found


def change(token: str, name: str, before: Step, **after: Any) -> Step:
    return step("update", token, name, before, **after)


def deleted(token: str, name: str, inputs: Step, op: str = "delete") -> Step:
    return {**step(op, token, name, inputs), "newState": None}


def specs(*tiers: str, nodes: int = 3) -> Step:
    sizes = [{"electableSpecs": {"instanceSize": tier, "nodeCount": nodes}} for tier in tiers]
    return {"replicationSpecs": [{"regionConfigs": sizes}]}


STARTER: Step = {"plan": "starter"}
TO_STANDARD = change(API, "api", STARTER, plan="standard")


def test_another_plan_is_one_line_between_the_first_one_and_the_table() -> None:
    text = comment("prod", parse({"steps": [TO_STANDARD]}, "prod"))
    assert text == (
        "**prod**: 1 to update.\n\n"
        "**+ 18 USD a month**: `api`: `starter` to `standard`, by list prices of 2026-05.\n\n"
        "| resource | operation | keys that differ |\n|---|---|---|\n"
        "| Render WebService `api` | update | `plan` |\n\n"
        "<!-- pulumi preview of prod -->"
    )


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (
            [
                step("create", REDIS, "redis", **STARTER),
                deleted(f"{RENDER}:KeyValueRef", "redis", {"name": "x"}),
            ],
            "**+ 10 USD a month**: prod gets a Redis of its own (`starter`), "
            "by list prices of 2026-09, not sure.",
        ),
        (
            [deleted(REDIS, "redis", {"plan": "standard"}), change(WORKER, "worker", STARTER, **STARTER)],
            "**- 32 USD a month**: prod loses its Redis (`standard`), by list prices of 2025-01, not sure.",
        ),
        (
            [change(WORKER, "worker", STARTER, num_instances=3, **STARTER), TO_STANDARD],
            "**+ 32 USD a month**: `worker`: `starter` to `3 x starter`, `api`: `starter` to `standard`, "
            "by list prices of 2026-05.",
        ),
        (
            [TO_STANDARD, change(WORKER, "worker", {"plan": "standard"}, **STARTER)],
            "**± 0 USD a month**: `api`: `starter` to `standard`, `worker`: `standard` to `starter`, "
            "by list prices of 2026-05.",
        ),
        (
            [
                step("create", API, "api", **STARTER),
                step("create", WORKER, "worker", **STARTER),
                step("create", CLUSTER, "database", **specs("M30")),
            ],
            "**+ 402 USD a month**: prod gets an API (`starter`), a worker (`starter`), a cluster of its own "
            "(`M30`), by list prices of 2026-01 to 2026-05, not all sure.",
        ),
    ],
    ids=["a Redis of its own", "none any more", "instances", "no more and no less", "the first update"],
)
def test_what_costs_more_or_less_is_said_in_its_own_words(steps: list[Step], said: str) -> None:
    assert line(*steps) == said


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (
            [change(REDIS, "redis", STARTER, plan="20g")],
            "A plan without a fixed price: `redis`: `starter` to `20g`.",
        ),
        (
            [change(CLUSTER, "database", specs("M10"), **specs("M30"))],
            "A plan without a fixed price: `database`: `M10` to `M30`; `M10`: more in some regions.",
        ),
        (
            [
                TO_STANDARD,
                step("create", CLUSTER, "database", **specs("M30", "M30")),
                change(WORKER, "worker", STARTER, plan="custom"),
            ],
            "**+ 18 USD a month**: `api`: `starter` to `standard`, by list prices of 2026-05. "
            "Plans without a fixed price: `worker`: `starter` to `custom`; "
            "prod gets a cluster of its own (`M30 + M30`).",
        ),
        (
            [change(CLUSTER, "database", specs("M30"), **specs("M30", nodes=5))],
            "A plan without a fixed price: `database`: `M30` to `M30 with 5 nodes`.",
        ),
    ],
    ids=["no price", "a price that differs", "beside one that is known", "more nodes than the price is for"],
)
def test_what_has_no_fixed_price_is_named_and_never_in_the_figure(steps: list[Step], said: str) -> None:
    assert line(*steps) == said


@pytest.mark.parametrize(
    "steps",
    [
        [change(API, "api", {**STARTER, "branch": "a"}, **STARTER, branch="b")],
        [change(API, "api", STARTER, plan="0.5c-512mb")],
        [step("create", API, "api", plan="free")],
        [step("create", API, "api", adopt="srv-1", **STARTER)],
        [step("import", CLUSTER, "database", **specs("M30"))],
        [step("refresh", API, "api", STARTER, plan="pro")],
        [change(API, "api", {}, branch="b")],
        [
            step("create-replacement", API, "api", {**STARTER, "region": "a"}, **STARTER, region="b"),
            deleted(API, "api", {**STARTER, "region": "a"}, "delete-replaced"),
        ],
        [step("update", "vercel:index/project:Project", "frontend", {"plan": "a"}, plan="b")],
    ],
    ids=[
        "a setting",
        "a spelling",
        "free",
        "adopted",
        "imported",
        "seen only",
        "no plan",
        "the same anew",
        "of others",
    ],
)
def test_where_no_cost_changes_there_is_no_line(steps: list[Step]) -> None:
    assert line(*steps) == ""


def test_a_replacement_with_another_plan_is_a_change_of_it() -> None:
    anew = step("create-replacement", API, "api", STARTER, plan="standard")
    gone = deleted(API, "api", STARTER, "delete-replaced")
    assert line(anew, gone) == line(gone, anew) == line(TO_STANDARD)


@pytest.mark.parametrize("name", ["drift", "lost"])
def test_what_the_sandbox_recorded_changes_no_plan(name: str) -> None:
    assert read(PREVIEWS / f"{name}.json", "prod").plans == ()


def test_an_update_that_would_fail_costs_nothing() -> None:
    said = [{"severity": "error", "message": "refused"}]
    preview = parse({"steps": [TO_STANDARD], "diagnostics": said}, "prod")
    assert preview.plans == (PlanChange("API", "api", Plan("starter"), Plan("standard")),)
    assert "USD" not in comment("prod", preview)


def test_names_and_plans_cannot_break_out_of_it_and_a_thousand_fit() -> None:
    evil = "x`\n<!-- pulumi preview of dev -->"
    many = [change(API, f"{n}{evil}", STARTER, plan=f"{n}{'é' * 500}") for n in range(1000)]
    text = comment("prod", parse({"steps": many}, "prod"))
    assert len(text.encode()) <= LIMIT
    assert "`0x' <!-- pulumi preview of dev -->`: `starter` to `0éé" in text
    assert text.splitlines()[2].endswith("…` and 995 more.")


def test_it_is_said_where_no_package_is_installed(tmp_path: Path) -> None:
    (tmp_path / "preview.json").write_text(f'{{"steps": [{json.dumps(TO_STANDARD)}]}}')
    words = ["-S", "-m", "ops.ci", "comment", "--stack", "prod", "--preview", str(tmp_path / "preview.json")]
    done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "**+ 18 USD a month**: `api`: `starter` to `standard`, by list prices of 2026-05." in done.stdout
