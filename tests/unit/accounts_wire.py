"""The three emulated accounts in this process, for commands of `ops` that look at accounts."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from config.parse import parse
from config.settings import Settings
from ops.accounts import atlas, vercel
from render.client import RenderClient
from sandbox.seed import seed
from tests.conftest import StackFiles
from tests.unit.sandbox_wire import KEYS, OWNER, Wire

TEAM = "team_000000000000000000000000"
ENVIRON = {
    "VERCEL_API_TOKEN": KEYS["vercelToken"],
    "VERCEL_API_URL": "http://127.0.0.1/vercel",
    "MONGODB_ATLAS_PUBLIC_API_KEY": KEYS["atlasPublicKey"],
    "MONGODB_ATLAS_PRIVATE_API_KEY": KEYS["atlasPrivateKey"],
    "MONGODB_ATLAS_BASE_URL": "http://127.0.0.1/atlas",
}


def settings(stack: str = "prod", **parts: Any) -> Settings:
    """The settings of a committed stack file with changes in some of its objects."""
    values = StackFiles()[stack]
    for part, changes in parts.items():
        values[part].update(changes)
    return parse(stack, values)


class Accounts:
    """What the committed stack files take for granted; more is made by a test."""

    def __init__(self, home: Path) -> None:
        self.wire = Wire(home)
        files = StackFiles()
        seed(self.wire.cloud, [files[stack] for stack in ("prod", "staging", "dev")])
        self.transport = httpx.MockTransport(self._answer)
        self.render = RenderClient(
            "http://127.0.0.1/render/v1", KEYS["renderApiKey"], transport=self.transport
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        reply = self.wire.send(
            request.method,
            request.url.raw_path.decode(),
            headers=dict(request.headers),
            content=request.content,
        )
        return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)

    def vercel(self, method: str, path: str, body: Any = None) -> Any:
        """A request to Vercel as a person with the dashboard would cause it."""
        headers = {"Authorization": f"Bearer {KEYS['vercelToken']}"}
        reply = self.wire.send(method, f"/vercel{path}", headers=headers, params={"teamId": TEAM}, json=body)
        assert reply.is_success, reply.text
        return reply.json()

    def service(self, name: str, **changes: Any) -> dict[str, Any]:
        """A service as a person made it for production, with changes; `details`: in serviceDetails."""
        details = {
            "runtime": "node",
            "region": "frankfurt",
            "plan": "starter",
            "envSpecificDetails": {"buildCommand": "a", "startCommand": "b"},
            **changes.pop("details", {}),
        }
        repo = "https://github.com/bondigoo-admin/bondigoo-platform"
        body = {"ownerId": OWNER, "repo": repo, "branch": "main", **changes}
        return self.wire.new_service(name, details=details, **body)

    def used_by(self, patch: pytest.MonkeyPatch, *modules: Any) -> None:
        """Let these modules reach the emulated accounts and nothing else."""
        for module in modules:
            if hasattr(module, "from_environment"):
                patch.setattr(module, "from_environment", lambda environ: self.render)
        connect_vercel, connect_atlas = vercel.connect, atlas.connect
        patch.setattr(vercel, "connect", lambda team: connect_vercel(team, ENVIRON, self.transport))
        patch.setattr(atlas, "connect", lambda project: connect_atlas(project, ENVIRON, self.transport))
