"""The changes that an environment goes through in its life, each leaving the others as they are.

The tests of this module follow one rehearsal, in the order they stand here.
"""

from typing import Any

import pytest

from tests.engine.rehearsal import Done, Project, Rehearsal, changed

FRANKFURT = [{"cidr": "74.220.51.0/24", "description": "Render Frankfurt"}]

SHARED = {"mode": "shared", "name": "bondigoo-redis-prod", "connection": "external"}


def dedicated(name: str) -> dict[str, Any]:
    own = {"mode": "dedicated", "name": name, "plan": "starter"}
    return {**own, "connection": "external", "allow": FRANKFURT}


def key_values(rehearsal: Rehearsal) -> dict[str, Any]:
    return {item["keyValue"]["name"]: item["keyValue"] for item in rehearsal.render("/key-value")}


@pytest.fixture(scope="module")
def two_up(three_up: Rehearsal) -> Rehearsal:
    """Production and staging are followed; development joins them later, by its own changes."""
    return three_up


@pytest.mark.proves("R26")
def test_staging_gets_a_redis_of_its_own_and_productions_is_not_touched(two_up: Rehearsal) -> None:
    before = key_values(two_up)["bondigoo-redis-prod"]
    shared_address = two_up.variables("bondigoo-api-staging")["REDIS_URL"]
    two_up.edit("staging", lambda c: c.update(redis=dedicated("bondigoo-redis-staging")))
    writes = two_up.writes_during(lambda: two_up.up("staging").ok())
    after = key_values(two_up)
    assert after["bondigoo-redis-prod"] == before
    assert [row["cidrBlock"] for row in after["bondigoo-redis-staging"]["ipAllowList"]] == ["74.220.51.0/24"]
    addresses = {two_up.variables(f"bondigoo-{role}-staging")["REDIS_URL"] for role in ("api", "worker")}
    assert len(addresses) == 1
    assert addresses.isdisjoint({shared_address, ""})
    assert [line for line in writes if "key-value" in line] == ["POST /v1/key-value"]
    assert len([line for line in writes if line.endswith("/deploys")]) == 2


@pytest.mark.proves("R34", "R68", "C20")
def test_production_cannot_launch_while_development_still_shares(two_up: Rehearsal) -> None:
    two_up.edit("prod", lambda c: c.update(launched=True))
    done = two_up.up("prod")
    assert done.code == 1
    assert "Pulumi.prod.yaml: launched: is true while bondigoo-redis-prod is also used by dev" in done.text
    assert 'data-page="pre-launch"' in two_up.edge("www.bondigoo.ch").text


@pytest.mark.proves("R67", "R68", "C20", "T6")
def test_launch_day_changes_one_variable_and_the_page(two_up: Rehearsal) -> None:
    two_up.edit("dev", lambda c: c.update(redis=dedicated("bondigoo-redis-dev")))
    results: list[Done] = []
    writes = two_up.writes_during(lambda: results.append(two_up.up("prod").ok()))
    assert ("updated", "ProjectEnvironmentVariable", "REACT_APP_LAUNCHED") in changed(results[0].text)
    assert [line.split()[0] for line in writes] == ["PATCH", "POST"]
    page = two_up.edge("www.bondigoo.ch").text
    assert 'data-page="app"' in page
    assert 'data-api-url="https://api.bondigoo.ch"' in page


def test_a_service_is_renamed_in_place_and_keeps_its_variables(two_up: Rehearsal) -> None:
    two_up.set_by_hand("bondigoo-worker-staging", "BY_HAND", "kept")
    identity = two_up.service("bondigoo-worker-staging")["id"]
    two_up.edit("staging", lambda c: c["worker"].update(name="bondigoo-jobs-staging"))
    two_up.up("staging").ok()
    assert two_up.service("bondigoo-jobs-staging")["id"] == identity
    assert two_up.variables("bondigoo-jobs-staging")["BY_HAND"] == "kept"


