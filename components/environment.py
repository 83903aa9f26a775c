"""One environment: the only place that connects the components."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.adoption import AdoptionSpec
from components.api import ApiService, ApiServiceArgs
from components.database import BackupSpec, ClusterSpec, Database, DatabaseArgs
from components.frontend import FrontendProject, FrontendProjectArgs, ProjectSpec
from components.generated import generated_secret
from components.redis import Redis, RedisArgs
from components.services import ServiceSpec
from components.smoke import smoke_test
from components.variables import Env, kept_by_hand, service_secrets
from components.worker import Worker, WorkerArgs
from config.contract import DATABASE_PASSWORD, allowed_origins, plain_variables
from config.hosts import apex_host, api_host, site_host
from config.service_inputs import service_inputs
from config.settings import Service, Settings


@dataclass(frozen=True, kw_only=True)
class EnvironmentArgs:
    """The settings of one stack and the values of its secrets."""

    settings: Settings
    secrets: Mapping[str, pulumi.Output[str]]


class Environment(pulumi.ComponentResource):
    """Front end, API, worker, Redis and database, wired by their variables, smoke-tested at the end."""

    outputs: dict[str, Any]

    def __init__(self, name: str, args: EnvironmentArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("infra:components:Environment", name, None, opts)
        self._settings, self._child = args.settings, pulumi.ResourceOptions(parent=self)
        # First, because it may find that another stack has to come up before this one.
        frontend = self._frontend()
        self._secrets = self._all_secrets(args)
        database, redis = self._database(), self._redis()
        api_env, worker_env = self._service_env(database, redis)
        api = self._api(api_env)
        worker = self._worker(worker_env)
        releases = [api.deploy_id, worker.deploy_id, frontend.deployment_id]
        smoke_test(self._settings.api_url, allowed_origins(self._settings), releases, self)
        records = pulumi.Output.all(frontend.dns_records, api.dns_records)
        self.outputs = {
            **summary(self._settings),
            "dnsRecords": records.apply(lambda lists: [row for rows in lists for row in rows]),
        }
        self.register_outputs(self.outputs)

    def export(self) -> None:
        """Make the outputs those of the stack."""
        for key, value in self.outputs.items():
            pulumi.export(key, value)

    def _all_secrets(self, args: EnvironmentArgs) -> dict[str, pulumi.Output[str]]:
        made = [key for key, source in args.settings.secrets.items() if source == "generated"]
        return {**args.secrets, **{key: generated_secret(key, self, args.settings.protect) for key in made}}

    def _database(self) -> Database:
        spec, secrets = self._settings.database, self._secrets
        owned = ClusterSpec(**spec.owned_cluster.model_dump()) if spec.owned_cluster else None
        args = DatabaseArgs(
            project_id=self._settings.atlas.project_id,
            cluster=spec.cluster,
            host=spec.host,
            name=spec.name,
            user=spec.user,
            password=secrets.get(DATABASE_PASSWORD),
            owned_cluster=owned,
            manage_user=spec.manage_user,
            developers={person.username: secrets[person.password_secret] for person in spec.developers},
            ip_access_list=[(entry.cidr, entry.description) for entry in spec.ip_access_list],
            backup=BackupSpec(**spec.backup.model_dump()) if spec.backup else None,
            protect=self._settings.protect,
        )
        return Database("database", args, self._child)

    def _redis(self) -> Redis:
        spec, home = self._settings.redis, self._settings.render
        owned = spec if spec.mode == "dedicated" else None
        args = RedisArgs(
            name=spec.name,
            owner_id=home.owner_id,
            region=home.region,
            plan=owned.plan if owned else None,
            connection=spec.connection,
            allow=[(entry.cidr, entry.description) for entry in owned.allow] if owned else [],
            protect=self._settings.protect,
            adopt=owned.adopt if owned else None,
            allow_replacement=(owned.allow_replacement or None) if owned else None,
        )
        return Redis("redis", args, self._child)

    def _service_env(self, database: Database, redis: Redis) -> tuple[Env, Env]:
        """The variables of API and worker: the same block, and for the API what only it reads."""
        settings = self._settings
        addresses: Env = {"REDIS_URL": redis.url}
        if database.uri is not None:
            addresses.update(dict.fromkeys(settings.database.uri_variables, database.uri))
        api_secrets, worker_secrets = service_secrets(settings, self._secrets)
        api: Env = {**addresses, **plain_variables(settings, "api"), **api_secrets}
        worker: Env = {**addresses, **plain_variables(settings, "worker"), **worker_secrets}
        return api, worker

    def _api(self, env: Env) -> ApiService:
        settings = self._settings
        args = ApiServiceArgs(
            service=self._service(settings.api, env),
            host=api_host(settings),
            protect=settings.protect,
        )
        return ApiService("api", args, self._child)

    def _worker(self, env: Env) -> Worker:
        spec = self._service(self._settings.worker, env)
        return Worker("worker", WorkerArgs(service=spec, protect=self._settings.protect), self._child)

    def _service(self, service: Service, env: Env) -> ServiceSpec:
        return ServiceSpec(
            **service_inputs(self._settings, service),
            env=env,
            external_env=kept_by_hand(self._settings) or None,
            adopt=service.adopt,
            overwrite=service.overwrite or None,
            allow_replacement=service.allow_replacement or None,
            freeze=self._settings.freeze,
            deploy_timeout_seconds=service.deploy_timeout_seconds,
        )

    def _frontend(self) -> FrontendProject:
        settings, spec = self._settings, self._settings.frontend
        about_the_site = {"mode", "project", "env", "sensitive", "apex_redirect", "adopt"}
        owned = ProjectSpec(**spec.model_dump(exclude=about_the_site)) if spec.mode == "own" else None
        args = FrontendProjectArgs(
            project=spec.project,
            team=settings.vercel.team,
            repo=settings.vercel.repo,
            branch=settings.branch,
            host=site_host(settings),
            env=plain_variables(settings, "frontend"),
            sensitive=spec.sensitive,
            apex=apex_host(settings),
            adopt=AdoptionSpec(**(spec.adopt.model_dump() if spec.adopt else {})),
            owned=owned,
            protect=settings.protect,
            freeze=settings.freeze,
        )
        return FrontendProject("frontend", args, self._child)


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
