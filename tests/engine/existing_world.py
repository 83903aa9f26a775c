"""What the accounts of the blueprint hold on the first day: made by hand, some under older names."""

from dataclasses import dataclass
from typing import Any

from tests.engine.rehearsal import Done, Rehearsal

OWNER = "tea-00000000000000000000"
ATLAS = "000000000000000000000001"
TEAM = "team_000000000000000000000000"
REPO = "bondigoo-admin/bondigoo-platform"
OLD_PROJECT = "coaching-platform"
# Names that the program writes too, and names that only people know.
DEV_API = {
    "NODE_ENV": "development",
    "JWT_SECRET": "typed-by-a-person-long-ago",
    "STRIPE_SECRET_KEY": "sk_" + "test_" + "typed0by0a0person",
    "MONGODB_URI": "mongodb+srv://"
    + "somebody:typed@coaching-platform-dev.nnaff.mongodb.net/coaching-platform-dev",
    "FRONTEND_URL": "https://dev.bondigoo.ch",
    "GOOGLE_CLIENT_ID": "only-a-person-knows",
}
DEV_WORKER = {"NODE_ENV": "development", "JWT_SECRET": "typed-by-a-person-long-ago", "DEBUG": "bull*"}


@dataclass(frozen=True)
class World:
    """The rehearsal and the ids of what was made in it."""

    rehearsal: Rehearsal
    ids: dict[str, str]

    def here(self, *words: str) -> Done:
        """A command in the checkout itself, whose stack files `ops adopt` writes, with the sandbox's keys."""
        return self.rehearsal.run("sh", "-c", f"cd {self.rehearsal.folder} && {' '.join(words)}")

    def variables_of_project(self) -> dict[str, tuple[str, list[str]]]:
        """Key -> value and targets of every variable of the old project."""
        path = f"/v8/projects/{self.ids['project']}/env?decrypt=true&teamId={TEAM}"
        return {row["key"]: (row["value"], row["target"]) for row in self.rehearsal.vercel(path)["envs"]}

    def atlas(self, method: str, path: str, body: Any = None) -> Any:
        """A request about production's Atlas project, as a person with the dashboard would cause it."""
        return self.rehearsal.atlas(method, f"{ATLAS}{path}", body)

    def access_list(self) -> dict[str, str]:
        """The comment of each range of production's access list."""
        return {row["cidrBlock"]: row["comment"] for row in self.atlas("GET", "/accessList")["results"]}

    def deployments(self) -> int:
        """How many deployments of the old project the sandbox has been asked for."""
        asked = [r for r in self.rehearsal.requests() if r["path"].startswith("/v12/now/deployments")]
        return len(asked)


def make(rehearsal: Rehearsal) -> World:
    """Start a sandbox and do what people did before this program came."""
    rehearsal.start()
    ids = {
        "redis": rehearsal.control(
            "legacy-redis", name="bondigoo-redis-prod", ownerId=OWNER, region="frankfurt", plan="starter"
        )["id"],
        "api": service(rehearsal, "bondigoo-api-dev", "web_service", DEV_API),
        # Under another name: only a person can say that it is the one.
        "worker": service(rehearsal, "coaching-worker", "background_worker", DEV_WORKER),
        "project": _project(rehearsal),
    }
    return World(rehearsal, ids)


def service(rehearsal: Rehearsal, name: str, kind: str, env: dict[str, str], branch: str = "develop") -> str:
    """Make a service as people did; return its id."""
    details = {
        "runtime": "node",
        "region": "frankfurt",
        "plan": "starter",
        "envSpecificDetails": {"buildCommand": "npm install", "startCommand": "npm start"},
    }
    body = {
        "type": kind,
        "name": name,
        "ownerId": OWNER,
        "repo": f"https://github.com/{REPO}",
        "branch": branch,
        "envVars": [{"key": key, "value": value} for key, value in env.items()],
        "serviceDetails": details,
    }
    return str(rehearsal.send("POST", "render", "/services", body)["service"]["id"])


def _project(rehearsal: Rehearsal) -> str:
    body = {"name": OLD_PROJECT, "gitRepository": {"type": "github", "repo": REPO}, "rootDirectory": "client"}
    project = str(_vercel(rehearsal, "/v8/projects", body)["id"])
    _vercel(rehearsal, f"/v10/projects/{project}/domains", {"name": "www.bondigoo.ch"})
    for key, targets in {
        "REACT_APP_API_URL": ["production", "preview", "development"],
        "REACT_APP_HAND_MADE": ["production"],
    }.items():
        variable = {"key": key, "value": f"{key} by hand", "target": targets, "type": "encrypted"}
        _vercel(rehearsal, f"/v10/projects/{project}/env", variable)
    return project


def _vercel(rehearsal: Rehearsal, path: str, body: Any) -> Any:
    return rehearsal.send("POST", "vercel", f"{path}?teamId={TEAM}", body)
