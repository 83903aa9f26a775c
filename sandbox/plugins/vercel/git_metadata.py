"""What Vercel's plugin tells with each deployment: of the Git repository in which the engine started it."""

import asyncio
import os

from sandbox.plugins.install import Start
from sandbox.plugins.values import Json


async def git_metadata(start: Start, linked: str) -> Json | None:
    """Return author, message, branch, commit and remote; None where git finds no repository or no commit.

    `linked`: the repository of the project (owner/name), whose remote is the first choice, then `origin`. As
    in terraform-provider-vercel (vercel/git_metadata.go), a remote is told as it stands, a token included.
    """
    commit = await _git(start, "log", "-1", "--pretty=%an%n%ae%n%H%n%s")
    branch = await _git(start, "rev-parse", "--abbrev-ref", "HEAD") if commit else None
    if not commit or branch is None:
        return None
    author, email, sha, message = commit.split("\n", 3)
    told = {
        "commitAuthorName": author,
        "commitAuthorEmail": email,
        "commitMessage": message,
        "commitRef": branch,
        "commitSha": sha,
        "dirty": bool(await _git(start, "--no-optional-locks", "status", "-s")),
    }
    remote = _remote(await _git(start, "remote", "-v") or "", linked)
    return {**told, "remoteUrl": remote} if remote else told


def _remote(listed: str, linked: str) -> str | None:
    """Choose from what `git remote -v` prints."""
    urls = {name: url for name, url, *_ in map(str.split, reversed(listed.splitlines()))}
    of_project = [url for url in urls.values() if linked in url]
    others = [urls[name] for name in ("origin", *sorted(urls)) if name in urls]
    return next(iter([*of_project, *others]), None)


async def _git(start: Start, *words: str) -> str | None:
    """What git prints; None when it fails or is not there."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    given = {} if start.git_dir is None else {"GIT_DIR": start.git_dir}
    try:
        process = await asyncio.create_subprocess_exec(
            "git",
            *words,
            cwd=start.folder,
            env=inherited | given,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:
        return None
    printed, _ = await process.communicate()
    return None if process.returncode else printed.decode(errors="replace").strip()
