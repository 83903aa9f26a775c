"""The database of an environment: what is looked up, and what each optional setting adds."""

from types import SimpleNamespace
from typing import Any

import pulumi
import pulumi_mongodbatlas._utilities as atlas_utilities
import pytest

from components import atlas_existing
from tests.conftest import StackFiles
from tests.stacks import recording
from tests.stacks.recording import PASSWORD, Program, environment_of, run_program

OWNED = {"adopt": True, "providerName": "AWS", "regionName": "EU_CENTRAL_1", "instanceSize": "M10"}
CLUSTER = {"clusterName": "bondigoo-prod-cluster", "projectId": "000000000000000000000001"}


def with_database(stack_files: StackFiles, secrets: dict[str, str] | None = None, **database: Any) -> Program:
    values = stack_files["prod"]
    values["database"].update(database)
    values["secrets"].update(secrets or {})
    return run_program("prod", values, environment_of("prod", values))


@pytest.mark.proves("R36", "R37", "C22", "T37")
@pytest.mark.parametrize(
    ("stack", "project", "cluster"),
    [
        ("prod", "000000000000000000000001", "bondigoo-prod-cluster"),
        ("staging", "000000000000000000000002", "coaching-platform-dev"),
        ("dev", "000000000000000000000002", "coaching-platform-dev"),
    ],
)
def test_by_default_the_cluster_is_looked_up_and_nothing_on_it_is_managed(
    programs: dict[str, Program], stack: str, project: str, cluster: str
) -> None:
    call = (
        "mongodbatlas:index/getAdvancedCluster:getAdvancedCluster",
        {"projectId": project, "name": cluster},
    )
    assert call in programs[stack].calls
    assert [r.type for r in programs[stack].resources if r.type.startswith("mongodbatlas")] == []


