"""The gRPC side of a plugin: the SDK's experimental server, with two things changed."""

import sys
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped]
from pulumi.provider.experimental import provider as engine
from pulumi.provider.experimental import server

from sandbox.plugins.service import PluginError

Method = Callable[[Any, Any, Any], Awaitable[Any]]


def _one_line(method: Method) -> Method:
    """Turn an exception into one line: the SDK would show a traceback, and the text may hold a value."""

    async def answer(self: Any, request: Any, context: Any) -> Any:
        try:
            return await method(self, request, context)
        except NotImplementedError:
            raise
        except Exception as error:
            await context.abort(grpc.StatusCode.UNKNOWN, _explain(error.__context__ or error))

    return answer


def _explain(error: BaseException) -> str:
    if isinstance(error, PluginError):
        return str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    return f"a fault of the sandbox's plugin: {type(error).__name__} at {where}"


class _Servicer(server.ProviderServicer):
    """The SDK's servicer with short errors, and with the old inputs as the left side of a diff."""

    CheckConfig = _one_line(server.ProviderServicer.CheckConfig)
    Configure = _one_line(server.ProviderServicer.Configure)
    Check = _one_line(server.ProviderServicer.Check)
    Create = _one_line(server.ProviderServicer.Create)
    Read = _one_line(server.ProviderServicer.Read)
    Update = _one_line(server.ProviderServicer.Update)
    Delete = _one_line(server.ProviderServicer.Delete)
    Invoke = _one_line(server.ProviderServicer.Invoke)

    @_one_line
    async def Diff(self, request: Any, context: Any) -> Any:
        # Only inputs tell "left out" from "never there"; the SDK hands on nothing but the old outputs.
        request.olds.CopyFrom(request.old_inputs)
        return await super().Diff(request, context)


def serve(version: str, provider: engine.Provider) -> None:
    """Serve the provider to the engine until it ends the process."""
    # server.main offers no other way to have a servicer of one's own.
    server.ProviderServicer = _Servicer  # type: ignore[misc]
    server.main(sys.argv[1:], version, provider)
