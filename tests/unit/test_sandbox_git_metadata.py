"""What a deployment tells of the Git repository in which the plugin was started."""

import asyncio
import subprocess
from pathlib import Path

import pytest

from sandbox.plugins.install import Start
from sandbox.plugins.values import Json
from sandbox.plugins.vercel.git_metadata import git_metadata
from tests.unit.plugin_plans import DEPLOYMENT, PROJECT, TEAM, WEB
from tests.unit.plugin_process import Served, Server
from tests.unit.sandbox_wire import Wire

TOLD = {
    "commitAuthorName": "Ada",
    "commitAuthorEmail": "ada@shop.example",
    "commitMessage": "Prices",
    "commitRef": "prices",
    "dirty": False,
}
LETS_IN = "made-up"
OURS = f"https://ada:{LETS_IN}@git.example/shop/web.git"
THEIRS = "https://git.example/other.git"


def git(folder: Path, *words: str) -> str:
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@shop.example"]
    done = subprocess.run(["git", *identity, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def told_by(start: Start) -> Json | None:
    # Not `asyncio.run`: it leaves the thread without a loop, and Pulumi's mocks ask for one.
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(git_metadata(start, "shop/web"))
    finally:
        loop.close()


@pytest.fixture
def wire(tmp_path_factory: pytest.TempPathFactory) -> Wire:
    made = Wire(tmp_path_factory.mktemp("sandbox"))
    made.cloud.stage_seconds = 0
    made.cloud.vercel["teams"] = {TEAM: {"id": TEAM, "slug": "shop", "name": "Shop"}}
    return made


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "prices")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "Prices\n\nand why")
    (tmp_path / "infra").mkdir()
    return tmp_path


def test_it_tells_what_git_says_in_the_folder_of_the_plugin(repository: Path) -> None:
    told = TOLD | {"commitSha": git(repository, "rev-parse", "HEAD")}
    assert told_by(Start(repository / "infra")) == told
    (repository / "infra" / "notes").touch()
    assert told_by(Start(repository / "infra")) == told | {"dirty": True}


@pytest.mark.parametrize(
    ("remotes", "told"),
    [
        ({"origin": THEIRS, "web": OURS}, OURS),
        ({"fork": OURS, "origin": "https://git.example/it.git"}, OURS),
        ({"fork": "https://git.example/it.git", "origin": THEIRS}, THEIRS),
        ({"b": THEIRS, "a": "https://git.example/it.git"}, "https://git.example/it.git"),
    ],
)
def test_the_remote_is_the_projects_own_or_else_origin_and_told_as_it_stands(
    repository: Path, remotes: dict[str, str], told: str
) -> None:
    for name, url in remotes.items():
        git(repository, "remote", "add", name, url)
    found = told_by(Start(repository))
    assert found is not None
    assert found["remoteUrl"] == told


def test_it_tells_nothing_where_git_finds_no_repository_no_commit_or_is_not_there(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path_factory.mktemp("empty")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(empty.parent))
    assert told_by(Start(empty)) is None
    git(empty, "init", "-q")
    assert told_by(Start(empty)) is None
    assert told_by(Start(repository, "/usr/bin:/bin")) is None
    assert told_by(Start(repository, "")) is None
    monkeypatch.setenv("PATH", str(empty))
    assert told_by(Start(repository)) is None


def test_a_deployment_tells_it_to_vercel_unless_its_plugin_has_a_git_dir_that_is_none(
    repository: Path, wire: Wire
) -> None:
    server = Server(wire)
    with Served(repository / "home", server.environment()) as served:
        for name, git_dir in (("told", None), ("untold", "/usr/bin:/bin")):
            with served.run("vercel", start=Start(repository / "infra", git_dir)) as plugin:
                owner = plugin.configure(team=TEAM).create(PROJECT, {**WEB, "name": name}).identity
                plugin.create(DEPLOYMENT, {"projectId": owner, "ref": "trunk"})
    server.stop()
    first, second = (made["_body"] for made in wire.cloud.vercel["deployments"].values())
    assert first["gitMetadata"]["commitAuthorEmail"] == "ada@shop.example"
    assert second == {
        "project": owner,
        "name": owner,
        "gitSource": {"type": "github", "org": "shop", "repo": "web", "ref": "trunk"},
        "projectSettings": {"sourceFilesOutsideRootDirectory": True},
        "build": {},
    }
