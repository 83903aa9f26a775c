"""What every Atlas route shares: digest authentication, versioned media types, the shape of errors."""

import hashlib
import re
import secrets
from collections.abc import Callable
from typing import Any
from urllib.request import parse_http_list, parse_keqv_list

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox import http
from sandbox.cloud import Cloud
from sandbox.http import Json, Refusal

PREFIX = "/api/atlas/v2"
REALM = "MMS Public API"
VERSIONED = re.compile(r"application/vnd\.atlas\.\d{4}-\d{2}-\d{2}\+json")
REASONS = {400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 406: "Not Acceptable", 409: "Conflict"}


class AtlasError(Refusal):
    """A refusal as Atlas words it: HTTP status, `errorCode`, `detail` and `parameters`."""

    def __init__(
        self, status: int, code: str, detail: str, *parameters: str, challenge: str | None = None
    ) -> None:
        body = {"error": status, "errorCode": code, "detail": detail, "reason": REASONS[status]}
        headers = {"WWW-Authenticate": challenge} if challenge else None
        super().__init__(status, {**body, "parameters": list(parameters)}, headers)


class Call(http.Call):
    """One authorised request and its group; the body is {} without one."""

    @property
    def group(self) -> Json:
        """Return the group (Atlas' word for a project) that the path names; raises 404."""
        wanted = self.path["group"]
        group: Json | None = self.cloud.atlas.get("groups", {}).get(wanted)
        if group is None:
            raise AtlasError(404, "GROUP_NOT_FOUND", f"No group with ID {wanted} exists.", wanted)
        return group

    def table(self, name: str) -> dict[str, Json]:
        """Return one of the group's tables: its things of one kind by their key, none that is over."""
        rows: dict[str, Json] = self.group.setdefault(name, {})
        now = self.cloud.now()
        for key in [key for key, row in rows.items() if row.get("_until", now + 1) <= now]:
            del rows[key]
        return rows


def route(
    cloud: Cloud, digest: "Digest", method: str, path: str, handler: Callable[[Call], Any], status: int
) -> Route:
    """Wrap `handler` as a route: it gets an authorised call, returns JSON, or raises AtlasError."""

    def answer(request: Request, content: bytes) -> Response:
        if not digest.accepts(request):
            detail = "You are not authorized for this resource."
            raise AtlasError(401, "NOT_ATLAS_USER", detail, challenge=digest.challenge())
        media_type = versioned(request.headers.get("accept", ""))
        malformed = AtlasError(400, "MALFORMED_JSON", "Received malformed JSON.")
        body = http.decoded(content, {}, malformed)
        reply = handler(Call(cloud, request.path_params, request.query_params, body))
        return http.response(reply, status, media_type)

    return http.route(method, PREFIX + path, answer)


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
        if nonce not in self._nonces or given.get("uri") != _target_of(request):
            return False
        self._nonces.discard(nonce)
        public, private = self._credentials["atlasPublicKey"], self._credentials["atlasPrivateKey"]
        secret = _md5(f"{public}:{REALM}:{private}")
        what = _md5(f"{request.method}:{given['uri']}")
        words = [given.get("nc", ""), given.get("cnonce", ""), given.get("qop", "")]
        expected = _md5(":".join([secret, nonce, *words, what]))
        answer = given.get("response", "")
        return given.get("username") == public and secrets.compare_digest(expected.encode(), answer.encode())


def _target_of(request: Request) -> str:
    """The request target as it stood in the request line."""
    raw: bytes = request.scope["raw_path"]
    query: bytes = request.scope["query_string"]
    return (raw + b"?" + query if query else raw).decode("ascii", "replace")


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def versioned(accept: str) -> str:
    """Return the media type to answer with; raises 406 unless the Accept header names a version."""
    if not VERSIONED.fullmatch(accept):
        detail = "The Accept header must be application/vnd.atlas.YYYY-MM-DD+json."
        raise AtlasError(406, "INVALID_VERSION_DATE", detail, accept)
    return accept


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


def invalid(attribute: str) -> AtlasError:
    """Return a 400 for an attribute with a value that Atlas does not take."""
    return AtlasError(400, "INVALID_ATTRIBUTE", f"Invalid attribute {attribute} specified.", attribute)


def page(rows: list[Json]) -> Json:
    """Return a list as Atlas answers lists; the sandbox never needs a second page."""
    return {"links": [], "results": rows, "totalCount": len(rows)}
