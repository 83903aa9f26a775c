"""`ops adopt --lost`: what an update that was cut off has made, what goes into the state, what is named."""

from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from ops.accounts import atlas, vercel
from ops.adopt.lost import site, stores
from ops.adopt.lost.thing import Thing, refused
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
    return list(stores.lost(atlas.connect(GROUP), "prod", own, known))


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


def test_the_user_of_a_refresh_is_known_by_all_its_rights_in_any_order(accounts: Accounts) -> None:
    own = settings("staging", database={"refresh": {"user": "refresh-write"}})
    staging = accounts.wire.cloud.atlas["groups"][own.atlas.project_id]
    roles = [{"roleName": role, "databaseName": "bondigoo-staging"} for role in ("readWrite", "dbAdmin")]
    scopes = [{"name": "coaching-platform-dev", "type": "CLUSTER"}]
    made = user("refresh-write", "", roles=roles, scopes=scopes)
    staging["databaseUsers"] = {"admin/refresh-write": made}

    def differs() -> tuple[str, ...]:
        account = atlas.connect(own.atlas.project_id)
        (found,) = stores.lost(account, "staging", own, NOTHING)
        assert found.import_id == f"{own.atlas.project_id}/refresh-write/admin"
        return found.differs

    assert differs() == ()
    made["roles"] = roles[::-1]
    assert differs() == ()
    made["roles"] = roles[:1]
    assert differs() == ("its rights are readWrite of bondigoo-staging",)


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
