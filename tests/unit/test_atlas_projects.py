"""Which stacks live in one Atlas project, which has one list of addresses."""

from config.rules import errors, violations
from tests.conftest import StackFiles
from tests.unit.rule_cases.case import FRANKFURT
from tests.unit.test_rules import changed

HOST = "coaching-platform-dev.nnaff.mongodb.net"


def test_clusters_whose_projects_are_not_filled_in_are_of_one_project_on_one_host_only(
    stack_files: StackFiles,
) -> None:
    lists = {f"{stack}.database.ipAccessList": FRANKFURT for stack in ("staging", "dev")}
    one, two = (
        changed(stack_files, lists | {"dev.database.host": host}) for host in (HOST, "a.b.mongodb.net")
    )
    assert [v.key for v in errors(one)] == ["database.ipAccessList[0]", "database.ipAccessList[1]"]
    assert errors(two) == []


def test_two_stacks_of_one_atlas_project_let_their_region_in_together(stack_files: StackFiles) -> None:
    lists = {"staging.database.ipAccessList": FRANKFURT[:1], "dev.database.ipAccessList": FRANKFURT[1:]}
    assert [v for v in violations(changed(stack_files, lists)) if v.key == "database.ipAccessList"] == []
