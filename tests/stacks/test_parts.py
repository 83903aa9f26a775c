"""What every environment is made of, and where its values come from."""

import pytest

from tests.conftest import StackFiles
from tests.stacks.recording import Program, environment_of, run_program

STACKS = ("prod", "staging", "dev")
COMPONENTS = ("FrontendProject", "ApiService", "Worker", "Redis", "Database")


@pytest.mark.proves("R79")
@pytest.mark.parametrize("stack", STACKS)
def test_each_part_is_a_component_below_the_environment_that_registers_its_outputs(
    programs: dict[str, Program], stack: str
) -> None:
    parts = {r.type: r.parent for r in programs[stack].resources if r.type.startswith("infra:components:")}
    del parts["infra:components:Environment"]
    assert parts == {f"infra:components:{name}": "environment" for name in COMPONENTS}
    assert programs[stack].registered_outputs.keys() >= {*COMPONENTS, "Environment"}
    assert all(programs[stack].registered_outputs[name] for name in COMPONENTS)


@pytest.mark.proves("R79")
@pytest.mark.parametrize("stack", STACKS)
def test_everything_that_is_made_stands_below_a_component(programs: dict[str, Program], stack: str) -> None:
    components = {r.name for r in programs[stack].resources if r.type.startswith("infra:components:")}
    assert [r.name for r in programs[stack].resources if r.custom and r.parent not in components] == []


def kinds(program: Program) -> set[tuple[str, str]]:
    made = [r for r in program.resources if r.type != "pulumi:pulumi:Stack"]
    return {(r.type.rpartition(":")[2].removesuffix("Ref"), r.name) for r in made}


@pytest.mark.proves("R19", "C3")
def test_staging_is_made_of_the_same_parts_as_production(programs: dict[str, Program]) -> None:
    assert kinds(programs["staging"]) == kinds(programs["prod"])


@pytest.mark.proves("C15", "T14")
@pytest.mark.parametrize("stack", STACKS)
def test_no_stack_reads_the_state_of_another(programs: dict[str, Program], stack: str) -> None:
    assert programs[stack].reads == []
    assert {token.partition(":")[0] for token, _ in programs[stack].calls} <= {"vercel", "mongodbatlas"}


@pytest.mark.proves("T31", "T32")
@pytest.mark.parametrize(
    ("stack", "site", "api"),
    [
        ("prod", "www.bondigoo.ch", "api.bondigoo.ch"),
        ("staging", "staging.bondigoo.ch", "api.staging.bondigoo.ch"),
        ("dev", "dev.bondigoo.ch", "api.dev.bondigoo.ch"),
    ],
)
def test_the_dns_records_to_enter_are_what_the_vendors_recommend(
    programs: dict[str, Program], stack: str, site: str, api: str
) -> None:
    assert programs[stack].registered_outputs["Environment"]["dnsRecords"] == [
        {"name": site, "type": "CNAME", "value": "cname.example.net"},
        {"name": api, "type": "CNAME", "value": "the-slug.onrender.com"},
    ]


@pytest.mark.proves("R80")
def test_cors_api_address_and_launch_follow_the_stack_file(stack_files: StackFiles) -> None:
    values = stack_files["prod"] | {
        "frontendUrl": "https://www.shop.example",
        "apiUrl": "https://api.shop.example",
        "corsOrigins": ["https://www.shop.example", "https://admin.shop.example"],
    }
    values["mail"]["sender"] = "hello@shop.example"
    program = run_program("prod", values, environment_of("prod", values))
    records = program.all("ProjectEnvironmentVariable")
    assert {record.inputs["key"]: record.inputs["value"] for record in records} == {
        "REACT_APP_API_URL": "https://api.shop.example",
        "REACT_APP_LAUNCHED": "false",
        "REACT_APP_FRONTEND_URL": "https://www.shop.example",
        "REACT_APP_CLOUDINARY_CLOUD_NAME": "bondigoo-prod",
    }
    env = program.one("WebService").inputs["env"]
    assert env["CORS_ORIGIN"] == "https://www.shop.example,https://admin.shop.example"
    assert program.one("CustomDomain").inputs["name"] == "api.shop.example"
    assert program.one("ProjectDomain").inputs["domain"] == "www.shop.example"
