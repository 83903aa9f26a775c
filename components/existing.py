"""What others have made: taken over, looked up, or left alone, and said plainly why."""

import re
from collections.abc import Awaitable, Callable
from typing import Literal, TypeVar

import pulumi

T = TypeVar("T")
Cause = Literal["refused", "absent", "passing", "unknown"]

# Atlas' SDK says `HTTP 401 Unauthorized`, the plugins of the sandbox `answered 401`, Vercel's client the code
# of the error (`forbidden - Not authorized`), or a status where the body was no JSON.
_STATUS = re.compile(r"\b(?:HTTP|answered|status code:?) (\d{3})\b")
_CODES: tuple[tuple[Cause, str], ...] = (
    # First: the name of what is not there may hold any of the other words.
    ("absent", r"\bnot_found\b"),
    ("refused", r"\b(forbidden|not_authorized|unauthorized|invalid[_ ]?token)\b"),
    ("refused", r"\b(no|missing)[_ ]token\b|must be set|api_token"),
    ("passing", r"\b(rate_limited|too_many_requests|internal_server_error|bad_gateway|service_unavailable)"),
    ("passing", r"no answer|timeout|timed out|deadline exceeded|\bEOF\b"),
    ("passing", r"connection (refused|reset)|broken pipe"),
    ("passing", r"no such host|server misbehaving|network is unreachable|no route to host"),
)


def adopted(
    parent: pulumi.Resource,
    import_id: str | None,
    *,
    keep_settings: bool,
    protect: bool,
    delete_before_replace: bool | None = None,
) -> pulumi.ResourceOptions:
    """The options of a resource that is taken over where there is an `import_id`.

    The import id stays for good: Pulumi replaces what gets one later, protected or not. With `keep_settings`,
    an old word of stack files, nothing is written.
    """
    return pulumi.ResourceOptions(
        parent=parent,
        protect=protect or import_id is not None,
        import_=import_id,
        ignore_changes=["*"] if import_id and keep_settings else None,
        delete_before_replace=delete_before_replace,
    )


def cause(error: Exception) -> Cause:
    """Why a vendor did not answer a look-up, by the status in the words of its provider."""
    text = str(error)
    if found := _STATUS.search(text):
        status = int(found[1])
        if status in (401, 403):
            return "refused"
        if status == 404:
            return "absent"
        return "passing" if status in (408, 425, 429) or status >= 500 else "unknown"
    return next((cause for cause, words in _CODES if re.search(words, text, re.IGNORECASE)), "unknown")


def unanswered(what: str, error: Exception, *, refused: str, absent: str) -> str:
    """The line for a look-up that failed: what, what to do about its cause, and the vendor's own words.

    `refused`: what to do about token or access list. `absent`: about a name that is not there.
    """
    advice = {
        "refused": refused,
        "absent": absent,
        "passing": "nothing here is wrong: run it again later",
        "unknown": "what it says is in brackets",
    }
    return f"{what}; {advice[cause(error)]} ({error})"


def required(look_up: Callable[[], T], what: str, *, refused: str, absent: str) -> T:
    """The answer of a vendor's look-up (its plain form, `get_project` rather than `get_project_output`).

    Raises pulumi.RunError like `unanswered` when there is none. Only the plain form can be caught: an
    Output's failure ends the program with a traceback, whoever waits for it.
    """
    try:
        return look_up()
    except Exception as error:
        raise pulumi.RunError(unanswered(what, error, refused=refused, absent=absent)) from None


async def required_later(look_up: Awaitable[T], what: str, *, refused: str, absent: str) -> T:
    """The same inside an `apply`, for what can only be asked with the outputs of a resource."""
    try:
        return await look_up
    except Exception as error:
        raise pulumi.RunError(unanswered(what, error, refused=refused, absent=absent)) from None


def unless_taken(name: str, taken: Callable[[], Awaitable[str | None]]) -> pulumi.ResourceHookBinding:
    """Stops a create, and the preview of one, with what `taken` says; None lets it go on.

    For what the vendor would silently overwrite. What the state holds already is not created, so never asked
    about. `name`: unique in the stack.
    """

    async def look_first(_: pulumi.ResourceHookArgs) -> None:
        if reason := await taken():
            raise pulumi.RunError(reason)

    hook = pulumi.ResourceHook(name, look_first, pulumi.ResourceHookOptions(on_dry_run=True))
    return pulumi.ResourceHookBinding(before_create=[hook])
