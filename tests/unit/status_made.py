"""What updates of three environments have made, in the emulated accounts and in the states; made once."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from config.contract import derived_values
from config.derived import api_host, key_value_inputs, service_inputs, site_host
from config.settings import Settings
from config.stacks import STACKS
from ops.accounts.matches import ROLES, TYPES, of_role
from ops.status.known import SERVICES, Object
from render import custom_domain, key_values, services
from tests.unit.accounts_wire import Accounts, settings

REPO = "bondigoo-admin/bondigoo-platform"
PASSWORD = "correct horse battery"
_CLOUD = ("render", "vercel", "atlas", "git", "names", "clock_offset", "stage_seconds")
Objects = dict[str, dict[tuple[str, str], Object]]


@dataclass(frozen=True)
class Made:
    """What the vendors hold, and what the states do."""

    cloud: Mapping[str, Any]
    objects: Objects

    def given_to(self, accounts: Accounts) -> Objects:
        """Let other accounts hold the same; answers the states."""
        for name, value in self.cloud.items():
            setattr(accounts.wire.cloud, name, deepcopy(value))
        return {stack: dict(found) for stack, found in self.objects.items()}


@cache
def made() -> Made:
    """All three environments, each after its first update."""
    with TemporaryDirectory() as home:
        making = _Making(Path(home))
        cloud = making.accounts.wire.cloud
        return Made({name: getattr(cloud, name) for name in _CLOUD}, making.objects)


class _Making:
    """One environment after the other, as the program makes them."""

    def __init__(self, home: Path) -> None:
        self.accounts = Accounts(home)
        self.accounts.wire.cloud.stage_seconds = 0
        self.objects: Objects = {stack: {} for stack in STACKS}
        for stack in STACKS:
            own = settings(stack)
            self._site(stack, own)
            self._redis(stack, own)
            for role in ROLES:
                self._service(stack, own, role)
        self.accounts.wire.cloud.clock_offset += 60
        for stack in STACKS:
            body = {"repo": REPO, "branch": settings(stack).branch}
            assert self.accounts.wire.send("POST", "/_sandbox/push", json=body).is_success
            self.accounts.wire.cloud.clock_offset += 60

    def _keep(self, stack: str, kind: str, named: str, id_: str, **inputs: Any) -> None:
        self.objects[stack][kind, named] = Object(id_, inputs, inputs)

    def _site(self, stack: str, own: Settings) -> None:
        mode, vercel, name = own.frontend.mode, self.accounts.vercel, own.frontend.project
        if mode == "own":
            git = {"type": "github", "repo": REPO}
            project = {"name": name, "gitRepository": git, "framework": "create-react-app"}
            made = vercel("POST", "/v8/projects", project)
            vercel("PATCH", f"/v9/projects/{name}/branch", {"branch": own.branch})
            self._keep(stack, "Project", "frontend", made["id"], name=name, framework="create-react-app")
        branch = {} if mode == "own" else {"gitBranch": own.branch}
        target = "production" if mode == "own" else "preview"
        vercel("POST", f"/v10/projects/{name}/domains", {"name": site_host(own), **branch})
        self._keep(stack, "ProjectDomain", "frontend", site_host(own))
        for key, value in derived_values(own, "frontend").items():
            body = {"key": key, "value": value, "target": [target], "type": "encrypted", **branch}
            row = vercel("POST", f"/v10/projects/{name}/env", body)["created"]
            inputs = {"key": key, "value": value, "targets": [target], **branch}
            self._keep(stack, "ProjectEnvironmentVariable", key, row["id"], **inputs)

    def _redis(self, stack: str, own: Settings) -> None:
        if own.redis.mode != "dedicated":
            return
        wanted = _given(key_value_inputs(own, own.redis))
        made, _ = key_values.create(self.accounts.render, {**wanted, "maxmemory_policy": "noeviction"})
        self._keep(stack, "KeyValue", "redis", made, **wanted, maxmemory_policy="noeviction")

    def _service(self, stack: str, own: Settings, role: Any) -> None:
        env = {**derived_values(own, role), "JWT_SECRET": f"{PASSWORD} of {stack}", "LOG_LEVEL": "info"}
        # Only the API's own route is asked for.
        wanted = {**_given(service_inputs(own, of_role(own, role))), "env": env, "auto_deploy_trigger": "off"}
        made, outputs = services.create(self.accounts.render, TYPES[role], wanted)
        self.objects[stack][SERVICES[role], role] = Object(made, wanted, outputs)
        self.objects[stack]["Deploy", role] = Object(made, {}, {"revision": outputs["revision"]})
        if role == "api":
            custom_domain.attach(self.accounts.render, {"service_id": made, "name": api_host(own)})


def _given(inputs: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in inputs.items() if value is not None}
