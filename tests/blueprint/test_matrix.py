"""Each cell of the value matrix, with another environment's value put in its place, is refused by a rule."""

from typing import Any, NamedTuple

import pytest

from config.parse import parse
from config.rules import errors
from config.stacks import STACKS
from tests.conftest import StackFiles


class Row(NamedTuple):
    """One line of the matrix: where it stands in a stack file, and what prod, staging and dev have there."""

    path: str
    values: tuple[Any, ...]
    rows: tuple[str, ...]


ATLAS = ("bondigoo-prod-cluster.btsivoa.mongodb.net", "coaching-platform-dev.nnaff.mongodb.net")
MATRIX = (
    Row("branch", ("main", "staging", "develop"), ("R6", "R22", "R31")),
    Row(
        "frontend.project",
        ("bondigoo-platform-prod", "bondigoo-platform-staging", "bondigoo-platform-prod"),
        ("R13", "R22", "R29"),
    ),
    Row("frontend.mode", ("own", "own", "branch"), ("R13", "R22", "R29", "R63", "R64", "R65")),
    Row(
        "frontendUrl",
        ("https://www.bondigoo.ch", "https://staging.bondigoo.ch", "https://dev.bondigoo.ch"),
        ("R7", "R9", "R11"),
    ),
    Row(
        "apiUrl",
        ("https://api.bondigoo.ch", "https://api.staging.bondigoo.ch", "https://api.dev.bondigoo.ch"),
        ("R8", "R10", "R12", "R63", "R64", "R65"),
    ),
    Row(
        "corsOrigins",
        (
            ["https://www.bondigoo.ch"],
            ["https://staging.bondigoo.ch"],
            ["https://dev.bondigoo.ch", "http://localhost:3000"],
        ),
        ("R59", "R60", "R61"),
    ),
    Row("api.name", tuple(f"bondigoo-api-{stack}" for stack in STACKS), ("R14", "R23", "R31")),
    Row("worker.name", tuple(f"bondigoo-worker-{stack}" for stack in STACKS), ("R15", "R24", "R32")),
    Row("redis.mode", ("dedicated", "shared", "shared"), ("R17", "R25", "R33")),
    Row("environmentName", ("production", "staging", "development"), ("T2",)),
    Row("nodeEnv", ("production", "production", "development"), ("R19",)),
    Row("database.host", (ATLAS[0], ATLAS[1], ATLAS[1]), ("R18", "R27", "R35")),
    Row("database.name", ("bondigoo-prod", "bondigoo-staging", "coaching-platform-dev"), ("C1",)),
    Row("stripe", ("live", "test", "test"), ("R52", "R53")),
    Row("cloudinary", ("bondigoo-prod", "bondigoo-testing", "bondigoo-testing"), ("R54", "R55")),
    Row("launched", (False, True, True), ("R68", "R69", "R70")),
)
# Which form another environment's front end or Redis has, whole: a mode alone is not a stack file.
WHOLE = {"frontend.mode": "frontend", "redis.mode": "redis"}
AFTER_LAUNCH = tuple(
    Row("redis.name", names, ("R26", "R34"))
    for names in (("bondigoo-redis-prod", "bondigoo-redis-staging", "bondigoo-redis-dev"),)
)


def cell(values: dict[str, Any], path: str) -> Any:
    place: Any = values
    for key in path.split("."):
        place = place[key]
    return place


def put(values: dict[str, Any], path: str, value: Any) -> None:
    parent, _, key = path.rpartition(".")
    (cell(values, parent) if parent else values)[key] = value


def swaps(matrix: tuple[Row, ...]) -> list[Any]:
    return [
        pytest.param(row, here, there, id=f"{row.path}-of-{STACKS[here]}-as-in-{STACKS[there]}")
        for row in matrix
        for here in range(3)
        for there in range(3)
        if row.values[here] != row.values[there]
    ]


@pytest.mark.parametrize("row", MATRIX, ids=[row.path for row in MATRIX])
def test_the_stack_files_hold_the_matrix(stack_files: StackFiles, row: Row) -> None:
    assert tuple(cell(stack_files[stack], row.path) for stack in STACKS) == row.values


@pytest.mark.parametrize(("row", "here", "there"), swaps(MATRIX))
def test_another_environments_value_in_a_cell_breaks_a_rule(
    stack_files: StackFiles, row: Row, here: int, there: int
) -> None:
    files = {stack: stack_files[stack] for stack in STACKS}
    path = WHOLE.get(row.path, row.path)
    put(files[STACKS[here]], path, cell(stack_files[STACKS[there]], path))
    found = errors({stack: parse(stack, files[stack]) for stack in STACKS})
    assert STACKS[here] in {name.split(".")[1] for one in found for name in one.files}


@pytest.mark.parametrize(("row", "here", "there"), swaps(AFTER_LAUNCH))
def test_after_the_launch_the_names_of_redis_may_not_be_swapped_either(
    stack_files: StackFiles, row: Row, here: int, there: int
) -> None:
    files = {stack: stack_files[stack] for stack in STACKS}
    for stack, name in zip(STACKS, row.values, strict=True):
        files[stack]["redis"] = {**files["prod"]["redis"], "name": name}
    assert errors({stack: parse(stack, files[stack]) for stack in STACKS}) == []
    put(files[STACKS[here]], row.path, row.values[there])
    (found,) = errors({stack: parse(stack, files[stack]) for stack in STACKS})
    assert found.key == "redis.name"
    assert set(found.files) == {f"Pulumi.{STACKS[place]}.yaml" for place in (here, there)}