def test_another_host_than_the_clusters_stops_the_program(
    stack_files: StackFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(recording.HOSTS, "coaching-platform-dev", "coaching-platform-dev.other.mongodb.net")
    values = stack_files["dev"]
    with pytest.raises(pulumi.RunError, match=r"but Atlas serves the cluster coaching-platform-dev under"):
        run_program("dev", values, environment_of("dev", values))


@pytest.mark.proves("R5", "R38")
def test_a_managed_application_user_writes_to_this_database_on_this_cluster_only(
    stack_files: StackFiles,
) -> None:
    user = with_database(stack_files, manageUser=True).one("DatabaseUser")
    assert user.inputs == {
        "projectId": "000000000000000000000001",
        "username": "bondigoo-prod-user",
        "authDatabaseName": "admin",
        "password": PASSWORD,
        "roles": [{"roleName": "readWrite", "databaseName": "bondigoo-prod"}],
        "scopes": [{"name": "bondigoo-prod-cluster", "type": "CLUSTER"}],
    }
    assert user.secret == {"password"}
    assert user.protect


@pytest.mark.proves("R37", "R38")
def test_a_developer_can_only_read(stack_files: StackFiles) -> None:
    people = [{"username": "ada", "passwordSecret": "ADA_PASSWORD"}]
    program = with_database(stack_files, {"ADA_PASSWORD": "env"}, developers=people)
    ada = program.one("DatabaseUser", "ada")
    assert ada.inputs["roles"] == [{"roleName": "read", "databaseName": "bondigoo-prod"}]
    assert ada.inputs["password"] == "ada_password-of-prod"
    assert "ADA_PASSWORD" not in program.one("WebService").inputs["env"]


@pytest.mark.proves("R18", "C14")
def test_the_access_list_is_as_configured(stack_files: StackFiles) -> None:
    program = with_database(stack_files, ipAccessList=[{"cidr": "203.0.113.0/24", "description": "office"}])
    assert program.one("ProjectIpAccessList").inputs == {
        "projectId": "000000000000000000000001",
        "cidrBlock": "203.0.113.0/24",
        "comment": "office",
    }
    # A changed comment would be a new entry over the old one, whose delete then locks everybody out.
    assert program.one("ProjectIpAccessList").ignore_changes == ("comment",)
    assert program.one("ProjectIpAccessList").protect is False


def test_an_entry_that_is_taken_over_is_protected_for_as_long_as_the_file_says_so(
    stack_files: StackFiles,
) -> None:
    entry = {"cidr": "203.0.113.0/24", "description": "office", "adopt": True}
    assert with_database(stack_files, ipAccessList=[entry]).one("ProjectIpAccessList").protect


@pytest.mark.proves("R39")
def test_backups_stay_when_the_schedule_goes(stack_files: StackFiles) -> None:
    backup = {"everyHours": 12, "keepHourlyDays": 3, "keepDailyDays": 30}
    schedule = with_database(stack_files, ownedCluster=OWNED, backup=backup).one("CloudBackupSchedule")
    assert schedule.inputs == {
        **CLUSTER,
        "policyItemHourly": {"frequencyInterval": 12, "retentionUnit": "days", "retentionValue": 3},
        "policyItemDaily": {"frequencyInterval": 1, "retentionUnit": "days", "retentionValue": 30},
        "skipDestroy": True,
    }


def test_what_stands_on_an_owned_cluster_waits_for_it(stack_files: StackFiles) -> None:
    backup = {"everyHours": 12, "keepHourlyDays": 3, "keepDailyDays": 30}
    program = with_database(stack_files, ownedCluster=OWNED, backup=backup, manageUser=True)
    for kind in ("DatabaseUser", "CloudBackupSchedule"):
        assert "database" in program.one(kind).depends_on


@pytest.mark.proves("R5", "R39", "R74")
@pytest.mark.parametrize(
    ("adopt", "import_id"),
    [(True, "000000000000000000000001-bondigoo-prod-cluster"), (False, "")],
)
def test_an_owned_cluster_is_protected_and_adopted_by_its_import_id(
    stack_files: StackFiles, adopt: bool, import_id: str
) -> None:
    cluster = with_database(stack_files, ownedCluster={**OWNED, "adopt": adopt}).one("AdvancedCluster")
    assert (cluster.import_id, cluster.protect) == (import_id, True)
    assert cluster.inputs == {
        "projectId": "000000000000000000000001",
        "name": "bondigoo-prod-cluster",
        "clusterType": "REPLICASET",
        "backupEnabled": True,
        "terminationProtectionEnabled": True,
        "replicationSpecs": [
            {
                "regionConfigs": [
                    {
                        "providerName": "AWS",
                        "regionName": "EU_CENTRAL_1",
                        "priority": 7,
                        "electableSpecs": {"instanceSize": "M10", "nodeCount": 3},
                    }
                ]
            }
        ],
    }


def test_an_adopted_cluster_is_protected_even_where_nothing_else_is(stack_files: StackFiles) -> None:
    spec = {"adopt": True, "providerName": "AWS", "regionName": "EU_CENTRAL_1", "instanceSize": "M10"}
    cluster = with_database_unprotected(stack_files, spec)
    assert cluster.protect


def with_database_unprotected(stack_files: StackFiles, spec: dict[str, Any]) -> recording.Registered:
    values = stack_files["dev"]
    values["database"]["ownedCluster"] = spec
    return run_program("dev", values, environment_of("dev", values)).one("AdvancedCluster")


def test_a_looked_up_cluster_is_asked_of_the_version_that_its_sdk_would_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[pulumi.InvokeOptions] = []

    def invoke(_token: str, _arguments: Any, options: pulumi.InvokeOptions) -> Any:
        asked.append(options)
        return SimpleNamespace(value={"connectionStrings": {"standardSrv": "mongodb+srv://h"}})

    monkeypatch.setattr(pulumi.runtime, "invoke", invoke)
    atlas_existing.cluster("p", "c", may_be_absent=False)
    assert [options.version for options in asked] == [atlas_utilities.get_version()]  # type: ignore[no-untyped-call]
