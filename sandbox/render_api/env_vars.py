"""Env vars of one service. Writing them never deploys: they reach the instances with the next deploy."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from sandbox.cloud import Cloud
from sandbox.render_api import shape
from sandbox.render_api.env_set import ENTRY, VALUE, env_from, key_of, value_of
from sandbox.render_api.paging import cursor_of, page
from sandbox.render_api.service_store import service_of
from sandbox.render_api.wire import Object, Refused, body_of, route


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Return the env var routes."""
    return [
        route(cloud, "/services/{id}/env-vars", GET=_list, PUT=_replace),
        route(cloud, "/services/{id}/env-vars/{key}", GET=_get, PUT=_put, DELETE=_delete),
    ]


async def _list(cloud: Cloud, request: Request) -> Response:
    return page(request, _reversed(service_of(cloud, request)))


async def _replace(cloud: Cloud, request: Request) -> Response:
    entries = await body_of(request) or []
    shape.each(ENTRY)("envVars", entries)
    env = env_from(entries)
    service = service_of(cloud, request)
    service["_env"] = env
    return JSONResponse([{"cursor": cursor_of(key), **item} for key, item in _reversed(service)])


async def _get(cloud: Cloud, request: Request) -> Response:
    return JSONResponse(_entry(service_of(cloud, request), request.path_params["key"]))


async def _put(cloud: Cloud, request: Request) -> Response:
    value = value_of(shape.checked(await body_of(request), VALUE))
    key = key_of(request.path_params["key"])
    service = service_of(cloud, request)
    service["_env"][key] = value
    return JSONResponse({"key": key, "value": value})


async def _delete(cloud: Cloud, request: Request) -> Response:
    service = service_of(cloud, request)
    entry = _entry(service, request.path_params["key"])
    del service["_env"][entry["key"]]
    return Response(status_code=204)


def _entry(service: Object, key: str) -> Object:
    if key not in service["_env"]:
        raise Refused(404, f"not found: {key}")
    return {"key": key, "value": service["_env"][key]}


def _reversed(service: Object) -> list[tuple[str, Object]]:
    # Render promises no order; the reverse of the writing order catches a client that expects one.
    return [(key, {"envVar": _entry(service, key)}) for key in reversed(service["_env"])]
