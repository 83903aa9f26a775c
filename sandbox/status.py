"""What the sandbox offers right now, for a person and for a script."""

import json
from typing import Any

from sandbox import process
from sandbox.home import Home
from sandbox.project import copy_project, setting


def status(home: Home) -> dict[str, Any]:
    """Base URLs, tokens and ids of the emulated services and the edge; the tokens open nothing else."""
    home.prepare()
    stacks = copy_project(home)

    def ids(section: str, key: str) -> list[str]:
        return sorted({setting(values, section, key) for values in stacks.values()} - {""})

    keys = home.credentials
    return {
        "running": process.is_running(home),
        "home": str(home.path),
        "page": home.url,
        "render": {
            "url": f"{home.url}/render/v1",
            "token": keys["renderApiKey"],
            "ownerIds": ids("render", "ownerId"),
        },
        "vercel": {"url": f"{home.url}/vercel", "token": keys["vercelToken"], "teams": ids("vercel", "team")},
        "atlas": {
            "url": f"{home.url}/atlas",
            "publicKey": keys["atlasPublicKey"],
            "privateKey": keys["atlasPrivateKey"],
            "projectIds": ids("atlas", "projectId"),
        },
        "edge": {"url": home.url},
    }


def render_status(report: dict[str, Any], as_json: bool) -> str:
    """The report as JSON or as a few lines."""
    if as_json:
        return json.dumps(report, indent=2)
    state = "running" if report["running"] else "stopped"
    services = "\n".join(f"{name:8}{report[name]['url']}" for name in ("render", "vercel", "atlas", "edge"))
    return f"the sandbox is {state}\npage    {report['page']}\n{services}\nhome    {report['home']}"
