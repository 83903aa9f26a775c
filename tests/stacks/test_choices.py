"""What the optional settings of a stack file change, and that nothing else changes with them."""

from typing import Any

import pytest

from tests.conftest import StackFiles
from tests.stacks.recording import Program, Registered, environment_of, run_program


def changed(stack_files: StackFiles, stack: str, part: str, **changes: Any) -> Program:
    values = stack_files[stack]
    values[part].update(changes)
    return run_program(stack, values, environment_of(stack, values))


def others(program: Program, *changed: Registered) -> list[Registered]:
    """Every other resource, in an order that does not depend on which of them was ready first."""
    names = {(resource.type, resource.name) for resource in changed}
    left = [r for r in program.resources if r.custom and (r.type, r.name) not in names]
    return sorted(left, key=lambda resource: (resource.type, resource.name))


@pytest.mark.proves("C9")
def test_the_bare_domain_is_redirected_to_the_site_for_good(
    stack_files: StackFiles, programs: dict[str, Program]
) -> None:
    program = changed(stack_files, "prod", "frontend", apexRedirect=True)
    apex = program.one("ProjectDomain", "apex")
    assert apex.inputs == {
        "projectId": "id-of-frontend",
        "teamId": "team_000000000000000000000000",
        "domain": "bondigoo.ch",
        "redirect": "www.bondigoo.ch",
        "redirectStatusCode": 308,
    }
    assert (apex.protect, apex.delete_before_replace) == (True, False)
    assert {"name": "bondigoo.ch", "type": "A", "value": "203.0.113.7"} in program.outputs["dnsRecords"]
    assert others(program, apex) == others(programs["prod"])


def test_without_it_there_is_no_second_domain(programs: dict[str, Program]) -> None:
    assert [record["name"] for record in programs["prod"].outputs["dnsRecords"]] == [
        "www.bondigoo.ch",
        "api.bondigoo.ch",
    ]


def test_a_site_on_the_bare_domain_has_addresses_there_and_its_www_is_redirected(
    stack_files: StackFiles,
) -> None:
    values = {**stack_files["prod"], "frontendUrl": "https://bondigoo.ch"}
    values["corsOrigins"] = ["https://bondigoo.ch"]
    values["frontend"]["apexRedirect"] = True
    program = run_program("prod", values, environment_of("prod", values))
    assert program.one("ProjectDomain", "frontend").inputs["domain"] == "bondigoo.ch"
    www = program.one("ProjectDomain", "www").inputs
    assert (www["domain"], www["redirect"]) == ("www.bondigoo.ch", "bondigoo.ch")
    rows = [(row["name"], row["type"]) for row in program.outputs["dnsRecords"]]
    assert rows == [("bondigoo.ch", "A"), ("www.bondigoo.ch", "CNAME"), ("api.bondigoo.ch", "CNAME")]


@pytest.mark.proves("T25")
@pytest.mark.parametrize(
    ("key", "kind", "count"), [("api", "WebService", 1), ("worker", "BackgroundWorker", 3)]
)
def test_the_number_of_instances_is_written_only_when_it_is_said(
    stack_files: StackFiles, programs: dict[str, Program], key: str, kind: str, count: int
) -> None:
    assert programs["prod"].one(kind).inputs.get("num_instances") is None
    program = changed(stack_files, "prod", key, numInstances=count)
    service = program.one(kind)
    assert service.inputs["num_instances"] == count
    # Scaling is no reason to build or to start anything again.
    assert others(program, service) == others(programs["prod"], service)


@pytest.mark.proves("T30")
@pytest.mark.parametrize("stack", ["prod", "dev"])
def test_variables_are_hidden_in_vercels_ui_where_a_policy_forces_it(
    stack_files: StackFiles, programs: dict[str, Program], stack: str
) -> None:
    program = changed(stack_files, stack, "frontend", sensitive=True)
    records = program.all("ProjectEnvironmentVariable")
    assert {record.inputs["sensitive"] for record in records} == {True}
    assert others(program, *records) == others(programs[stack], *records)


@pytest.mark.proves("T33")
def test_a_free_api_outside_production_is_a_plan_like_any_other(stack_files: StackFiles) -> None:
    assert changed(stack_files, "dev", "api", plan="free").one("WebService").inputs["plan"] == "free"


@pytest.mark.proves("T15")
def test_without_a_path_render_only_asks_for_an_open_port(stack_files: StackFiles) -> None:
    values = stack_files["dev"]
    del values["api"]["healthCheckPath"]
    program = run_program("dev", values, environment_of("dev", values))
    assert program.one("WebService").inputs.get("health_check_path") is None
