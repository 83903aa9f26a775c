"""What becomes of a stack's drift issue."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from components.hosts import unserved
from ops.__main__ import main
from ops.ci.drift import decide
from ops.ci.issues import Decision, Issue
from ops.ci.preview import Preview, parse, read
from tests.unit.test_ci_comment import COMMAND, PREVIEWS, RENDER, step

DRIFT = read(PREVIEWS / "drift.json", "prod")
NOTHING = read(PREVIEWS / "nothing.json", "prod")
TITLE = "prod is not what its branch describes"


def decision(preview: Preview, *bodies: str, frozen: bool = False) -> Decision:
    return decide("prod", preview, frozen, [Issue(n, body) for n, body in enumerate(bodies, start=5)])


BODY = decision(DRIFT).body


def test_a_difference_opens_an_issue_that_says_what_differs_and_what_to_do() -> None:
    assert decision(DRIFT) == Decision("open", None, TITLE, BODY)
    assert BODY.startswith("An update of prod would change what nobody pushed: 3 to update.\n\n| resource |")
    assert "| Render WebService `api` | update | `env.NODE_ENV` |" in BODY
    assert "`pulumi up --stack prod --refresh`" in BODY
    assert BODY.splitlines()[-1] == "<!-- drift of prod -->"
    assert "oops" not in BODY


def test_where_nothing_differs_nothing_is_said() -> None:
    assert decision(NOTHING).action == "nothing"
    assert decision(NOTHING, "<!-- drift of dev -->", "an issue of a person").action == "nothing"


def test_an_issue_that_says_the_same_already_is_left_alone_also_with_other_line_ends() -> None:
    assert decision(DRIFT, BODY).action == "nothing"
    assert decision(DRIFT, BODY.replace("\n", "\r\n") + "\r\n").action == "nothing"


def test_another_difference_updates_the_issue_of_this_stack_and_no_other() -> None:
    found = decision(
        DRIFT, "<!-- drift of dev -->", "quotes <!-- drift of prod -->, more", "old\n<!-- drift of prod -->"
    )
    assert found == Decision("update", 7, TITLE, BODY)


def test_the_issue_closes_when_nothing_differs_any_more() -> None:
    assert decision(NOTHING, BODY) == Decision("close", 5, TITLE, "Nothing differs any more.")


def test_a_loss_stands_in_the_first_line() -> None:
    lost = parse({"steps": [step("delete", f"{RENDER}:KeyValue", "redis")]}, "prod")
    assert decision(lost).body.startswith(
        "⚠️ **An update of prod would delete Render KeyValue `redis`**, though nobody pushed that. "
    )


@pytest.mark.parametrize("by_flag", [True, False])
def test_while_a_stack_is_frozen_deploys_are_no_drift_and_everything_else_is(by_flag: bool) -> None:
    config = {} if by_flag else {"p:freeze": "true"}
    waiting = [
        step("update", f"{RENDER}:Deploy", "api", {}, revision="x"),
        step("replace", "vercel:index/deployment:Deployment", "frontend", {}),
        step("update", COMMAND, "smoke", {}, environment={}),
    ]
    alone = parse({"steps": waiting, "config": config}, "prod")
    assert decision(alone, frozen=by_flag).action == "nothing"
    closed = decision(alone, BODY, frozen=by_flag)
    assert (closed.action, closed.body) == (
        "close",
        "Nothing differs any more, apart from deploys: the stack is frozen.",
    )
    service = step("update", f"{RENDER}:WebService", "api", {"plan": "a"}, plan="b")
    both = decision(parse({"steps": [*waiting, service], "config": config}, "prod"), frozen=by_flag)
    assert both.action == "open"
    assert "nobody pushed: 1 to update.\n" in both.body
    assert "Deploys are left out: the stack is frozen, and they wait on purpose." in both.body


def test_a_stack_that_is_not_frozen_reports_a_deploy_that_is_due() -> None:
    due = parse({"steps": [step("update", f"{RENDER}:Deploy", "api", {}, revision="x")]}, "prod")
    assert decision(due).action == "open"


DEPLOYMENT = "vercel:index/deployment:Deployment"
LOOKED_FOR = step("refresh", DEPLOYMENT, "frontend", {})
BUILT_ANEW = step("create", DEPLOYMENT, "frontend")
SMOKE = step("update", COMMAND, "smoke", {}, environment={})


def test_a_deployment_that_vercel_has_removed_is_no_drift() -> None:
    gone = parse({"steps": [LOOKED_FOR, BUILT_ANEW, SMOKE]}, "prod")
    assert decision(gone).action == "nothing"
    assert decision(gone, BODY) == Decision("close", 5, TITLE, "Nothing differs any more.")


def test_one_that_served_the_site_is() -> None:
    said = {"severity": "warning", "message": f"warning: frontendUrl: {unserved('www.shop.example')}"}
    gone = parse({"steps": [LOOKED_FOR, BUILT_ANEW, SMOKE], "diagnostics": [said]}, "prod")
    assert decision(gone).action == "open"


@pytest.mark.parametrize(
    "steps",
    [
        [BUILT_ANEW, SMOKE],
        [LOOKED_FOR, SMOKE],
        [LOOKED_FOR, step("replace", DEPLOYMENT, "frontend", {}), SMOKE],
        [step("refresh", f"{RENDER}:Deploy", "api", {}), step("create", f"{RENDER}:Deploy", "api"), SMOKE],
    ],
    ids=["never-built", "smoke-test-alone", "built-for-a-change", "of-render"],
)
def test_any_other_deploy_is(steps: list[dict[str, Any]]) -> None:
    assert decision(parse({"steps": steps}, "prod")).action == "open"


def test_beside_another_difference_the_issue_says_that_it_would_be_built() -> None:
    service = step("update", f"{RENDER}:WebService", "api", {"plan": "a"}, plan="b")
    found = decision(parse({"steps": [LOOKED_FOR, BUILT_ANEW, SMOKE, service]}, "prod"))
    assert "nobody pushed: 1 to create, 2 to update.\n" in found.body


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["ops", "ci", "drift", "--stack", "prod", *arguments])
    return main()


def test_the_command_reads_the_issues_as_gh_prints_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    issues = tmp_path / "issues.json"
    issues.write_text(json.dumps([{"number": 12, "body": BODY}]))
    files = ("--preview", str(PREVIEWS / "nothing.json"), "--issues", str(issues))
    assert call(monkeypatch, *files) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == {"action": "close", "number": 12, "title": TITLE, "body": "Nothing differs any more."}


def test_a_failed_preview_decides_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "--preview", str(PREVIEWS / "failed.json")) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "prod: the preview failed, so drift is unknown: nothing was changed, because of:\n"


@pytest.mark.parametrize("content", ["", "{}", '[{"number": "x", "body": ""}]', "[1]"])
def test_issues_that_are_something_else_are_one_line(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    issues = tmp_path / "issues.json"
    issues.write_text(content)
    files = ("--preview", str(PREVIEWS / "nothing.json"), "--issues", str(issues))
    assert call(monkeypatch, *files) == 2
    assert (
        capsys.readouterr().err == f"error: {issues} is not what `gh issue list --json number,body` prints\n"
    )
