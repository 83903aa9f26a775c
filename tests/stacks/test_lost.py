"""What `ops adopt --lost` looks for is what the program makes at Vercel and Atlas, under the same names."""

from pathlib import Path
from typing import Any

import pytest

from config.parse import parse
from ops.adopt import lost
from ops.state import State
from tests.conftest import StackFiles
from tests.stacks.recording import Program, environment_of, run_program
from tests.unit.accounts_wire import Accounts
from tests.unit.rule_cases.case import ADA, CLUSTER, OFFICE


def made_by_hand(accounts: Accounts, program: Program) -> None:
    """Make at the emulated vendors, except for the cluster, what the program registers."""
    git = {"type": "github", "repo": "bondigoo-admin/bondigoo-platform"}
    name = program.one("Project").inputs["name"]
    project = accounts.vercel("POST", "/v8/projects", {"name": name, "gitRepository": git})["id"]
    for domain in sorted(program.all("ProjectDomain"), key=lambda each: "redirect" in each.inputs):
        body = {"name": domain.inputs["domain"], "redirect": domain.inputs.get("redirect")}
        accounts.vercel("POST", f"/v10/projects/{project}/domains", body)
    for variable in program.all("ProjectEnvironmentVariable"):
        body = {"key": variable.name, "value": variable.inputs["value"], "target": ["production"]}
        accounts.vercel("POST", f"/v10/projects/{project}/env", body)
    group: dict[str, Any] = accounts.wire.cloud.atlas["groups"]["000000000000000000000001"]
    group["databaseUsers"] = {
        f"admin/{user.name}": {
            "username": user.name,
            "databaseName": "admin",
            "roles": user.inputs["roles"],
            "scopes": user.inputs["scopes"],
        }
        for user in program.all("DatabaseUser")
    }
    group["accessList"] = {
        entry.name: {"cidrBlock": entry.inputs["cidrBlock"], "comment": entry.inputs["comment"]}
        for entry in program.all("ProjectIpAccessList")
    }
    schedule = program.one("CloudBackupSchedule").inputs
    items = [
        {"frequencyType": kind, **schedule[f"policyItem{kind.capitalize()}"]} for kind in ("hourly", "daily")
    ]
    cluster = group["clusters"]["bondigoo-prod-cluster"]
    cluster["_schedule"] = {"policies": [{"id": "first", "policyItems": items}]}


def test_everything_that_the_program_makes_is_looked_for_and_recognised(
    stack_files: StackFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = Accounts(tmp_path)
    accounts.used_by(monkeypatch)
    values = stack_files["prod"]
    values["frontend"]["apexRedirect"] = True
    values["secrets"]["ADA_PASSWORD"] = "env"
    values["database"] |= {
        "manageUser": True,
        "developers": [ADA],
        "ownedCluster": {**CLUSTER, "adopt": False},
        "ipAccessList": [OFFICE, *values["redis"]["allow"]],
        "backup": {},
        "refresh": {"user": "bondigoo-refresh-read"},
    }
    program = run_program("prod", values, environment_of("prod", values))
    made_by_hand(accounts, program)
    settings = parse("prod", values)
    # The project itself is looked for as long as it is empty and unknown.
    (project,) = (thing for thing in lost.lost("prod", settings, State()) if thing.key[0] == "Project")
    found = [
        project,
        *lost.lost("prod", settings, State(ids=frozenset({project.import_id.partition("/")[2]}))),
    ]
    assert [thing.what for thing in found[1:] if thing.differs] == []
    parents = {each.name: each.type for each in program.resources if each.type.startswith("infra:")}
    registered = {
        (each.type, each.name, parents[each.parent])
        for each in program.resources
        # A deployment that was lost is built again.
        if each.type.startswith(("vercel:", "mongodbatlas:")) and not each.type.endswith(":Deployment")
    }
    assert {(thing.kind, thing.name, thing.component) for thing in found} == registered
