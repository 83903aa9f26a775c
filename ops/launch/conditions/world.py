"""What the conditions of a launch look at: stack files, values, accounts, hosts, state."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import httpx
from redis import Redis

from config.parse import read_secrets, read_stack_files
from config.rules import AllSettings
from config.secrets import Secrets, secret_values
from config.settings import Settings
from config.stacks import PRODUCTION
from config.vendors import is_rehearsal
from ops import smoke
from ops.accounts import atlas, vercel
from ops.ci.preview import Preview
from ops.commands import InputError
from ops.dns import resolver_of
from ops.dns.lookup import Resolver
from ops.launch import record
from ops.launch.conditions.certificates import end_of
from ops.operation.engine import previewed
from ops.operation.journal import standing
from ops.operation.locks import running
from ops.operation.refreshed import last
from ops.redis.connection import connect
from ops.redis.keys import of_environment, scope_of
from render.client import RenderClient
from render.retry import PATIENT, Patience
from render.session import from_environment


def _keys(client: Redis, stack: str, stacks: AllSettings) -> Iterator[bytes]:
    return of_environment(client, scope_of(stack, stacks))


@dataclass(frozen=True)
class World:
    """Where to look. `secrets`: of each stack. What is callable can be another in a test.

    `transport`: what carries every request to a vendor's API and to the hosts. `redis`: a client for a
    connection string. `certificate`: when a host's ends (epoch seconds); raises OSError for one that is not
    valid. `patience`: with APIs and hosts. `updating`: who is at an update of a stack; None: nobody.
    `rehearsed`: why the launch is not. `standing`: the operations on a stack that stand half done, each with
    what to do. `refreshed`: when staging got production's data last, as this checkout knows it (epoch
    seconds).
    """

    environ: Mapping[str, str] = field(repr=False)
    stacks: AllSettings
    secrets: Mapping[str, Secrets] = field(repr=False)
    transport: httpx.BaseTransport | None = None
    patience: Patience = PATIENT
    redis: Callable[[str, Mapping[str, str]], Redis] = connect
    keys: Callable[[Redis, str, AllSettings], Iterator[bytes]] = _keys
    certificate: Callable[[str], float] = end_of
    preview: Callable[[str, str], Preview] = previewed
    updating: Callable[[str, Mapping[str, str]], str | None] = running
    rehearsed: Callable[[AllSettings, Mapping[str, str]], str | None] = record.fault
    standing: Callable[[str, Mapping[str, str]], Mapping[str, str]] = standing
    refreshed: Callable[[Mapping[str, str]], float | None] = last
    now: Callable[[], float] = time.time

    @classmethod
    def here(cls, environ: Mapping[str, str] = os.environ, patience: Patience = PATIENT) -> "World":
        """This folder's stack files and what this process can reach. Raises SettingsError."""
        stacks = read_stack_files(Path())
        secrets = {stack: read_secrets(Path(), stack, own, environ) for stack, own in stacks.items()}
        return cls(environ, stacks, secrets, patience=patience)

    @property
    def is_rehearsal(self) -> bool:
        """Whether there is no host but this machine to ask."""
        return is_rehearsal(self.environ)

    @cached_property
    def values(self) -> dict[str, dict[str, str]]:
        """What this process knows, by stack; a general name says nothing of whose value it is."""
        own = {stack: secret_values(found) for stack, found in self.secrets.items()}
        return {
            stack: {
                key: value
                for key, value in values.items()
                if stack == PRODUCTION or self.secrets[stack][key].origin != "general variable"
            }
            for stack, values in own.items()
        }

    @cached_property
    def render(self) -> RenderClient:
        """Raises RenderError, as every call of it does."""
        return from_environment(self.environ, self.transport, self.patience)

    def vercel(self, settings: Settings) -> vercel.Vercel:
        """The API of an environment's team. Raises AccountError."""
        return vercel.connect(settings.vercel.team, self.environ, self.transport, self.patience.reply)

    def atlas(self, settings: Settings) -> atlas.Atlas:
        """The API of an environment's project. Raises AccountError."""
        return atlas.connect(settings.atlas.project_id, self.environ, self.transport, self.patience.reply)

    @cached_property
    def resolver(self) -> Resolver | None:
        """Who is asked for names; None: nobody in a rehearsal. Raises AccountError."""
        return None if self.is_rehearsal else resolver_of(None)

    @cached_property
    def _hosts(self) -> httpx.Client:
        return httpx.Client(
            timeout=min(10.0, self.patience.reply),
            transport=self.transport,
            trust_env=not self.is_rehearsal,
        )

    def ask(self, url: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> httpx.Response:
        """What the site or the API answers. Raises httpx.HTTPError, InputError."""
        try:
            address, host = smoke.target(url, self.environ)
        except ValueError as error:
            raise InputError(str(error)) from None
        return smoke.replied(self._hosts, method, address, {**host, **(headers or {})})
