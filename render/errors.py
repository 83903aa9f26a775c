"""What can go wrong between us and Render, as one line each with the next step.

Pulumi prints an exception of a dynamic provider as a traceback, so no text here may hold a header, a token
or a value that was sent.
"""

from collections.abc import Iterator
from typing import Any

_NEXT_STEPS = {
    400: "correct what the message names",
    401: "set RENDER_API_KEY to a valid key (Render dashboard, Account Settings, API Keys)",
    402: "add a payment method to the workspace, or choose a plan that needs none",
    403: "use the API key of a member who may do this; protected environments need a workspace admin",
    404: "run `pulumi refresh` to see what is left, then `pulumi up`",
    409: "look at the object in the Render dashboard: its name is taken, or it is being changed right now",
    410: "run `pulumi refresh` to see what is left, then `pulumi up`",
}
_LONGEST_MESSAGE = 300


class RenderError(Exception):
    """Anything this provider cannot go on from. Its text is one line that says what to do next."""


class SetupError(RenderError):
    """The process environment does not say which Render to speak to, or with which key."""


class UnexpectedReplyError(RenderError):
    """Render answered with something that this provider cannot read."""


class DeadlineError(RenderError):
    """What was waited for did not happen in time."""


class UncertainError(RenderError):
    """The request may or may not have taken effect."""


class NoReplyError(UncertainError):
    """No reply: connection refused, cut off, or timed out."""

    def __init__(self, method: str, path: str, reason: str) -> None:
        super().__init__(
            f"no reply to {method} {path} ({reason}): check the network, then run again; "
            "finished steps are kept"
        )


class ApiError(RenderError):
    """Render refused a request. `status`: HTTP's; `message`: Render's own words without sent values."""

    def __init__(
        self, method: str, path: str, status: int, message: str, request_id: str, step: str = ""
    ) -> None:
        self.status, self.message, self.request_id = status, message, request_id
        reference = f" (request id {request_id})" if request_id else ""
        said = f": {message}" if message else ""
        super().__init__(
            f"Render answered {status} to {method} {path}{said}{reference}. "
            f"Next: {step or _NEXT_STEPS.get(status, 'read the message, correct the cause and run again')}"
        )


class GoneError(ApiError):
    """404 or 410: Render's documentation uses both for an object that is not there."""


class RateLimitError(ApiError):
    """429 that waiting a little does not cure."""


class ServerError(ApiError, UncertainError):
    """5xx: Render failed, perhaps after doing what was asked."""


def api_error(
    method: str, path: str, status: int, message: str, request_id: str, wait: float | None = None
) -> ApiError:
    """The error for a reply that is not 2xx. `wait`: seconds that Render asks for, when it does."""
    if status in (404, 410):
        return GoneError(method, path, status, message, request_id)
    if status == 429:
        step = f"wait {wait:.0f} s, then run again" if wait else "wait a minute, then run again"
        return RateLimitError(method, path, status, message, request_id, f"{step}; finished steps are kept")
    if status >= 500:
        step = "see status.render.com, then run again; finished steps are kept"
        return ServerError(method, path, status, message, request_id, step)
    return ApiError(method, path, status, message, request_id)


def safe_message(message: str, secrets: list[str]) -> str:
    """Render's message on one line, shortened, with everything that must not be shown blanked out."""
    # Longest first, so that one value inside another leaves no rest; `1` or `yes` is no secret, and common.
    for secret in sorted((value for value in secrets if len(value) > 3), key=len, reverse=True):
        message = message.replace(secret, "[secret]")
    return " ".join(message.split())[:_LONGEST_MESSAGE]


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