def test_a_new_host_of_the_api_replaces_its_domain_and_follows_everywhere(two_up: Rehearsal) -> None:
    two_up.edit("staging", lambda c: c.update(apiUrl="https://backend.staging.bondigoo.ch"))
    two_up.up("staging").ok()
    api = two_up.service("bondigoo-api-staging")["id"]
    domains = two_up.render(f"/services/{api}/custom-domains")
    assert [row["customDomain"]["name"] for row in domains] == ["backend.staging.bondigoo.ch"]
    page = two_up.edge("staging.bondigoo.ch").text
    assert 'data-api-url="https://backend.staging.bondigoo.ch"' in page


NEW = "beta.bondigoo.ch"


def takes_over(project: Project, host: str) -> None:
    """Somebody else's project, made by hand, has the host."""
    repository = {"type": "github", "repo": "somebody/else"}
    body = {"name": project.name, "gitRepository": repository}
    project.rehearsal.send("POST", "vercel", f"/v8/projects?teamId={project.team}", body)
    project.send("POST", "/domains", {"name": host})


def refuses(two_up: Rehearsal, *command: str, saying: str) -> None:
    """A command that says why it stops, before it has written anything."""
    results: list[Done] = []
    writes = two_up.writes_during(lambda: results.append(two_up.pulumi(*command, "--stack", "staging")))
    assert (results[0].code, writes) == (1, [])
    assert saying in results[0].text


def test_a_new_host_that_another_project_has_costs_the_old_one_nothing(two_up: Rehearsal) -> None:
    other = two_up.project("somebody-elses")
    takes_over(other, NEW)
    two_up.edit("staging", lambda c: c.update(frontendUrl=f"https://{NEW}", corsOrigins=[f"https://{NEW}"]))
    # Vercel tells who serves a host; nobody serves this one yet.
    refused = two_up.up("staging")
    assert refused.code == 1
    assert f"Cannot add {NEW} since it's already assigned to another project" in refused.text
    assert two_up.edge("staging.bondigoo.ch").status_code == 200
    other.build("main")
    for command in (["preview"], ["up", "--yes", "--skip-preview"]):
        refuses(two_up, *command, saying=f"{NEW} is served by another Vercel project (prj_")
    other.send("DELETE", f"/domains/{NEW}", version=9)
    two_up.up("staging").ok()
    assert two_up.edge(NEW).status_code == 200
    assert two_up.edge("staging.bondigoo.ch").status_code == 404


def test_a_new_host_that_another_service_has_costs_the_apis_old_one_nothing(two_up: Rehearsal) -> None:
    path = f"/services/{two_up.service('bondigoo-api-prod')['id']}/custom-domains"
    (taken,) = two_up.send("POST", "render", path, {"name": "taken.bondigoo.ch"})
    two_up.edit("staging", lambda c: c.update(apiUrl="https://taken.bondigoo.ch"))
    refused = two_up.up("staging")
    assert refused.code == 1
    assert "when another service has it, remove it there first" in refused.text
    assert two_up.edge("backend.staging.bondigoo.ch").status_code == 200
    two_up.send("DELETE", "render", f"{path}/{taken['id']}")
    two_up.up("staging").ok()
    assert two_up.edge("taken.bondigoo.ch").status_code == 200
    assert two_up.edge("backend.staging.bondigoo.ch").status_code == 404


def test_after_all_of_it_nothing_is_left_to_change(two_up: Rehearsal) -> None:
    for stack in ("prod", "staging"):
        two_up.pulumi("preview", "--stack", stack, "--expect-no-changes").ok()


