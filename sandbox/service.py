"""One emulated API as an ASGI app: routing, the request log, saving before the answer leaves, and faults."""

import logging
import traceback
from collections.abc import Sequence
from http import HTTPStatus

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox import fault_effects as effects
from sandbox.cloud import Cloud
from sandbox.faults import ApiRequest, Rule
from sandbox.render_api.wire import new_id

log = logging.getLogger("sandbox")


class Service:
    """Serve `routes` as the service called `name`; an unknown route is a 501 and a log line."""

    def __init__(self, cloud: Cloud, name: str, routes: Sequence[BaseRoute]) -> None:
        self._cloud = cloud
        self._name = name
        # The catch-all also takes known paths with an unknown method, which the router would answer with 405.
        self._router = Router([*routes, Mount("", app=self._unknown)], redirect_slashes=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or do with it what the fault rule says that it meets.

        It is logged and its effects are saved before the first byte of the answer leaves.
        """
        method, path = scope["method"], self._genuine(scope["path"])
        # Whoever brings no key is only asked for one, as each request of Atlas' clients is at first.
        asked_in = any(name == b"authorization" for name, _ in scope["headers"])
        rule = self._rule(method, path) if asked_in else None
        if rule is None:
            await self._answer(self._router, scope, receive, send)
        elif rule.kind in effects.ERRORS:
            answer = _error(rule, self._name, path)
            await self._answer(answer, scope, receive, send, rule.kind)
        elif rule.kind in effects.UNHANDLED:
            self._cloud.record(self._name, method, path, effects.NO_REPLY, rule.kind)
            await effects.cut(send)
        else:
            reply: list[Message] = []

            async def keep(message: Message) -> None:
                reply.append(message)

            await self._answer(self._router, scope, receive, keep, rule.kind)
            if rule.kind == "cut_after":
                await effects.cut(send)
            await effects.hold(self._cloud.faults, reply, receive, send)

    async def _answer(
        self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, fault: str | None = None
    ) -> None:
        method, path = scope["method"], self._genuine(scope["path"])
        answered = False

        async def send_recorded(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                self._cloud.record(self._name, method, path, message["status"], fault)
                self._cloud.save()
            await send(message)

        try:
            await app(scope, receive, send_recorded)
        except Exception as error:
            # Frames and type only: the text of an exception can hold a value that was sent.
            frames = "".join(traceback.format_tb(error.__traceback__))
            log.error("%s: %s %s failed with %s\n%s", self._name, method, path, type(error).__name__, frames)
            if not answered:
                response = refusal(self._name, 500, "the sandbox failed; see logs/server.log")
                await response(scope, receive, send_recorded)

    def _rule(self, method: str, path: str) -> Rule | None:
        age = effects.age_of(self._cloud, self._name, path)
        asked = ApiRequest(service=self._name, method=method, path=path, now=self._cloud.now(), age=age)
        return self._cloud.faults.rule_for(asked)

    def _genuine(self, path: str) -> str:
        return path.removeprefix(f"/{self._name}")

    async def _unknown(self, scope: Scope, receive: Receive, send: Send) -> None:
        text = f"{scope['method']} {self._genuine(scope['path'])} is not emulated"
        log.warning("%s: %s", self._name, text)
        await refusal(self._name, 501, text)(scope, receive, send)


def _error(rule: Rule, service: str, path: str) -> Response:
    """The answer of a rule whose kind is one of effects.ERRORS."""
    if rule.kind == "missing":
        return refusal(service, 404, f"not found: {path.rpartition('/')[2]}")
    phrases = {status.value: status.phrase.lower() for status in HTTPStatus}
    # Some, such as Cloudflare's 524, are nobody's standard.
    text = "rate limit exceeded" if rule.status == 429 else phrases.get(rule.status, f"error {rule.status}")
    response = refusal(service, rule.status, text)
    if rule.retry_after is not None:
        response.headers["Retry-After"] = str(rule.retry_after)
    return response


def refusal(service: str, status: int, text: str) -> Response:
    """Return `text` as the named service would word a refusal, for answers that no handler gave."""
    code = "SANDBOX_NOT_EMULATED" if status == 501 else "SANDBOX_FAULT"
    if service == "vercel":
        return JSONResponse({"error": {"code": code, "message": text}}, status)
    if service == "atlas":
        body = {"error": status, "errorCode": code, "detail": text, "reason": text, "parameters": []}
        return JSONResponse(body, status)
    return JSONResponse({"message": text}, status, {"Render-Request-Id": new_id("req-")})
