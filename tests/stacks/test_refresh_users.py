"""The users of a refresh: production's reads, staging's writes, each one database; none without the key."""

from itertools import product
from typing import Any

import pytest

from tests.companies import BONDIGOO
from tests.conftest import StackFiles
from tests.stacks.recording import HOSTS, Program, Registered, environment_of, run_program

READER = {"user": "bondigoo-refresh-read", "backupWithinHours": 24}
WRITER = {"user": "bondigoo-refresh-write"}
REFRESH: dict[str, dict[str, Any]] = {"prod": READER, "staging": WRITER}
MADE = "refresh-password"
ADA = {"username": "ada", "passwordSecret": "ADA_PASSWORD"}


@pytest.fixture(scope="module")
def with_refresh() -> dict[str, Program]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(BONDIGOO)
        return {stack: asked(StackFiles(), stack, refresh=REFRESH[stack]) for stack in REFRESH}


def asked(files: StackFiles, stack: str, **database: Any) -> Program:
    values = files[stack]
    values["database"].update(database)
    values["secrets"]["ADA_PASSWORD"] = "env"
    return run_program(stack, values, environment_of(stack, values))


@pytest.mark.proves("R36", "R41")
def test_production_gets_a_user_that_reads_its_one_database(with_refresh: dict[str, Program]) -> None:
    user = with_refresh["prod"].one("DatabaseUser")
    assert user.inputs == {
        "projectId": "000000000000000000000001",
        "username": "bondigoo-refresh-read",
        "authDatabaseName": "admin",
        "password": f"made-for-{MADE}-of-prod",
        "roles": [{"roleName": "read", "databaseName": "bondigoo-prod"}],
        "scopes": [{"name": "bondigoo-prod-cluster", "type": "CLUSTER"}],
    }
    assert user.secret == {"password"}
    assert user.parent == "database"


@pytest.mark.proves("R28")
def test_staging_gets_one_that_writes_its_one_database_and_its_indexes(
    with_refresh: dict[str, Program],
) -> None:
    user = with_refresh["staging"].one("DatabaseUser")
    assert user.inputs["roles"] == [
        {"roleName": "readWrite", "databaseName": "bondigoo-staging"},
        {"roleName": "dbAdmin", "databaseName": "bondigoo-staging"},
    ]
    assert user.inputs["scopes"] == [{"name": "coaching-platform-dev", "type": "CLUSTER"}]


@pytest.mark.parametrize("stack", REFRESH)
def test_its_address_is_an_output_and_a_secret_with_a_password_that_was_made(
    with_refresh: dict[str, Program], stack: str
) -> None:
    program, user = with_refresh[stack], REFRESH[stack]["user"]
    cluster = {"prod": "bondigoo-prod-cluster", "staging": "coaching-platform-dev"}[stack]
    login = f"{user}:made-for-{MADE}-of-{stack}"
    address = (
        f"mongodb+srv://{login}@{HOSTS[cluster]}/bondigoo-{stack}"
        f"?retryWrites=true&w=majority&appName={cluster}"
    )
    assert program.outputs["refreshUri"] == address
    assert program.registered_outputs["Database"]["refreshUri"] == address
    assert "made-for-" + MADE not in str(program.in_clear)
    made = program.one("Command", MADE)
    assert (made.parent, set(made.secret_outputs)) == ("database", {"stdout", "stderr"})


def test_taking_the_key_away_takes_the_right_away_in_production_too(
    with_refresh: dict[str, Program],
) -> None:
    program = with_refresh["prod"]
    assert [one.protect for one in (program.one("DatabaseUser"), program.one("Command", MADE))] == [False] * 2


@pytest.mark.parametrize("stack", ["prod", "staging", "dev"])
def test_without_the_key_there_is_neither_user_nor_password_nor_output(
    programs: dict[str, Program], stack: str
) -> None:
    program = programs[stack]
    assert program.all("DatabaseUser") == []
    assert MADE not in {resource.name for resource in program.resources}
    assert "refreshUri" not in program.outputs
    assert "refreshUri" not in program.registered_outputs["Database"]


def test_the_services_wait_for_their_own_user_and_get_their_own_address(
    with_refresh: dict[str, Program],
) -> None:
    service = with_refresh["prod"].one("WebService")
    assert "bondigoo-refresh-read" not in service.depends_on
    assert "bondigoo-refresh-read" not in str(service.inputs)


@pytest.mark.proves("R36", "R37", "R38")
@pytest.mark.parametrize(
    ("stack", "own"),
    [
        ("prod", ("000000000000000000000001", "bondigoo-prod-cluster", "bondigoo-prod")),
        ("staging", ("000000000000000000000002", "coaching-platform-dev", "bondigoo-staging")),
        ("dev", ("000000000000000000000002", "coaching-platform-dev", "coaching-platform-dev")),
    ],
)
def test_no_user_of_an_environment_has_a_role_in_another_database_or_on_another_cluster(
    stack_files: StackFiles, stack: str, own: tuple[str, str, str]
) -> None:
    refresh = {"refresh": REFRESH[stack]} if stack in REFRESH else {}
    user = f"{stack}-user"  # none of another stack's: the program refuses that
    program = asked(stack_files, stack, manageUser=True, developers=[ADA], user=user, **refresh)
    users = program.all("DatabaseUser")
    assert len(users) == 2 + len(refresh)
    assert {place for user in users for place in reached(user)} == {own}
    assert [user.name for user in users if "AnyDatabase" in str(user.inputs["roles"])] == []


def reached(user: Registered) -> set[tuple[str, str, str]]:
    """The Atlas project, cluster and database of each of a user's roles."""
    clusters = [scope["name"] for scope in user.inputs["scopes"]] or ["every cluster"]
    databases = [role["databaseName"] for role in user.inputs["roles"]]
    return {(user.inputs["projectId"], *pair) for pair in product(clusters, databases)}
