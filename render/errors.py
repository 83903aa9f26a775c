"""What can go wrong between us and Render, as one line each with the next step.

Pulumi prints an exception of a dynamic provider as a traceback, so no text here may hold a header, a token
or a value that was sent.
"""

import json
from collections.abc import Iterator
from math import ceil
from typing import Any, Final

_NEXT_STEPS = {
    400: "correct what the message names",
    401: "set RENDER_API_KEY to a valid key (Render dashboard, Account Settings, API Keys)",
    402: "add a payment method to the workspace, or choose a plan that needs none",
    403: "use the API key of a member who may do this; protected environments need a workspace admin",
    404: "run `pulumi refresh` to see what is left, then `pulumi up`",
    409: "look at the object in the Render dashboard: its name is taken, or it is being changed right now",
    410: "run `pulumi refresh` to see what is left, then `pulumi up`",
}
GRANT: Final = (
    "give Render's GitHub app access to it (https://github.com/settings/installations, or the organisation's "
    "Settings, GitHub Apps: Render, Repository access) and connect that GitHub account in the Render "
    "dashboard (https://render.com/docs/git-provider)"
)
# Part of Render's words for a refusal whose cause they do not say, and the next step.
_CAUSES = {
    "repository URL is invalid or unfetchable": (
        "Render says this of every repository that it may not read, however right the address is: "
        f"{GRANT}, then run again; finished steps are kept"
    )
}
# What Render adds to such words that leads away from the cause.
_ASIDE = ". Accepted formats are"
_LONGEST_MESSAGE, _MORE = 300, " ..."
# A proxy lost patience (524: Cloudflare's number), whatever Render itself is still doing.
_GATEWAY_TIMEOUTS = (504, 524)


class RenderError(Exception):
    """Anything this provider cannot go on from. Its text is one line that says what to do next."""


class SetupError(RenderError):
    """The process environment does not say which Render to speak to, or with which key."""


class UnexpectedReplyError(RenderError):
    """Render answered with something that this provider cannot read."""


class DeadlineError(RenderError):
    """What was waited for did not happen in time."""


class UncertainError(RenderError):
    """The request may or may not have taken effect. `may_be_running`: or take effect later."""

    may_be_running = True


class NoReplyError(UncertainError):
    """No reply: connection refused, cut off, or timed out."""


class ApiError(RenderError):
    """Render refused a request. `status`: HTTP's; `message`: Render's own words without sent values."""

    status: int
    message: str
    request_id: str


class GoneError(ApiError):
    """404 or 410: Render's documentation uses both for an object that is not there."""


class RateLimitError(ApiError):
    """429 that waiting a little does not cure, or would be one. `seconds`: until it has room, if known."""

    seconds: float | None


class ServerError(ApiError, UncertainError):
    """5xx: Render failed, perhaps after doing what was asked."""


def no_reply(method: str, path: str, reason: str, may_be_running: bool) -> NoReplyError:
    """The error for a request that nothing came back to."""
    error = NoReplyError(
        f"no reply to {method} {path} ({reason}): check the network, then run again; finished steps are kept"
    )
    error.may_be_running = may_be_running
    return error


def rate_limited(
    method: str, path: str, limit: str, seconds: float | None, message: str = "", request_id: str = ""
) -> RateLimitError:
    """The error for a request that a limit does not let through."""
    minutes = ceil((seconds or 0) / 60)
    when = f"{minutes} minutes" if minutes > 1 else "a minute"
    error = RateLimitError(
        f"{limit} is used up, so {method} {path} is not done{_details(message, request_id)}. "
        f"Next: run again in {when}, when it has refilled; finished steps are kept"
    )
    error.status, error.message, error.request_id, error.seconds = 429, message, request_id, seconds
    return error


def api_error(method: str, path: str, status: int, message: str, request_id: str) -> ApiError:
    """The error for a reply that is neither 2xx nor 429."""
    kind, step = ApiError, _NEXT_STEPS.get(status, "read the message, correct the cause and run again")
    if status in (404, 410):
        kind = GoneError
    elif status >= 500:
        kind, step = ServerError, "see status.render.com, then run again; finished steps are kept"
    for words, cause in _CAUSES.items():
        if words in message:
            message, step = message.partition(_ASIDE)[0], cause
    error = kind(f"Render answered {status} to {method} {path}{_details(message, request_id)}. Next: {step}")
    error.status, error.message, error.request_id = status, message, request_id
    if isinstance(error, ServerError):
        error.may_be_running = status in _GATEWAY_TIMEOUTS
    return error


def _details(message: str, request_id: str) -> str:
    said = f": {message}" if message else ""
    return f"{said} (request id {request_id})" if request_id else said


def safe_message(message: str, secrets: list[str]) -> str:
    """Render's message on one line, shortened, with everything that must not be shown blanked out."""
    quoted = {form for secret in secrets for form in (secret, json.dumps(secret)[1:-1], *secret.splitlines())}
    # Longest first, so that one value inside another leaves no rest; `1` or `yes` is no secret, and common.
    for secret in sorted((form for form in quoted if len(form) > 3), key=len, reverse=True):
        message = message.replace(secret, "[secret]")
    line = " ".join(message.split())
    if len(line) <= _LONGEST_MESSAGE:
        return line
    room = line[: _LONGEST_MESSAGE - len(_MORE) + 1]
    return f"{room.rpartition(' ')[0] or room[:-1]}{_MORE}"


def sent_values(body: Any) -> Iterator[str]:
    """The values of environment variables in a request body, at any depth: Render could quote one back."""
    if isinstance(body, dict):
        for key, item in body.items():
            if key == "value" and isinstance(item, str):
                yield item
            else:
                yield from sent_values(item)
    elif isinstance(body, list):
        for item in body:
            yield from sent_values(item)
