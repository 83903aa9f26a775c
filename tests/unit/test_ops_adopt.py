"""`ops adopt`: what is an environment's own, what only resembles it, and what is said of each."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.settings import Settings
from config.violations import SettingsError
from ops.accounts import matches, vercel
from ops.adopt import found, services, stores
from ops.adopt.plan import Edit
from ops.state import State
from render.errors import RenderError
from tests.conftest import StackFiles
from tests.unit.accounts_wire import ENVIRON, TEAM, Accounts, settings
from tests.unit.sandbox_wire import OWNER

NOTHING = State()


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path)


def project(accounts: Accounts, called: str, **domain: Any) -> str:
    git = {"type": "github", "repo": "bondigoo-admin/bondigoo-platform"}
    made = str(accounts.vercel("POST", "/v8/projects", {"name": called, "gitRepository": git})["id"])
    if domain:
        accounts.vercel("POST", f"/v10/projects/{made}/domains", domain)
    return made


def found_project(accounts: Accounts, own: Settings) -> tuple[str, str] | None:
    match = matches.project(vercel.connect(TEAM, ENVIRON, accounts.transport), own)
    return (match.thing["id"], match.how) if match else None


def test_a_domain_of_a_branch_does_not_make_a_project_of_its_own(accounts: Accounts) -> None:
    project(accounts, "old", name="staging.bondigoo.ch", gitBranch="staging")
    assert found_project(accounts, settings("staging")) is None
    other = project(accounts, "older", name="www.bondigoo.ch")
    assert found_project(accounts, settings()) == (other, "by its domain www.bondigoo.ch")
    named = project(accounts, "bondigoo-platform-prod")
    assert found_project(accounts, settings()) == (named, "by its name")
    adopting = settings(frontend={"adopt": {"project": other}})
    assert found_project(accounts, adopting) == (other, "by the id under `adopt`")


def test_a_service_on_the_same_branch_is_named_and_left_to_a_person(accounts: Accounts) -> None:
    other = accounts.service("bondigoo-api-dev")["id"]
    plan = services.plan(accounts.render, settings(), {}, NOTHING)
    assert plan.edits == ()
    assert (
        f"  bondigoo-api-dev ({other}) deploys main too; if that is the one, write `adopt: {other}` under "
        "`api` and run this again"
    ) in plan.lines
    match = matches.service(accounts.render, settings(api={"adopt": other}), "api")
    assert match is not None
    assert (match.thing.id, match.how) == (other, "by the id under `adopt`")


def test_a_reader_that_is_not_there_yet_is_told_what_it_will_lack(accounts: Accounts) -> None:
    env = [{"key": "JWT_SECRET", "value": "typed by a person"}]
    accounts.service("bondigoo-api-prod", envVars=env)
    plan = services.plan(accounts.render, settings(), {}, NOTHING)
    assert Edit("secrets.JWT_SECRET", "ui") in plan.edits
    assert "secrets: the worker has no JWT_SECRET; set it there by hand" in plan.lines


def test_a_secret_that_the_state_has_made_is_not_given_away(accounts: Accounts) -> None:
    accounts.service("bondigoo-api-prod", envVars=[{"key": "JWT_SECRET", "value": "typed by a person"}])
    plan = services.plan(accounts.render, settings(), {}, State(names=frozenset({("Command", "JWT_SECRET")})))
    assert not [edit for edit in plan.edits if edit.key.startswith("secrets")]
    assert any(line.startswith("! JWT_SECRET: this stack has made one") for line in plan.lines)


def test_a_value_that_is_known_to_be_the_same_stays_where_it_comes_from(accounts: Accounts) -> None:
    accounts.service("bondigoo-api-prod", envVars=[{"key": "STRIPE_SECRET_KEY", "value": "the same"}])
    plan = services.plan(accounts.render, settings(), {"STRIPE_SECRET_KEY": "the same"}, NOTHING)
    assert [edit.key for edit in plan.edits] == ["api.adopt"]
    other = services.plan(accounts.render, settings(), {"STRIPE_SECRET_KEY": "another"}, NOTHING)
    assert Edit("secrets.STRIPE_SECRET_KEY", "ui") in other.edits
    assert "the same" not in "".join(other.lines)


def with_entries(*cidrs: str, **further: Any) -> Settings:
    entries = [{"cidr": cidr, "description": "an office", **further} for cidr in cidrs]
    return settings(database={"ipAccessList": entries})


def test_an_entry_that_somebody_else_has_made_is_named_and_adopted(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.used_by(monkeypatch)
    entries = accounts.wire.cloud.atlas["groups"]["000000000000000000000001"].setdefault("accessList", {})
    entries["203.0.113.7"] = {"ipAddress": "203.0.113.7", "comment": "partner VPN"}
    entries["203.0.113.8"] = {"cidrBlock": "203.0.113.8/32", "comment": "an office"}
    ours = State(names=frozenset({("ProjectIpAccessList", "203.0.113.8/32")}))
    own = with_entries("203.0.113.0/24", "203.0.113.7/32", "203.0.113.8/32")
    plan = stores.access_list(own, ours)
    assert plan.lines == (
        "database: 203.0.113.7/32 is in the access list as 'partner VPN', and is taken over",
        "  ~ comment: 'partner VPN' => 'an office'",
    )
    assert plan.edits == (Edit("database.ipAccessList.1.adopt", True, after="description"),)
    assert stores.access_list(with_entries("203.0.113.7/32", adopt=True), ours).edits == ()
    assert stores.access_list(settings(), ours).lines == ()


def test_outside_a_rehearsal_there_is_nothing_to_find_with_ids_that_are_zeros(
    stack_files: StackFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(yaml.safe_dump({"config": stack_files["dev"]}))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SANDBOX_DIR", raising=False)
    with pytest.raises(SettingsError) as refused:
        found("dev")
    keys = [violation.key for violation in refused.value.violations]
    assert keys == ["render.ownerId", "vercel.team", "atlas.projectId"]


def test_of_several_things_of_one_name_none_is_taken(accounts: Accounts) -> None:
    own = settings()
    body = {"name": own.redis.name, "ownerId": OWNER, "plan": "starter", "region": "frankfurt"}
    first, second = (accounts.wire.render("POST", "/key-value", body).json()["id"] for _ in range(2))
    said = f"2 Key Value instances are named {own.redis.name} ({first}, {second}): rename all but one"
    with pytest.raises(RenderError, match=re.escape(said)):
        stores.redis(accounts.render, own, NOTHING)
    adopting = settings(redis={"adopt": second})
    assert stores.redis(accounts.render, adopting, NOTHING).lines[0] == "redis: found by the id under `adopt`"
    api, other = accounts.service(own.api.name), accounts.service("other")
    accounts.wire.cloud.render["services"][other["id"]]["name"] = own.api.name
    said = f"2 services are named {own.api.name} ({api['id']}, {other['id']}): rename all but one"
    with pytest.raises(RenderError, match=re.escape(said)):
        matches.service(accounts.render, own, "api")
