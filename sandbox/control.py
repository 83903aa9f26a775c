"""Routes under `/_sandbox`: what a rehearsal asks of the sandbox itself rather than of a cloud.

docs/limits.md lists them. What makes no sense is a 400 and changes nothing.
"""

from typing import Any

from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox import control_releases, http
from sandbox.atlas_api import clusters
from sandbox.body import problem
from sandbox.cloud import Cloud
from sandbox.control_bodies import Clock, FailDeploy, LegacyRedis, Limits, Suspension, checked
from sandbox.faults import Rule
from sandbox.http import Call, Json, Row
from sandbox.process import code_stamp
from sandbox.render_api import limits, workspace
from sandbox.render_api.deploy_cycle import advance, seen_by_instances
from sandbox.render_api.key_value_instance import LEGACY_VERSION, new_instance, shown
from sandbox.render_api.service_actions import suspend
from sandbox.render_api.wire import Refused, not_found, table
from sandbox.seed import seed

_CODE = code_stamp()
RULES = TypeAdapter(list[Rule])


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the control routes, relative to their mount."""
    return [_route(cloud, *row) for row in (*ROUTES, *control_releases.ROUTES)]


def set_faults(cloud: Cloud, rules: Any) -> None:
    """Replace all fault rules by a JSON list of them, [] for none. Raises Refused 400 and changes nothing."""
    try:
        cloud.faults.replace(RULES.validate_python(rules), cloud.now())
    except ValidationError as error:
        raise Refused(400, problem(error)) from None


def _route(cloud: Cloud, method: str, path: str, handler: Any, status: int) -> Route:
    """Serve a handler, and save before the answer."""

    def answer(request: Request, content: bytes) -> Response:
        body = http.decoded(content, None, Refused(400, "invalid JSON"))
        reply = handler(Call(cloud, request.path_params, request.query_params, body))
        cloud.save()
        return http.response(reply, status)

    return http.route(method, path, answer)


def _health(call: Call) -> Json:
    # The home tells a caller whose sandbox answers on this port, the code with what.
    return {"status": "ok", "home": str(call.cloud.home), "code": _CODE, **_clock(call.cloud)}


def _requests(call: Call) -> list[Json]:
    since = call.query.get("since", "0")
    if not since.isdigit():
        raise Refused(400, "since must be a whole number: the n of the last request already seen")
    return [entry for entry in call.cloud.requests if entry["n"] > int(since)]


def _set_clock(call: Call) -> Json:
    wanted = checked(Clock, call.body)
    if not wanted:
        raise Refused(400, 'send {"advance": seconds} or {"stageSeconds": seconds}')
    call.cloud.clock_offset += wanted.get("advance", 0)
    call.cloud.stage_seconds = wanted.get("stageSeconds", call.cloud.stage_seconds)
    return _clock(call.cloud)


def _clock(cloud: Cloud) -> Json:
    return {"now": cloud.now(), "stageSeconds": cloud.stage_seconds}


def _seed(call: Call) -> None:
    stack_files = call.body
    if not isinstance(stack_files, list) or not all(isinstance(values, dict) for values in stack_files):
        raise Refused(400, "send a list of stack files, each an object of un-namespaced keys")
    seed(call.cloud, stack_files)


def _set_limits(call: Call) -> Json:
    cloud, wanted = call.cloud, checked(Limits, call.body)
    enforced = wanted.get("enforced", cloud.limits_enforced)
    limits.set_limits(cloud, enforced, wanted.get("overrides", cloud.limit_overrides))
    return {"enforced": cloud.limits_enforced, "limits": limits.LIMITS | cloud.limit_overrides}


def _set_faults(call: Call) -> Any:
    set_faults(call.cloud, call.body)
    return call.body


def _workspace(call: Call) -> Json:
    return workspace.settings(call.cloud)


def _set_workspace(call: Call) -> Json:
    table(call.cloud, "switches").update(checked(workspace.Workspace, call.body))
    return workspace.settings(call.cloud)


def _unprotect(call: Call) -> None:
    clusters.unprotect(call.cloud)


def _fail_deploy(call: Call) -> Json:
    wanted = checked(FailDeploy, call.body)
    table(call.cloud, "failNext")[wanted["service"]] = wanted["status"]
    return wanted


def _suspend(call: Call) -> Json:
    wanted = checked(Suspension, call.body)
    suspend(call.cloud, _newest(call.cloud, "services", wanted["service"]), wanted["by"])
    return wanted


def _legacy_redis(call: Call) -> Json:
    wish = checked(LegacyRedis, call.body)
    owner = workspace.owner_of(call.cloud, wish["ownerId"])
    return shown(call.cloud, new_instance(call.cloud, owner, wish, LEGACY_VERSION))


def _instances(call: Call) -> Json:
    asked = dict(call.query)
    if set(asked) == {"service"}:
        service = _newest(call.cloud, "services", asked["service"])
        advance(call.cloud, service)
        seen = seen_by_instances(service)
        if seen is None:
            raise Refused(404, f"no deploy of {asked['service']} is live")
        return seen
    if set(asked) == {"keyValue"}:
        item = _newest(call.cloud, "keyValues", asked["keyValue"])
        return {"dataGeneration": item["_data"], "plan": item["plan"]}
    raise Refused(400, "send service=NAME or keyValue=NAME")


def _newest(cloud: Cloud, kind: str, name: str) -> Json:
    """The newest object of that name: a Key Value name need not be unique."""
    for item in reversed(table(cloud, kind).values()):
        if item["name"] == name:
            found: Json = item
            return found
    raise not_found(name)


ROUTES: list[Row] = [
    ("GET", "/health", _health, 200),
    ("GET", "/requests", _requests, 200),
    ("POST", "/clock", _set_clock, 200),
    ("POST", "/seed", _seed, 204),
    ("POST", "/unprotect", _unprotect, 204),
    ("POST", "/limits", _set_limits, 200),
    ("POST", "/faults", _set_faults, 200),
    ("GET", "/render", _workspace, 200),
    ("POST", "/render", _set_workspace, 200),
    ("POST", "/fail-deploy", _fail_deploy, 200),
    ("POST", "/suspend", _suspend, 200),
    ("POST", "/legacy-redis", _legacy_redis, 201),
    ("GET", "/instances", _instances, 200),
]
