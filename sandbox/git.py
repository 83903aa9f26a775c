"""The commits of the application's repository, as the hosts that build from it see them.

A branch that nobody has pushed to has a tip all the same: whoever deploys builds something.
"""

import hashlib
import secrets

from sandbox.cloud import Cloud
from sandbox.http import Json

HOSTS = {"github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org"}


def address(repo: str, host: str = "github") -> str:
    """Return the address of a repository that is named by it or as `owner/name` at one of HOSTS."""
    whole = repo if "://" in repo else f"https://{HOSTS[host]}/{repo}"
    return whole.rstrip("/").removesuffix(".git")


def tip(cloud: Cloud, repo: str, branch: str) -> Json:
    """Return the newest commit of a branch: `id`, `message`, and `createdAt` in epoch seconds."""
    pushed = _pushed(cloud, repo, branch)
    if pushed:
        return pushed[-1]
    first = hashlib.sha256(f"{address(repo)}#{branch}".encode()).hexdigest()[:40]
    return {"id": first, "message": f"tip of {branch}", "createdAt": cloud.now()}


def commit(cloud: Cloud, repo: str, branch: str, wanted: str) -> Json:
    """Return a commit by its id; of one that was not pushed here only the id is known."""
    unknown = tip(cloud, repo, branch) | {"id": wanted}
    return next((found for found in _pushed(cloud, repo, branch) if found["id"] == wanted), unknown)


def push(cloud: Cloud, repo: str, branch: str, wanted: str | None, message: str | None) -> Json:
    """Add a commit to a branch, with an id of its own unless one is `wanted`, and return it."""
    made = {
        "id": wanted or secrets.token_hex(20),
        "message": message or f"change of {branch}",
        "createdAt": cloud.now(),
    }
    cloud.git.setdefault(_key(repo, branch), []).append(made)
    return made


def _pushed(cloud: Cloud, repo: str, branch: str) -> list[Json]:
    found: list[Json] = cloud.git.get(_key(repo, branch), [])
    return found


def _key(repo: str, branch: str) -> str:
    return f"{address(repo)}#{branch}"