@pytest.mark.proves("C4")
def test_development_can_take_its_front_end_out_of_productions_project(two_up: Rehearsal) -> None:
    two_up.up("dev").ok()
    frontend = {
        "mode": "own",
        "project": "bondigoo-platform-dev",
        "framework": "create-react-app",
        "rootDirectory": "client",
        "buildCommand": "npm run build",
        "outputDirectory": "build",
        "previews": False,
    }
    two_up.edit("dev", lambda c: c.update(frontend=frontend))
    two_up.up("dev").ok()
    team = two_up.status["vercel"]["teams"][0]
    own = two_up.vercel(f"/v10/projects/bondigoo-platform-dev?teamId={team}")
    domain = two_up.vercel(f"/v9/projects/{own['id']}/domains/dev.bondigoo.ch?teamId={team}")
    assert domain["gitBranch"] is None
    prod = two_up.vercel(f"/v10/projects/bondigoo-platform-prod?teamId={team}")
    left = two_up.vercel(f"/v8/projects/{prod['id']}/env?decrypt=true&teamId={team}")["envs"]
    assert {record["gitBranch"] for record in left} == {None}
    assert 'data-page="app"' in two_up.edge("dev.bondigoo.ch").text


BRANCH = {"mode": "branch", "project": "bondigoo-platform-prod"}
REFUSED = {"kind": "status", "service": "vercel", "method": "POST", "path": r"/v10/projects/\w+/domains"}


def test_a_host_that_vercel_refuses_to_its_new_project_comes_back_with_the_former_stack_file(
    two_up: Rehearsal,
) -> None:
    own: dict[str, Any] = {}
    two_up.edit("dev", lambda c: [own.update(c["frontend"]), c.update(frontend=BRANCH)])
    two_up.faults({**REFUSED, "status": 403})
    refused = two_up.up("dev")
    two_up.faults()
    assert refused.code == 1
    assert "dev.bondigoo.ch left its former project, and Vercel refuses it to the new one" in refused.text
    two_up.edit("dev", lambda c: c.update(frontend=own))
    two_up.up("dev").ok()
    assert 'data-page="app"' in two_up.edge("dev.bondigoo.ch").text


def test_development_goes_back_into_productions_project_through_a_bad_minute(two_up: Rehearsal) -> None:
    two_up.edit("dev", lambda c: c.update(frontend=BRANCH))
    two_up.faults({**REFUSED, "status": 500, "times": 2})
    two_up.up("dev").ok()
    domain = two_up.project("bondigoo-platform-prod").send("GET", "/domains/dev.bondigoo.ch", version=9)
    assert domain["gitBranch"] == "develop"
    assert 'data-page="app"' in two_up.edge("dev.bondigoo.ch").text
    two_up.pulumi("preview", "--stack", "dev", "--expect-no-changes").ok()


def test_the_others_follow_when_production_gets_a_new_redis(two_up: Rehearsal) -> None:
    two_up.edit("dev", lambda c: c.update(redis=SHARED))
    two_up.edit("prod", lambda c: c.update(launched=False))
    two_up.sandbox("up", "prod", "dev").ok()
    before = two_up.variables("bondigoo-api-dev")["REDIS_URL"]
    two_up.sandbox("down", "prod").ok()
    two_up.sandbox("up", "prod").ok()
    two_up.up("dev").ok()
    owner = key_values(two_up)["bondigoo-redis-prod"]["id"]
    addresses = {two_up.variables(f"bondigoo-{role}-dev")["REDIS_URL"] for role in ("api", "worker")}
    assert len(addresses) == 1
    assert owner in addresses.pop()
    assert owner not in before
    two_up.pulumi("preview", "--stack", "dev", "--expect-no-changes").ok()


def test_what_is_up_can_go_down_although_a_stack_file_is_broken_by_now(two_up: Rehearsal) -> None:
    (two_up.folder / "Pulumi.dev.yaml").write_text("config: [")
    assert two_up.sandbox("up", "dev").text == (
        "error: Pulumi.dev.yaml: line 1 is not YAML: expected the node content, but found '<stream end>'\n"
    )
    two_up.sandbox("down").ok()
    assert two_up.processes() == []
