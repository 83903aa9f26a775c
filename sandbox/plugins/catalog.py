"""Which plugins there are, and what each consists of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from sandbox.plugins import command, mongodbatlas, vercel
from sandbox.plugins.provider import TableProvider


@dataclass(frozen=True)
class Surroundings:
    """What the plugins find around them.

    `environ`: endpoints, tokens, and what commands inherit. `folder`: where commands run.
    """

    environ: Mapping[str, str] = field(repr=False)
    folder: Path


def provider_of(name: str, surroundings: Surroundings, engine: str) -> TableProvider[Any]:
    """Return a new provider of the plugin `name` for the engine at this address (host:port)."""
    environ = surroundings.environ
    match name:
        case "vercel":
            return TableProvider(partial(vercel.connect, environ), vercel.RESOURCES, vercel.FUNCTIONS)
        case "mongodbatlas":
            parts = mongodbatlas.RESOURCES, mongodbatlas.FUNCTIONS
            return TableProvider(partial(mongodbatlas.connect, environ), *parts)
        case "command":
            shell = partial(command.connect, environ, surroundings.folder, engine)
            return TableProvider(shell, command.RESOURCES, command.FUNCTIONS)
    raise KeyError(name)
