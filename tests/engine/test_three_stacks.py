"""The three environments come up, hold what the blueprint says, stay as they are, and go away again.

The tests of this module follow one rehearsal from `up` to `down`, in the order they stand here.
"""

import re
import urllib.parse
from typing import Any

import pytest

from tests.engine.golden import PRINTED
from tests.engine.rehearsal import Done, Rehearsal, gone

STACKS = ("prod", "staging", "dev")
CLOUD = "REACT_APP_CLOUDINARY_CLOUD_NAME"


@pytest.fixture(scope="module")
def rehearsal(three_up: Rehearsal) -> Rehearsal:
    return three_up


@pytest.fixture(scope="module")
def first_up(rehearsal: Rehearsal) -> Done:
    """What `make up` printed when this checkout had no state."""
    return Done(0, (rehearsal.folder / PRINTED).read_text())


@pytest.fixture(scope="module")
def services(rehearsal: Rehearsal, first_up: Done) -> dict[str, dict[str, Any]]:
    return {item["service"]["name"]: item["service"] for item in rehearsal.render("/services?limit=100")}


@pytest.fixture(scope="module")
def projects(rehearsal: Rehearsal, first_up: Done) -> dict[str, dict[str, Any]]:
    team = rehearsal.status["vercel"]["teams"][0]
    names = ("bondigoo-platform-prod", "bondigoo-platform-staging")
    return {name: rehearsal.vercel(f"/v10/projects/{name}?teamId={team}") for name in names}


@pytest.mark.proves("R14", "R15", "R23", "R24", "R31", "R32", "T24")
def test_render_holds_exactly_the_six_services(services: dict[str, dict[str, Any]]) -> None:
    described = {
        name: (s["type"], s["branch"], s["serviceDetails"]["plan"], s["serviceDetails"]["region"])
        for name, s in services.items()
    }
    branches = {"prod": "main", "staging": "staging", "dev": "develop"}
    assert described == {
        f"bondigoo-{role}-{stack}": (kind, branch, "starter", "frankfurt")
        for stack, branch in branches.items()
        for role, kind in (("api", "web_service"), ("worker", "background_worker"))
    }


def test_every_service_runs_its_one_first_deploy(
    rehearsal: Rehearsal, services: dict[str, dict[str, Any]]
) -> None:
    for service in services.values():
        deploys = rehearsal.render(f"/services/{service['id']}/deploys")
        assert [row["deploy"]["status"] for row in deploys] == ["live"], service["name"]


@pytest.mark.proves("R17", "R25", "R33", "T5")
def test_render_holds_one_key_value_and_it_never_evicts(rehearsal: Rehearsal, first_up: Done) -> None:
    (item,) = rehearsal.render("/key-value")
    found = item["keyValue"]
    assert found["name"] == "bondigoo-redis-prod"
    assert found["options"]["maxmemoryPolicy"] == "noeviction"
    assert [row["cidrBlock"] for row in found["ipAllowList"]] == ["74.220.51.0/24", "74.220.59.0/24"]


@pytest.mark.proves("R59", "R60", "R61", "T17")
@pytest.mark.parametrize(
    ("stack", "origins"),
    [
        ("prod", "https://www.bondigoo.ch"),
        ("staging", "https://staging.bondigoo.ch"),
        ("dev", "https://dev.bondigoo.ch,http://localhost:3000"),
    ],
)
def test_the_apis_hold_the_blueprints_cors_origins_byte_for_byte(
    rehearsal: Rehearsal, first_up: Done, stack: str, origins: str
) -> None:
    assert rehearsal.variables(f"bondigoo-api-{stack}")["CORS_ORIGIN"] == origins
    assert "CORS_ORIGIN" not in rehearsal.variables(f"bondigoo-worker-{stack}")


URI = re.compile(
    r"mongodb\+srv://(?P<user>[^:]+):(?P<password>[^@]+)@(?P<host>[^/]+)/(?P<name>[^?]+)"
    r"\?retryWrites=true&w=majority&appName=(?P<app>.+)"
)
# What encodeURIComponent leaves as it is.
UNESCAPED = re.compile(r"(%[0-9A-F]{2}|[A-Za-z0-9\-_.!~*'()])+")


