"""A program of Render resources alone. `wanted.json` says which, in the words of their arguments."""

import json
from pathlib import Path
from typing import Any

import pulumi

import render

wanted: dict[str, dict[str, Any]] = json.loads(Path("wanted.json").read_text())


def service_args(spec: dict[str, Any]) -> render.ServiceArgs:
    secrets = {key: pulumi.Output.secret(value) for key, value in spec.pop("secret_env", {}).items()}
    return render.ServiceArgs(**{**spec, "env": {**spec.get("env", {}), **secrets}})


def deploy(name: str, service: render.WebService | render.BackgroundWorker) -> None:
    spec = wanted.get(f"{name}_deploy", {})
    args = render.DeployArgs(service_id=service.id, revision=service.revision, **spec)
    render.Deploy(name, args, pulumi.ResourceOptions(depends_on=domains))


domains: list[pulumi.Resource] = []
if "redis" in wanted:
    render.KeyValue("redis", render.KeyValueArgs(**wanted["redis"]))
if "shared_redis" in wanted:
    render.KeyValueRef("shared-redis", render.KeyValueRefArgs(**wanted["shared_redis"]))
if "api" in wanted:
    api = render.WebService("api", service_args(dict(wanted["api"])))
    if "domain" in wanted:
        domains.append(
            render.CustomDomain("api", render.CustomDomainArgs(service_id=api.id, **wanted["domain"]))
        )
    deploy("api", api)
if "worker" in wanted:
    deploy("worker", render.BackgroundWorker("worker", service_args(dict(wanted["worker"]))))
