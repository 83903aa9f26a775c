"""What every Render route shares: the bearer check, limits, error bodies, ids, timestamps, and the tables."""

import logging
import secrets
import string
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError
from pydantic.alias_generators import to_camel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox import http
from sandbox.body import Body, problem, unheard_of
from sandbox.cloud import Cloud
from sandbox.http import Call, Json, Refusal
from sandbox.render_api import limits

GIT_HOSTS = ("github.com", "gitlab.com", "bitbucket.org", "cursor.com/codebase")
log = logging.getLogger("sandbox")
LOWER = string.digits + string.ascii_lowercase


class Refused(Refusal):
    """The API says no: an HTTP status and the text of its `message`."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, {"message": message})


def route(cloud: Cloud, method: str, path: str, handler: Callable[[Call], Any], status: int) -> Route:
    """Serve `handler`: what it returns is the reply's JSON, None is no body."""

    def answer(request: Request, content: bytes) -> Response:
        known = http.has_bearer(request, cloud.credentials["renderApiKey"])
        # Limits belong to the owner of a key: a request without a valid one uses up nothing.
        service = request.path_params.get("id")
        exceeded, headers = limits.spend(cloud, method, path, service, counted=known)
        try:
            if not known:
                raise Refused(401, "Unauthorized")
            if exceeded:
                raise Refused(429, "rate limit exceeded")
            if not _takes_json(request.headers.get("accept", "")):
                raise Refused(406, "only application/json can be answered")
            body = http.decoded(content, None, Refused(400, "invalid JSON"))
            call = Call(cloud, request.path_params, request.query_params, body)
            response = http.response(handler(call), status)
        except Refused as refused:
            if refused.status == 501:
                log.warning("render: %s %s: %s", method, path, refused.body["message"])
            response = refused.response()
        response.headers.update(headers)
        response.headers["Render-Request-Id"] = new_id("req-")
        return response

    return http.route(method, path, answer)


def checked(
    model: type[Body], body: Any, at: str = "", *, others: type[Body] | None = None, unknown: int = 501
) -> Json:
    """Return what a body sets, by the API's names. Raises Refused 400 that names the property.

    `at` is where the object stands in the request. A field that nobody has heard of is refused as `unknown`:
    the real API may have it. One that only `others`, the body of another verb or type, has is a 400.
    """
    try:
        return model.model_validate(body).model_dump(by_alias=True, exclude_unset=True)
    except ValidationError as error:
        field = unheard_of(error, at)
        elsewhere = map(to_camel, others.model_fields) if others else ()
        if field and unknown == 501 and field.removeprefix(f"{at}.") not in elsewhere:
            raise Refused(501, f"the sandbox does not emulate {field}") from None
        raise Refused(400, problem(error, at)) from None


def _takes_json(accept: str) -> bool:
    kinds = {kind.partition(";")[0].strip().lower() for kind in accept.split(",")}
    return not accept or not kinds.isdisjoint(("application/json", "application/*", "*/*"))


def table(cloud: Cloud, name: str) -> dict[str, Any]:
    """Return one table of the Render data, such as "services": id to object."""
    found: dict[str, Any] = cloud.render.setdefault(name, {})
    return found


def named_by(call: Call, name: str) -> Json:
    """Return the object of table `name` that the path names by its id. Raises Refused 404 without it."""
    found: Json | None = table(call.cloud, name).get(call.path["id"])
    if found is None:
        raise not_found(call.path["id"])
    return found


def not_found(what: str) -> Refused:
    """Return a 404."""
    return Refused(404, f"not found: {what}")


def unfetchable(repo: str) -> Refused:
    """Return the 400 for a repository that is none, or that Render may not read; the text as users saw it."""
    forms = [f"https://{host}/{{namespace}}/{{repository}}" for host in GIT_HOSTS]
    return Refused(
        400,
        f"passed in repository URL is invalid or unfetchable: {repo}. Accepted formats are: "
        f"{', '.join(forms[:-1])}, or {forms[-1]}. You may pass in a branch in the branch field.",
    )


def new_id(prefix: str) -> str:
    """Return `prefix` and 20 characters of [0-9a-z], the form of Render's ids."""
    return prefix + "".join(secrets.choice(LOWER) for _ in range(20))


def stamp(seconds: float) -> str:
    """Return epoch `seconds` as Render writes a time on a read: microseconds, UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def fresh_stamps(item: Json) -> Json:
    """Return `item` with the nanosecond times of a create reply; every later read has microseconds."""
    return item | {key: item[key].replace("Z", "000Z") for key in ("createdAt", "updatedAt")}