@pytest.mark.proves("R27", "R75", "R77", "R78", "T18")
@pytest.mark.parametrize(
    ("stack", "user", "cluster", "suffix", "name"),
    [
        ("prod", "bondigoo-prod-user", "bondigoo-prod-cluster", "btsivoa", "bondigoo-prod"),
        ("staging", "coaching_platform_dev_user", "coaching-platform-dev", "nnaff", "bondigoo-staging"),
        ("dev", "coaching_platform_dev_user", "coaching-platform-dev", "nnaff", "coaching-platform-dev"),
    ],
)
def test_the_database_uris_have_the_definitive_form(
    rehearsal: Rehearsal,
    first_up: Done,
    stack: str,
    user: str,
    cluster: str,
    suffix: str,
    name: str,
) -> None:
    api, worker = (rehearsal.variables(f"bondigoo-{role}-{stack}") for role in ("api", "worker"))
    parts = URI.fullmatch(api["MONGODB_URI"])
    assert parts is not None
    host = f"{cluster}.{suffix}.mongodb.net"
    assert parts.group("user", "host", "name", "app") == (user, host, name, cluster)
    assert UNESCAPED.fullmatch(parts["password"])
    password = rehearsal.secrets()[f"{stack.upper()}_DATABASE_PASSWORD"]
    assert urllib.parse.unquote(parts["password"]) == password
    assert api["MONGODB_URI"] == api["DATABASE_URL"] == worker["MONGODB_URI"] == worker["DATABASE_URL"]


@pytest.mark.proves("R3", "R16", "T2", "T7")
def test_api_and_worker_of_an_environment_use_one_queue_and_no_other_environments(
    rehearsal: Rehearsal, first_up: Done
) -> None:
    seen = []
    for stack in STACKS:
        api, worker = (rehearsal.variables(f"bondigoo-{role}-{stack}") for role in ("api", "worker"))
        keys = ("REDIS_URL", "ENVIRONMENT_NAME", "BULLMQ_PREFIX", "JWT_SECRET", "SESSION_SECRET")
        assert {key: api[key] for key in keys} == {key: worker[key] for key in keys}
        seen.append(api)
    for key in ("ENVIRONMENT_NAME", "BULLMQ_PREFIX", "JWT_SECRET", "SESSION_SECRET", "STRIPE_SECRET_KEY"):
        assert len({env[key] for env in seen}) == len(STACKS), key


@pytest.mark.proves("R8", "R10", "R12")
@pytest.mark.parametrize(
    ("host", "service"),
    [
        ("api.bondigoo.ch", "bondigoo-api-prod"),
        ("api.staging.bondigoo.ch", "bondigoo-api-staging"),
        ("api.dev.bondigoo.ch", "bondigoo-api-dev"),
    ],
)
def test_each_api_has_its_custom_domain(
    rehearsal: Rehearsal, first_up: Done, host: str, service: str
) -> None:
    domains = rehearsal.render(f"/services/{rehearsal.service(service)['id']}/custom-domains")
    assert [row["customDomain"]["name"] for row in domains] == [host]


@pytest.mark.proves("R13", "R22", "R29", "C10")
def test_vercel_holds_two_projects_with_their_production_branches(
    projects: dict[str, dict[str, Any]],
) -> None:
    assert {name: p["link"]["productionBranch"] for name, p in projects.items()} == {
        "bondigoo-platform-prod": "main",
        "bondigoo-platform-staging": "staging",
    }


@pytest.mark.proves("R62", "R63", "R64", "R65", "R68", "R69", "R70")
def test_the_public_variables_sit_in_their_project_target_and_branch(
    rehearsal: Rehearsal, projects: dict[str, dict[str, Any]]
) -> None:
    team = rehearsal.status["vercel"]["teams"][0]
    records = {
        (name, record["key"], *record["target"], record.get("gitBranch")): record["value"]
        for name, project in projects.items()
        for record in rehearsal.vercel(f"/v8/projects/{project['id']}/env?decrypt=true&teamId={team}")["envs"]
    }
    prod, staging = "bondigoo-platform-prod", "bondigoo-platform-staging"
    assert records == {
        (prod, "REACT_APP_API_URL", "production", None): "https://api.bondigoo.ch",
        (staging, "REACT_APP_API_URL", "production", None): "https://api.staging.bondigoo.ch",
        (prod, "REACT_APP_API_URL", "preview", "develop"): "https://api.dev.bondigoo.ch",
        (prod, "REACT_APP_LAUNCHED", "production", None): "false",
        (staging, "REACT_APP_LAUNCHED", "production", None): "true",
        (prod, "REACT_APP_LAUNCHED", "preview", "develop"): "true",
        (prod, "REACT_APP_FRONTEND_URL", "production", None): "https://www.bondigoo.ch",
        (staging, "REACT_APP_FRONTEND_URL", "production", None): "https://staging.bondigoo.ch",
        (prod, "REACT_APP_FRONTEND_URL", "preview", "develop"): "https://dev.bondigoo.ch",
        (prod, CLOUD, "production", None): "bondigoo-prod",
        (staging, CLOUD, "production", None): "bondigoo-testing",
        (prod, CLOUD, "preview", "develop"): "bondigoo-testing",
    }


