"""What reads production has no call that writes: looked for in its source text, whoever it logs in as."""

import ast
from collections.abc import Iterator
from pathlib import Path

from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.database import Database

ROOM = Path(__file__).parents[2] / "data" / "source"
READING = {
    "aggregate",
    "close",
    "command",
    "find_one",
    "find_raw_batches",
    "get_database",
    "list_collections",
    "list_indexes",
    "start_session",
}
PYMONGO = {name for kind in (MongoClient, Database, Collection) for name in dir(kind) if name[0] != "_"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for file in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                yield node.func.attr, node


def test_of_the_driver_only_what_reads_is_called() -> None:
    assert {name for name, _ in calls()} & PYMONGO == READING
    assert {"insert_one", "update_many", "delete_many", "drop", "create_index", "rename"} <= PYMONGO


def test_commands_and_stages_are_three_that_read_and_one() -> None:
    commands = {ast.literal_eval(call.args[0]) for name, call in calls() if name == "command"}
    assert commands == {"connectionStatus", "getCmdLineOpts", "hello"}
    stages = [ast.literal_eval(call.args[0]) for name, call in calls() if name == "aggregate"]
    assert stages == [[{"$collStats": {"storageStats": {}}}]]
