"""Production's site at Vercel: which deployments it has, and which of them its visitors get."""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from config.derived import site_host
from config.parse import read_stack_file
from config.rules import unfilled_ids
from config.settings import Settings
from config.vendors import is_rehearsal
from config.violations import SettingsError
from ops.accounts import Json, vercel
from ops.commands import InputError
from ops.operation.phases import Halted, tell
from ops.operation.production_site import gate_turned, gate_variables, pauses, served, switch
from ops.state import exported, resources

_DEPLOYMENT = "vercel:index/deployment:Deployment"
# What becomes READY, or fails, by itself (Vercel's `readyState`).
_UNDER_WAY = "QUEUED,INITIALIZING,BUILDING"
_BUILT_WITHIN = 30 * 60.0
_ASSIGNED_WITHIN = 30.0


@dataclass(frozen=True)
class Production:
    """One stack's site. Every method raises AccountError."""

    stack: str
    settings: Settings
    vercel: vercel.Vercel

    @classmethod
    def of(cls, stack: str) -> "Production":
        """Raises SettingsError, AccountError."""
        settings = read_stack_file(Path(), stack)
        if not is_rehearsal(os.environ) and (zeros := unfilled_ids(stack, settings)):
            raise SettingsError(zeros)
        return cls(stack, settings, vercel.connect(settings.vercel.team))

    @cached_property
    def project(self) -> str:
        """The id of the project that has the site's host."""
        found = self.vercel.deployment(site_host(self.settings))
        if found is None:
            raise InputError(f"{self.stack}: no deployment answers for {site_host(self.settings)}")
        return str(found["projectId"])

    @property
    def served(self) -> str:
        """The id of the deployment that visitors get now."""
        return served(self.vercel, site_host(self.settings))

    @property
    def is_rolled_back(self) -> bool:
        """Whether what is deployed now waits for a promotion."""
        return self.vercel.project_state(self.project).get("lastRollbackTarget") is not None

    def deployed(self) -> str:
        """The id of the deployment that the state holds, "" for none. Raises InputError."""
        found = (each for each in resources(exported(self.stack)) if each["type"] == _DEPLOYMENT)
        return next((str(each.get("id", "")) for each in found if not each.get("delete")), "")

    def remembered(self, deployment_id: str) -> dict[str, Any]:
        """What people want to know of a deployment: id, url, commit, when (ISO 8601)."""
        found = self.vercel.deployment(deployment_id)
        if found is None:
            raise InputError(f"Vercel: there is no deployment {deployment_id}; --to takes one of this team")
        return described(found)

    @property
    def is_open(self) -> bool:
        """Whether Vercel's variable says so, which what is built next has: also without update and file."""
        rows = gate_variables(self.vercel, self.project, self.settings)
        return any(self.vercel.variable(self.project, row["id"]).get("value") == "true" for row in rows)

    def earlier(self) -> list[Json]:
        """What production served before it was launched, newest first: what is served now may be of that."""
        made, served = self.vercel.production_deployments(self.project), self.served
        known = [each for each in made if each["uid"] == served]
        # Later builds have the gate open.
        turned = gate_turned(self.vercel, self.project, self.settings)
        return [each for each in (*known, *earlier(made, served)) if _made(each) / 1000 < turned]

    def settle(self, wanted: str) -> bool:
        """Wait for what is being built, as long as visitors get `wanted`; whether they still do then.

        A build whose reply was lost would else be served behind the back of who thinks it was refused.
        """
        waiting = pauses(_BUILT_WITHIN, "Vercel: a deployment is still being built; cancel it there, or wait")
        is_told = False
        while self.served == wanted:
            if not self.vercel.production_deployments(self.project, _UNDER_WAY):
                return self.served == wanted
            if not is_told:
                tell(
                    "Vercel is building a deployment: waiting for its end, so that nobody gets it afterwards"
                )
            is_told = True
            next(waiting)
        return False

    def serve(self, deployment_id: str) -> None:
        """See that visitors get a deployment of the state, and every later one after it."""
        if not self.is_rolled_back:
            with suppress(Halted):
                self._await(deployment_id)
        if self.is_rolled_back or not self._is_served(deployment_id):
            switch(self.vercel, self.project, deployment_id, "promote")
        self._await(deployment_id)

    def _await(self, deployment_id: str) -> None:
        """Wait until it is served: Vercel assigns the domains some time after READY. Raises Halted."""
        late = f"Vercel: {site_host(self.settings)} does not show {deployment_id}; look at Deployments there"
        waiting = pauses(_ASSIGNED_WITHIN, late)
        while not self._is_served(deployment_id):
            next(waiting)

    def _is_served(self, deployment_id: str) -> bool:
        """Whether visitors get it, or what was pushed since, which was built with the same variables."""
        now, wanted = (self.vercel.deployment(each) for each in (self.served, deployment_id))
        return bool(now and wanted and _made(now) >= _made(wanted))


def described(deployment: Json) -> dict[str, Any]:
    """A deployment of Vercel's in few words; `commit` is None where it is not known."""
    meta = deployment.get("meta") or {}
    return {
        "id": str(deployment.get("id") or deployment["uid"]),
        "url": deployment.get("url"),
        "commit": meta.get("githubCommitSha"),
        "when": datetime.fromtimestamp(_made(deployment) / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def earlier(deployments: Iterable[Json], current: str) -> list[Json]:
    """Those that were made before `current` and have been served, newest first."""
    known = {str(each["uid"]): each for each in deployments}
    if current not in known:
        return []
    served_once = [
        each
        for each in known.values()
        if each.get("readySubstate", "PROMOTED") == "PROMOTED" and _made(each) < _made(known[current])
    ]
    return sorted(served_once, key=_made, reverse=True)


def _made(deployment: Json) -> float:
    return float(deployment.get("createdAt") or deployment.get("created") or 0)
