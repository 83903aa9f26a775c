"""What every Vercel route shares: the token, the team, the shape of errors, ids."""

import secrets
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox import http
from sandbox.cloud import Cloud
from sandbox.http import Json, Refusal


class VercelError(Refusal):
    """A refusal as Vercel words it: HTTP status, `error.code`, `error.message`, more keys of `error`."""

    def __init__(self, status: int, code: str, message: str, **more: Any) -> None:
        super().__init__(status, {"error": {"code": code, "message": message, **more}})


class Call(http.Call):
    """One authorised request and its team; the body is {} without one."""

    @property
    def team(self) -> Json:
        """Return the team named by `teamId`; the sandbox's token has no account beside its teams."""
        team: Json | None = self.cloud.vercel.get("teams", {}).get(self.query.get("teamId", ""))
        if team is None:
            raise forbidden("Not authorized: the token has no access to this team")
        return team

    def table(self, name: str) -> dict[str, Json]:
        """Return one of the tables that hold the service's data, by id."""
        rows: dict[str, Json] = self.cloud.vercel.setdefault(name, {})
        return rows

    def milliseconds(self) -> int:
        """Return the sandbox's time as Vercel writes times."""
        return int(self.cloud.now() * 1000)


def route(cloud: Cloud, method: str, path: str, handler: Callable[[Call], Any], status: int) -> Route:
    """Wrap `handler` as a route: it gets an authorised call, returns JSON, or raises VercelError."""

    def answer(request: Request, content: bytes) -> Response:
        if not http.has_bearer(request, cloud.credentials["vercelToken"]):
            raise forbidden("Not authorized", invalidToken=True)
        body = http.decoded(content, {}, bad_request("Invalid JSON"))
        return http.response(handler(Call(cloud, request.path_params, request.query_params, body)), status)

    return http.route(method, path, answer)


def only_page(name: str, rows: list[Json]) -> Json:
    """Return a list as Vercel answers lists; the sandbox never needs a second page."""
    return {name: rows, "pagination": {"count": len(rows), "next": None, "prev": None}}


def new_id(prefix: str = "") -> str:
    """Return a fresh id of the shape that Vercel gives."""
    return prefix + secrets.token_hex(14)


def forbidden(message: str, **more: Any) -> VercelError:
    """Return a 403."""
    return VercelError(403, "forbidden", message, **more)


def not_found(what: str) -> VercelError:
    """Return a 404 whose body has a code, without which the provider does not take the thing as gone."""
    return VercelError(404, "not_found", f"{what} not found.")


def bad_request(message: str) -> VercelError:
    """Return a 400."""
    return VercelError(400, "bad_request", message)


def refuse_unknown(body: Any, allowed: frozenset[str]) -> None:
    """Raise 400 for a body that is no object or has a property outside `allowed`, as Vercel does."""
    if not isinstance(body, dict):
        raise bad_request("Invalid request: should be object.")
    unknown = sorted(set(body) - allowed)
    if unknown:
        raise bad_request(f"Invalid request: should NOT have additional property `{unknown[0]}`.")
