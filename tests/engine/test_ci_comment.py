"""The comment and the drift issue, from previews that the real engine makes of one change in a stack file."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.rehearsal import Rehearsal

GOLDEN = Path(__file__).parent / "golden"
# A secret's own variable, which a pull request's job does not have.
WITHOUT_SECRETS = "unset $(env | grep -oE '^PROD_[A-Z_]+'); "


@pytest.fixture(scope="module")
def changed(three_up: Rehearsal) -> Rehearsal:
    """One variable of each of the three parts of production is new."""
    prod = three_up
    prod.edit("prod", lambda c: c["api"]["env"].update(JWT_EXPIRE="30d"))
    prod.edit("prod", lambda c: c["worker"].update(env={"LOG_LEVEL": "info"}))
    prod.edit("prod", lambda c: c["frontend"].update(env={"REACT_APP_FEATURE_GLOBAL_SEARCH": "true"}))
    return prod


def preview(rehearsal: Rehearsal, *flags: str, first: str = "") -> Path:
    """The file with the JSON of a preview of prod, as a workflow makes it."""
    words = ["sh", "-c", f"{first}pulumi preview --stack prod --json --non-interactive {' '.join(flags)}"]
    command = [sys.executable, "-m", "sandbox", "run", "--", *words]
    done = subprocess.run(command, cwd=rehearsal.folder, capture_output=True, text=True, check=False)
    file = rehearsal.folder / ".sandbox" / "preview.json"
    file.write_text(done.stdout)
    return file


def ops_ci(rehearsal: Rehearsal, command: str, *arguments: str) -> tuple[int, str]:
    """The exit code and the standard output of `python -m ops ci …`."""
    words = [sys.executable, "-m", "ops", "ci", command, "--stack", "prod", *arguments]
    done = subprocess.run(words, cwd=rehearsal.folder, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return done.returncode, done.stdout


def normalised(text: str) -> str:
    """Without the ids that every rehearsal makes anew."""
    return re.sub(r"\b(srv|red|dep|cdm|prj|dpl)[-_]\w{20,}", r"\1-ID", text)


def remove_the_deployment(rehearsal: Rehearsal) -> None:
    """Do what Vercel's retention does to the deployment of the last update, once another one serves."""
    project = rehearsal.project("bondigoo-platform-prod")
    project.build("main")
    state = json.loads(rehearsal.pulumi("stack", "export", "--stack", "prod").ok().text)
    kind = "vercel:index/deployment:Deployment"
    (made,) = [found["id"] for found in state["deployment"]["resources"] if found["type"] == kind]
    rehearsal.send("DELETE", "vercel", f"/v13/deployments/{made}?teamId={project.team}")


def test_the_comment_of_a_change_reads_as_agreed_and_shows_no_secret(changed: Rehearsal) -> None:
    code, text = ops_ci(changed, "comment", "--preview", str(preview(changed)))
    assert code == 0
    assert normalised(text) == (GOLDEN / "comment.md").read_text()
    assert [name for name, value in changed.secrets().items() if value in text] == []


def test_a_preview_made_again_has_the_same_digest_until_something_else_would_change(
    changed: Rehearsal,
) -> None:
    code, seen = ops_ci(changed, "digest", "--preview", str(preview(changed)))
    assert code == 0
    again = ops_ci(changed, "digest", "--preview", str(preview(changed)), "--seen", seen.strip())
    assert again == (0, seen)
    changed.edit("prod", lambda c: c["worker"].update(env={"LOG_LEVEL": "debug"}))
    try:
        other = ops_ci(changed, "digest", "--preview", str(preview(changed)))
    finally:
        changed.edit("prod", lambda c: c["worker"].update(env={"LOG_LEVEL": "info"}))
    assert other[0] == 0
    assert other[1] != seen


def test_without_secrets_the_comment_is_the_same_and_a_warning(changed: Rehearsal) -> None:
    code, text = ops_ci(changed, "comment", "--preview", str(preview(changed, first=WITHOUT_SECRETS)))
    assert code == 0
    without_warning, warnings = re.subn(r"warning:\n`{6}text\n.*?\n`{6}\n\n", "", text, flags=re.DOTALL)
    assert warnings == 1
    assert normalised(without_warning) == (GOLDEN / "comment.md").read_text()


def test_a_protected_secret_that_a_change_would_delete_stands_in_the_first_line(changed: Rehearsal) -> None:
    changed.edit("prod", lambda c: c["secrets"].update(SESSION_SECRET="env"))
    code, text = ops_ci(changed, "comment", "--preview", str(preview(changed)))
    changed.edit("prod", lambda c: c["secrets"].update(SESSION_SECRET="generated"))
    assert code == 1
    assert text.splitlines()[0].startswith("⚠️ **prod would delete generated secret `SESSION_SECRET`.")
    assert "because it is protected" in text


def test_a_change_by_hand_opens_an_issue_that_stays_silent_until_only_retention_is_left(
    changed: Rehearsal,
) -> None:
    changed.up("prod").ok()
    changed.set_by_hand("bondigoo-api-prod", "NODE_ENV", "oops")
    _, text = ops_ci(changed, "drift", "--preview", str(preview(changed, "--refresh")))
    opened = json.loads(text)
    assert opened["action"] == "open"
    assert "| Render WebService `api` | update | `env.NODE_ENV` |" in opened["body"]
    issues = changed.folder / ".sandbox" / "issues.json"
    issues.write_text(json.dumps([{"number": 7, "body": opened["body"]}]))
    again = ops_ci(changed, "drift", "--preview", str(preview(changed, "--refresh")), "--issues", str(issues))
    assert json.loads(again[1])["action"] == "nothing"
    changed.set_by_hand("bondigoo-api-prod", "NODE_ENV", "production")
    remove_the_deployment(changed)
    after = ops_ci(changed, "drift", "--preview", str(preview(changed, "--refresh")), "--issues", str(issues))
    decision = json.loads(after[1])
    assert (decision["action"], decision["number"]) == ("close", 7)
