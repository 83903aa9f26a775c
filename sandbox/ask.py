"""Asking the sandbox's own process over HTTP; by the standard library, because every command waits for it."""

import json
from http.client import HTTPConnection, HTTPException
from typing import Any

from sandbox.home import Home

TIMEOUT_SECONDS = 5


def ask(home: Home, path: str, body: Any = None) -> Any:
    """GET a control route, or POST `body` as JSON; returns the decoded reply, None for an empty one.

    Raises OSError or ValueError when this home's sandbox does not answer as it should.
    """
    connection = HTTPConnection("127.0.0.1", home.port, timeout=TIMEOUT_SECONDS)
    try:
        method, sent = ("GET", None) if body is None else ("POST", json.dumps(body))
        connection.request(method, f"/_sandbox/{path}", sent)
        reply = connection.getresponse()
        text = reply.read()
    except HTTPException as error:
        raise ValueError(f"no HTTP: {type(error).__name__}") from None
    finally:
        connection.close()
    if reply.status >= 400:
        raise ValueError(f"the sandbox answers {reply.status} to {path}: {text.decode(errors='replace')}")
    return json.loads(text) if text else None
