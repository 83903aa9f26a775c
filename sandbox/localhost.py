"""`http://HOST.localhost:PORT/` plays HOST for a person's own browser; nothing served there leads elsewhere.

Browsers take every name below `localhost` for this machine (RFC 6761). A site that is opened so calls its API
at the same kind of address: under its own name the browser would find the real one.
"""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response

_OWN = re.compile(r"([\w.-]+)\.localhost((?::\d+)?)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://([\w.-]+)(?::\d+)?", re.IGNORECASE)


def is_asked(headers: Headers) -> bool:
    """Whether a request names a host in this way."""
    return _OWN.fullmatch(headers.get("host", "")) is not None


def meant(headers: Headers) -> Headers:
    """The same as they would be under the host's own name, where sites are served over HTTPS."""
    host, port = _parts(headers)
    # Another port is another program's page.
    origin = re.fullmatch(rf"http://([\w.-]+)\.localhost{port}", headers.get("origin", ""))
    changed = {"host": host} | ({"origin": f"https://{origin[1]}"} if origin else {})
    return Headers({**headers, **changed})


def told(headers: Headers, response: Response) -> Response:
    """An answer of the edge with all addresses in this way; `headers` are those that were sent."""
    _, port = _parts(headers)
    there = rf"http://\1.localhost{port}"
    said: MutableHeaders = response.headers
    if "location" in said:
        said["location"] = _ADDRESS.sub(there, said["location"])
    if "access-control-allow-origin" in said:
        said["access-control-allow-origin"] = headers["origin"]
    if said.get("content-type", "").startswith("text/html"):
        response.body = _ADDRESS.sub(there, bytes(response.body).decode()).encode()
        said["content-length"] = str(len(response.body))
        # Whatever a variable holds that is no address as above: the browser asks nobody else.
        said["content-security-policy"] = f"connect-src http://*.localhost{port}"
    return response


def _parts(headers: Headers) -> tuple[str, str]:
    """The host that is meant, and the port with its colon, "" for none."""
    found = _OWN.fullmatch(headers["host"])
    assert found
    return found[1], found[2]
