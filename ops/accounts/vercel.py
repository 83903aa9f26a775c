"""A Vercel team as it is: projects, their domains and variables, what DNS should hold."""

import os
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from ops.accounts import SECONDS, AccountError, Api, Json, endpoint

_PAGE = 100


class Vercel:
    """Vercel's API for one team. Every method raises AccountError."""

    def __init__(self, api: Api, team: str) -> None:
        self._api, self._team = api, team

    def team(self) -> Json | None:
        """The team, None when the token does not see it."""
        return self._find(f"/v2/teams/{self._team}")

    def project(self, name_or_id: str) -> Json | None:
        """One project."""
        return self._find(f"/v10/projects/{name_or_id}")

    def projects(self) -> Iterator[Json]:
        """Every project of the team."""
        yield from self._pages("/v10/projects", "projects", "from")

    def domains(self, project_id: str) -> list[Json]:
        """The domains of a project."""
        return list(self._pages(f"/v9/projects/{project_id}/domains", "domains", "until"))

    def variables(self, project_id: str, *, values: bool = False) -> list[Json]:
        """The variables of a project; with `values` their values too, but for those that are sensitive."""
        decrypt = "true" if values else None
        return list(self._pages(f"/v8/projects/{project_id}/env", "envs", "until", decrypt=decrypt))

    def variable(self, project_id: str, variable_id: str) -> Json:
        """One variable, with its value unless that is sensitive."""
        return self._api.get(f"/v10/projects/{project_id}/env/{variable_id}", teamId=self._team)

    def recommended(self, host: str, project_id: str) -> Json:
        """What Vercel wants DNS to hold for a host: `recommendedCNAME`, `recommendedIPv4`."""
        return self._api.get(f"/v6/domains/{host}/config", projectIdOrName=project_id, teamId=self._team)

    def project_state(self, project_id: str) -> Json:
        """A project with `lastRollbackTarget` and `lastAliasRequest`."""
        return self._api.get(f"/v9/projects/{project_id}", teamId=self._team)

    def deployment(self, id_or_host: str) -> Json | None:
        """One deployment, by its id or by a host that it serves."""
        return self._find(f"/v13/deployments/{id_or_host}")

    def production_deployments(self, project_id: str, state: str | None = "READY") -> list[Json]:
        """The deployments for production, newest first, the last hundred at most.

        `state`: Vercel's words, with commas; None for any.
        """
        page = self._api.get(
            "/v6/deployments",
            projectId=project_id,
            teamId=self._team,
            target="production",
            state=state,
            limit=_PAGE,
        )
        return list(page["deployments"])

    def deployments(self, project_id: str) -> list[Json]:
        """The deployments for production and for previews, newest first, the last hundred at most."""
        page = self._api.get("/v6/deployments", projectId=project_id, teamId=self._team, limit=_PAGE)
        return list(page["deployments"])

    def rollback(self, project_id: str, deployment_id: str) -> None:
        """Point production's domains at an earlier deployment; `project_state` says when they do."""
        self._api.post(f"/v1/projects/{project_id}/rollback/{deployment_id}", {}, teamId=self._team)

    def promote(self, project_id: str, deployment_id: str) -> None:
        """Point them at this one and leave a rollback: later deployments are served again."""
        self._api.post(f"/v10/projects/{project_id}/promote/{deployment_id}", {}, teamId=self._team)

    def _find(self, path: str) -> Json | None:
        return self._api.find(path, teamId=self._team)

    def _pages(self, path: str, item: str, next_parameter: str, **asked: str | None) -> Iterator[Json]:
        query: dict[str, Any] = {"teamId": self._team, "limit": _PAGE, **asked}
        while True:
            page = self._api.get(path, **query)
            yield from page[item]
            following = (page.get("pagination") or {}).get("next")
            if following is None:
                return
            query[next_parameter] = following


def connect(
    team: str,
    environ: Mapping[str, str] = os.environ,
    transport: httpx.BaseTransport | None = None,
    seconds: float = SECONDS,
) -> Vercel:
    """The team's API with VERCEL_API_TOKEN. Raises AccountError without one."""
    token = environ.get("VERCEL_API_TOKEN", "").strip()
    if not token:
        raise AccountError(
            "Vercel: VERCEL_API_TOKEN is not set; create a token under Account Settings, Tokens"
        )
    api = Api(
        "Vercel",
        endpoint("VERCEL_API_URL", "https://api.vercel.com", environ),
        what_refused="VERCEL_API_TOKEN is not accepted for this team: create one for it (Settings, Tokens)",
        headers={"Authorization": f"Bearer {token}"},
        transport=transport,
        seconds=seconds,
    )
    return Vercel(api, team)
