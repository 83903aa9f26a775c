"""Input checks against the installed SDK: its `…Args` classes know all properties and types."""

import importlib
import inspect
import sys
import types
import typing
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from importlib.machinery import PathFinder
from typing import Any

from pulumi._types import input_type_py_to_pulumi_names, input_type_types, is_input_type
from pulumi.runtime.rpc import UNKNOWN

from sandbox.plugins.values import Json

Problem = tuple[str, str]  # the path of a property, and what is wrong with it
SCALARS = {str: "string", bool: "boolean", int: "integer", float: "number"}
NAMES: dict[type, str] = {**SCALARS, dict: "object", list: "list"}


@cache
def args_of(module: str, name: str) -> type:
    """Return the class `<name>Args` of an SDK module such as `pulumiverse_vercel.project`."""
    found: type = getattr(_module(module), f"{name}Args")
    return found


def problems(args: type, given: Json, at: str = "") -> Iterator[Problem]:
    """Yield each property of `given` that is unknown, missing or of a wrong type; `at` is its path."""
    known = input_type_types(args)
    for name in _required(args):
        if name not in given:
            yield f"{at}{name}", f"Missing required property '{name}'"
    for name, value in given.items():
        if name not in known:
            yield f"{at}{name}", f"Unknown property '{name}': the installed SDK does not have it"
        else:
            yield from _mismatches(known[name], value, f"{at}{name}")


def _mismatches(wanted: Any, value: Any, at: str) -> Iterator[Problem]:
    origin = typing.get_origin(wanted)
    if value == UNKNOWN or wanted is Any:
        return
    if origin in (typing.Union, types.UnionType):
        # An Input[T] is a union whose first member is T; the rest is plumbing of the SDK.
        yield from _mismatches(typing.get_args(wanted)[0], value, at)
    elif origin is not None:
        yield from _in_collection(wanted, value, at)
    elif is_input_type(wanted):
        if isinstance(value, dict):
            yield from problems(wanted, value, f"{at}.")
        else:
            yield at, _unlike("object", value)
    elif issubclass(wanted, Enum):
        allowed = [member.value for member in wanted]
        if value not in allowed:
            yield at, f"expected one of {', '.join(map(str, allowed))}"
    elif wanted in SCALARS and not _is(wanted, value):
        yield at, _unlike(SCALARS[wanted], value)


def _in_collection(wanted: Any, value: Any, at: str) -> Iterator[Problem]:
    kind = dict if issubclass(typing.get_origin(wanted), Mapping) else list
    if not isinstance(value, kind):
        yield at, _unlike(NAMES[kind], value)
        return
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        step = f".{key}" if kind is dict else f"[{key}]"
        yield from _mismatches(typing.get_args(wanted)[-1], item, at + step)


def _is(wanted: type, value: Any) -> bool:
    if wanted is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))


def _unlike(wanted: str, value: Any) -> str:
    return f"expected {wanted}, got {NAMES.get(type(value), type(value).__name__)}"


@cache
def _required(args: type) -> tuple[str, ...]:
    wire_names = input_type_py_to_pulumi_names(args)
    parameters = list(inspect.signature(args.__init__).parameters.values())[1:]  # type: ignore[misc]
    return tuple(wire_names[item.name] for item in parameters if item.default is inspect.Parameter.empty)


def _module(name: str) -> types.ModuleType:
    """Import one module of an SDK without the package's `__init__`, which is most of a plugin's start."""
    package, _, _ = name.partition(".")
    spec = None if package in sys.modules else PathFinder.find_spec(package)
    if spec is None or spec.submodule_search_locations is None:
        return importlib.import_module(name)
    bare = types.ModuleType(package)
    bare.__path__ = list(spec.submodule_search_locations)
    sys.modules[package] = bare
    try:
        return importlib.import_module(name)
    finally:
        # A later import of the package must get the whole of it.
        del sys.modules[package]
