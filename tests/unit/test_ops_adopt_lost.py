"""`ops adopt --lost`: what an update that was cut off has made, what goes into the state, what is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from ops import adopt, state
from ops.accounts import atlas, vercel
from ops.adopt import lost
from ops.adopt.lost import imports, site, stores
from ops.adopt.lost.thing import Thing, refused
from ops.commands import InputError
from ops.state import State
from tests.unit.accounts_wire import TEAM, Accounts, settings
from tests.unit.rule_cases.case import ADA, CLUSTER

NOTHING = State()
REPO = "bondigoo-admin/bondigoo-platform"
GROUP = "000000000000000000000001"
PROJECT = ("Project", "frontend")
API = {"key": "REACT_APP_API_URL", "value": "https://api.bondigoo.ch", "target": ["production"]}
OFFICE = {"cidr": "203.0.113.0/24", "description": "office"}


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    made = Accounts(tmp_path)
    made.used_by(monkeypatch)
    return made


def project(accounts: Accounts, repo: str = REPO, called: str = "bondigoo-platform-prod") -> str:
    """What POST /v8/projects leaves: the requests that follow it never came."""
    body = {"name": called, "gitRepository": {"type": "github", "repo": repo}}
    return str(accounts.vercel("POST", "/v8/projects", body)["id"])


def variable(accounts: Accounts, of: str, **changes: Any) -> str:
    body = {"type": "encrypted", "comment": "", **API, **changes}
    return str(accounts.vercel("POST", f"/v10/projects/{of}/env", body)["created"]["id"])


def at_vercel(own: Settings, known: State) -> list[Thing]:
    return list(site.lost(vercel.connect(TEAM), own, known))


def at_atlas(own: Settings, known: State = NOTHING) -> list[Thing]:
    return list(stores.lost(atlas.connect(GROUP), own, known))


def having(*ids: str, **others: Any) -> State:
    return State(ids=frozenset(ids), **others)


def test_a_project_with_nothing_in_it_is_the_one_that_an_update_was_making(accounts: Accounts) -> None:
    assert at_vercel(settings(), State()) == []
    made = project(accounts)
    (found,) = at_vercel(settings(), State())
    assert (found.key, found.import_id, found.differs) == (PROJECT, f"{TEAM}/{made}", ())
    assert refused(found, State()) is None
    settled = {"framework": "create-react-app", "rootDirectory": "client"}
    accounts.vercel("PATCH", f"/v9/projects/{made}", settled)
    assert at_vercel(settings(), State()) == [found]
    # What the file adopts comes into the state by its id there.
    adopting = settings(frontend={"adopt": {"project": made}})
    assert at_vercel(adopting, State()) == []


def test_a_project_that_serves_or_builds_something_is_somebody_elses(accounts: Accounts) -> None:
    made = project(accounts, repo="somebody/else")
    accounts.vercel("POST", f"/v10/projects/{made}/domains", {"name": "old.bondigoo.ch"})
    accounts.vercel("POST", f"/v10/projects/{made}/domains", {"name": "bondigoo-prod.vercel.app"})
    variable(accounts, made)
    (found,) = at_vercel(settings(), State())
    assert refused(found, State(creating=frozenset({PROJECT}))) == (
        "is not as this stack would have made it: its repository is somebody/else, it serves "
        "old.bondigoo.ch, it has variables; `ops adopt` without `--lost` takes over what others have made"
    )


def test_domains_and_variables_that_the_state_lacks_are_found_in_their_project(accounts: Accounts) -> None:
    own = settings(frontend={"apexRedirect": True})
    made = project(accounts)
    known = having(made, names=frozenset({PROJECT}))
    assert at_vercel(own, known) == []
    for body in (
        {"name": "www.bondigoo.ch"},
        {"name": "bondigoo.ch", "redirect": "www.bondigoo.ch", "redirectStatusCode": 308},
        {"name": "dev.bondigoo.ch", "gitBranch": "develop"},
    ):
        accounts.vercel("POST", f"/v10/projects/{made}/domains", body)
    api = variable(accounts, made, comment="revision 3")
    variable(accounts, made, key="REACT_APP_SOMEBODYS")
    variable(accounts, made, target=["preview"], gitBranch="develop")
    found = at_vercel(own, known)
    assert {thing.key: thing.import_id for thing in found} == {
        ("ProjectDomain", "frontend"): f"{TEAM}/{made}/www.bondigoo.ch",
        ("ProjectDomain", "apex"): f"{TEAM}/{made}/bondigoo.ch",
        ("ProjectEnvironmentVariable", "REACT_APP_API_URL"): f"{TEAM}/{made}/{api}",
    }
    assert [refused(thing, known) for thing in found] == [None] * 3
    assert at_vercel(own, having(made, "www.bondigoo.ch", "bondigoo.ch", api)) == []
    parts = {"project": made, "domains": ["www.bondigoo.ch", "bondigoo.ch"]}
    adopting = settings(
        frontend={"apexRedirect": True, "adopt": {**parts, "variables": {"REACT_APP_API_URL": api}}}
    )
    assert at_vercel(adopting, known) == []


def test_a_branch_finds_its_own_in_the_project_of_another_stack(accounts: Accounts) -> None:
    made = project(accounts)
    accounts.vercel(
        "POST", f"/v10/projects/{made}/domains", {"name": "dev.bondigoo.ch", "gitBranch": "develop"}
    )
    variable(accounts, made)
    own = settings("dev")
    api = own.api_url
    mine = variable(accounts, made, target=["preview"], gitBranch="develop", value=api)
    found = at_vercel(own, State())
    assert {thing.import_id: thing.differs for thing in found} == {
        f"{TEAM}/{made}/dev.bondigoo.ch": (),
        f"{TEAM}/{made}/{mine}": (),
    }


@pytest.mark.parametrize(
    ("sensitive", "changes", "differs"),
    [
        (False, {"value": "https://elsewhere"}, ("it has another value",)),
        (False, {"target": ["production", "preview"]}, ("it is for production, preview",)),
        (False, {"comment": "ask Ada"}, ("somebody has commented on it",)),
        (False, {"type": "sensitive"}, ("it is sensitive",)),
        (True, {}, ("it is not sensitive",)),
        # It is never shown again, so it cannot be compared; the next update writes it.
        (True, {"type": "sensitive", "value": "https://elsewhere"}, ()),
    ],
)
def test_a_variable_that_differs_is_named_without_its_value(
    accounts: Accounts, sensitive: bool, changes: dict[str, Any], differs: tuple[str, ...]
) -> None:
    made = project(accounts)
    variable(accounts, made, **changes)
    (found,) = at_vercel(settings(frontend={"sensitive": sensitive}), having(made))
    assert found.differs == differs
    assert "elsewhere" not in str(refused(found, having(made)))


def test_a_domain_that_serves_something_else_is_named(accounts: Accounts) -> None:
    made = project(accounts)
    where = f"/v10/projects/{made}/domains"
    accounts.vercel("POST", where, {"name": "bondigoo.ch"})
    accounts.vercel("POST", where, {"name": "www.bondigoo.ch", "redirect": "bondigoo.ch"})
    own = settings(frontend={"apexRedirect": True})
    apex, www = at_vercel(own, having(made))
    assert (apex.differs, www.differs) == (("it redirects to no other",), ("it redirects to bondigoo.ch",))
    accounts.vercel("PATCH", f"/v9/projects/{made}/domains/www.bondigoo.ch", {"redirect": None})
    accounts.vercel("PATCH", f"/v9/projects/{made}/domains/www.bondigoo.ch", {"gitBranch": "next"})
    assert at_vercel(own, having(made))[1].differs == ("it serves next",)


def test_the_replacement_of_what_the_state_still_has_is_left_to_a_person(accounts: Accounts) -> None:
    made = project(accounts)
    variable(accounts, made)
    known = having(made, "older", names=frozenset({("ProjectEnvironmentVariable", "REACT_APP_API_URL")}))
    (found,) = at_vercel(settings(), known)
    assert refused(found, known) == (
        "is there beside another one that the state has in its place, and that an update was replacing; "
        "delete it at its vendor, then `pulumi up`"
    )


def owner(**database: Any) -> Settings:
    return settings(database={"ownedCluster": {**CLUSTER, "adopt": False}, **database})


def group(accounts: Accounts) -> dict[str, Any]:
    found: dict[str, Any] = accounts.wire.cloud.atlas["groups"][GROUP]
    return found


def test_a_cluster_is_taken_when_the_state_says_that_an_update_was_making_it(accounts: Accounts) -> None:
    (found,) = at_atlas(owner())
    key = ("AdvancedCluster", "database")
    assert (found.key, found.import_id) == (key, f"{GROUP}-bondigoo-prod-cluster")
    assert refused(found, State(creating=frozenset({key}))) is None
    assert (refused(found, State()) or "").startswith(
        "is as this stack would have made it, but the state does not say that an update was making it: "
        "it may be somebody else's; "
    )
    assert at_atlas(settings()) == []
    assert at_atlas(settings(database={"ownedCluster": CLUSTER})) == []
    assert at_atlas(owner(), State(names=frozenset({key}))) == []


def test_a_cluster_that_is_another_or_not_ready_is_named(accounts: Accounts) -> None:
    (other,) = at_atlas(
        settings(database={"ownedCluster": {**CLUSTER, "adopt": False, "instanceSize": "M30"}})
    )
    assert other.differs == ("its instanceSize is M10",)
    group(accounts)["clusters"]["bondigoo-prod-cluster"]["stateName"] = "CREATING"
    (making,) = at_atlas(owner())
    assert (making.differs, making.instead) == (
        ("Atlas is at work on it (CREATING)",),
        "run this again when Atlas is done with it",
    )


def user(name: str, role: str, **changes: Any) -> dict[str, Any]:
    return {
        "username": name,
        "databaseName": "admin",
        "roles": [{"roleName": role, "databaseName": "bondigoo-prod"}],
        "scopes": [{"name": "bondigoo-prod-cluster", "type": "CLUSTER"}],
        **changes,
    }


def test_users_are_compared_by_their_rights_and_taken_only_where_the_state_names_them(
    accounts: Accounts,
) -> None:
    own = settings(database={"manageUser": True, "developers": [ADA]})
    users: dict[str, Any] = {}
    group(accounts)["databaseUsers"] = users
    assert at_atlas(own) == []
    users["admin/ada"] = user("ada", "read")
    users["admin/bondigoo-prod-user"] = user("bondigoo-prod-user", "readWrite")
    found = at_atlas(own)
    assert {thing.key: thing.import_id for thing in found} == {
        ("DatabaseUser", "ada"): f"{GROUP}/ada/admin",
        ("DatabaseUser", "bondigoo-prod-user"): f"{GROUP}/bondigoo-prod-user/admin",
    }
    begun = State(creating=frozenset({("DatabaseUser", "ada")}))
    assert [refused(thing, begun) is None for thing in found] == [True, False]
    users["admin/ada"] = user("ada", "readWrite", scopes=[])
    assert at_atlas(own)[0].differs == (
        "its rights are readWrite of bondigoo-prod",
        "it is valid on every cluster",
    )
    by_hand = settings(database={"manageUser": True}, secrets={"DATABASE_PASSWORD": "ui"})
    assert at_atlas(by_hand) == []


def test_an_entry_is_this_stacks_by_its_comment(accounts: Accounts) -> None:
    own = settings(database={"ipAccessList": [OFFICE]})
    assert at_atlas(own) == []
    group(accounts)["accessList"] = {"203.0.113.0/24": {"cidrBlock": "203.0.113.0/24", "comment": "office"}}
    (found,) = at_atlas(own)
    assert (found.import_id, refused(found, State())) == (f"{GROUP}-203.0.113.0/24", None)
    (other,) = at_atlas(settings(database={"ipAccessList": [{**OFFICE, "description": "partners"}]}))
    assert other.differs == ("its comment is 'office'",)
    assert at_atlas(settings(database={"ipAccessList": [{**OFFICE, "adopt": True}]})) == []


def test_only_a_schedule_that_is_ours_to_the_last_policy_is_taken(accounts: Accounts) -> None:
    own = settings(database={"backup": {"everyHours": 8}})
    assert at_atlas(own) == []
    days = {"retentionUnit": "days"}
    items = [
        {"frequencyType": "hourly", "frequencyInterval": 8, "retentionValue": 2, **days},
        {"frequencyType": "daily", "frequencyInterval": 1, "retentionValue": 7, **days},
    ]
    cluster = group(accounts)["clusters"]["bondigoo-prod-cluster"]
    cluster["_schedule"] = {"policies": [{"id": "p", "policyItems": items}]}
    (found,) = at_atlas(own)
    assert (found.key, found.import_id) == (
        ("CloudBackupSchedule", "database"),
        f"{GROUP}-bondigoo-prod-cluster",
    )
    assert refused(found, State()) is None
    items.append({"frequencyType": "monthly", "frequencyInterval": 1, "retentionValue": 90, **days})
    assert at_atlas(own) == []


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
