"""One environment: the only place that connects the components."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.commands import generated_secret, smoke_test
from components.database import Database, DatabaseArgs, looked_up
from components.frontend import FrontendProject, FrontendProjectArgs
from components.redis import Redis, RedisArgs
from components.services import ApiService, Env, ServiceArgs, Worker
from components.tokens import try_token
from config.contract import REDIS_URL, Reader, as_named, plain_variables, secret_readers
from config.settings import Settings


@dataclass(frozen=True, kw_only=True)
class EnvironmentArgs:
    """The settings of one stack and the values of its secrets."""

    settings: Settings
    secrets: Mapping[str, pulumi.Output[str]]


class Environment(pulumi.ComponentResource):
    """Front end, API, worker, Redis and database, wired by their variables, smoke-tested at the end."""

    outputs: dict[str, Any]

    def __init__(self, name: str, args: EnvironmentArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        try_token(args.settings)
        cluster = looked_up(args.settings)
        super().__init__("infra:components:Environment", name, None, opts)
        settings, child = args.settings, pulumi.ResourceOptions(parent=self)
        # First, because it may find that another stack has to come up before this one.
        frontend = FrontendProject(
            "frontend", FrontendProjectArgs(settings=settings, secrets=args.secrets), child
        )
        secrets = {**args.secrets, **self._generated(settings)}
        database = Database(
            "database", DatabaseArgs(settings=settings, secrets=secrets, found=cluster), child
        )
        redis = Redis("redis", RedisArgs(settings=settings), child)
        addresses = address_variables(settings, redis.url, database.uri)
        env = {role: service_env(settings, role, addresses, secrets) for role in ("api", "worker")}
        api = ApiService("api", ServiceArgs(settings=settings, env=env["api"]), child)
        worker = Worker("worker", ServiceArgs(settings=settings, env=env["worker"]), child)
        # What Render refuses, a repository that it may not read for one, it refuses before a site is public.
        frontend.deploy([api.service, worker.service])
        smoke_test(settings, [api.deploy_id, worker.deploy_id, frontend.deployment_id], self)
        records = pulumi.Output.all(frontend.dns_records, api.dns_records)
        self.outputs = {
            **summary(settings),
            "dnsRecords": records.apply(lambda lists: [row for rows in lists for row in rows]),
            **({"refreshUri": database.refresh_uri} if database.refresh_uri is not None else {}),
        }
        self.register_outputs(self.outputs)

    def export(self) -> None:
        """Make the outputs those of the stack."""
        for key, value in self.outputs.items():
            pulumi.export(key, value)

    def _generated(self, settings: Settings) -> dict[str, pulumi.Output[str]]:
        made = [key for key, source in settings.secrets.items() if source == "generated"]
        return {key: generated_secret(key, self, settings.protect) for key in made}


def address_variables(settings: Settings, redis: pulumi.Output[str], uri: pulumi.Output[str] | None) -> Env:
    """Where the services find Redis and, unless a person keeps its address, the database."""
    database = dict.fromkeys(settings.database.uri_variables, uri) if uri is not None else {}
    return {**as_named(settings, "api", {REDIS_URL: redis}), **database}


def service_env(
    settings: Settings, role: Reader, addresses: Env, secrets: Mapping[str, pulumi.Output[str]]
) -> Env:
    """Every variable of one service that this program owns. What is set by hand (`ui`) has no value here."""
    own = {key: value for key, value in secrets.items() if role in secret_readers(settings, key)}
    return {**addresses, **plain_variables(settings, role), **own}


def summary(settings: Settings) -> dict[str, Any]:
    """What the environment is, in plain words and without a secret: the stack's outputs."""
    return {
        "frontendUrl": settings.frontend_url,
        "apiUrl": settings.api_url,
        "frontend": settings.frontend.project,
        "api": settings.api.name,
        "worker": settings.worker.name,
        "redis": settings.redis.name,
        "database": settings.database.name,
        "launched": settings.launched,
    }
