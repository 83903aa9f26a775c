"""What every Atlas route shares: digest authentication, versioned media types, the shape of errors, calls."""

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.request import parse_http_list, parse_keqv_list

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.cloud import Cloud

Json = dict[str, Any]
REALM = "MMS Public API"
VERSIONED = re.compile(r"application/vnd\.atlas\.\d{4}-\d{2}-\d{2}\+json")
REASONS = {400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 406: "Not Acceptable", 409: "Conflict"}


class AtlasError(Exception):
    """A refusal as Atlas words it: HTTP status, `errorCode`, `detail` and `parameters`."""

    def __init__(self, status: int, code: str, detail: str, *parameters: str) -> None:
        super().__init__(detail)
        self.status = status
        self.body: Json = {
            "error": status,
            "errorCode": code,
            "detail": detail,
            "reason": REASONS[status],
            "parameters": list(parameters),
        }


@dataclass(frozen=True)
class Call:
    """One authorised request: path parameters and decoded body ({} without one)."""

    cloud: Cloud
    path: Mapping[str, str]
    body: Any

    @property
    def group(self) -> Json:
        """Return the group (Atlas' word for a project) that the path names; raises 404."""
        wanted = self.path["group"]
        group: Json | None = self.cloud.atlas.get("groups", {}).get(wanted)
        if group is None:
            raise AtlasError(404, "GROUP_NOT_FOUND", f"No group with ID {wanted} exists.", wanted)
        return group

    def table(self, name: str) -> dict[str, Json]:
        """Return one of the group's tables: its things of one kind by their key."""
        rows: dict[str, Json] = self.group.setdefault(name, {})
        return rows


Handler = Callable[[Call], Any]


def route(cloud: Cloud, digest: "Digest", method: str, path: str, handler: Handler, status: int) -> Route:
    """Wrap `handler` as a route: it gets an authorised call, returns JSON, or raises AtlasError."""

    async def endpoint(request: Request) -> Response:
        content = await request.body()
        if not digest.accepts(request):
            error = AtlasError(401, "NOT_ATLAS_USER", "You are not authorized for this resource.")
            return JSONResponse(error.body, 401, headers={"WWW-Authenticate": digest.challenge()})
        try:
            media_type = check_version(request.headers.get("accept", ""))
            reply = handler(Call(cloud, request.path_params, decode(content)))
        except AtlasError as error:
            return JSONResponse(error.body, error.status)
        return (
            Response(status_code=status)
            if status == 204
            else JSONResponse(reply, status, media_type=media_type)
        )

    return Route(path, endpoint, methods=[method])


class Digest:
    """HTTP digest authentication (RFC 7616, MD5, qop=auth), with nonces good for one request each."""

    def __init__(self, cloud: Cloud) -> None:
        self._credentials = cloud.credentials
        self._nonces: set[str] = set()

    def challenge(self) -> str:
        """Return a fresh challenge, with only the directives and spacing that Atlas' client understands."""
        nonce = secrets.token_urlsafe(24)
        self._nonces.add(nonce)
        return f'Digest realm="{REALM}", nonce="{nonce}", qop="auth", algorithm=MD5'

    def accepts(self, request: Request) -> bool:
        """Say whether the request answers one of the challenges with the sandbox's keys."""
        scheme, _, rest = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "digest":
            return False
        given = parse_keqv_list(parse_http_list(rest))
        nonce = given.get("nonce", "")
        if nonce not in self._nonces or given.get("uri") != target_of(request):
            return False
        self._nonces.discard(nonce)
        public, private = self._credentials["atlasPublicKey"], self._credentials["atlasPrivateKey"]
        secret = md5(f"{public}:{REALM}:{private}")
        what = md5(f"{request.method}:{given['uri']}")
        words = [given.get("nc", ""), given.get("cnonce", ""), given.get("qop", "")]
        expected = md5(":".join([secret, nonce, *words, what]))
        answer = given.get("response", "")
        return given.get("username") == public and secrets.compare_digest(expected.encode(), answer.encode())


def target_of(request: Request) -> str:
    """Return the request target as it stood in the request line."""
    raw: bytes = request.scope["raw_path"]
    query: bytes = request.scope["query_string"]
    return (raw + b"?" + query if query else raw).decode("ascii", "replace")


def md5(text: str) -> str:
    """Return the hash that Atlas' digest scheme is made of."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def check_version(accept: str) -> str:
    """Return the media type to answer with; raises 406 unless the Accept header names a version."""
    if not VERSIONED.fullmatch(accept):
        raise AtlasError(
            406,
            "INVALID_VERSION_DATE",
            "The Accept header must be application/vnd.atlas.YYYY-MM-DD+json.",
            accept,
        )
    return accept


def decode(content: bytes) -> Any:
    """Return the body's JSON, {} when there is none; raises 400 on anything else."""
    try:
        return json.loads(content) if content else {}
    except ValueError:
        raise AtlasError(400, "MALFORMED_JSON", "Received malformed JSON.") from None


def public(record: Json) -> Json:
    """Return what may leave the API: all but the keys that start with an underscore."""
    return {key: value for key, value in record.items() if not key.startswith("_")}


def new_id() -> str:
    """Return a fresh id: 24 hexadecimal digits."""
    return secrets.token_hex(12)


def require(body: Any, *names: str) -> None:
    """Raise 400 MISSING_ATTRIBUTE for the first of the names that the body does not hold."""
    for name in names:
        if not isinstance(body, dict) or body.get(name) in (None, "", []):
            raise AtlasError(
                400, "MISSING_ATTRIBUTE", f"The required attribute {name} was not specified.", name
            )


def page(rows: list[Json]) -> Json:
    """Return a list as Atlas answers lists; the sandbox never needs a second page."""
    return {"links": [], "results": rows, "totalCount": len(rows)}
