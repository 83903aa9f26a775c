"""`ops adopt --lost`: how what was lost goes into Pulumi's state, and what is said of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from ops import adopt, state
from ops.adopt import lost
from ops.adopt.lost import imports
from ops.adopt.lost.thing import Thing
from ops.commands import InputError
from ops.state import State
from tests.unit.accounts_wire import Accounts, settings
from tests.unit.test_ops_adopt_lost import PROJECT, accounts, having, project, variable

__all__ = ["accounts"]  # the fixture

THING = Thing(what="a: b", kind="vercel:index/project:Project", name="n", component="x:y:Z", import_id="t/p")


def test_the_file_for_pulumi_names_parents_by_their_urn_and_plugins_as_the_program_does() -> None:
    found = imports.import_file([THING], {"x:y:Z": "urn:z", "x:y:A": "urn:a"}, imports.plugins())
    assert found == {
        "nameTable": {"x:y:Z": "urn:z"},
        "resources": [
            {
                "type": "vercel:index/project:Project",
                "name": "vercel:index/project:Project n",
                "logicalName": "n",
                "id": "t/p",
                "parent": "x:y:Z",
                "version": "5.21.1",
                "pluginDownloadUrl": "github://api.github.com/pulumiverse",
            }
        ],
    }
    assert imports.plugins()["mongodbatlas"] == {"version": "4.18.0"}


def test_what_pulumi_refuses_is_told_and_the_file_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []

    def refuse(*words: str) -> str:
        given.extend(words)
        assert json.loads(Path(words[4]).read_text())["nameTable"] == {"x:y:Z": "urn:z"}
        return "the stack is locked"

    monkeypatch.setattr(state, "refusal", refuse)
    with pytest.raises(InputError, match="pulumi import: the stack is locked; run this again when that is"):
        imports.take("prod", [THING], {"x:y:Z": "urn:z"})
    assert given[:4] == ["import", "--stack", "prod", "--file"]
    assert given[5:] == ["--generate-code=false", "--protect=false", "--yes", "--skip-preview"]
    assert not Path(given[4]).exists()


def exported(*resources: tuple[str, str, str], creating: tuple[str, str] | None = None) -> dict[str, Any]:
    """A state of (type, name, id); `creating`: type and name of what an update was making."""
    rows = [
        {"type": kind, "urn": f"urn:pulumi:prod::b::x${kind}::{name}", **({"id": found} if found else {})}
        for kind, name, found in resources
    ]
    pending = [{"type": "updating", "resource": rows[0]}]
    if creating:
        of = {"type": creating[0], "urn": f"urn:pulumi:prod::b::x${creating[0]}::{creating[1]}"}
        pending.append({"type": "creating", "resource": of})
    return {"deployment": {"resources": rows, "pending_operations": pending}}


def says(
    patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], known: Any, dry_run: bool = False
) -> tuple[int, list[str], list[str]]:
    """The exit code, what is printed, and the names of what went into the state."""
    taken: list[str] = []
    patch.setattr(state, "exported", lambda stack: known)
    patch.setattr(imports, "take", lambda stack, things, of: taken.extend(thing.name for thing in things))
    code = lost.run("prod", settings(), dry_run=dry_run)
    return code, capsys.readouterr().out.splitlines(), taken


SITE = ("infra:components:FrontendProject", "frontend", "")
OWN = "vercel:index/project:Project"


def test_what_is_taken_is_told_with_what_comes_next(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = project(accounts)
    line = (
        f"= frontend: the Vercel project bondigoo-platform-prod ({made}) is as this stack would have made it"
    )
    cut = exported(SITE, creating=(OWN, "frontend"))
    clear = "Next: `pulumi refresh --stack prod --clear-pending-creates`, then `pulumi up --stack prod`"
    assert says(monkeypatch, capsys, cut) == (
        0,
        [line, "", "1 went into the state of prod", clear],
        ["frontend"],
    )
    tried = says(monkeypatch, capsys, cut, dry_run=True)
    assert tried == (0, [line, "", "1 would go into the state of prod", clear], [])
    cleared = says(monkeypatch, capsys, exported(SITE))
    assert cleared[1][-1] == "Next: `pulumi up --stack prod`"


def test_what_is_left_to_a_person_is_told_by_the_exit_code(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = project(accounts)
    variable(accounts, made, value="https://elsewhere")
    accounts.vercel("POST", f"/v10/projects/{made}/domains", {"name": "www.bondigoo.ch"})
    code, printed, taken = says(monkeypatch, capsys, exported(SITE, (OWN, "frontend", made)))
    assert (code, taken) == (1, ["frontend"])
    assert printed[1] == (
        "! frontend: the variable REACT_APP_API_URL is not as this stack would have made it: it has another "
        "value; note its value, delete it there (Settings, Environment Variables), then `pulumi up`"
    )


@pytest.mark.parametrize("known", [{}, exported(("pulumi:pulumi:Stack", "prod", ""))])
def test_a_stack_that_has_made_nothing_has_lost_nothing(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], known: Any
) -> None:
    project(accounts)
    nothing = "prod: nothing is lost; its state has all that its updates have made at Vercel and Atlas"
    assert says(monkeypatch, capsys, known) == (0, [nothing], [])


def test_adopting_what_others_have_made_points_to_what_was_lost(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = project(accounts)
    assert lost.hint("prod", settings(), State()).lines == ()
    known = having(made, names=frozenset({PROJECT}))
    assert lost.hint("prod", settings(), known).lines == ()
    variable(accounts, made)
    line = (
        "! there already, and not in this stack's state: the variable REACT_APP_API_URL; see first what "
        "`python -m ops adopt --lost --stack prod` says"
    )
    assert lost.hint("prod", settings(), known).lines == (line,)
    monkeypatch.setattr(adopt, "from_environment", lambda environ: accounts.render)
    monkeypatch.setattr(adopt, "read_state", lambda stack: known)
    monkeypatch.setattr(adopt, "_settings", lambda stack: settings())
    monkeypatch.setattr(adopt, "read_secrets", lambda *given: {})
    monkeypatch.setattr(adopt, "secret_values", lambda given: {})
    assert adopt.found("prod").lines[0] == line