@pytest.mark.proves("R7", "R9", "R11", "R30")
@pytest.mark.parametrize(
    ("project", "host", "branch"),
    [
        ("bondigoo-platform-prod", "www.bondigoo.ch", None),
        ("bondigoo-platform-staging", "staging.bondigoo.ch", None),
        ("bondigoo-platform-prod", "dev.bondigoo.ch", "develop"),
    ],
)
def test_each_site_has_its_domain(
    rehearsal: Rehearsal, projects: dict[str, dict[str, Any]], project: str, host: str, branch: str | None
) -> None:
    team = rehearsal.status["vercel"]["teams"][0]
    domain = rehearsal.vercel(f"/v9/projects/{projects[project]['id']}/domains/{host}?teamId={team}")
    assert domain["gitBranch"] == branch


@pytest.mark.proves("R67", "R68", "R69", "R70")
@pytest.mark.parametrize(
    ("host", "page"),
    [
        ("www.bondigoo.ch", {"page": "pre-launch", "api-url": "https://api.bondigoo.ch"}),
        ("staging.bondigoo.ch", {"page": "app", "api-url": "https://api.staging.bondigoo.ch"}),
        ("dev.bondigoo.ch", {"page": "app", "api-url": "https://api.dev.bondigoo.ch"}),
    ],
)
def test_a_site_shows_the_pre_launch_page_until_it_is_launched(
    rehearsal: Rehearsal, first_up: Done, host: str, page: dict[str, str]
) -> None:
    answer = rehearsal.edge(host)
    assert answer.status_code == 200
    assert dict(re.findall(r'data-(page|api-url)="([^"]*)"', answer.text)) == page


@pytest.mark.proves("R58", "R59", "R60", "R61", "C8")
@pytest.mark.parametrize(
    ("api", "origin", "allowed"),
    [
        ("api.bondigoo.ch", "https://www.bondigoo.ch", True),
        ("api.bondigoo.ch", "https://dev.bondigoo.ch", False),
        ("api.bondigoo.ch", "https://www.bondigoo.ch/", False),
        ("api.staging.bondigoo.ch", "https://staging.bondigoo.ch", True),
        ("api.dev.bondigoo.ch", "http://localhost:3000", True),
        ("api.dev.bondigoo.ch", "https://www.bondigoo.ch", False),
    ],
)
def test_an_api_lets_in_exactly_its_own_sites(
    rehearsal: Rehearsal, first_up: Done, api: str, origin: str, allowed: bool
) -> None:
    answer = rehearsal.edge(api, "OPTIONS", **{"Origin": origin, "Access-Control-Request-Method": "GET"})
    assert answer.headers.get("access-control-allow-origin") == (origin if allowed else None)


@pytest.mark.parametrize("stack", STACKS)
def test_after_up_a_refresh_and_a_preview_find_nothing_to_change(
    rehearsal: Rehearsal, first_up: Done, stack: str
) -> None:
    rehearsal.pulumi("refresh", "--stack", stack, "--yes", "--skip-preview", "--expect-no-changes").ok()
    done = rehearsal.pulumi("preview", "--stack", stack, "--expect-no-changes").ok()
    diagnostics = done.text.partition("Diagnostics:")[2].partition("Resources:")[0]
    said = re.findall(r"^    (\S+: \S+:) ", diagnostics, re.MULTILINE)
    assert len(diagnostics.split("\n    ")) - 1 == len(said)
    assert said == (["Pulumi.prod.yaml: frontend.apexRedirect:"] if stack == "prod" else [])


def test_a_second_up_changes_nothing_and_writes_nothing(rehearsal: Rehearsal, first_up: Done) -> None:
    done: list[Done] = []
    assert rehearsal.writes_during(lambda: done.append(rehearsal.sandbox("up").ok())) == []
    assert len(re.findall(r"\d+ unchanged", done[0].text)) == len(STACKS)
    assert not re.search(r"\d+ (created|updated|replaced|deleted)", done[0].text)


def test_nothing_tracked_was_touched(rehearsal: Rehearsal, first_up: Done) -> None:
    assert rehearsal.git_status() == ""


def test_down_destroys_everything_and_leaves_no_process(rehearsal: Rehearsal, first_up: Done) -> None:
    pid = int((rehearsal.folder / ".sandbox" / "server.pid").read_text())
    done = rehearsal.command("make", "down").ok()
    assert re.findall(r"^(\w+): pulumi destroy$", done.text, re.MULTILINE) == ["dev", "staging", "prod"]
    assert gone(pid)
    assert rehearsal.processes() == []
    rehearsal.start()
    assert rehearsal.render("/services") == []
    assert rehearsal.render("/key-value") == []
    assert rehearsal.git_status() == ""
